import { EVERYTHING } from '~/database/scope.server';
import { replayReport } from '~/server/workflows/report/replay-report.server';
import { runCommand } from '../command/command';

runCommand({
  name: 'replay',
  usage: 'npm run replay -- --report ID [--json]',
  about:
    '复算一份定稿的报告：用留痕里记下的每户计数重新加一遍，与定稿的数字逐个核对，并列出现在有什么不同、是哪些户。\n' +
    'Rebuilds the figures of a frozen report from the history, and lists what differs now with the households. Exits 1 unless they agree.',
  options: {
    report: {
      type: 'string',
      value: 'ID',
      about: '版本的编号，在版本页面的地址里 / id of the version, as in the address of its page',
      required: true,
    },
    json: { type: 'boolean', about: '打印 JSON / print JSON' },
  },
  async run({ values, database, print }) {
    const { report, names, ...found } = await replayReport(await database(), EVERYTHING, values.report, new Date());
    const same = found.sameFacts && found.notReplayed.length === 0;
    if (values.json) {
      const { id, division, season, version, asOf } = report;
      print(JSON.stringify({ report: { id, division, season, version, asOf }, same, ...found }));
    } else {
      const nameOf = (code: string) => names.get(code) ?? code;
      print(`${report.name} ${report.season} 第 ${report.version} 版 / version ${report.version}`);
      print(same ? `一致 / the same: ${found.figures} 个区划 / divisions, ${found.households} 户 / households` : '不一致 / not the same');
      for (const { division, measure, frozen, now } of found.notReplayed) print(`!\t${nameOf(division)}\t${measure}\t${frozen}\t${now}`);
      for (const { division, measure, frozen, now } of found.changed) print(`${nameOf(division)}\t${measure}\t${frozen}\t${now}`);
      for (const { household, measure, frozen, now } of found.behind) print(`${household}\t${measure}\t${frozen}\t${now}`);
    }
    if (!same) process.exitCode = 1;
  },
});
