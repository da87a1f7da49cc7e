/** 三年测算 keeps what it computed for a village until something it follows from changes: it says what computing anew says. */
import { beforeAll, expect, test } from 'vitest';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { EVERYTHING } from '~/database/scope.server';
import { scenariosOf } from '~/domain/subsidy/forecast-of-village';
import { LISTED_SCENARIOS, REDUCED_GROUPS } from '~/domain/subsidy/reduced-households-view';
import { readForecast, readReducedHouseholds, readStoredForecast } from '~/server/workflows/subsidy/read-forecast.server';
import { rebuildRollUps } from '~/server/workflows/upkeep/rebuild-roll-ups.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, OTHER_VILLAGE, TODAY, VILLAGE } from '../../helpers/register';

const SEASON = '2020-2021';
const QUERY = { division: '1406', season: SEASON, facts: 'household_facts' };
const HOUSEHOLDS = ['F1', 'F2', 'F3', 'F4'];

let db: Database;

const policy = (number: string, season: string, rate: number, supersedes: string | null) =>
  `INSERT INTO subsidy_policy (number, season, kind, due_on, document, division_code, unit, rate, shares, supersedes, created_by)
   VALUES ('${number}', '${season}', 'operating', '2021-06-30', '示例', '1406', 'per_household', ${rate}, '[{"level": "city", "share":
   1000000, "cap": null}]', ${supersedes === null ? 'NULL' : `'${supersedes}'`}, 'x')`;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  await addHouseholds(
    db,
    HOUSEHOLDS.map((number, at) => ({
      number,
      village: at % 2 ? OTHER_VILLAGE : VILLAGE,
      conversion: { mode: 'gas', installedOn: '2019-09-01' },
    })) as never,
  );
  await inTransaction(db, async (sql) => {
    await sql.query(policy('N1', SEASON, 5_000_000, null));
    for (const [at, household] of HOUSEHOLDS.entries())
      await sql.query(
        `INSERT INTO entitlement (household_number, policy_number, season, quantity, due, due_city, trace, source, computed_at, computed_by)
         VALUES ($1, 'N1', '${SEASON}', 1000, $2, $2, '{}', 'given', now(), 'x')`,
        [household, 50_001 + at],
      );
  });
});

const onIts = <T>(work: (sql: Sql) => Promise<T>) => inTransaction(db, work);
const kept = (percent = 20) => onIts((sql) => readStoredForecast(sql, EVERYTHING, QUERY, percent));
const anew = (percent = 20) => withSql(db, (sql) => readForecast(sql, EVERYTHING, QUERY, scenariosOf(percent), { poor: true }));
const stored = async () =>
  (await withSql(db, (sql) => sql.query<{ village_code: string }>('SELECT village_code FROM forecast_sum ORDER BY 1'))).map(
    (row) => row.village_code,
  );

test.each([
  ['nothing', 'SELECT 1', [VILLAGE, OTHER_VILLAGE]],
  ['what a household is due', `UPDATE entitlement SET due = 9, due_city = 9 WHERE household_number = 'F1'`, [OTHER_VILLAGE]],
  ['who lives there', `UPDATE household SET elderly = 2 WHERE number = 'F2'`, [VILLAGE]],
  ['who burns coal', `UPDATE household_facts SET b = 1 WHERE household_number = 'F3'`, [OTHER_VILLAGE]],
  ['a withdrawn entitlement', `UPDATE entitlement SET source = 'withdrawn' WHERE household_number = 'F3'`, [OTHER_VILLAGE]],
  ['a payment', `UPDATE entitlement SET paid = 4 WHERE household_number = 'F1'`, [VILLAGE, OTHER_VILLAGE]],
  ['a new policy', policy('N2', '2021-2022', 1_000_000, 'N1'), []],
  ['the dates of a season', `UPDATE season_dates SET starts_on = '2020-10-01'`, []],
])('after a change of %s it is what computing anew gives', async (_what, change, left) => {
  expect(await kept()).toEqual(await anew());
  expect(await stored()).toEqual([VILLAGE, OTHER_VILLAGE]);
  await onIts((sql) => sql.query(change));
  expect(await stored()).toEqual(left);
  expect(await kept()).toEqual(await anew());
  expect(await kept(35)).toEqual(await anew(35));
  await onIts((sql) => sql.query('DELETE FROM forecast_sum WHERE percent = 35'));
  expect((await rebuildRollUps(db, TODAY, { write: false })).differences.filter(({ what }) => what === 'forecast')).toEqual([]);
});

test('what somebody is writing meanwhile is not kept out', async () => {
  await onIts((sql) => sql.query('DELETE FROM forecast_sum'));
  await inTransaction(db, async (writer) => {
    await writer.query(`UPDATE entitlement SET due = 70000, due_city = 70000 WHERE household_number = 'F1'`);
    await kept();
    // The village of the writer is left out, the other one is kept.
    expect(await stored()).toEqual([OTHER_VILLAGE]);
  });
  expect(await kept()).toEqual(await anew());
  await onIts((sql) => sql.query('DELETE FROM forecast_sum'));
  await inTransaction(db, async (writer) => {
    await writer.query(`UPDATE subsidy_policy SET rate = rate + 10000 WHERE number = 'N2'`);
    await kept();
    expect(await stored()).toEqual([]);
  });
  expect(await kept()).toEqual(await anew());
});

test('the households of a list are those of the figure, page by page', async () => {
  const forecasts = await kept();
  for (const name of LISTED_SCENARIOS) {
    const { scenario, seasons } = forecasts.find((one) => one.scenario.name === name)!;
    for (const { season, reducedHouseholds: losing } of seasons) {
      for (const of of REDUCED_GROUPS) {
        const found = await onIts((sql) => readReducedHouseholds(sql, EVERYTHING, { ...QUERY, coming: season, of, page: 1 }, scenario));
        expect(found.households).toBe(of === 'all' ? losing.households : losing[of]);
        expect(found.loss).toBe(found.rows.reduce((sum, { before, gives }) => sum + before - gives, 0));
        expect(found.rows).toHaveLength(found.households);
      }
    }
  }
});

test('a damaged forecast is found and forgotten', async () => {
  await kept();
  await onIts((sql) => sql.query(`UPDATE forecast_sum SET numbers[1] = numbers[1] + 1 WHERE village_code = '${VILLAGE}'`));
  const found = async () =>
    (await rebuildRollUps(db, TODAY, { write: false })).differences.flatMap(({ what, village }) => (what === 'forecast' ? [village] : []));
  expect(await found()).toEqual([VILLAGE]);
  await rebuildRollUps(db, TODAY, { write: true });
  expect(await found()).toEqual([]);
  expect(await kept()).toEqual(await anew());
});
