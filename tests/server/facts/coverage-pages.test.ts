import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { trimPastFacts, villagesToCompute } from '~/database/facts/past/past-facts.server';
import { EVERYTHING, scopeOf } from '~/database/scope.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import type { Role } from '~/domain/contract/enumerations';
import { coverageViewOf, needsFindings, pageOf, rowsShown } from '~/domain/coverage/coverage-view';
import { listViewOf } from '~/domain/coverage/list-view';
import { figureBehind } from '~/domain/indicators/household-lists';
import { Refusal } from '~/domain/problems';
import { findingsViewOf } from '~/domain/tables/findings-table';
import { words } from '~/i18n/words.server';
import { drawBars } from '~/reports/charts/draw-bars.server';
import { isMain } from '~/screens/coverage/chart-answers';
import { coverageBars } from '~/screens/coverage/coverage-bars';
import { boss } from '~/server/jobs/enqueue.server';
import { exportCoverage, exportHouseholdList } from '~/server/workflows/facts/export-coverage.server';
import { computeOrAsk, DayBeingComputed } from '~/server/workflows/facts/past-day.server';
import { pastDayJob } from '~/server/workflows/facts/past-day-job.server';
import { readCoverage, readHouseholdList, whereCoverageBegins } from '~/server/workflows/facts/read-coverage.server';
import { PRINTED_COUNTS, readFacts } from '~/server/workflows/facts/read-facts.server';
import { type FindingsDesk, readFindings } from '~/server/workflows/findings/read-findings.server';
import { readReviewQueue, readTodo, readVisitReview } from '~/server/workflows/review/read-review.server';
import { readSubsidyOverview } from '~/server/workflows/subsidy/read-subsidy.server';
import { addFinding } from '../../fixtures/findings';
import { addSeasons, addSurveyedVillages, SEASON, SEASON_BEFORE } from '../../fixtures/surveyed-villages';
import { type Database, freshDatabase } from '../../helpers/database';
import { headerOf, type ReadSheet, readBack, rowsOf, totalRow } from '../../reports/read-back';

const COUNTY = '140602';
const TOWNSHIP = '140602201';
const NOW = new Date('2021-06-01T04:00:00Z');
let db: Database;
let villages: string[];

const person = (role: Role, ...divisions: string[]): Person => ({
  accountId: '00000000-0000-4000-8000-000000000001',
  username: role,
  name: role,
  role,
  divisions,
});

beforeAll(async () => {
  db = await freshDatabase();
  villages = await withSql(db, async (sql) => {
    await addSeasons(sql);
    return (await sql.query<{ code: string }>('SELECT code FROM division WHERE parent_code = $1 ORDER BY code', [TOWNSHIP])).map(
      (row) => row.code,
    );
  });
  await addSurveyedVillages(db, villages.slice(0, 3), 30, 5);
});

async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.problem.code;
    throw error;
  }
  return 'no problem';
}

/** The database, and a record of every statement sent through its pool. */
function watched(): { db: Database; statements: string[] } {
  const statements: string[] = [];
  const pool = new Proxy(db.pool, {
    get(target, name) {
      if (name !== 'connect') return Reflect.get(target, name) as unknown;
      return async () => {
        const client = await target.connect();
        return new Proxy(client, {
          get(inner, part) {
            const value = Reflect.get(inner, part) as unknown;
            if (typeof value !== 'function') return value;
            if (part !== 'query') return value.bind(inner) as unknown;
            return (...given: unknown[]) => {
              statements.push(String(typeof given[0] === 'string' ? given[0] : 'a stream'));
              return (value as (...all: unknown[]) => unknown).apply(inner, given);
            };
          },
        });
      };
    },
  });
  return { db: { ...db, pool }, statements };
}

