import { resolve } from 'node:path';
import { OPERATOR } from '~/domain/access/person';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { runCommand } from '../command/command';

const STAGES = { facts: '汇总 / adding up', sheets: '写表 / writing the sheets', saving: '保存 / saving' } as const;

runCommand({
  name: 'report',
  usage: 'npm run report -- --division CODE --season 2020-2021 [--as-of DATE] --out FILE.xlsx',
  about:
    '生成一个区划、一个采暖季的清洁取暖“回头看”报表（Excel）。行数、各项校核与数据库全部相符才出表，否则不留文件。\n' +
    'Writes the report workbook of a division and season. Unless rows and checks agree with the database, no file is left.',
  options: {
    division: { type: 'string', value: 'CODE', about: '区划代码 / division code', required: true },
    season: { type: 'string', value: 'SEASON', about: '采暖季，如 2020-2021 / heating season', required: true },
    'as-of': { type: 'string', value: 'DATE', about: '数据截止日期，默认今天 / as-of date, default today' },
    out: { type: 'string', value: 'FILE.xlsx', about: '写到这个文件 / the file to write', required: true },
  },
  async run({ values, database, progress, print, signal, atEnd }) {
    const db = await database();
    let stage = '';
    const making = makeReport(
      db,
      OPERATOR,
      { division: values.division, season: values.season, asOf: values['as-of'], file: resolve(values.out) },
      new Date(),
      {
        signal,
        onProgress(at) {
          if (at.stage !== stage) progress.begin(STAGES[at.stage], at.total);
          stage = at.stage;
          progress.reach(at.done);
        },
      },
    );
    // When told to stop, the command deletes the half-written file before it ends.
    atEnd(() => making.catch(() => undefined));
    const made = await making;
    progress.end();
    for (const sheet of made.sheets) print(`${sheet.name}\t${sheet.rows}`);
    print(`${made.name} ${made.season}，截止 ${made.asOf}：${resolve(values.out)}`);
    print(`SHA-256 ${made.sha256}`);
  },
});
