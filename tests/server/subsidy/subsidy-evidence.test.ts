/** Double claims and meter evidence over real records: who is found, who is not, and what a person outside the scope is not told. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { claimCounts, claimHouseholds } from '~/database/findings/claims.server';
import { readingsOfHouseholds, readMeterEvidence, usageNorms } from '~/database/subsidy/meter-evidence.server';
import { type ClaimList, METER_LISTS } from '~/domain/findings/claim-lists';
import { normOf } from '~/domain/subsidy/meter-evidence';
import { updateFindings } from '~/server/workflows/findings/update-findings.server';
import { freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, OTHER_VILLAGE, VILLAGE } from '../../helpers/register';

const SEASON = '2020-2021';
const CITY = { roots: ['1406'] } as never;
const COUNTY = { roots: ['140602'] } as never;
let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  const gas = { mode: 'gas', installedOn: '2019-09-01', connectedOn: '2019-10-01' };
  const claimants = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6'].map((number) => ({ number, conversion: gas, account: null }));
  const metered = Array.from({ length: 12 }, (_, at) => ({
    number: `M${String(at).padStart(2, '0')}`,
    village: OTHER_VILLAGE,
    conversion: gas,
  }));
  await addHouseholds(db, [
    ...claimants,
    { number: 'F1', village: FAR_VILLAGE, head: '李四', conversion: gas },
    { number: 'F2', village: FAR_VILLAGE, conversion: gas },
    ...metered,
  ]);
  await inTransaction(db, async (sql) => {
    await sql.query(
      `INSERT INTO subsidy_policy (number, document, division_code, season, kind, modes, unit, rate, shares, due_on, created_by)
       SELECT x.number, '示例', '1406', $1, x.kind, x.modes, 'per_household', 10000000, '[{"level":"county","share":1000000,"cap":null}]',
       '2021-06-30', 'nobody'
       FROM (VALUES ('P', 'operating', '{}'::text[]), ('DG', 'equipment', '{gas}'), ('DE', 'equipment', '{electric_household}'), ('K',
       'coal', '{}')) x(number, kind, modes)`,
      [SEASON],
    );
    const give = (household: string, policy: string, paid: number, source = 'computed') =>
      sql.query(
        `INSERT INTO entitlement (household_number, policy_number, season, quantity, due, due_county, paid, trace, source, computed_at,
          computed_by) VALUES ($1, $2, $3, 1000, 100000, 100000, $4, '{}', $5, now(), 'nobody')`,
        [household, policy, SEASON, paid, source],
      );
    for (const [household, policy, paid] of [
      ['A1', 'P', 100_000],
      ['A2', 'P', 100_000],
      ['A3', 'P', 100_000],
      ['A4', 'P', 100_500],
      ['A5', 'DG', 100_000],
      ['A5', 'DE', 100_000],
      ['A6', 'K', 100_000],
      ['F1', 'P', 0],
      ['F2', 'K', 100_000],
      ['M00', 'P', 100_000],
    ] as const)
      await give(household, policy, paid);
    await give('A6', 'P', 300, 'withdrawn');
    await sql.query(
      `INSERT INTO payment_batch (division_code, number, state, source, drafted_at, drafted_by) VALUES ('1406', 'B', 'reconciled',
        'import', now(), 'nobody')`,
    );
    await sql.query(
      `INSERT INTO payment (batch_number, batch_division, household_number, policy_number, season, level, amount, result, paid_on)
       SELECT 'B', '1406', h, 'K', $1, 'county', 100000, 'ok', '2021-01-15' FROM unnest(ARRAY['A6', 'F2']) h`,
      [SEASON],
    );
    await sql.query(
      `UPDATE division SET completed_on = CASE code WHEN $1 THEN '2021-01-01'::date ELSE '2021-02-01' END WHERE code IN ($1, $2)`,
      [VILLAGE, FAR_VILLAGE],
    );
    await sql.query(
      `UPDATE household SET id_number_fingerprint = 'same', id_number_masked = '140602********1234' WHERE number IN ('A1', 'F1')`,
    );
    await sql.query(`UPDATE household SET bank_account_fingerprint = 'four' WHERE number IN ('A1', 'A2', 'A3', 'A4')`);
    await sql.query(`UPDATE household SET bank_account_fingerprint = 'three' WHERE number IN ('M00', 'M01', 'M02')`);
    await sql.query(`UPDATE conversion SET serial = 'SN1' WHERE household_number IN ('A2', 'A3')`);
    await sql.query(`UPDATE conversion SET gas_meter = 'G1' WHERE household_number IN ('A2', 'M01')`);
    // Twelve gas meters: ten ordinary ones, one without usage, one that runs backwards.
    for (let at = 0; at < 12; at += 1) {
      const usage = at === 0 ? 0 : at === 1 ? 100 : 800 + at * 10;
      await sql.query(
        `INSERT INTO meter_usage (household_number, season, energy, start_reading, end_reading, usage, source) VALUES ($1, $2, 'gas',
          1000, $3, $4, '抄表')`,
        [`M${String(at).padStart(2, '0')}`, SEASON, at === 2 ? 900 : 1000 + usage, usage],
      );
    }
    await refreshFacts(sql, ['M00'], '2021-02-01');
  });
});

describe('double claims', () => {
  beforeAll(() => updateFindings(db, new Date('2021-08-01T02:00:00Z'), { everything: true }));
  const at = (division: string) => ({ division, season: SEASON });
  const counts = (scope: never, division: string) => withSql(db, (sql) => claimCounts(sql, scope, at(division)));
  const NONE = { id: 0, account: 0, electric_meter: 0, gas_meter: 0, serial: 0, invoice: 0 };
  const listed = (scope: never, division: string, list: ClaimList) =>
    withSql(db, (sql) => claimHouseholds(sql, scope, { ...at(division), list, sort: 'number', dir: 'asc', page: 1 }));

  test('are found across villages and counties, by every rule of the ledger', async () => {
    expect(await counts(CITY, '1406')).toEqual({
      ...{ ...NONE, id: 1, account: 1, serial: 1 },
      ...{ overpaid: 2, doubleConversion: 1, coalSubsidy: 1, paidUnused: 1, zeroUse: 1 },
    });
    const lists = ['id', 'account', 'serial', 'doubleConversion', 'overpaid', 'coalSubsidy', 'paidUnused', 'zeroUse'] as const;
    const rows = [];
    for (const list of lists)
      for (const { number, shared, elsewhere, amount, why } of await listed(CITY, '1406', list))
        rows.push([list, number, shared, elsewhere, amount, why]);
    expect(rows).toEqual([
      ['id', 'A1', '140602********1234', 0, 100_000, null],
      ['id', 'F1', '140602********1234', 0, 100_000, null],
      ...['A1', 'A2', 'A3', 'A4'].map((number) => ['account', number, null, 0, 400_500, null]),
      ...['A2', 'A3'].map((number) => ['serial', number, 'SN1', 0, 200_000, null]),
      ['doubleConversion', 'A5', null, 0, 200_000, null],
      ['overpaid', 'A4', null, 0, 500, null],
      ['overpaid', 'A6', null, 0, 300, null],
      ['coalSubsidy', 'A6', null, 0, 100_000, 'completed'],
      ['paidUnused', 'M00', null, 0, 100_000, null],
      ['zeroUse', 'M00', null, 0, null, null],
    ]);
    const [, li] = await listed(CITY, '1406', 'id');
    expect(li).toMatchObject({ number: 'F1', head: '李四', place: expect.stringMatching(/^怀仁市 /) });
  });

  test('a county is told that a household elsewhere has the same ID, not which', async () => {
    expect(await listed(COUNTY, '140602', 'id')).toEqual([
      expect.objectContaining({ number: 'A1', shared: '140602********1234', elsewhere: 1, state: 'open' }),
    ]);
    expect(await counts(COUNTY, '140602')).toMatchObject({ ...NONE, id: 1, account: 1, serial: 1 });
    expect(JSON.stringify(await listed(COUNTY, '140602', 'id'))).not.toContain('李四');
    // Another county is outside this person's scope.
    expect(Object.values(await counts(COUNTY, '140681')).filter((count) => count > 0)).toEqual([]);
    expect(await listed(COUNTY, '140681', 'id')).toEqual([]);
  });
});

describe('meter evidence', () => {
  const ask = { division: OTHER_VILLAGE, season: SEASON, facts: 'household_facts' };
  test('the norm is the median of the rule', async () => {
    const norms = await withSql(db, (sql) => usageNorms(sql, CITY, ask));
    const perArea = [100, ...Array.from({ length: 10 }, (_, at) => 820 + at * 10)].map((usage) => (usage * 1000) / 8000);
    expect(norms.get(`${OTHER_VILLAGE} gas`)).toBeCloseTo(normOf(perArea)!, 9);
    expect(norms.get('140602 gas')).toBeCloseTo(normOf(perArea)!, 9);
    expect(norms.get(`${VILLAGE} gas`)).toBeUndefined();
  });

  test('far below the norm, backwards', async () => {
    const named = [];
    for (const sign of Object.values(METER_LISTS)) {
      const { metered, count, households } = await withSql(db, (sql) => readMeterEvidence(sql, COUNTY, ask, sign));
      expect(metered).toBe(12);
      named.push([sign, count, households.map(({ number }) => number).join()]);
    }
    expect(named).toEqual([
      ['far-below', 1, 'M01'],
      ['backwards', 1, 'M02'],
      ['differs', 0, ''],
      ['jump', 0, ''],
    ]);
    const elsewhere = { roots: ['140681'] } as never;
    expect((await withSql(db, (sql) => readMeterEvidence(sql, elsewhere, ask, 'backwards'))).metered).toBe(0);
  });

  test('the readings of a household where nothing was used, for whoever may see it', async () => {
    const readings = await withSql(db, (sql) => readingsOfHouseholds(sql, COUNTY, SEASON, ['M00', 'A1', 'none']));
    expect([...readings].sort()).toEqual([
      ['A1', []],
      ['M00', [expect.objectContaining({ energy: 'gas', start: 1_000_000, end: 1_000_000, usage: 0, before: null, typical: null })]],
    ]);
    expect(await withSql(db, (sql) => readingsOfHouseholds(sql, { roots: ['140681'] } as never, SEASON, ['M00']))).toEqual(new Map());
  });
});