describe('statements', () => {
  const county = person('county', COUNTY);
  const township = person('township', TOWNSHIP);
  const list = (flag: string) => ({ division: TOWNSHIP, season: SEASON, list: flag as 'B', position: {} });
  const queue = { division: TOWNSHIP, season: SEASON, status: 'submitted', below: null } as const;
  const pages: Record<string, (db: Database) => Promise<unknown>> = {
    'the coverage of a county': (on) => readCoverage(on, county, { division: COUNTY, season: SEASON }, NOW),
    'the coverage of a township': (on) => readCoverage(on, county, { division: TOWNSHIP, season: SEASON }, NOW),
    'a list of households': (on) => readHouseholdList(on, county, list('B'), NOW),
    'a list of let rooms': (on) => readHouseholdList(on, county, list('let'), NOW),
    'a searched list': (on) => readHouseholdList(on, county, { ...list('H'), search: '1', mode: 'gas' }, NOW),
    'the review queue': (on) => readReviewQueue(on, township, { ...queue, order: 'oldest' }, NOW),
    'the review queue by changes': (on) => readReviewQueue(on, township, { ...queue, order: 'changes' }, NOW),
    'the to-do page': (on) => readTodo(on, township, { division: TOWNSHIP }, NOW),
  };
  const counts: Record<string, number> = {};

  test.each(Object.keys(pages))('%s, with 90 households', async (page) => {
    const watch = watched();
    await pages[page]!(watch.db);
    counts[page] = watch.statements.length;
    expect(counts[page]).toBeGreaterThan(3);
    expect(counts[page]).toBeLessThan(16);
  });

  test('are as many with ten times the households and three times the villages', async () => {
    await addSurveyedVillages(db, villages.slice(3, 9), 150, 9);
    for (const [page, read] of Object.entries(pages)) {
      const watch = watched();
      await read(watch.db);
      expect(watch.statements.length, page).toBe(counts[page]);
    }
  });
});

describe('who sees a division', () => {
  test.each([
    ['cadre', villagesOf],
    ['admin', () => []],
  ] as [Role, () => string[]][])('%s: no coverage, no lists, no review', async (role, divisions) => {
    const someone = person(role, ...divisions());
    const ask = { division: TOWNSHIP, season: SEASON };
    expect(await problemOf(readCoverage(db, someone, ask, NOW))).toBe('access.not-allowed');
    expect(await problemOf(readHouseholdList(db, someone, { ...ask, list: 'B', position: {} }, NOW))).toBe('access.not-allowed');
    expect(await problemOf(readReviewQueue(db, someone, { ...ask, status: 'submitted', order: 'oldest', below: null }, NOW))).toBe(
      'access.not-allowed',
    );
    expect(await problemOf(readTodo(db, someone, ask, NOW))).toBe('access.not-allowed');
    expect(await problemOf(readVisitReview(db, someone, 'any', NOW))).toBe('access.not-allowed');
    expect(await problemOf(whereCoverageBegins(db, someone))).toBe('access.not-allowed');
  });

  test('outside the scope it does not exist, above the scope neither', async () => {
    for (const division of ['140681', '1406', '14', '999999']) {
      const ask = { division, season: SEASON };
      const someone = person('county', COUNTY);
      expect(await problemOf(readCoverage(db, someone, ask, NOW)), division).toBe('division.unknown');
      expect(await problemOf(readHouseholdList(db, someone, { ...ask, list: 'B', position: {} }, NOW)), division).toBe('division.unknown');
      expect(
        await problemOf(
          exportCoverage(
            db,
            someone,
            words('en') as never,
            { division, view: coverageViewOf(new URLSearchParams({ season: SEASON })) },
            NOW,
          ),
        ),
      ).toBe('division.unknown');
      expect(
        await problemOf(
          exportHouseholdList(
            db,
            someone,
            words('en') as never,
            { division, view: listViewOf(new URLSearchParams({ season: SEASON })) },
            NOW,
          ),
        ),
      ).toBe('division.unknown');
    }
  });

  test('a review queue asked for a part outside the scope is empty', async () => {
    const ask = { division: TOWNSHIP, season: SEASON, status: 'submitted', order: 'oldest', below: '140681100' } as const;
    const queue = await readReviewQueue(db, person('township', TOWNSHIP), ask, NOW);
    expect(queue.season === null ? 'none' : queue.visits).toEqual([]);
  });

  function villagesOf(): string[] {
    return [TOWNSHIP];
  }
});

