/** Findings on a past day (docs/definitions.md#findings-then): SQL and `stateThen`, and what the product itself recorded day by day. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { findingCounts, findingCountsThen } from '~/database/findings/counts.server';
import { deskCounts, type FindingRow, findingsPage } from '~/database/findings/desk.server';
import { findingThen } from '~/database/findings/state-then.server';
import { EVERYTHING } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { findingTotals } from '~/domain/findings/counts';
import { FINDING_STATES, type FindingState, type FindingStep, RULES_PROPOSE } from '~/domain/findings/life';
import { type KeptStep, stateThen } from '~/domain/findings/state-then';
import { type FindingsPosition, type FindingsView, findingsViewOf } from '~/domain/tables/findings-table';
import { words } from '~/i18n/words.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import {
  assignFinding,
  closeFinding,
  exceptFinding,
  noteProgress,
  proposeClosing,
} from '~/server/workflows/findings/act-on-finding.server';
import { countFindings } from '~/server/workflows/findings/count-findings.server';
import { exportFindings } from '~/server/workflows/findings/export-findings.server';
import { openFinding } from '~/server/workflows/findings/open-finding.server';
import { readFindings } from '~/server/workflows/findings/read-findings.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { addFinding } from '../../fixtures/findings';
import { freshDatabase } from '../../helpers/database';
import { exportedTable, exportsInOwnFolder } from '../../helpers/exported-table';
import { addHouseholds, declareSeason, OTHER_VILLAGE, personWith, VILLAGE, visitOf } from '../../helpers/register';

const SEASON = '2020-2021';
const TOWNSHIP = '140602001';
let db: Database;
let cadre: Person;
let county: Person;
let other: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  cadre = await personWith(db, 'cadre', [VILLAGE]);
  county = await personWith(db, 'county', ['140602']);
  other = await personWith(db, 'county', ['140602']);
});

const DAYS = Array.from({ length: 8 }, (_one, at) => `2021-01-0${at + 1}`);
const KINDS: FindingStep[] = ['assigned', 'progress', 'proposed', 'returned', 'closed', 'exception', 'reopened', 'cause'];

/** A step as the product may write it, of its day or an earlier one, valid in a life or not: both must read anything alike. */
const anyStep = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    day: fc.constantFrom(...DAYS),
    on: fc.option(fc.constantFrom(...DAYS)),
    byRules: fc.boolean(),
    begins: fc.boolean(),
  })
  .map((step) => ({ ...step, on: step.on !== null && step.on <= step.day ? step.on : null }));

/** What the row of a finding keeps of its openings and its closing. */
function openingsOf(life: readonly KeptStep[]) {
  const openings = life.filter(({ kind }) => kind === 'opened' || kind === 'reopened');
  const closing = life.findLast(({ kind }) => kind === 'closed' || kind === 'exception');
  return { times: openings.length, closed: closing && `${closing.day}T15:59:59Z` };
}

