/**
 * What the payments page offers equals what drafting pays: for chosen ledgers, and for random ones by
 * app/domain/subsidy/owed-by-level.
 */
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { batchByNumber, openOfBatch, owedForBatch } from '~/database/subsidy/batches.server';
import type { Person } from '~/domain/access/person';
import type { FundingLevel } from '~/domain/contract/enumerations';
import { LEVELS, noAmounts } from '~/domain/subsidy/funding-levels';
import { owedByLevel } from '~/domain/subsidy/owed-by-level';
import { draftBatch, resendFailed } from '~/server/workflows/subsidy/pay-subsidies.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, personWith } from '../../helpers/register';

const SEASON = '2020-2021';
const COUNTY = '140602';
const SCOPE = { roots: [COUNTY] };
const NOW = new Date('2021-05-01T02:00:00Z');
const HOUSEHOLDS = ['A1', 'A2', 'A3'];
const RUNS = Number(process.env.LEDGERS ?? 40);
let db: Database;
let bureau: Person;

beforeAll(async () => {
  db = await freshDatabase();
  bureau = await personWith(db, 'county', [COUNTY]);
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  await addHouseholds(
    db,
    HOUSEHOLDS.map((number) => ({ number })),
  );
  await inTransaction(db, async (sql) => {
    await sql.query(
      `INSERT INTO subsidy_policy (number, document, division_code, season, kind, unit, rate, shares, due_on, created_by)
       SELECT number, '示例', $1, $2, 'operating', 'per_household', 10000000, '[]', '2021-06-30', 'nobody'
       FROM unnest(ARRAY['P', 'Q']) number`,
      [COUNTY, SEASON],
    );
    await sql.query(
      `INSERT INTO payment_batch (division_code, number, season, state, source, drafted_at, drafted_by)
       SELECT $1, number, $2, 'reconciled', 'import', now(), 'nobody' FROM unnest(ARRAY['OLD', 'OLDER']) number`,
      [COUNTY, SEASON],
    );
  });
});

const emptyLedger = () =>
  inTransaction(db, async (sql) => {
    await sql.query('DELETE FROM payment');
    await sql.query('DELETE FROM entitlement');
    await sql.query(`DELETE FROM payment_batch WHERE source = 'drafted'`);
  });

beforeEach(emptyLedger);

type Amounts = Partial<Record<FundingLevel, number>>;

function entitle(household: string, policy: string, due: Amounts): Promise<unknown> {
  const [central, province, city, county] = LEVELS.map((level) => due[level] ?? 0);
  return inTransaction(db, (sql) =>
    sql.query(
      `INSERT INTO entitlement (household_number, policy_number, season, quantity, due, due_central, due_province, due_city,
         due_county, trace, source, computed_at, computed_by)
       VALUES ($1, $2, $3, 1000, $4::bigint + $5 + $6 + $7, $4, $5, $6, $7, '{}', 'computed', now(), 'nobody')`,
      [household, policy, SEASON, central, province, city, county],
    ),
  );
}

function pay(household: string, policy: string, level: FundingLevel, amount: number, result = 'ok', batch = 'OLD'): Promise<unknown> {
  return inTransaction(db, (sql) =>
    sql.query(
      `INSERT INTO payment (batch_number, batch_division, household_number, policy_number, season, level, amount, result, paid_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '2021-04-01')`,
      [batch, COUNTY, household, policy, SEASON, level, amount, result],
    ),
  );
}

const offered = async () =>
  (await withSql(db, (sql) => owedForBatch(sql, SCOPE, COUNTY, SEASON))).map(({ policy, level, households, amount }) => ({
    policy,
    level,
    households,
    amount,
  }));

const draft = (number: string, choices: { policy: string; level: FundingLevel }[]) =>
  draftBatch(db, bureau, { division: COUNTY, season: SEASON, number, method: 'one_card', choices }, NOW);

const paymentsOf = (batch: string) =>
  withSql(db, (sql) =>
    sql.query<{ household: string; policy: string; level: FundingLevel; amount: number }>(
      `SELECT household_number AS household, policy_number AS policy, level, amount FROM payment WHERE batch_number = $1
       ORDER BY 1, 2, array_position(ARRAY['central', 'province', 'city', 'county'], level)`,
      [batch],
    ),
  );

describe('a county that advanced money of the levels above', () => {
  test('the whole of the city’s half: nothing is offered, and nothing can be drafted', async () => {
    await entitle('A1', 'P', { city: 50_000, county: 50_000 });
    await pay('A1', 'P', 'county', 100_000);
    expect(await offered()).toEqual([]);
    await expect(draft('B1', [{ policy: 'P', level: 'city' }])).rejects.toMatchObject({ problem: { code: 'batch.nothing-owed' } });
  });

  test('a part of it: the rest is offered from the centre down, and drafting one level leaves the other as offered', async () => {
    await entitle('A1', 'P', { central: 30_000, city: 50_000, county: 20_000 });
    await pay('A1', 'P', 'county', 40_000);
    expect(await offered()).toEqual([
      { policy: 'P', level: 'central', households: 1, amount: 30_000 },
      { policy: 'P', level: 'city', households: 1, amount: 30_000 },
    ]);
    await draft('B1', [{ policy: 'P', level: 'city' }]);
    expect(await paymentsOf('B1')).toEqual([{ household: 'A1', policy: 'P', level: 'city', amount: 30_000 }]);
    expect(await offered()).toEqual([{ policy: 'P', level: 'central', households: 1, amount: 30_000 }]);
    await draft('B2', [{ policy: 'P', level: 'central' }]);
    expect(await offered()).toEqual([]);
  });
});

