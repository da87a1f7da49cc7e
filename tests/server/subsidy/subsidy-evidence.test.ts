/** Double claims and meter evidence over real records: who is found, who is not, and what a person outside the scope is not told. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { readClaims } from '~/database/subsidy/double-claims.server';
import { readMeterEvidence, usageNorms } from '~/database/subsidy/meter-evidence.server';
import { normOf } from '~/domain/subsidy/meter-evidence';
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
  test('are found across villages and counties, by every rule of the ledger', async () => {
    const { listed, counts } = await withSql(db, (sql) => readClaims(sql, CITY, '1406'));
    expect(counts).toEqual({ R01: 1, R02: 2, R03: 1, R07: 2, R13: 1 });
    expect(
      listed.map(({ rule, detail, value, span, amount, elsewhere, households }) => [
        rule,
        detail,
        value,
        span,
        amount,
        elsewhere,
        households.map(({ number }) => number).join(),
      ]),
    ).toEqual([
      ['R01', 'id', '140602********1234', 'counties', 100_000, 0, 'A1,F1'],
      ['R02', 'account', null, 'village', 400_500, 0, 'A1,A2,A3,A4'],
      ['R02', 'serial', 'SN1', 'village', 200_000, 0, 'A2,A3'],
      ['R03', null, null, 'village', 200_000, 0, 'A5'],
      ['R07', null, null, 'village', 500, 0, 'A4'],
      ['R07', null, null, 'village', 300, 0, 'A6'],
      ['R13', 'completed', null, 'village', 100_000, 0, 'A6'],
    ]);
    expect(listed[0]!.households[1]).toEqual({ number: 'F1', head: '李四', place: expect.stringMatching(/^怀仁市 /) });
  });

  test('a county is told that a household elsewhere has the same ID, not which', async () => {
    const { listed, shared } = await withSql(db, (sql) => readClaims(sql, COUNTY, '140602'));
    expect(shared.groups[0]).toEqual({
      key: 'id',
      shared: '140602********1234',
      households: [expect.objectContaining({ number: 'A1' })],
      elsewhere: 1,
    });
    expect(shared.counts).toEqual({ id: 1, account: 1, electric_meter: 0, gas_meter: 0, serial: 1, invoice: 0 });
    expect(listed[0]).toMatchObject({ rule: 'R01', span: 'counties', elsewhere: 1, amount: 100_000, households: [{ number: 'A1' }] });
    expect(JSON.stringify(listed)).not.toContain('李四');
    expect((await withSql(db, (sql) => readClaims(sql, COUNTY, '140681'))).listed).toEqual([]);
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

  test('zero use that was paid for, far below the norm, backwards', async () => {
    const found = await withSql(db, (sql) => readMeterEvidence(sql, COUNTY, ask));
    expect(found.metered).toBe(12);
    const named = Object.entries(found.signs).map(([sign, { count, households }]) => [
      sign,
      count,
      households.map(({ number }) => number).join(),
    ]);
    expect(named).toEqual([
      ['zero', 1, 'M00'],
      ['far-below', 1, 'M01'],
      ['paid-unused', 1, 'M00'],
      ['backwards', 1, 'M02'],
      ['differs', 0, ''],
      ['jump', 0, ''],
      ['suspected', 1, 'M00'],
    ]);
    expect(found.signs['paid-unused'].households[0]).toMatchObject({
      paid: 100_000,
      readings: [{ energy: 'gas', start: 1_000_000, end: 1_000_000, usage: 0, before: null }],
    });
    expect((await withSql(db, (sql) => readMeterEvidence(sql, { roots: ['140681'] } as never, ask))).metered).toBe(0);
  });
});