/** The desk's list of a past day, through its pages. */
async function listedThen(asked: { state: FindingsView['state']; pastDay: string; division?: string }): Promise<FindingRow[]> {
  const rows: FindingRow[] = [];
  let after: FindingsPosition | null = null;
  do {
    const page: Awaited<ReturnType<typeof findingsPage>> = await withSql(db, (sql) =>
      findingsPage(sql, EVERYTHING, {
        ...{ division: TOWNSHIP, season: SEASON, person: county, today: '2021-06-01', kind: null, source: null, only: null, search: '' },
        ...{ sort: 'number', dir: 'asc', rows: 70 },
        ...asked,
        after,
      }),
    );
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

test('in sets as by `stateThen`, for 300 lives with steps in any order', async () => {
  const lives = fc.sample(fc.record({ first: fc.constantFrom(...DAYS.slice(0, 5)), life: fc.array(anyStep, { maxLength: 9 }) }), {
    numRuns: 300,
    seed: 11,
  });
  const numbers: string[] = [];
  for (const { first } of lives) numbers.push(await addFinding(db, { rule: null, division: VILLAGE, season: SEASON, openedOn: first }));
  const steps = lives.map(({ first, life }) => [
    { kind: 'opened' as FindingStep, day: first, on: null, byRules: true, begins: false },
    // Nothing is written before the opening, and only a closing may say a day before it: a sheet's, of a finding opened here meanwhile.
    ...life.map((step, at) => ({
      ...step,
      day: [step.day, first].sort()[1]!,
      on: step.on !== null && step.on < first && !(step.kind === 'closed' && at === life.length - 1) ? null : step.on,
    })),
  ]);
  const rows = steps.flatMap((life, at) =>
    life.map(({ kind, day, on, byRules, begins }) => ({
      number: numbers[at],
      // The last minute of the day in China.
      at: `${day}T15:59:00Z`,
      actor: byRules ? RULES_PROPOSE : 'somebody',
      kind,
      detail: {
        ...(on && { on }),
        ...(kind === 'assigned' && begins && { unit: '能源局' }),
        ...(kind === 'progress' && !begins && { asked: true }),
      },
    })),
  );
  await inTransaction(db, (sql) =>
    sql.query(
      `INSERT INTO finding_step (finding_id, at, actor, actor_name, kind, detail)
       SELECT f.id, s.at, s.actor, s.actor, s.kind, s.detail FROM ROWS FROM (json_to_recordset($1::json)
         AS (number text, at timestamptz, actor text, kind text, detail jsonb)) WITH ORDINALITY AS s(number, at, actor, kind, detail, n)
       JOIN finding f ON f.number = s.number ORDER BY s.n`,
      [JSON.stringify(rows)],
    ),
  );
  const kept = steps.map((life) =>
    life.map(
      ({ kind, day, on, byRules, begins }): KeptStep => ({ kind, day: on ?? day, actor: byRules ? RULES_PROPOSE : 'somebody', begins }),
    ),
  );
  // What they are now is where their lives ended.
  const last = DAYS.at(-1)!;
  await inTransaction(db, (sql) =>
    sql.query(
      `UPDATE finding f SET state = s.state, proposed_at = now(), proposed_by = 'somebody', result = 'done', times = s.times,
         closed_at = CASE WHEN s.state = 'closed' THEN s.closed END,
         closed_by = CASE WHEN s.state = 'closed' THEN 'somebody' END
       FROM json_to_recordset($1::json) AS s(number text, state text, times int, closed timestamptz) WHERE f.number = s.number`,
      [JSON.stringify(kept.map((life, at) => ({ number: numbers[at], state: stateThen(life, last), ...openingsOf(life) })))],
    ),
  );
  for (const asOf of ['2020-12-31', ...DAYS]) {
    const found = await withSql(db, (sql) =>
      sql.query<{ number: string; state: string | null }>(
        `SELECT x.number, y.state FROM finding x CROSS JOIN ${findingThen('$1::date')} y WHERE x.number = ANY($2::text[])`,
        [asOf, numbers],
      ),
    );
    const inSets = new Map(found.map(({ number, state }) => [number, state]));
    const states = kept.map((life) => stateThen(life, asOf));
    expect(numbers.map((number) => inSets.get(number))).toEqual(states);
    // The desk lists and counts them, as of that day, by the same states.
    for (const state of [...FINDING_STATES, 'left', 'all'] as const) {
      const isIn = (one: FindingState | null) => one !== null && (state === 'all' || (state === 'left' ? one !== 'closed' : one === state));
      const listed = await listedThen({ state, pastDay: asOf });
      expect(listed.map((row) => [row.number, row.state])).toEqual(
        numbers.flatMap((number, at) => (isIn(states[at]!) ? [[number, states[at]]] : [])),
      );
    }
    const counts = await withSql(db, (sql) =>
      deskCounts(sql, EVERYTHING, { division: TOWNSHIP, season: SEASON, person: county, today: '2021-06-01', pastDay: asOf }),
    );
    const number = (state: FindingState) => states.filter((one) => one === state).length;
    expect(counts).toMatchObject({
      states: Object.fromEntries(FINDING_STATES.map((state) => [state, number(state)])),
      only: null,
    });
    const then = await withSql(db, (sql) => findingCountsThen(sql, EVERYTHING, { season: SEASON, asOf }, [TOWNSHIP]));
    expect(then.get(TOWNSHIP)!.hand).toEqual(counts.states);
  }
});

test('one that came with a package has no steps: before its closing it waited for it', async () => {
  const number = await addFinding(db, { rule: null, division: OTHER_VILLAGE, season: SEASON, state: 'closed', openedOn: '2021-01-03' });
  await inTransaction(db, (sql) => sql.query(`UPDATE finding SET closed_at = '2021-01-06T01:00:00Z' WHERE number = $1`, [number]));
  const then = async (asOf: string) =>
    (
      await withSql(db, (sql) =>
        sql.query(`SELECT y.state, y.closed_on AS day FROM finding x CROSS JOIN ${findingThen('$1::date')} y WHERE x.number = $2`, [
          asOf,
          number,
        ]),
      )
    )[0];
  expect(await then('2021-01-02')).toEqual({ state: null, day: null });
  expect(await then('2021-01-05')).toEqual({ state: 'proposed', day: null });
  expect(await then('2021-01-06')).toEqual({ state: 'closed', day: '2021-01-06' });
});

describe('day by day through the product', () => {
  const recorded = new Map<string, { counts: unknown; rows: unknown }>();
  const codes = ['140602', TOWNSHIP, VILLAGE];
  const noon = (day: string) => new Date(`${day}T04:00:00Z`);
  const facts = async (now: Date, asOf?: string) =>
    (await readFacts(db, EVERYTHING, { division: TOWNSHIP, season: SEASON, ...(asOf && { asOf }) }, now)).rows.map(
      ({ code, indicators }) => [code, indicators.rectifiedRate],
    );

  beforeAll(async () => {
    exportsInOwnFolder();
    db = await freshDatabase();
    await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
    cadre = await personWith(db, 'cadre', [VILLAGE]);
    county = await personWith(db, 'county', ['140602']);
    other = await personWith(db, 'county', ['140602']);
    await addHouseholds(
      db,
      ['H1', 'H2', 'H3'].map((number) => ({ number })),
      noon('2021-01-01'),
      '2021-01-01',
    );
    const visited = async (household: string, change: object, now: Date) => {
      const [stored] = await withSql(db, (sql) =>
        sql.query<{ id: string; revision: number }>(
          `SELECT t.id, h.revision FROM visit t JOIN household h ON h.number = t.household_number
           WHERE h.number = $1 ORDER BY t.visited_at`,
          [household],
        ),
      );
      const again = stored ? { visit: stored.id, baseRevision: stored.revision } : {};
      const visit = visitOf(household, { visitedAt: '2021-01-01T10:00:00+08:00', ...again });
      await submitVisit(db, cadre, { ...visit, answers: { ...(visit.answers as object), ...change } }, now);
    };
    /** Another visit with the same trouble. */
    const visitedAgain = async (household: string, change: object, now: Date) => {
      const visit = visitOf(household, { visitedAt: '2021-01-06T10:00:00+08:00', kind: 'recheck' });
      await submitVisit(db, cadre, { ...visit, answers: { ...(visit.answers as object), ...change } }, now);
    };
    const coal = { coalStock: 'loose', coalKg: 300, stove: 'in_use', boughtCoal: true, reburnReasons: ['运行费用高'] };
    const seen = async (where: string) => {
      const [row] = await withSql(db, (sql) =>
        sql.query<{ number: string; revision: number }>(`SELECT number, revision FROM finding WHERE ${where} ORDER BY number LIMIT 1`),
      );
      return row!;
    };
    const R09 = (household: string) => seen(`rule = 'R09' AND household_number = '${household}'`);
    const said = { evidence: [] };
    const work: Record<string, (now: Date) => Promise<unknown>> = {
      '2021-01-02': async (now) => {
        await visited('H1', coal, now);
        await visited('H2', coal, now);
      },
      '2021-01-03': async (now) => {
        await assignFinding(
          db,
          county,
          { ...(await R09('H1')), account: '', person: '', unit: '北城街道', due: '2021-01-20', measures: '清煤' },
          now,
        );
        await openFinding(
          db,
          county,
          {
            season: SEASON,
            source: 'audit',
            kind: '台账不全',
            division: VILLAGE,
            household: '',
            list: '',
            text: '缺发票',
            amount: null,
            due: '2021-02-01',
            evidence: [],
          },
          now,
        );
      },
      '2021-01-04': async (now) => noteProgress(db, county, { ...(await R09('H1')), ...said, text: '已通知' }, now),
      '2021-01-05': async (now) => proposeClosing(db, county, { ...(await R09('H1')), ...said, text: '已清' }, now),
      '2021-01-06': async (now) => {
        await closeFinding(db, other, { ...(await R09('H1')), ...said, text: '看过' }, now);
        // The cause of the other goes: proposed by the rules.
        await visited('H2', {}, now);
      },
      '2021-01-07': async (now) => {
        // Both come back: one by another visit, which reopens it, of the other the proposal is withdrawn.
        await visitedAgain('H1', coal, now);
        await visited('H2', coal, now);
        const file = { sha256: 'a'.repeat(64), type: 'application/pdf', bytes: 10 };
        await exceptFinding(db, other, { ...(await seen('rule IS NULL')), text: '发票在镇里', evidence: [file] } as never, now);
      },
    };
    for (const day of DAYS) {
      await work[day]?.(noon(day));
      const { rows } = await countFindings(db, EVERYTHING, { division: TOWNSHIP, season: SEASON }, noon(day));
      const counts = await withSql(db, (sql) => findingCounts(sql, EVERYTHING, SEASON, codes));
      recorded.set(day, { counts: codes.map((code) => counts.get(code)), rows: [rows, await facts(noon(day))] });
    }
  });

  test('as of each day the counts are those that were recorded on it, rule by rule and state by state', async () => {
    const then = async (asOf: string) => {
      const counts = await withSql(db, (sql) => findingCountsThen(sql, EVERYTHING, { season: SEASON, asOf }, codes));
      return codes.map((code) => counts.get(code)!);
    };
    for (const day of DAYS) expect(await then(day), day).toEqual(recorded.get(day)!.counts);
    // The days differ, or nothing was shown.
    const totals = await Promise.all(DAYS.map(async (day) => findingTotals((await then(day))[0]!)));
    expect(totals.map(({ closed }) => closed)).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
    expect(totals[0]!.findings).toBeLessThan(totals[2]!.findings);
  });

  test('the desk of a past day lists what it listed on that day, and leaves out what is about today', async () => {
    const desk = async (day: string, asked: string, person = county) => {
      const view = findingsViewOf(new URLSearchParams(`season=${SEASON}&asOf=${day}&sort=number&dir=asc&${asked}`));
      const found = await readFindings(db, person, { division: '140602', view }, noon('2021-02-01'));
      if (found.season === null) throw new Error('no season');
      return found;
    };
    // H1 is assigned on the 3rd, proposed on the 5th, closed on the 6th and opened again on the 7th.
    const states: (string | undefined)[] = [];
    for (const day of DAYS) states.push((await desk(day, 'state=all&q=H1')).rows.find(({ rule }) => rule === 'R09')?.state);
    expect(states).toEqual([undefined, 'open', 'in_progress', 'in_progress', 'proposed', 'closed', states[6], states[7]]);
    expect(states[6]).not.toBe('closed');
    const closed = await desk(DAYS[5]!, 'state=closed&only=overdue');
    expect(closed).toMatchObject({ past: true, asOf: DAYS[5], owners: [], counts: { only: null } });
    expect(closed.rows).toMatchObject([{ rule: 'R09', household: 'H1', state: 'closed', overdue: false, hours: null }]);
    // The workbook of the list has the same rows.
    const view = findingsViewOf(new URLSearchParams(`season=${SEASON}&asOf=${DAYS[5]}&state=closed`));
    const { rows } = exportedTable(
      await exportFindings(db, county, words('zh-CN') as never, { division: '140602', view, language: 'zh-CN' }, noon('2021-02-01')),
    );
    expect(rows.map((row) => row.问题编号)).toEqual(closed.rows.map(({ number }) => number));
    // A day to come is refused as everywhere.
    await expect(desk('2021-03-01', '')).rejects.toMatchObject({ problem: { code: 'as-of.in-future' } });
  });

  test('整改率 of `npm run facts` as of each day is what it said on that day', async () => {
    for (const day of DAYS) expect(await facts(noon('2021-02-01'), day), day).toEqual((recorded.get(day)!.rows as unknown[])[1]);
  });
});
