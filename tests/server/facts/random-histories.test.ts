import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { sumsOfRow } from '~/database/facts/measure-columns.server';
import { EVERYTHING } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { OPERATOR } from '~/domain/access/person';
import { keysOf, labelOf, type Mode, type Residence, type VisitOutcome } from '~/domain/contract/enumerations';
import { figureBehind } from '~/domain/indicators/household-lists';
import { MEASURES, noSums, type Sums } from '~/domain/indicators/measures';
import { figureDifferences } from '~/domain/report/replay';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { onlyAsked } from '~/domain/survey/which-questions';
import { addDays } from '~/domain/time/calendar-day';
import { type Coverage, type HouseholdList, readCoverage, readHouseholdList } from '~/server/workflows/facts/read-coverage.server';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { readOpen } from '~/server/workflows/report/read-open.server';
import { replayReport } from '~/server/workflows/report/replay-report.server';
import { signingOf } from '~/server/workflows/report/sign-report.server';
import { approveVisits, reopenVisit, returnVisit } from '~/server/workflows/review/review-visit.server';
import { closeSeason, reopenSeason } from '~/server/workflows/seasons/close-season.server';
import { submitVisit, VisitProblems } from '~/server/workflows/survey/submit-visit.server';
import { rebuildRollUps } from '~/server/workflows/upkeep/rebuild-roll-ups.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, personWith } from '../../helpers/register';
import { type SlowHousehold, type SlowVisit, slowCount } from '../../helpers/slow-count';
import { changeRoster } from '../../helpers/two-persons';

/**
 * Random histories: after each, the incrementally updated figures equal a slow count in memory, and in the end a rebuild from
 * nothing. HISTORIES says how many; every run plays other ones, so that runs add up to thousands.
 */
const NOW = new Date('2021-12-01T04:00:00Z');
const TODAY = '2021-12-01';
const SEASONS = { '2019-2020': '2020-03-31', '2020-2021': '2021-04-15' } as const;
const RUNS = Number(process.env.HISTORIES ?? 40);

let db: Database;
let cadre: Person;
let reviewer: Person;
let county: Person;
let city: Person;
let villages: string[];
/** Everything put into the register so far, in memory. */
const model = new Map<string, SlowHousehold & { revision: number }>();
let run = 0;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, async (sql) => {
    for (const [season, end] of Object.entries(SEASONS)) await declareSeason(sql, season, `${season.slice(0, 4)}-11-01`, end);
  });
  villages = await withSql(db, async (sql) =>
    (await sql.query<{ code: string }>(`SELECT code FROM division WHERE level = 'village' ORDER BY code`)).map((row) => row.code),
  );
  cadre = await personWith(db, 'cadre', ['1406']);
  reviewer = await personWith(db, 'township', ['1406']);
  county = await personWith(db, 'county', ['1406']);
  city = await personWith(db, 'city', ['1406']);
});

type State = { pair: [string, string]; households: string[]; visits: { id: string; household: string; sent: Record<string, unknown> }[] };

const enumOf = <T>(values: readonly T[]) => fc.constantFrom(...values);
const day = fc.integer({ min: 0, max: 450 }).map((n) => addDays('2019-10-01', n));
const answers: fc.Arbitrary<VisitAnswers> = fc.record(
  {
    mainHeat: enumOf(keysOf('heat')),
    otherHeat: fc.uniqueArray(enumOf(['loose_coal', 'wood', 'gas', 'electric_spot'] as const), { minLength: 1, maxLength: 2 }),
    connected: fc.boolean(),
    stability: enumOf(keysOf('stability')),
    unstableCauses: fc.constant(['停气'] as VisitAnswers['unstableCauses']),
    roomTemperature: enumOf([10, 15.9, 16, 20]),
    coalStock: enumOf(keysOf('coalStock')),
    coalKg: fc.constant(300),
    stove: enumOf(keysOf('stove')),
    boughtCoal: fc.boolean(),
    reburnReasons: fc.constant(['运行费用高'] as VisitAnswers['reburnReasons']),
    satisfaction: enumOf(keysOf('satisfaction')),
    note: fc.constant('说明'),
  },
  {
    requiredKeys: [
      'mainHeat',
      'connected',
      'stability',
      'unstableCauses',
      'roomTemperature',
      'coalStock',
      'coalKg',
      'stove',
      'boughtCoal',
      'reburnReasons',
      'note',
    ],
  },
);
const room = fc
  .record({
    kind: enumOf(keysOf('roomKind')),
    heatedArea: fc.integer({ min: 1, max: 9_999 }).map((n) => n / 100),
    letting: enumOf(keysOf('letting')),
    connected: fc.boolean(),
    use: enumOf(['unused', 'coal'] as const),
  })
  .chain((base) => (base.connected ? enumOf(keysOf('roomUse')).map((use) => ({ ...base, use })) : fc.constant(base)));
