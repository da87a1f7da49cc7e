/** 目标、对照条款、采暖前准备、热源 against records counted by hand: what is kept by triggers, what the pages say, what changes leave in the history. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import type { Person } from '~/domain/access/person';
import { conversionSteps } from '~/domain/targets/conversion-steps';
import { words } from '~/i18n/words.server';
import { exportReadiness, exportTargets } from '~/server/workflows/targets/export-clause-lists.server';
import { changeHeatSource, registerHeatSource } from '~/server/workflows/targets/keep-heat-source.server';
import { readClauses } from '~/server/workflows/targets/read-clauses.server';
import { readHeatSource, readHeatSources } from '~/server/workflows/targets/read-heat-sources.server';
import { readReadiness } from '~/server/workflows/targets/read-readiness.server';
import { readTargets } from '~/server/workflows/targets/read-targets.server';
import { removeTarget, setTarget } from '~/server/workflows/targets/set-target.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, OTHER_VILLAGE, personWith, VILLAGE } from '../../helpers/register';
import { readBack, rowsOf, totalRow } from '../../reports/read-back';

const SEASON = '2020-2021';
const NOW = new Date('2020-10-02T02:00:00Z');
const TODAY = '2020-10-02';
const COUNTY = '140602';
let db: Database;
let city: Person;
let county: Person;
let farCounty: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-25', '2021-03-31'));
  city = await personWith(db, 'city', ['1406']);
  county = await personWith(db, 'county', [COUNTY]);
  farCounty = await personWith(db, 'county', ['140681']);
  const gas = { mode: 'gas', installedOn: '2020-08-01' };
  await addHouseholds(
    db,
    [
      { number: 'A1', conversion: { ...gas, connectedOn: '2020-09-20' } },
      { number: 'A2', conversion: { ...gas } },
      { number: 'A3', conversion: null },
      { number: 'B1', village: OTHER_VILLAGE, conversion: { ...gas, connectedOn: '2020-10-03' } },
      { number: 'F1', village: FAR_VILLAGE, conversion: { ...gas, connectedOn: '2020-09-01' } },
    ],
    NOW,
    TODAY,
  );
  await inTransaction(db, async (sql) => {
    await sql.query(`UPDATE conversion SET in_plan = true, year = 2020`);
    await sql.query(`UPDATE division SET zone_type = 'plain_rural' WHERE code = $1`, [VILLAGE]);
    await sql.query(`INSERT INTO conversion_plan (village_code, year, mode, households) VALUES ($1, 2020, 'gas', 5)`, [VILLAGE]);
    await sql.query(`INSERT INTO heat_source (number, name, kind, division_code, rating, tonnes_per_hour, closing) VALUES
      ('S1', '余热', 'waste_heat', '140602', 'C', NULL, false), ('S2', '小锅炉', 'coal_boiler', '140681', NULL, 34.99, false)`);
    await sql.query(`UPDATE conversion SET heat_source_number = 'S1' WHERE household_number IN ('A1', 'A2')`);
    await sql.query(`UPDATE conversion SET heat_source_number = 'S2' WHERE household_number IN ('B1', 'F1')`);
    await refreshFacts(sql, ['A1', 'A2', 'A3', 'B1', 'F1'], TODAY);
  });
});

const place = { division: COUNTY, season: SEASON };
const target = (more: object = {}) => ({
  zoneType: 'plain_rural' as const,
  indicator: 'coverage' as const,
  target: 7000,
  basis: null,
  reason: '按方案',
  seen: '',
  ...more,
});
const refusal = (code: string) => expect.objectContaining({ problem: expect.objectContaining({ code }) });
const lastEntry = async (entity: string) => {
  const [row] = (
    await db.pool.query<{ payload: string }>('SELECT payload FROM history WHERE entity = $1 ORDER BY seq DESC LIMIT 1', [entity])
  ).rows;
  return JSON.parse(row!.payload) as Record<string, unknown>;
};

describe('targets', () => {
  test('are set, seen with their gap by zone type, changed only as seen, and removed; each with its reason', async () => {
    await setTarget(db, city, place, target(), NOW);
    expect(await lastEntry('target')).toMatchObject({ action: 'target.add', reason: '按方案', after: { target: 7000 } });
    await setTarget(db, city, place, target({ zoneType: 'all' }), NOW);
    const found = await readTargets(db, county, { division: COUNTY, season: SEASON }, NOW);
    // Of the zone's village A1 is connected of three; of the county A1 of four, because B1 is connected tomorrow.
    // 70 % of 3 is 2.1, of 4 is 2.8.
    expect('targets' in found && found.targets.map(({ zoneType, gap }) => [zoneType, gap.numerator, gap.denominator, gap.gap])).toEqual([
      ['all', 1, 4, 2],
      ['plain_rural', 1, 3, 2],
    ]);
    await expect(setTarget(db, city, place, target({ target: 8000 }), NOW)).rejects.toEqual(refusal('target.changed-meanwhile'));
    await expect(setTarget(db, city, place, target({ seen: '7000 ' }), NOW)).rejects.toEqual(refusal('target.unchanged'));
    await setTarget(db, city, place, target({ target: 8000, seen: '7000 ' }), NOW);
    expect(await lastEntry('target')).toMatchObject({ action: 'target.change', before: { target: 7000 }, after: { target: 8000 } });
    await removeTarget(db, city, place, { ...target({ seen: '8000 ' }), reason: '重复' }, NOW);
    expect(await lastEntry('target')).toMatchObject({ action: 'target.remove', reason: '重复', before: { target: 8000 } });
    await expect(removeTarget(db, city, place, target(), NOW)).rejects.toEqual(refusal('target.unknown'));
  });

  test('a county sets none, nobody sets one outside', async () => {
    await expect(setTarget(db, county, place, target(), NOW)).rejects.toEqual(refusal('access.not-allowed'));
    await expect(setTarget(db, city, { ...place, division: '14' }, target(), NOW)).rejects.toEqual(refusal('division.unknown'));
    await expect(readTargets(db, farCounty, { division: COUNTY, season: SEASON }, NOW)).rejects.toEqual(refusal('division.unknown'));
  });
});

describe('readiness', () => {
  test('counts steps up to today, what is missing by village, days until the season', async () => {
    const found = await readReadiness(db, city, { division: COUNTY, season: SEASON, year: null }, NOW);
    if (!('own' in found)) throw new Error('no season');
    // VILLAGE: 5 planned, A1 connected. OTHER_VILLAGE has no plan: B1 is listed, and connected tomorrow.
    expect(found.own).toMatchObject({
      planned: 5,
      listed: 3,
      wanted: 6,
      started: 3,
      installed: 3,
      accepted: 0,
      connected: 1,
      missing: 5,
      daysLeft: 23,
      neededADay: 1,
      late: false,
    });
    const tomorrow = await readReadiness(db, city, { division: COUNTY, season: SEASON, year: 2020 }, new Date('2020-10-03T02:00:00Z'));
    expect('own' in tomorrow && tomorrow.own).toMatchObject({ connected: 2, missing: 4, daysLeft: 22 });
    const other = await readReadiness(db, city, { division: COUNTY, season: SEASON, year: 2019 }, NOW);
    expect('own' in other && other.own).toMatchObject({ wanted: 0, missing: 0 });
  });

  test('SQL and the rule agree on the steps of any dates', async () => {
    const day = fc.option(
      fc.integer({ min: 0, max: 700 }).map((n) => new Date(Date.UTC(2020, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)),
    );
    const dates = fc.record({
      appliedOn: day,
      agreedOn: day,
      installedOn: day,
      villageAcceptedOn: day,
      townAcceptedOn: day,
      countyAcceptedOn: day,
      connectedOn: day,
    });
    const drawn = fc.sample(dates, 40);
    await inTransaction(db, async (sql) => {
      for (const one of drawn) {
        await sql.query(
          `UPDATE conversion SET applied_on = $1, agreed_on = $2, installed_on = $3, village_accepted_on = $4, town_accepted_on = $5,
             county_accepted_on = $6, connected_on = $7 WHERE household_number = 'F1'`,
          Object.values(one),
        );
        const rows = await sql.query<{ step: string; day: string }>(
          `SELECT step, day FROM conversion_step WHERE village_code = $1 AND step <> 'listed'`,
          [FAR_VILLAGE],
        );
        const steps = Object.fromEntries(Object.entries(conversionSteps({ year: 2020, ...one })).filter(([, at]) => at !== null));
        expect(Object.fromEntries(rows.map(({ step, day: at }) => [step, at]))).toEqual(steps);
      }
      await sql.query(
        `UPDATE conversion SET applied_on = NULL, agreed_on = NULL, installed_on = '2020-08-01', village_accepted_on = NULL,
           town_accepted_on = NULL, county_accepted_on = NULL, connected_on = '2020-09-01' WHERE household_number = 'F1'`,
      );
    });
  });
});

describe('heat sources', () => {
  test('those of the area and those a household names; R15 with its reason; the households a person sees', async () => {
    const mine = await readHeatSources(db, county, { division: null, season: SEASON }, NOW);
    expect(
      mine.sources.map(({ number, households, villages, faults, own, smallCoal }) => [
        number,
        households,
        villages,
        faults,
        own,
        smallCoal,
      ]),
    ).toEqual([
      ['S1', 2, 1, ['rating'], true, false],
      // It lies in the other county; B1 uses it.
      ['S2', 1, 1, ['small-coal-boiler'], false, true],
    ]);
    const far = await readHeatSources(db, farCounty, { division: null, season: SEASON }, NOW);
    expect(far.sources.map(({ number, households }) => [number, households])).toEqual([['S2', 1]]);
    await expect(readHeatSource(db, farCounty, { number: 'S1', season: SEASON }, NOW)).rejects.toEqual(refusal('heat-source.unknown'));
    const one = await readHeatSource(db, county, { number: 'S1', season: SEASON }, NOW);
    expect(one.villages).toEqual([expect.objectContaining({ code: VILLAGE, households: 2 })]);
  });

  test('are added and changed by the county with a reason, only as seen, in its own area', async () => {
    const values = {
      name: '新电厂',
      kind: 'chp' as const,
      division: COUNTY,
      tonnes: '35',
      rating: 'A' as const,
      closing: false,
      reason: '新建',
    };
    await registerHeatSource(db, county, { ...values, number: 'S3' }, NOW);
    expect(await lastEntry('heat_source')).toMatchObject({ action: 'heat_source.add', entityKey: 'S3', reason: '新建' });
    await expect(registerHeatSource(db, county, { ...values, number: 'S3' }, NOW)).rejects.toEqual(refusal('heat-source.number-taken'));
    const seen = JSON.stringify(['新电厂', 'chp', COUNTY, '35', 'A', false]);
    await expect(changeHeatSource(db, county, 'S3', { ...values, seen }, NOW)).rejects.toEqual(refusal('heat-source.unchanged'));
    await expect(changeHeatSource(db, county, 'S3', { ...values, rating: 'B' as const, seen: '' }, NOW)).rejects.toEqual(
      refusal('heat-source.changed-meanwhile'),
    );
    await changeHeatSource(db, county, 'S3', { ...values, rating: 'B', seen }, NOW);
    expect(await lastEntry('heat_source')).toMatchObject({ action: 'heat_source.change', before: { rating: 'A' }, after: { rating: 'B' } });
    await expect(changeHeatSource(db, county, 'S2', { ...values, seen }, NOW)).rejects.toEqual(refusal('heat-source.unknown'));
    await expect(registerHeatSource(db, county, { ...values, number: 'S4', division: '140681' }, NOW)).rejects.toEqual(
      refusal('division.unknown'),
    );
    await expect(registerHeatSource(db, city, { ...values, number: 'S4' }, NOW)).rejects.toEqual(refusal('access.not-allowed'));
  });
});

test('the page by clause: rates of the division, who is last, pace from the visits, sources', async () => {
  await withSql(db, (sql) =>
    sql.query(
      `INSERT INTO visit (id, household_number, season, visited_at, visitor, kind, outcome, status, answers, content_hash, source,
         rule_version, submitted_at)
       SELECT v.id, v.h, $1, v.at::timestamptz, '张三', 'survey', v.outcome, v.status, '{}', 'x', 'web', '1', now() FROM (VALUES
         ('V1', 'A1', '2020-09-25T16:30Z', 'refused', 'submitted'), ('V2', 'A2', '2020-09-25T15:30Z', 'vacant', 'approved'),
         ('V3', 'A3', '2020-10-01T02:00Z', 'nobody', 'submitted'), ('V4', 'B1', '2020-10-01T02:00Z', 'refused', 'returned')
       ) v(id, h, at, outcome, status)`,
      [SEASON],
    ),
  );
  const found = await readClauses(db, county, { division: COUNTY, season: SEASON }, NOW);
  if (!('clauses' in found)) throw new Error('no season');
  // Seven days before 2 October: V1 was made on 26 September in China, V2 on the 25th. 无人 and returned ones do not count.
  expect(found.pace.map(({ days, visits }) => [days, visits])).toEqual([
    [7, 1],
    [30, 2],
  ]);
  const coverage = found.clauses.find(({ key }) => key === 'C3')!.figures[0]!;
  const [kept] = (
    await db.pool.query<{ c: number; h: number }>(
      `SELECT sum(c)::int AS c, sum(h)::int AS h FROM household_facts WHERE season = $1 AND village_code = ANY($2)`,
      [SEASON, [VILLAGE, OTHER_VILLAGE]],
    )
  ).rows;
  expect(coverage).toMatchObject({
    key: 'coverage',
    numerator: kept!.c,
    denominator: kept!.h,
    missing: { list: 'notCovered', count: kept!.h - kept!.c },
  });
  expect(found.heatSources).toEqual({ all: 3, faulty: 2, smallCoal: 1 });
  expect(found.readiness).toMatchObject({ wanted: 6, connected: 1 });
  expect(found.targets).toEqual({ set: 1, reached: 0 });
  const township = await readClauses(db, county, { division: VILLAGE.slice(0, 9), season: SEASON }, NOW);
  const last = 'clauses' in township ? township.clauses.find(({ key }) => key === 'C3')!.figures[0]!.last : [];
  // B1 was connected on the day after, which an earlier test has looked at already: 1 of 3 against 1 of 1.
  expect(kept).toEqual({ c: 2, h: 4 });
  expect(last.map(({ code }) => code)).toEqual([VILLAGE]);
});

test('the files of targets and of readiness hold what the pages show, in their order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clauses-'));
  const zh = words('zh-CN') as never;
  const read = ({ content }: { content: Buffer }) => {
    const file = join(folder, `${randomUUID()}.xlsx`);
    writeFileSync(file, content);
    return [...readBack(file).values()][0]!;
  };
  const targets = await readTargets(db, county, place, NOW);
  const shown = 'targets' in targets ? targets.targets : [];
  expect(shown.length).toBeGreaterThan(0);
  const rows = rowsOf(read(await exportTargets(db, county, zh, place, NOW))).filter((row) => row.区划 !== null);
  expect(rows.map((row) => [row.区划, row['目标值（%）'], row.分子, row.分母, row.差额])).toEqual(
    shown.map(({ name, target: wanted, gap }) => [name, wanted / 100, gap.numerator, gap.denominator, gap.gap]),
  );
  const readiness = await readReadiness(db, county, { ...place, year: 2020 }, NOW);
  const below = 'below' in readiness ? readiness.below : [];
  const { fileName, content } = await exportReadiness(db, county, zh, { ...place, year: 2020 }, NOW);
  expect(fileName).toBe('朔城区采暖前准备（2020年度）-2020-2021.xlsx');
  const sheet = read({ content });
  const missing = rowsOf(sheet).map((row) => Number(row.还差));
  expect(missing).toEqual(below.map((one) => one.missing).sort((a, b) => b - a));
  expect(sheet.cells[`I${totalRow(sheet)}`]!.v).toBe('own' in readiness && readiness.own.missing);
  await expect(exportTargets(db, farCounty, zh, place, NOW)).rejects.toEqual(refusal('division.unknown'));
});