describe('the season of a page', () => {
  const ask = (season: string | null) => readCoverage(db, person('county', COUNTY), { division: COUNTY, season }, NOW);

  test('is the latest that has begun; beside it the one before', async () => {
    const shown = await ask(null);
    expect(shown.season?.name).toBe(SEASON);
    expect(shown.season && 'before' in shown && shown.before!.H).toBeGreaterThan(0);
  });

  test('has nothing beside it when the one before is not in the register', async () => {
    const shown = await ask(SEASON_BEFORE);
    expect(shown.season && 'before' in shown && shown.before).toBeNull();
  });

  test('that does not exist is refused', async () => expect(await problemOf(ask('2031-2032'))).toBe('season.unknown'));

  test('a closed season is as of the day it was closed', async () => {
    await withSql(db, (sql) => sql.query(`UPDATE season SET closed_at = '2020-08-31T17:00:00Z' WHERE name = $1`, [SEASON_BEFORE]));
    const shown = await ask(SEASON_BEFORE);
    expect(shown.season && 'asOf' in shown && shown.asOf).toBe('2020-09-01'); // 01:00 in China
    await withSql(db, (sql) => sql.query('UPDATE season SET closed_at = NULL WHERE name = $1', [SEASON_BEFORE]));
  });

  test('without any season the page says so', async () => {
    const empty = await freshDatabase();
    expect(await readCoverage(empty, person('county', COUNTY), { division: COUNTY, season: null }, NOW)).toMatchObject({
      season: null,
      division: { code: COUNTY },
    });
    await withSql(empty, addSeasons);
    const shown = await readCoverage(empty, person('county', COUNTY), { division: COUNTY, season: null }, NOW);
    expect(shown.season && 'own' in shown && shown.own.H).toBe(0);
  });
});

describe('the rows of a table', () => {
  const view = (query: string) => coverageViewOf(new URLSearchParams(query));

  async function rows() {
    const shown = await readCoverage(db, person('county', COUNTY), { division: TOWNSHIP, season: SEASON }, NOW);
    if (shown.season === null) throw new Error('no season');
    return shown.divisionsBelow;
  }

  test('sort by a rate in either direction, those without a rate last', async () => {
    const rates = (query: string, all: Awaited<ReturnType<typeof rows>>) =>
      rowsShown(all, view(query)).map(({ sums }) => (sums[0]!.IV === 0 ? null : sums[0]!.B / sums[0]!.IV));
    const all = await rows();
    const falling = rates('sort=-reburnRate', all);
    const rising = rates('sort=reburnRate', all);
    const known = falling.filter((rate) => rate !== null);
    expect(known.length).toBe(9);
    expect(falling.slice(0, 9)).toEqual([...known].sort((a, b) => b - a));
    expect(rising.slice(0, 9)).toEqual([...known].sort((a, b) => a - b));
    expect([...falling.slice(9), ...rising.slice(9)].every((rate) => rate === null)).toBe(true);
  });

  test('filter by what somebody has to look at, and by name', async () => {
    const all = await rows();
    const reburning = rowsShown(all, view('show=B'));
    expect(reburning.map((row) => row.code)).toEqual(all.filter((row) => row.sums[0]!.B > 0).map((row) => row.code));
    expect(reburning.length).toBeGreaterThan(0);
    const named = rowsShown(all, view(`q=${encodeURIComponent(all[2]!.name)}`));
    expect(named.map((row) => row.code)).toContain(all[2]!.code);
    expect(rowsShown(all, view('q=没有这个村'))).toEqual([]);
  });

  test('come a hundred a page by key, each once', async () => {
    const many = Array.from({ length: 250 }, (_, i) => ({ code: `v${String(i).padStart(3, '0')}` }));
    const seen: string[] = [];
    for (let after: string | null = null, turn = 0; turn < 5; turn++) {
      const { page, next }: ReturnType<typeof pageOf<{ code: string }>> = pageOf(many, after);
      expect(page.length).toBeLessThanOrEqual(100);
      seen.push(...page.map((row) => row.code));
      if (next === null) break;
      after = next;
    }
    expect(seen).toEqual(many.map((row) => row.code));
  });

  test('a division that ended is shown while something is counted in it', async () => {
    const [ended, empty] = [villages[0]!, villages.at(-1)!];
    await withSql(db, (sql) => sql.query(`UPDATE division SET valid_to = '2021-01-01' WHERE code = ANY($1)`, [[ended, empty]]));
    const codes = rowsShown(await rows(), view('')).map((row) => row.code);
    expect([codes.includes(ended), codes.includes(empty)]).toEqual([true, false]);
    await withSql(db, (sql) => sql.query('UPDATE division SET valid_to = NULL WHERE code = ANY($1)', [[ended, empty]]));
  });

  test('unknown words in the address are left out', () => {
    expect(view('sort=-nonsense&col=H&col=nothing&show=x&zone=y&after=z')).toMatchObject({
      sort: 'code',
      columns: ['H'],
      show: null,
      zone: null,
      after: 'z',
    });
  });
});