const at = fc
  .tuple(day, fc.integer({ min: 0, max: 23 }))
  .map(([d, hour]) => new Date(`${d}T${String(hour).padStart(2, '0')}:30:00+08:00`).toISOString());
const which = fc.nat(99);
const roster = fc.record({
  status: enumOf(keysOf('householdStatus')),
  residence: enumOf(keysOf('residence')),
  area: fc.option(fc.integer({ min: 0, max: 20_000 }).map((n) => n / 100)),
  mode: enumOf(keysOf('mode')),
  inPlan: fc.option(fc.boolean()),
  year: fc.option(fc.integer({ min: 2016, max: 2021 })),
  installedOn: fc.option(day),
  connectedOn: fc.option(day),
});
const usage = fc.record({ energy: enumOf(['electricity', 'gas'] as const), usage: enumOf([0, 0.5, 1_200]) });
const season = enumOf(Object.keys(SEASONS) as (keyof typeof SEASONS)[]);

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      which,
      season,
      at,
      kind: enumOf(keysOf('visitKind')),
      outcome: fc.oneof({ weight: 4, arbitrary: fc.constant('done' as const) }, { weight: 3, arbitrary: enumOf(keysOf('visitOutcome')) }),
      answers,
      rooms: fc.option(fc.array(room, { maxLength: 3 })),
      residence: fc.option(enumOf(keysOf('residence'))),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('correct' as const), which, answers }) },
  { weight: 8, arbitrary: fc.record({ do: enumOf(['approve', 'return', 'reopen', 'resend'] as const), which }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      which,
      status: fc.option(enumOf(keysOf('householdStatus'))),
      residence: fc.option(enumOf(keysOf('residence'))),
      move: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('import' as const),
      which,
      row: roster,
      season,
      usages: fc.uniqueArray(usage, { maxLength: 2, selector: (one) => one.energy }),
      visit: fc.option(
        fc.record({
          at,
          kind: enumOf(keysOf('visitKind')),
          outcome: enumOf(keysOf('visitOutcome')),
          mainHeat: enumOf(keysOf('heat')),
          connected: fc.option(fc.boolean()),
        }),
      ),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const key = (number: string) => model.get(number)!;
const pick = <T>(all: readonly T[], n: number): T | undefined => all[n % all.length];

async function play(state: State, one: Step): Promise<void> {
  if (one.do === 'submit') return playSubmit(state, one);
  if (one.do === 'edit') return playEdit(state, one);
  if (one.do === 'import') return playImport(state, one);
  const target = pick(state.visits, one.which);
  if (!target) return;
  const household = key(target.household);
  const visit = household.visits.find((candidate) => candidate.id === target.id)!;
  if (one.do === 'correct') {
    const sent = {
      ...target.sent,
      answers: onlyAsked(one.answers, contextOf(household, visit.outcome as VisitOutcome)),
      baseRevision: household.revision,
    };
    if (await send(sent)) {
      visit.answers = sent.answers;
      visit.status = 'submitted';
      applySaid(household, sent);
      target.sent = sent;
    }
  } else if (one.do === 'resend') {
    await submitVisit(db, cadre, target.sent, NOW).then((receipt) => expect(receipt.status).toBe('same'));
  } else if (one.do === 'approve') {
    if (
      await happens(
        approveVisits(db, reviewer, { visits: [{ id: visit.id, revision: await revisionOf(visit.id) }] }, NOW),
        visit.status === 'submitted',
      )
    ) {
      visit.status = 'approved';
      household.revision += 1;
    }
  } else if (one.do === 'return') {
    const remarks = [{ question: 'stove', text: '请核实' }];
    if (
      await happens(
        returnVisit(db, reviewer, { visitId: visit.id, revision: await revisionOf(visit.id), remarks }, NOW),
        visit.status === 'submitted',
      )
    ) {
      visit.status = 'returned';
      household.revision += 1;
    }
  } else if (await happens(reopenVisit(db, reviewer, { visitId: visit.id, reason: '有误' }, NOW), visit.status === 'approved')) {
    visit.status = 'returned';
    household.revision += 1;
  }
}

const contextOf = (household: SlowHousehold, outcome: VisitOutcome) => ({
  outcome,
  mode: (household.mode ?? 'none') as Mode,
  residence: household.residence as Residence,
});

/**
 * True when the visit was accepted. False when its answers contradict each other, or when it is a spot check that nobody drew;
 * then nothing changes. Spot checks come in by import.
 */
async function send(visit: Record<string, unknown>): Promise<boolean> {
  try {
    return (await submitVisit(db, cadre, visit, NOW)).status === 'received';
  } catch (error) {
    const code = (error as { problem?: { code: string } }).problem?.code ?? '';
    if (error instanceof VisitProblems || code === 'visit.locked' || code.startsWith('spot-check.')) return false;
    throw error;
  }
}

async function happens(work: Promise<unknown>, expected: boolean): Promise<boolean> {
  const happened = await work.then(
    () => true,
    () => false,
  );
  expect(happened).toBe(expected);
  return happened;
}

async function revisionOf(visit: string): Promise<number> {
  return withSql(
    db,
    async (sql) => (await sql.query<{ revision: number }>('SELECT revision FROM visit WHERE id = $1', [visit]))[0]!.revision,
  );
}

async function playSubmit(state: State, one: Extract<Step, { do: 'submit' }>): Promise<void> {
  const household = key(pick(state.households, one.which)!);
  const residence = one.residence ?? household.residence;
  const context = { ...contextOf(household, one.outcome), residence: residence as Residence };
  const rooms = one.rooms?.map((each, i) => ({ room: i + 1, ...each }));
  const visit = {
    visit: randomUUID(),
    household: household.number,
    season: one.season,
    visitedAt: one.at,
    visitor: '李四',
    kind: one.kind,
    outcome: one.outcome,
    answers: onlyAsked(one.answers, context),
    ...(rooms && { rooms }),
    ...(one.residence && { householdChanges: { residence: one.residence } }),
  };
  if (!(await send(visit))) return;
  const record: SlowVisit = {
    season: one.season,
    at: Date.parse(one.at),
    id: visit.visit,
    kind: one.kind,
    outcome: one.outcome,
    status: 'submitted',
    answers: visit.answers,
  };
  household.visits.push(record);
  applySaid(household, visit);
  state.visits.push({ id: visit.visit, household: household.number, sent: visit });
}

/** Applies what a visit states beside its answers: the residence it found, and all rooms of the season. */
function applySaid(household: SlowHousehold & { revision: number }, visit: Record<string, unknown>): void {
  const {
    householdChanges,
    rooms,
    season: of,
  } = visit as {
    householdChanges?: { residence: string };
    rooms?: { kind: string; heatedArea: number; letting: string; connected: boolean; use: string }[];
    season: string;
  };
  household.residence = householdChanges?.residence ?? household.residence;
  household.revision += 1;
  if (!rooms) return;
  const recorded = rooms.map((each) => ({
    season: of,
    kind: each.kind,
    area: Math.round(each.heatedArea * 100),
    letting: each.letting,
    connected: each.connected,
    use: each.use,
  }));
  household.rooms = [...household.rooms.filter((each) => each.season !== of), ...recorded];
}

async function playEdit(state: State, one: Extract<Step, { do: 'edit' }>): Promise<void> {
  const household = key(pick(state.households, one.which)!);
  // A household moves while it counts.
  const moves = one.move && [household.status, one.status ?? household.status].some((status) => status === 'normal' || status === 'idle');
  const village = moves ? state.pair[household.village === state.pair[0] ? 1 : 0] : household.village;
  const change = { village, status: one.status ?? undefined, residence: one.residence ?? undefined };
  const differs =
    village !== household.village ||
    (change.status ?? household.status) !== household.status ||
    (change.residence ?? household.residence) !== household.residence;
  let { revision } = household;
  const changed = changeRoster(db, county, { household: household.number, revision, change, reason: '核实' }, NOW);
  if (
    !(await happens(
      changed.then((after) => (revision = after)),
      differs,
    ))
  )
    return;
  Object.assign(household, {
    village,
    status: change.status ?? household.status,
    residence: change.residence ?? household.residence,
    revision,
  });
}

function rosterRow(number: string, village: string, row: Extract<Step, { do: 'import' }>['row']): Record<string, unknown> {
  return {
    户编号: number,
    村区划代码: village,
    户主姓名: '张三',
    居住情况: labelOf('residence', row.residence),
    使用状态: labelOf('householdStatus', row.status),
    采暖面积: row.area,
    改造路径: labelOf('mode', row.mode),
    计划内: row.inPlan === null ? null : row.inPlan ? '是' : '否',
    改造年度: row.year,
    安装日期: row.installedOn,
    接通日期: row.connectedOn,
  };
}

async function playImport(state: State, one: Extract<Step, { do: 'import' }>): Promise<void> {
  const household = key(pick(state.households, one.which)!);
  const id = randomUUID();
  const sheets = {
    户台账: [rosterRow(household.number, household.village, one.row)],
    用能计量: one.usages.map((each) => ({
      户编号: household.number,
      采暖季: one.season,
      能源: labelOf('energy', each.energy),
      用量: each.usage,
      来源: '抄表',
    })),
    入户记录: one.visit
      ? [
          {
            记录编号: id,
            户编号: household.number,
            采暖季: one.season,
            入户时间: one.visit.at,
            入户人: '王五',
            类型: labelOf('visitKind', one.visit.kind),
            结果: labelOf('visitOutcome', one.visit.outcome),
            主要取暖方式: labelOf('heat', one.visit.mainHeat),
            接通: one.visit.connected === null ? null : one.visit.connected ? '是' : '否',
          },
        ]
      : [],
  };
  await importRows(db, OPERATOR, sheets, { now: NOW });
  applyRoster(household, one.row);
  household.revision = await withSql(
    db,
    async (sql) =>
      (await sql.query<{ revision: number }>('SELECT revision FROM household WHERE number = $1', [household.number]))[0]!.revision,
  );
  household.usages = [
    ...household.usages.filter((each) => each.season !== one.season || !one.usages.some((fresh) => fresh.energy === each.energy)),
    ...one.usages.map((each) => ({ season: one.season, ...each })),
  ];
  if (one.visit) {
    const { mainHeat, connected } = one.visit;
    household.visits.push({
      season: one.season,
      at: Date.parse(one.visit.at),
      id,
      kind: one.visit.kind,
      outcome: one.visit.outcome,
      status: 'approved',
      answers: { mainHeat, ...(connected !== null && { connected }) },
    });
  }
}

/** A blank cell leaves what is stored; a conversion of another mode begins with nothing stored. */
function applyRoster(household: SlowHousehold, row: Extract<Step, { do: 'import' }>['row']): void {
  const before = row.mode === household.mode ? household : { inPlan: null, year: null, installedOn: null, connectedOn: null };
  Object.assign(household, {
    status: row.status,
    residence: row.residence,
    area: row.area === null ? household.area : Math.round(row.area * 100),
    mode: row.mode,
    inPlan: row.inPlan ?? before.inPlan,
    year: row.year ?? before.year,
    installedOn: row.installedOn ?? before.installedOn,
    connectedOn: row.connectedOn ?? before.connectedOn,
  });
}

/** Compares the stored roll-ups of villages with the slow count over everything in memory. */
async function compare(pair: readonly string[], seasons: readonly string[] = Object.keys(SEASONS)): Promise<void> {
  const rows = await withSql(db, (sql) =>
    sql.query<Record<string, unknown> & { season: string; village_code: string }>(
      'SELECT * FROM roll_up WHERE village_code = ANY($1::text[])',
      [pair],
    ),
  );
  for (const village of pair) {
    const households = [...model.values()].filter((household) => household.village === village);
    for (const name of seasons) {
      const row = rows.find((candidate) => candidate.season === name && candidate.village_code === village);
      const stored = row ? sumsOfRow(row) : noSums();
      const counted = slowCount(households, name, SEASONS[name as keyof typeof SEASONS], TODAY);
      expect({ village, season: name, ...stored }).toEqual({ village, season: name, ...noSums(), ...counted });
    }
  }
}

/** A past day of the season, computed and kept since before the last changes, with the lists behind its figures, against the slow count. */
async function comparePast(pair: readonly string[], asOf: string): Promise<void> {
  for (const division of pair) {
    const query = { division, season: '2020-2021', asOf };
    const found = (await readCoverage(db, city, query, NOW)) as Coverage;
    const counted = slowCount(
      [...model.values()].filter((household) => household.village === division),
      query.season,
      SEASONS[query.season as '2020-2021'],
      asOf,
    );
    expect({ ...query, past: found.past, ...found.own }).toEqual({ ...query, past: true, ...noSums(), ...counted });
    for (const list of ['H', 'notVisited', 'B'] as const) {
      const { figure, households } = (await readHouseholdList(db, city, { ...query, list, position: {} }, NOW)) as HouseholdList;
      expect([list, figure]).toEqual([list, figureBehind(list, found.own)]);
      expect(households.filter(({ value }) => value === 1).length).toBe(figure);
    }
  }
}

const pastDay = (n: number) => addDays('2020-11-01', (n * 37) % 150);

async function begin(rows: Extract<Step, { do: 'import' }>['row'][]): Promise<State> {
  const n = run++;
  const pair: [string, string] = [villages[(n * 2) % villages.length]!, villages[(n * 2 + 1) % villages.length]!];
  const households = rows.map((_, i) => `R${n}-${i}`);
  await addHouseholds(
    db,
    rows.map((row, i) => ({
      number: households[i]!,
      village: pair[i % 2]!,
      status: row.status,
      residence: row.residence,
      heatedArea: row.area,
      conversion: {
        mode: row.mode,
        inPlan: row.inPlan ?? undefined,
        year: row.year ?? undefined,
        installedOn: row.installedOn ?? undefined,
        connectedOn: row.connectedOn ?? undefined,
      },
    })),
    NOW,
    TODAY,
  );
  rows.forEach((row, i) => {
    const household = {
      number: households[i]!,
      village: pair[i % 2]!,
      visits: [],
      rooms: [],
      usages: [],
      revision: 1,
    } as unknown as SlowHousehold & { revision: number };
    applyRoster(household, row);
    model.set(household.number, household);
  });
  return { pair, households, visits: [] };
}

const history = fc.tuple(fc.array(roster, { minLength: 1, maxLength: 3 }), fc.array(step, { minLength: 1, maxLength: 8 }));

describe('random histories', () => {
  test(`after each of ${RUNS}, the roll-ups equal a slow count of the records`, { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(history, async ([rows, steps]) => {
        const state = await begin(rows);
        const looked = run % 5 === 0 ? pastDay(run) : null;
        if (looked !== null) await comparePast(state.pair, looked);
        for (const one of steps) await play(state, one);
        await compare(state.pair);
        if (looked !== null) await comparePast(state.pair, looked);
      }),
      { numRuns: RUNS },
    );
    expect(MEASURES.length).toBeGreaterThan(40);
  });

  test('closing a season freezes its figures through any history; reopening brings them up to date', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(
          fc.record({
            do: fc.constant('edit' as const),
            which,
            status: fc.option(enumOf(keysOf('householdStatus'))),
            residence: fc.option(enumOf(keysOf('residence'))),
            move: fc.boolean(),
          }),
          { maxLength: 4 },
        ),
        async ([rows, steps], later) => {
          const state = await begin(rows);
          for (const one of steps) await play(state, one);
          await closeSeason(db, city, { season: '2019-2020', reason: '上报' }, NOW);
          const frozen = await frozenRows(state.pair);
          for (const one of later) await play(state, one);
          expect(await frozenRows(state.pair)).toEqual(frozen);
          await compare(state.pair, ['2020-2021']);
          await reopenSeason(db, city, { season: '2019-2020', reason: '补录' }, NOW);
          await compare(state.pair);
        },
      ),
      { numRuns: 5 },
    );
  });

  test(`a frozen report replays after ${RUNS} later changes, and what differs is told`, { timeout: 600_000 }, async () => {
    const [rows] = fc.sample(fc.array(roster, { minLength: 12, maxLength: 12 }), 1);
    const state = await begin(rows!);
    for (const one of fc.sample(step, 40)) await play(state, one);
    const season = '2020-2021';
    const place = { division: '1406', season };
    const { open } = await withSql(db, (sql) => readOpen(sql, city, { ...place, level: 'city' }, TODAY));
    const acknowledged = { seen: open, reason: '试点' };
    const signing = signingOf(city, { ...place, acknowledged, jobId: null, fileName: 'a.xlsx' }, NOW);
    const folder = mkdtempSync(join(tmpdir(), 'qingnuan-replay-'));
    await makeReport(db, city, { ...place, file: join(folder, 'a.xlsx') }, NOW, { signing });
    rmSync(folder, { recursive: true });
    const before = await rollUps(season);

    for (const [n, one] of fc.sample(step, RUNS).entries()) {
      await play(state, one);
      if (n % 10 === 0) await comparePast(state.pair, pastDay(n % 20));
    }
    // Few changes may leave every figure of the season as it was, and then nothing would be told.
    const movedSince = (after: Awaited<ReturnType<typeof rollUps>>) => figureDifferences(only(before, state.pair), only(after, state.pair));
    while (movedSince(await rollUps(season)).length === 0) await play(state, fc.sample(step, 1)[0]!);
    await compare(state.pair);
    const after = await rollUps(season);
    const { sameFacts, notReplayed, changed, behind } = await replayReport(db, EVERYTHING, signing.id, NOW);
    expect({ sameFacts, notReplayed }).toEqual({ sameFacts: true, notReplayed: [] });
    // Of the villages: the roll-ups of then and now, which a slow count holds.
    const moved = changed.filter(({ division }) => state.pair.includes(division));
    expect(moved).toEqual(movedSince(after));
    expect(moved.length).toBeGreaterThan(0);
    // Of the city: what its households moved.
    for (const { measure, frozen, now } of changed.filter(({ division }) => division === '1406'))
      expect(behind.filter((one) => one.measure === measure).reduce((sum, one) => sum + one.now - one.frozen, 0)).toBe(now - frozen);
  });

  test('a rebuild from nothing finds no difference, and the register verifies', { timeout: 300_000 }, async () => {
    const rebuilt = await rebuildRollUps(db, TODAY, { write: true });
    expect(rebuilt.differences).toEqual([]);
    expect(rebuilt.households).toBe(model.size);
    const verified = await verifyRegister(db, NOW);
    expect({ ok: verified.ok, history: verified.history.faults, records: verified.records.faults }).toEqual({
      ok: true,
      history: [],
      records: [],
    });
  });
});

async function frozenRows(pair: readonly string[]): Promise<unknown[]> {
  return withSql(db, (sql) =>
    sql.query(`SELECT * FROM roll_up WHERE season = '2019-2020' AND village_code = ANY($1::text[]) ORDER BY village_code`, [pair]),
  );
}

async function rollUps(season: string): Promise<Map<string, Sums>> {
  const rows = await withSql(db, (sql) => sql.query<{ village_code: string }>('SELECT * FROM roll_up WHERE season = $1', [season]));
  return new Map(rows.map((row) => [row.village_code, sumsOfRow(row)]));
}

function only(all: ReadonlyMap<string, Sums>, codes: readonly string[]): Map<string, Sums> {
  return new Map([...all].filter(([code]) => codes.includes(code)));
}
