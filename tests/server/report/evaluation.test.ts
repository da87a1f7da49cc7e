import { beforeAll, expect, test } from 'vitest';
import { connect } from '~/database/connection/connect.server';
import { withSql } from '~/database/connection/sql.server';
import { EVERYTHING } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { type IndicatorKey, indicator } from '~/domain/indicators/indicators';
import { NO_TEXTS } from '~/domain/report/evaluation/evaluation-texts';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { readEvaluation, wordOfEvaluation } from '~/server/workflows/report/read-evaluation.server';
import { saveEvaluationTexts } from '~/server/workflows/report/write-evaluation.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, personWith, visitOf } from '../../helpers/register';
import { readWord } from '../../reports/read-word';
import { CITY, COUNTY, fillRegister, NOW, SEASON, SEASON_END } from '../../reports/report-fixture';

let db: Database;
let county: Person;
let second: Person;
let city: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await fillRegister(db);
  county = await personWith(db, 'county', [COUNTY]);
  second = await personWith(db, 'county', [COUNTY]);
  city = await personWith(db, 'city', [CITY]);
});

const number = (cell: string): number => Number(cell.replace(/,/g, ''));
/** Percent with two decimals, half up, by arithmetic of its own. */
const percent = (n: number, d: number): string => {
  if (d === 0) return '—';
  const hundredths = Math.floor((n * 20_000 + d) / (2 * d) + 1e-9);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}%`;
};

test.each([
  ['the county today', COUNTY, undefined],
  ['the city today', CITY, undefined],
  ['the county on a past day', COUNTY, SEASON_END],
])('every number of the tables of %s is that of facts', async (_, division, asOf) => {
  const person = division === CITY ? city : county;
  const { content } = await wordOfEvaluation(db, person, { division, season: SEASON, asOf: asOf ?? null }, NOW);
  const { rows } = await readFacts(db, EVERYTHING, { division, season: SEASON, ...(asOf && { asOf }) }, NOW);
  const word = readWord(content);
  const [own, ...below] = rows;
  const asPrinted = [...below, own!];
  const rate = (row: (typeof rows)[number], key: IndicatorKey) => {
    const { numerator, denominator } = row.indicators[key];
    return percent(numerator, denominator);
  };
  const table = (title: string) => word.tables.get(title)!.slice(1);
  expect(table('在册户和入户情况')).toEqual(
    asPrinted.map((row) => {
      const { H, R, E, V, X } = row.counts;
      return [row.name, ...[H, R, E, V, X].map(String), rate(row, 'completeness')];
    }),
  );
  expect(table('接通、使用和稳定运行')).toEqual(
    asPrinted.map((row) => [
      row.name,
      String(row.counts.I),
      String(row.counts.C),
      rate(row, 'connectionRate'),
      String(row.counts.U),
      rate(row, 'residentUseRate'),
      rate(row, 'stableRate'),
    ]),
  );
  expect(table('散煤复烧').map(([name, , B, of, Q]) => [name, B, of, Q])).toEqual(
    asPrinted.map((row) => [row.name, String(row.counts.B), rate(row, 'reburnRate'), String(row.counts.Q)]),
  );
  const shares = ['district_heat', 'electric_distributed', 'electric_household', 'gas', 'biomass', 'solar'] as const;
  const modes = table('改造路径').reduce((sum, row) => sum + number(row[1]!), 0);
  expect(modes).toBe(own!.counts.I);
  expect(shares.reduce((sum, key) => sum + own!.counts[`I.${key}`], own!.counts['I.other'])).toBe(modes);
  expect(table('分年度改造户').reduce((sum, row) => sum + number(row[1]!), 0)).toBe(own!.counts.I);
  const money = table('补贴兑付（万元）').at(-1)!;
  expect(money.slice(1, 3)).toEqual([own!.amountsFen.due, own!.amountsFen.paid].map((fen) => (fen / 1_000_000).toFixed(4)));
  const clauses = table('对照条款');
  expect(clauses.length).toBeGreaterThan(10);
  for (const [, name, , now] of clauses) {
    const key = (Object.keys(own!.indicators) as IndicatorKey[]).find((one) => indicator(one).name === name)!;
    expect([name, now]).toEqual([name, rate(own!, key)]);
  }
  const reburning = word.charts.find(({ series }) => series.has('散煤复烧'));
  if (below.length > 1) {
    expect(reburning!.categories).toEqual(below.map(({ name }) => name));
    expect(reburning!.series.get('散煤复烧')).toEqual(below.map(({ counts }) => counts.B));
    expect(reburning!.series.get('疑似复烧')).toEqual(below.map(({ counts }) => counts.Q));
  } else expect(word.charts).toEqual([]);
  expect(word.headings).toEqual([
    '一、基本情况',
    '二、目标任务完成情况',
    '三、运行情况',
    '四、散煤复烧排查',
    '五、补贴政策及兑付',
    '六、存在问题',
    '七、整改措施',
    '八、下步打算',
  ]);
  expect(word.smallest).toBeGreaterThanOrEqual(8);
  for (const font of ['方正小标宋简体', '黑体', '楷体_GB2312', '仿宋_GB2312']) expect(word.fonts).toContain(font);
});

test('figures that are remembered follow a change behind them that moves no sum', async () => {
  const cadre = await personWith(db, 'cadre', ['140602001001']);
  await addHouseholds(db, [{ number: 'YG1', village: '140602001001', conversion: { mode: 'gas', connectedOn: '2019-10-01' } }]);
  const visit = visitOf('YG1');
  for (const roomTemperature of [-8, -9]) {
    const [row] = await withSql(db, (sql) => sql.query<{ revision: number }>(`SELECT revision FROM household WHERE number = 'YG1'`));
    await submitVisit(
      db,
      cadre,
      { ...visit, baseRevision: row!.revision, answers: { ...(visit.answers as object), roomTemperature } },
      NOW,
    );
    const asked = { division: COUNTY, season: SEASON, asOf: null, look: null, language: 'zh-CN' } as const;
    const { parts } = (await readEvaluation(db, county, asked, NOW)) as { parts: unknown };
    expect(JSON.stringify(parts)).toContain(`最低 ${roomTemperature} ℃`);
    const anew = connect(db.url);
    expect(await readEvaluation(anew, county, asked, NOW)).toMatchObject({ parts });
    await anew.close();
  }
});

test('what the office writes stays apart from the figures, in versions, and nobody overwrites it', async () => {
  const at = { division: COUNTY, season: SEASON, language: 'zh-CN' } as const;
  const save = (person: Person, version: number, texts: object) =>
    saveEvaluationTexts(db, person, { ...at, form: { version, texts: { ...NO_TEXTS, ...texts } } }, NOW);
  expect(await save(county, 0, { basics: '本区地处盆地。\n\n人口较多。' })).toEqual({ version: 1, changed: true });
  expect(await save(county, 1, { basics: '本区地处盆地。\n\n人口较多。' })).toEqual({ version: 1, changed: false });
  // Begun from nothing as well: another part stays beside the first, the same part is refused.
  expect(await save(second, 0, { next: '继续努力入户。' })).toEqual({ version: 2, changed: true });
  await expect(save(second, 0, { basics: '别的话' })).rejects.toMatchObject({
    problem: { code: 'evaluation.changed-meanwhile', details: { version: 2, parts: '基本情况' } },
  });
  await expect(save(city, 2, { basics: '市里改' })).rejects.toMatchObject({ problem: { code: 'evaluation.not-yours' } });
  await expect(save(county, 9, { basics: '旧页' })).rejects.toMatchObject({ problem: { code: 'form.outdated' } });
  const page = await readEvaluation(db, county, { division: COUNTY, season: SEASON, asOf: null, look: 1, language: 'zh-CN' }, NOW);
  if (page.season === null) throw new Error('no season');
  expect(page.versions.map(({ version, parts }) => [version, parts])).toEqual([
    [2, ['next']],
    [1, ['basics']],
  ]);
  expect(page.older!.texts.next).toBe('');
  expect(page.parts.map(({ text }) => text).filter(Boolean)).toEqual(['本区地处盆地。\n\n人口较多。', '继续努力入户。']);
  const { content } = await wordOfEvaluation(db, county, { division: COUNTY, season: SEASON, asOf: null }, NOW);
  const { paragraphs, leading } = readWord(content);
  // The word above the list of annexes is never the last of a page.
  expect(leading).toEqual(['附件：']);
  const written = paragraphs.indexOf('（二）情况说明');
  expect(paragraphs.slice(written, written + 3)).toEqual(['（二）情况说明', '本区地处盆地。', '人口较多。']);
  expect(paragraphs).toContain('（文字第2版，未定稿）');
  const history = await withSql(db, (sql) => sql.query(`SELECT payload FROM history WHERE payload LIKE '%evaluation.save%'`));
  expect(history).toHaveLength(2);
});

test('a township has no evaluation report, a county sees no other county', async () => {
  const ask = (person: Person, division: string) =>
    readEvaluation(db, person, { division, season: SEASON, asOf: null, look: null, language: 'en' }, NOW);
  await expect(ask(county, '140602001')).rejects.toMatchObject({ problem: { code: 'evaluation.no-report' } });
  await expect(ask(county, '140681')).rejects.toMatchObject({ problem: { code: 'division.unknown' } });
});