describe('exports', () => {
  const zh = words('zh-CN') as never;
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-exports-'));
  const dataDir = process.env.DATA_DIR;

  beforeAll(() => {
    process.env.DATA_DIR = folder;
  });
  afterAll(() => {
    if (dataDir === undefined) delete process.env.DATA_DIR;
    else process.env.DATA_DIR = dataDir;
    rmSync(folder, { recursive: true, force: true });
  });

  /** The only sheet of an exported workbook, as openpyxl reads it. */
  function sheetOf(content: Buffer): ReadSheet {
    const file = join(folder, 'exported.xlsx');
    writeFileSync(file, content);
    const sheets = [...readBack(file).values()];
    expect(sheets).toHaveLength(1);
    return sheets[0]!;
  }

  test('of the table: the rows, order and columns on the screen, rates as formulas over their counts', async () => {
    const view = coverageViewOf(new URLSearchParams(`season=${SEASON}&sort=-reburnRate&show=B&col=reburnRate&col=H&compare=1`));
    const { fileName, content } = await exportCoverage(db, person('county', COUNTY), zh, { division: TOWNSHIP, view }, NOW);
    expect(fileName).toBe('小平易乡覆盖情况_2020-2021.xlsx');
    const shown = await readCoverage(db, person('county', COUNTY), { division: TOWNSHIP, season: SEASON }, NOW);
    const expected = shown.season === null || !('divisionsBelow' in shown) ? [] : rowsShown(shown.divisionsBelow, view);
    expect(expected.length).toBeGreaterThan(3);
    const sheet = sheetOf(content);
    expect(headerOf(sheet).map(([group, title]) => `${group}${title}`)).toEqual([
      '名称',
      '区划代码',
      '复烧率比率',
      '复烧率分子',
      '复烧率分母',
      '复烧率较上季（百分点）',
      '在册户',
    ]);
    const rows = rowsOf(sheet);
    expect(rows.map((row) => row.名称)).toEqual(expected.map((row) => row.name));
    expect(rows.map((row) => [row.复烧率·分子, row.复烧率·分母, row.在册户])).toEqual(
      expected.map(({ sums }) => [sums[0]!.B, sums[0]!.IV, sums[0]!.H]),
    );
    for (const [at, row] of rows.entries()) {
      expect(row.复烧率·比率).toBeCloseTo(expected[at]!.sums[0]!.B / expected[at]!.sums[0]!.IV, 12);
    }
    expect(sheet.cells.C5!.f).toMatch(/D5.*E5/);
    expect(sheet.cells[`G${totalRow(sheet)}`]!.v).toBe(expected.reduce((sum, row) => sum + row.sums[0]!.H, 0));
  });

  test('整改率 as a column: closed findings of all, as the lists of findings have them, and not added up', async () => {
    for (const [at, state] of (['closed', 'closed', 'open'] as const).entries())
      await addFinding(db, { season: SEASON, division: villages[at > 1 ? 1 : 0]!, rule: 'R11', state });
    // As every finding of the product each has the step that opened it, on the day of the stored figures.
    await inTransaction(db, (sql) =>
      sql.query(
        `INSERT INTO finding_step (finding_id, at, actor, actor_name, kind) SELECT f.id, f.created_at, 'rules', 'rules', 'opened'
         FROM finding f WHERE NOT EXISTS (SELECT 1 FROM finding_step s WHERE s.finding_id = f.id)`,
      ),
    );
    const view = coverageViewOf(new URLSearchParams(`season=${SEASON}&col=rectifiedRate&sort=-rectifiedRate`));
    expect(needsFindings(view)).toBe(true);
    const county = person('county', COUNTY);
    const { content } = await exportCoverage(db, county, zh, { division: TOWNSHIP, view }, NOW);
    const sheet = sheetOf(content);
    const rowsIn = (desk: Awaited<ReturnType<typeof readFindings>>) => (desk.season === null ? 0 : (desk as FindingsDesk).rows.length);
    const listed = async (code: string, state: string) =>
      rowsIn(await readFindings(db, county, { division: code, view: findingsViewOf(new URLSearchParams({ season: SEASON, state })) }, NOW));
    const rows = rowsOf(sheet);
    for (const row of rows.slice(0, 3)) {
      const code = String(row.区划代码);
      expect([row.整改率·分子, row.整改率·分母]).toEqual([await listed(code, 'closed'), await listed(code, 'all')]);
    }
    expect(Number(rows[0]!.整改率·分子)).toBeGreaterThan(0);
    expect(sheet.cells[`D${totalRow(sheet)}`]?.v ?? null).toBe(null);
  });

  test('of a list: every household of it, what the role may see, nothing that begins a formula', async () => {
    await withSql(db, (sql) =>
      sql.query(
        `UPDATE household SET head = '=1+1' WHERE number = (SELECT min(number) FROM household WHERE village_code = $1
          AND status = 'normal')`,
        [villages[0]],
      ),
    );
    const view = listViewOf(new URLSearchParams(`season=${SEASON}&flag=H`));
    const ask = { division: TOWNSHIP, view };
    const county = sheetOf((await exportHouseholdList(db, person('county', COUNTY), zh, ask, NOW)).content);
    const auditor = sheetOf((await exportHouseholdList(db, person('auditor', COUNTY), zh, ask, NOW)).content);
    const list = await readHouseholdList(
      db,
      person('county', COUNTY),
      { division: TOWNSHIP, season: SEASON, list: 'H', position: {} },
      NOW,
    );
    const figure = 'figure' in list ? list.figure : -1;
    const numbers = rowsOf(county)
      .map((row) => String(row.户编号))
      .filter((number) => /-\d{5}$/.test(number));
    expect(new Set(numbers).size).toBe(figure);
    expect(figure).toBeGreaterThan(100);
    const formula = Object.values(county.cells).find((cell) => cell.v === '=1+1');
    expect(formula).toMatchObject({ f: null, t: 's' });
    expect(headerOf(county).map(([, title]) => title)).toEqual([
      '序号',
      '户编号',
      '门牌号',
      '户主',
      '所在村',
      '取暖方式',
      '入户',
      '入户结果',
      '审核',
      '情况',
      '联系电话',
    ]);
    expect(headerOf(auditor).map(([, title]) => title)).toEqual([
      '序号',
      '户编号',
      '户主',
      '所在村',
      '取暖方式',
      '入户',
      '入户结果',
      '审核',
      '情况',
    ]);
    expect(JSON.stringify(rowsOf(auditor))).not.toMatch(/138\*|户主\d/);
  });
});

