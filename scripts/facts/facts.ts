import { EVERYTHING } from '~/database/scope.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { runCommand } from '../command/command';
import { factsTable } from './facts-table';

runCommand({
  name: 'facts',
  usage: 'npm run facts -- --division CODE --season 2020-2021 [--as-of YYYY-MM-DD] [--json]',
  about:
    '输出一个区划及其直属下级在一个采暖季的户数、指标、金额和补贴延续情况。\nPrints counts, indicators, amounts and continuity of a division and its direct children for ' +
    'a season.',
  options: {
    division: { type: 'string', value: 'CODE', about: '区划代码 / division code', required: true },
    season: { type: 'string', value: 'SEASON', about: '采暖季，如 2020-2021 / heating season', required: true },
    'as-of': { type: 'string', value: 'DATE', about: '截止日期，默认今天 / as-of date, default today' },
    json: { type: 'boolean', about: '输出 JSON（默认输出表格）/ as JSON instead of a table' },
  },
  async run({ values, database, print }) {
    const db = await database();
    const answer = await readFacts(db, EVERYTHING, { division: values.division, season: values.season, asOf: values['as-of'] }, new Date());
    print(values.json ? JSON.stringify(answer, null, 2) : factsTable(answer));
  },
});
