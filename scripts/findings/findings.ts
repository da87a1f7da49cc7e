import { EVERYTHING } from '~/database/scope.server';
import { countFindings } from '~/server/workflows/findings/count-findings.server';
import { updateFindings } from '~/server/workflows/findings/update-findings.server';
import { runCommand } from '../command/command';
import { findingsTable } from './findings-table';

runCommand({
  name: 'findings',
  usage: 'npm run findings -- --division CODE --season 2020-2021 [--as-of YYYY-MM-DD] [--json]',
  about:
    '输出一个区划及其直属下级在一个采暖季的问题数，按规则 R01–R25 和状态。\nPrints the findings of a division and its direct children for a season, by rule R01–R25 ' +
    'and state.',
  options: {
    division: { type: 'string', value: 'CODE', about: '区划代码 / division code', required: true },
    season: { type: 'string', value: 'SEASON', about: '采暖季，如 2020-2021 / heating season', required: true },
    'as-of': {
      type: 'string',
      value: 'DATE',
      about: '截止日期，默认今天；其他日期不保存结果 / as-of date, default today; another day stores nothing',
    },
    json: { type: 'boolean', about: '输出 JSON（默认输出表格）/ as JSON instead of a table' },
  },
  async run({ values, database, print }) {
    const db = await database();
    const now = new Date();
    if (values['as-of'] === undefined) await updateFindings(db, now);
    const query = { division: values.division, season: values.season, asOf: values['as-of'] };
    const answer = await countFindings(db, EVERYTHING, query, now);
    print(values.json ? JSON.stringify(answer, null, 2) : findingsTable(answer));
  },
});