test('the charts are drawn with every name escaped and without styles of their own', async () => {
  const shown = await readCoverage(db, person('county', COUNTY), { division: TOWNSHIP, season: SEASON }, NOW);
  if (shown.season === null) throw new Error('no season');
  const divisionsBelow = shown.divisionsBelow.map((child, i) => (i === 0 ? { ...child, name: '<script>&村' } : child));
  const { modes, reburning } = coverageBars(words('zh-CN') as never, divisionsBelow);
  const [ofModes, ofReburning] = [modes, reburning].map((bars) => [drawBars(bars!, 'wide'), drawBars(bars!, 'narrow')]);
  for (const svg of [...ofModes!, ...ofReburning!]) {
    expect(svg).toMatch(/^<svg /);
    expect(svg).not.toMatch(/<style|<script|class=/);
  }
  expect(ofModes![0]).toContain('&lt;script&gt;');
  // The axis says what it measures, in which unit.
  for (const svg of ofModes!) expect(svg).toContain('改造完成户（户）');
  for (const svg of ofReburning!) expect(svg).toContain('复烧率（%）');
});

test('为主 is said of half of the converted households or more; of less the mode is the most frequent one', () => {
  const sums = (gas: number, biomass: number) => ({ I: gas + biomass, 'I.gas': gas, 'I.biomass': biomass }) as never;
  expect([isMain('I.gas', sums(50, 50)), isMain('I.gas', sums(49, 51)), isMain('I.gas', sums(3, 1))]).toEqual([true, false, true]);
});