/** Random ledgers: what each level bears, and payments of any level that arrived, wait or failed, even above its share. */
const amount = fc.integer({ min: 0, max: 60_000 });
const dues = fc.record({ central: amount, province: amount, city: amount, county: amount });
const payment = fc.record({
  level: fc.constantFrom(...LEVELS),
  share: fc.constantFrom(0.2, 0.5, 1, 1.5, 2.5),
  result: fc.constantFrom('ok', 'ok', 'failed', 'pending'),
  batch: fc.constantFrom('OLD', 'OLDER'),
});
const ledger = fc.record({
  entitlements: fc.uniqueArray(
    fc.record({
      household: fc.constantFrom(...HOUSEHOLDS),
      policy: fc.constantFrom('P', 'Q'),
      due: dues,
      payments: fc.uniqueArray(payment, { maxLength: 6, selector: ({ level, batch }) => `${level} ${batch}` }),
    }),
    { minLength: 1, maxLength: 6, selector: ({ household, policy }) => `${household} ${policy}` },
  ),
  chosen: fc.subarray(['P', 'Q'].flatMap((policy) => LEVELS.map((level) => ({ policy, level })))),
});
type Ledger = typeof ledger extends fc.Arbitrary<infer T> ? T : never;
type Money = { household: string; policy: string; level: FundingLevel; amount: number };

/** Enters a ledger and returns what each level owes for each entitlement by the rule. */
async function enter({ entitlements }: Ledger): Promise<{ owed: Money[]; failed: (Money & { batch: string })[] }> {
  const owed: Money[] = [];
  const failed: (Money & { batch: string })[] = [];
  for (const { household, policy, due, payments } of entitlements) {
    await entitle(household, policy, due);
    const sent = noAmounts();
    for (const { level, share, result, batch } of payments) {
      const paid = Math.round(due[level] * share) + 100;
      await pay(household, policy, level, paid, result, batch);
      if (result === 'failed') failed.push({ household, policy, level, amount: paid, batch });
      else sent[level] += paid;
    }
    const owes = owedByLevel(due, sent);
    for (const level of LEVELS) if (owes[level] > 0) owed.push({ household, policy, level, amount: owes[level] });
  }
  return { owed, failed };
}

const byKey = (rows: readonly Money[]) => rows.map((row) => `${row.household} ${row.policy} ${row.level} ${row.amount}`).sort();

function sumsOf(rows: readonly Money[]): string[] {
  const sums = new Map<string, { households: number; amount: number }>();
  for (const { policy, level, amount } of rows) {
    const sum = sums.get(`${policy} ${level}`) ?? { households: 0, amount: 0 };
    sums.set(`${policy} ${level}`, { households: sum.households + 1, amount: sum.amount + amount });
  }
  return [...sums].map(([key, sum]) => `${key} ${sum.households} ${sum.amount}`).sort();
}

describe('random ledgers', () => {
  test('the offer, and what drafting pays of it, are what each level owes by the rule', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc
        .asyncProperty(ledger, async (one) => {
          const { owed } = await enter(one);
          const offer = await offered();
          expect(offer.map((row) => `${row.policy} ${row.level} ${row.households} ${row.amount}`).sort()).toEqual(sumsOf(owed));
          const wanted = owed.filter((row) => one.chosen.some(({ policy, level }) => policy === row.policy && level === row.level));
          if (wanted.length === 0) return;
          await draft('NEW', one.chosen);
          expect(byKey(await paymentsOf('NEW'))).toEqual(byKey(wanted));
          // What was not chosen is still offered.
          const rest = owed.filter((row) => !wanted.includes(row));
          expect((await offered()).map((row) => `${row.policy} ${row.level} ${row.households} ${row.amount}`).sort()).toEqual(sumsOf(rest));
        })
        .beforeEach(emptyLedger),
      { numRuns: RUNS },
    );
  });

  test('a failed payment is sent again as far as its level still owes it', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc
        .asyncProperty(ledger, async (one) => {
          const { owed, failed } = await enter(one);
          const wanted = failed
            .filter(({ batch }) => batch === 'OLD')
            .flatMap((row) => {
              const still = owed.find((each) => each.household === row.household && each.policy === row.policy && each.level === row.level);
              return still ? [{ ...row, amount: Math.min(row.amount, still.amount) }] : [];
            });
          expect((await withSql(db, (sql) => openOfBatch(sql, COUNTY, 'OLD'))).toResend).toBe(wanted.length);
          if (wanted.length === 0) return;
          const revision = await withSql(db, async (sql) => (await batchByNumber(sql, SCOPE, COUNTY, 'OLD'))!.revision);
          await resendFailed(db, bureau, { division: COUNTY, number: 'OLD', newNumber: 'AGAIN', revision }, NOW);
          expect(byKey(await paymentsOf('AGAIN'))).toEqual(byKey(wanted));
          expect((await withSql(db, (sql) => openOfBatch(sql, COUNTY, 'OLD'))).toResend).toBe(0);
        })
        .beforeEach(emptyLedger),
      { numRuns: RUNS },
    );
  });
});