describe('a day gone by', () => {
  const asOf = '2020-12-05';
  const county = person('county', COUNTY);
  const ask = { division: TOWNSHIP, season: SEASON, asOf };
  const there = <T extends { season: unknown }>(found: T) => found as Exclude<T, { season: null }>;
  const read = async (of: object = {}) => there(await readCoverage(db, county, { ...ask, ...of }, NOW));
  const computed = async (): Promise<Map<string, string>> =>
    withSql(db, async (sql) => {
      const rows = await sql.query<{ village_code: string; at: string }>(
        'SELECT village_code, xmin::text AS at FROM past_roll_up WHERE season = $1 AND day = $2::date ORDER BY 1',
        [SEASON, asOf],
      );
      return new Map(rows.map((row) => [row.village_code, row.at]));
    });
  const noted = (entity: string, chain: string) =>
    inTransaction(db, (sql) => appendHistory(sql, NOW, 'test', [{ chain, action: `${entity}.x`, entity, entityKey: 'x' }]));

  test('has the figures that facts of that day have, and each opens as many households as it says', async () => {
    const found = await read();
    // Findings were opened when the register was filled, on the day of the stored figures.
    expect(found).toMatchObject({ past: true, asOf, latestDay: '2021-06-01', findings: { findings: 0, closed: 0 } });
    const facts = await readFacts(db, EVERYTHING, ask, NOW);
    const rows = [found.own, ...found.divisionsBelow.map(({ sums }) => sums[0]!)];
    expect(rows.map((sums) => PRINTED_COUNTS.map((key) => sums[key]))).toEqual(facts.rows.map(({ counts }) => Object.values(counts)));
    const before = await readFacts(db, EVERYTHING, { ...ask, season: SEASON_BEFORE }, NOW);
    expect(PRINTED_COUNTS.map((key) => found.before![key])).toEqual(Object.values(before.rows[0]!.counts));
    const today = await read({ asOf: null });
    expect(found.own.V).toBeGreaterThan(0);
    expect(today.own.V).toBeGreaterThan(found.own.V);
    for (const list of ['H', 'V', 'notVisited', 'notConnected', 'B', 'letNotUsed'] as const) {
      const listed = there(await readHouseholdList(db, county, { ...ask, list, also: [list], position: {} }, NOW));
      expect([list, listed.figure, listed.filtered!.value]).toEqual([list, figureBehind(list, found.own), listed.figure]);
      for (const { visit } of listed.households) expect(visit === null || visit.day <= asOf).toBe(true);
    }
    const overview = there(await readSubsidyOverview(db, county, ask, NOW));
    expect(overview).toMatchObject({ own: found.own, before: found.before, kinds: null, funds: null, overpaid: null });
  });

  test('is computed once, and anew only where the history says that something may have changed', async () => {
    await read();
    const first = await computed();
    expect(first.size).toBe(9);
    await noted('finding', villages[0]!);
    await noted('account', SYSTEM_CHAIN);
    await read();
    expect(await computed()).toEqual(first);
    await noted('visit', villages[1]!);
    await read();
    const second = await computed();
    expect([...second].filter(([code, at]) => at !== first.get(code)).map(([code]) => code)).toEqual([villages[1]]);
    // A rule of everybody, another version of the rules.
    await noted('policy', SYSTEM_CHAIN);
    await read();
    const third = await computed();
    expect([...third].filter(([code, at]) => at === second.get(code))).toEqual([]);
    await withSql(db, (sql) =>
      sql.query(`UPDATE past_roll_up SET rule_version = 'older', h = h + 1 WHERE village_code = $1`, [villages[2]]),
    );
    expect((await read()).own.H).toBe((await readFacts(db, EVERYTHING, ask, NOW)).rows[0]!.counts.H);
  });

  test('of many households is computed by one job, while the page says how far it is', async () => {
    const days = [{ season: SEASON, day: '2021-01-20', households: 5_000 }];
    const queue = boss(db, true);
    await queue.start();
    await queue.stop();
    const wait = () => computeOrAsk(db, scopeOf(county), TOWNSHIP, { days }, NOW, { atOnce: true });
    await expect(wait()).rejects.toBeInstanceOf(DayBeingComputed);
    await expect(wait()).rejects.toMatchObject({ day: '2021-01-20', progress: { failed: false } });
    const jobs = () =>
      withSql(db, (sql) => sql.query<{ asked: never; id: string }>(`SELECT id, asked FROM job_record WHERE kind = 'past-day'`));
    const [job, ...others] = await jobs();
    expect(others).toEqual([]);
    const signal = new AbortController().signal;
    await pastDayJob.run(db, OPERATOR, pastDayJob.wanted.parse(job!.asked), { jobId: job!.id, signal, progress: async () => undefined });
    const left = await withSql(db, (sql) => villagesToCompute(sql, scopeOf(county), TOWNSHIP, days[0]!));
    expect(left).toEqual([]);
    // One that failed is not asked for again at once, and is said.
    await withSql(db, (sql) =>
      sql.query(`UPDATE job_record SET state = 'failed', finished_at = $1 WHERE id = $2`, [NOW.toISOString(), job!.id]),
    );
    await expect(wait()).rejects.toMatchObject({ progress: { failed: true } });
    expect((await jobs()).length).toBe(1);
  });

  test('goes when too many are kept, those computed longest ago first, and the newest never', async () => {
    for (const day of ['2021-02-01', '2021-02-02']) await read({ asOf: day });
    const kept = () =>
      withSql(db, async (sql) =>
        (await sql.query<{ day: string }>('SELECT DISTINCT day FROM past_roll_up WHERE season = $1 ORDER BY 1', [SEASON])).map(
          ({ day }) => day,
        ),
      );
    expect(await kept()).toEqual([asOf, '2021-01-20', '2021-02-01', '2021-02-02']);
    // The register has 990 households, each of which a day keeps once a season, and three times as many are the least that is kept.
    expect(await inTransaction(db, (sql) => trimPastFacts(sql, NOW, 0))).toBeGreaterThan(0);
    expect(await kept()).toEqual(['2021-02-02']);
    await inTransaction(db, (sql) => trimPastFacts(sql, new Date('2030-01-01'), 0));
    expect(await kept()).toEqual([]);
  });

  test('is refused in words when it has not come, lies before the season or is no day; an empty field is today', async () => {
    const problem = (day: string) => problemOf(readCoverage(db, county, { ...ask, asOf: day }, NOW));
    expect(await problem('2021-06-02')).toBe('as-of.in-future');
    expect(await problem('2020-10-31')).toBe('as-of.before-season');
    for (const day of ['2021-02-29', '昨天', '2021-1-5']) expect(await problem(day)).toBe('day.not-a-day');
    expect(await read({ asOf: '' })).toMatchObject({ past: false, asOf: '2021-06-01' });
    expect(await read({ asOf: '2021-06-01' })).toMatchObject({ past: false });
    expect(await read({ asOf: '2020-11-01' })).toMatchObject({ past: true });
  });

  test('stands in its files by day and sentence', async () => {
    const t = words('zh-CN') as never;
    const view = coverageViewOf(new URLSearchParams({ season: SEASON, asOf }));
    const { fileName, content } = await exportCoverage(db, county, t, { division: TOWNSHIP, view }, NOW);
    expect(fileName).toMatch(/-2020-12-05\.xlsx$/);
    const folder = mkdtempSync(join(tmpdir(), 'qingnuan-past-'));
    writeFileSync(join(folder, 'a.xlsx'), content);
    const [sheet] = await readBack(join(folder, 'a.xlsx'));
    rmSync(folder, { recursive: true });
    expect(JSON.stringify(sheet)).toContain('按2020-12-05计算的过去数据');
    const list = listViewOf(new URLSearchParams({ season: SEASON, asOf, flag: 'B' }));
    expect((await exportHouseholdList(db, county, t, { division: TOWNSHIP, view: list }, NOW)).fileName).toMatch(/-2020-12-05\.xlsx$/);
  });
});
