/**
 * The sums that the database keeps of the ledger, after random changes of random ledgers: each equals a count in memory by the rules
 * of the domain, over the rows as they are then, and a rebuild finds nothing to mend.
 */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { EVERYTHING } from '~/database/scope.server';
import { countWithoutAccount, listWithoutAccount } from '~/database/subsidy/accounts.server';
import { arrearsByAge, listArrears } from '~/database/subsidy/arrears.server';
import { owedForBatch } from '~/database/subsidy/batches.server';
import { listEntitlements } from '~/database/subsidy/entitlement-list.server';
import { entitledNow, overpaidOf, sumsByKindAndLevel } from '~/database/subsidy/overview.server';
import { countSubsidyTasks, failedPayments } from '~/database/subsidy/waiting/subsidy-tasks.server';
import { batchSumDifferences, rebuildBatchSums, rebuildSumsOfVillage, sumDifferencesOfVillage } from '~/database/upkeep/stored-sums.server';
import type { FundingLevel, PolicyKind } from '~/domain/contract/enumerations';
import { ARREARS_AGES, arrearsAge } from '~/domain/subsidy/arrears-age';
import { ENTITLEMENT_FILTERS, type EntitlementFilter } from '~/domain/subsidy/entitlement-list-view';
import { LEVELS, type LevelAmounts, noAmounts } from '~/domain/subsidy/funding-levels';
import { owedByLevel } from '~/domain/subsidy/owed-by-level';
import { type Database, freshDatabase } from '../../helpers/database';

const RUNS = Number(process.env.LEDGERS ?? 15);
const SEASONS = ['2019-2020', '2020-2021'];
const COUNTY = '140602';
const TODAY = '2021-12-01';

let db: Database;
let villages: string[];

beforeAll(async () => {
  db = await freshDatabase();
  villages = await withSql(db, async (sql) =>
    (
      await sql.query<{ code: string }>(
        `SELECT code FROM division WHERE level = 'village' AND path @> ARRAY[$1]::text[] ORDER BY code LIMIT 3`,
        [COUNTY],
      )
    ).map(({ code }) => code),
  );
  await inTransaction(db, async (sql) => {
    for (const season of SEASONS) await sql.query('INSERT INTO season (name) VALUES ($1)', [season]);
    const policies = [
      ['O1', SEASONS[0], 'operating', '2020-06-30'],
      ['O2', SEASONS[1], 'operating', '2021-06-30'],
      ['O3', SEASONS[1], 'operating', '2021-11-30'],
      ['E2', SEASONS[1], 'equipment', '2021-12-01'],
      ['C2', SEASONS[1], 'coal', '2021-10-01'],
    ];
    for (const one of policies)
      await sql.query(
        `INSERT INTO subsidy_policy (number, season, kind, due_on, document, division_code, unit, rate, shares, created_by)
         VALUES ($1, $2, $3, $4, '示例', '1406', 'per_household', 1, '[]', 'x')`,
        one,
      );
    for (const number of ['B0', 'B1'])
      await sql.query(
        `INSERT INTO payment_batch (division_code, number, season, state, source, drafted_at, drafted_by)
         VALUES ($1, $2, NULL, 'reconciled', 'import', now(), 'x')`,
        [COUNTY, number],
      );
    for (let n = 0; n < 5; n += 1)
      await sql.query(
        `INSERT INTO household (number, village_code, head, head_initials, residence, status, bank_account_masked, source)
         VALUES ($1, $2, '王某', 'wm', 'resident', 'normal', $3, 'import')`,
        [`K${n}`, villages[n % villages.length], n % 2 ? null : '6228****'],
      );
  });
});

const which = fc.nat(4);
const amount = fc.constantFrom(0, 1, 3, 5, 8);
const POLICIES = ['O1', 'O2', 'O3', 'E2', 'C2'];
const change = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('entitle' as const),
      home: which,
      policy: which,
      due: fc.tuple(amount, amount, amount, amount),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      home: which,
      policy: which,
      level: fc.constantFrom(...LEVELS),
      amount: fc.constantFrom(1, 4, 9),
      result: fc.constantFrom('ok', 'ok', 'failed', 'pending'),
      batch: fc.nat(1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unpay' as const), home: which, policy: which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), home: which, policy: which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), home: which, to: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('account' as const), home: which, has: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('policy' as const), policy: which, confirmed: fc.boolean() }) },
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

async function apply(one: Change): Promise<void> {
  const household = 'home' in one ? `K${one.home}` : '';
  const policy = 'policy' in one ? POLICIES[one.policy]! : '';
  await inTransaction(db, async (sql) => {
    switch (one.do) {
      case 'entitle':
        await sql.query(
          `INSERT INTO entitlement (household_number, policy_number, season, quantity, due, due_central, due_province, due_city, due_county,
             trace, source, computed_at, computed_by)
           SELECT $1, number, season, 1, $3::bigint + $4 + $5 + $6, $3, $4, $5, $6, '{}', 'given', now(), 'x' FROM subsidy_policy
           WHERE number = $2
           ON CONFLICT (household_number, policy_number) DO UPDATE SET due = excluded.due, due_central = excluded.due_central,
             due_province = excluded.due_province, due_city = excluded.due_city, due_county = excluded.due_county`,
          [household, policy, ...one.due],
        );
        break;
      case 'pay':
        await sql.query(
          `INSERT INTO payment (batch_number, household_number, policy_number, level, batch_division, season, amount, result, paid_on)
           SELECT $3, household_number, policy_number, $4, $5, season, $6, $7, '2021-07-01' FROM entitlement
           WHERE household_number = $1 AND policy_number = $2
           ON CONFLICT (batch_number, household_number, policy_number, level)
           DO UPDATE SET amount = excluded.amount, result = excluded.result`,
          [household, policy, `B${one.batch}`, one.level, COUNTY, one.amount, one.result],
        );
        break;
      case 'unpay':
        await sql.query('DELETE FROM payment WHERE household_number = $1 AND policy_number = $2', [household, policy]);
        break;
      case 'remove':
        await sql.query(
          `DELETE FROM entitlement e WHERE household_number = $1 AND policy_number = $2 AND NOT EXISTS (SELECT 1 FROM payment p
             WHERE p.household_number = e.household_number AND p.policy_number = e.policy_number)`,
          [household, policy],
        );
        break;
      case 'move':
        await sql.query('UPDATE household SET village_code = $2 WHERE number = $1', [household, villages[one.to]]);
        break;
      case 'account':
        await sql.query('UPDATE household SET bank_account_masked = $2 WHERE number = $1', [household, one.has ? '6228****' : null]);
        break;
      default:
        await sql.query('UPDATE subsidy_policy SET to_confirm = $2 WHERE number = $1', [policy, one.confirmed ? [] : ['second']]);
    }
    await sql.query(
      `UPDATE entitlement e SET paid = n.paid FROM (SELECT x.household_number, x.policy_number, coalesce(sum(p.amount), 0) AS paid
         FROM entitlement x LEFT JOIN payment p ON p.household_number = x.household_number AND p.policy_number = x.policy_number
           AND p.result = 'ok' GROUP BY 1, 2) n
       WHERE n.household_number = e.household_number AND n.policy_number = e.policy_number AND e.paid <> n.paid`,
    );
  });
}

type Line = {
  household: string;
  village: string;
  account: string | null;
  policy: string;
  season: string;
  kind: PolicyKind;
  due_on: string;
  in_force: boolean;
  due: LevelAmounts;
  payments: { batch: string; level: FundingLevel; amount: number; result: string }[];
};

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
const distinct = (texts: string[]) => new Set(texts).size;
const byLevel = (line: Line, counts: (result: string) => boolean): LevelAmounts => {
  const amounts = noAmounts();
  for (const { level, amount: paid, result } of line.payments) if (counts(result)) amounts[level] += paid;
  return amounts;
};
const whole = (amounts: LevelAmounts) => sum(LEVELS.map((level) => amounts[level]));
const arrived = (line: Line) => byLevel(line, (result) => result === 'ok');
const open = (line: Line) =>
  line.in_force
    ? owedByLevel(
        line.due,
        byLevel(line, (result) => result !== 'failed'),
      )
    : noAmounts();
const IS: Record<EntitlementFilter, (due: number, paid: number) => boolean> = {
  any: (due, paid) => due > 0 || paid > 0,
  due: (due) => due > 0,
  paid: (_due, paid) => paid > 0,
  owed: (due, paid) => due > paid,
  overpaid: (due, paid) => paid > due,
};

async function ledger(): Promise<Line[]> {
  return withSql(db, (sql) =>
    sql.query<Line>(
      `SELECT h.number AS household, h.village_code AS village, h.bank_account_masked AS account, e.policy_number AS policy, e.season,
         p.kind, p.due_on, p.to_confirm = '{}' AS in_force,
         json_build_object('central', e.due_central, 'province', e.due_province, 'city', e.due_city, 'county', e.due_county) AS due,
         coalesce((SELECT json_agg(json_build_object('batch', y.batch_number, 'level', y.level, 'amount', y.amount, 'result', y.result))
           FROM payment y WHERE y.household_number = e.household_number AND y.policy_number = e.policy_number), '[]') AS payments
       FROM entitlement e JOIN household h ON h.number = e.household_number JOIN subsidy_policy p ON p.number = e.policy_number`,
    ),
  );
}

async function checkSeason(all: readonly Line[], division: string, season: string): Promise<void> {
  const lines = all.filter((line) => line.season === season && (division === COUNTY || line.village === division));
  const on = <T>(read: Parameters<typeof withSql<T>>[1]) => withSql(db, read);
  const kinds = await on((sql) => sumsByKindAndLevel(sql, EVERYTHING, division, season));
  for (const kind of ['operating', 'equipment', 'coal'] as const) {
    for (const level of LEVELS) {
      const some = lines.filter((line) => line.kind === kind).map((line) => ({ line, due: line.due[level], paid: arrived(line)[level] }));
      const there = some.filter(({ due, paid }) => IS.any(due, paid));
      const found = kinds.find((one) => one.kind === kind && one.level === level);
      expect(found ?? null).toEqual(
        there.length === 0
          ? null
          : {
              kind,
              level,
              due: sum(there.map(({ due }) => due)),
              paid: sum(there.map(({ paid }) => paid)),
              owed: sum(there.map(({ due, paid }) => Math.max(0, due - paid))),
              overpaid: sum(there.map(({ due, paid }) => Math.max(0, paid - due))),
              households: distinct(there.map(({ line }) => line.household)),
              paidHouseholds: distinct(there.filter(({ paid }) => paid > 0).map(({ line }) => line.household)),
            },
      );
    }
  }
  for (const filter of ENTITLEMENT_FILTERS) {
    for (const kind of [null, 'operating'] as const) {
      for (const level of [null, 'city'] as const) {
        const some = lines
          .filter((line) => kind === null || line.kind === kind)
          .map((line) => ({
            household: line.household,
            due: level === null ? whole(line.due) : line.due[level],
            paid: level === null ? whole(arrived(line)) : arrived(line)[level],
          }))
          .filter(({ due, paid }) => IS[filter](due, paid));
        const listed = await on((sql) => listEntitlements(sql, EVERYTHING, { division, season, filter, kind, level, page: 1 }));
        expect(listed.sum).toEqual({
          households: distinct(some.map(({ household }) => household)),
          lines: some.length,
          due: sum(some.map(({ due }) => due)),
          paid: sum(some.map(({ paid }) => paid)),
          owed: sum(some.map(({ due, paid }) => Math.max(0, due - paid))),
          overpaid: sum(some.map(({ due, paid }) => Math.max(0, paid - due))),
        });
        expect(listed.rows.map(({ number }) => number).sort()).toEqual(some.map(({ household }) => household).sort());
      }
    }
  }
  expect(await on((sql) => overpaidOf(sql, EVERYTHING, division, season))).toBe(
    sum(lines.map((line) => Math.max(0, whole(arrived(line)) - whole(line.due)))),
  );
  expect(await on((sql) => entitledNow(sql, EVERYTHING, division, season))).toMatchObject({
    households: distinct(lines.map(({ household }) => household)),
    due: sum(lines.map((line) => whole(line.due))),
  });
  const offered = await on((sql) => owedForBatch(sql, EVERYTHING, division, season));
  expect(
    Object.fromEntries(offered.map((one) => [`${one.policy} ${one.level}`, [one.households, one.amount, one.withoutAccount]])),
  ).toEqual(
    Object.fromEntries(
      POLICIES.flatMap((policy) => LEVELS.map((level) => ({ policy, level })))
        .map(({ policy, level }) => {
          const some = lines.filter((line) => line.policy === policy && open(line)[level] > 0);
          const amounts = (of: Line[]) => sum(of.map((line) => open(line)[level]));
          return [`${policy} ${level}`, [some.length, amounts(some), amounts(some.filter(({ account }) => account === null))]] as const;
        })
        .filter(([, [households]]) => households > 0),
    ),
  );
  const without = lines.filter((line) => line.account === null && whole(open(line)) > 0);
  expect(await on((sql) => countWithoutAccount(sql, EVERYTHING, division, season))).toEqual({
    households: distinct(without.map(({ household }) => household)),
    amount: sum(without.map((line) => whole(open(line)))),
  });
  expect((await on((sql) => listWithoutAccount(sql, EVERYTHING, division, season, 1))).map(({ number }) => number).sort()).toEqual(
    [...new Set(without.map(({ household }) => household))].sort(),
  );
}

async function checkArrears(all: readonly Line[], division: string, season: string | null, kind: PolicyKind | null, day: string) {
  const late = all
    .filter((line) => (division === COUNTY || line.village === division) && (season === null || line.season === season))
    .filter((line) => kind === null || line.kind === kind)
    .map((line) => ({ ...line, owed: whole(line.due) - whole(arrived(line)), age: arrearsAge(line.due_on, day) }))
    .filter(({ owed, age }) => owed > 0 && age !== null);
  const found = await withSql(db, (sql) => arrearsByAge(sql, EVERYTHING, division, season, day, kind));
  expect(found.households).toBe(distinct(late.map(({ household }) => household)));
  for (const age of ARREARS_AGES) {
    const some = late.filter((line) => line.age === age);
    expect([day, age, found.own[age]]).toEqual([
      day,
      age,
      { households: distinct(some.map(({ household }) => household)), amount: sum(some.map(({ owed }) => owed)) },
    ]);
  }
  for (const sort of ['owed', 'dueOn'] as const) {
    const rows = await withSql(db, (sql) =>
      listArrears(sql, EVERYTHING, { division, season, kind, age: null, sort, dir: sort === 'owed' ? 'desc' : 'asc', page: 1 }, day),
    );
    const byDay = (a: { due_on: string }, b: { due_on: string }) => (a.due_on < b.due_on ? -1 : a.due_on > b.due_on ? 1 : 0);
    const inOrder = [...late].sort(
      (a, b) =>
        (sort === 'dueOn' && byDay(a, b)) ||
        b.owed - a.owed ||
        byDay(a, b) ||
        (a.household === b.household ? (a.policy < b.policy ? -1 : 1) : a.household < b.household ? -1 : 1),
    );
    expect(rows.map(({ number, owed, dueOn }) => [number, owed, dueOn])).toEqual(
      inOrder.map(({ household, owed, due_on }) => [household, owed, due_on]),
    );
  }
}

test(`after ${RUNS} series of random changes every sum is what a count in memory gives`, { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 4, maxLength: 12 }), async (changes) => {
      for (const one of changes) await apply(one);
      const all = await ledger();
      for (const division of [COUNTY, villages[0]!]) {
        for (const season of SEASONS) await checkSeason(all, division, season);
        for (const day of ['2020-10-01', '2021-07-01', TODAY, '2023-01-01'])
          for (const season of [null, SEASONS[1]!]) await checkArrears(all, division, season, day === TODAY ? 'operating' : null, day);
      }
      for (const season of SEASONS) {
        const failed = all
          .filter((line) => line.season === season)
          .flatMap((line) => {
            const owed = owedByLevel(
              line.due,
              byLevel(line, (result) => result !== 'failed'),
            );
            return line.payments.filter(({ result }) => result === 'failed').map((one) => Math.min(one.amount, owed[one.level]));
          })
          .filter((one) => one > 0);
        const counted = await withSql(db, (sql) => countSubsidyTasks(sql, EVERYTHING, COUNTY, season));
        const listed = await withSql(db, (sql) => failedPayments(sql, EVERYTHING, COUNTY, season, 1));
        expect(counted.failed).toBe(failed.length);
        expect(listed.map((row) => row.amount).sort()).toEqual(failed.sort());
      }
      for (const village of villages) expect(await withSql(db, (sql) => sumDifferencesOfVillage(sql, village))).toEqual([]);
      expect(await withSql(db, batchSumDifferences)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test('a damaged sum is found and put right', async () => {
  for (const one of [
    { do: 'entitle', home: 0, policy: 1, due: [0, 0, 5, 5] },
    { do: 'pay', home: 0, policy: 1, level: 'city', amount: 4, result: 'ok', batch: 0 },
  ] as Change[])
    await apply(one);
  const tables = ['subsidy_sum', 'subsidy_households', 'subsidy_open', 'unpaid_sum', 'batch_sum'] as const;
  const columns = { subsidy_sum: 'due', subsidy_households: 'entitled', subsidy_open: 'amount', unpaid_sum: 'amount', batch_sum: 'amount' };
  for (const table of tables) {
    await inTransaction(db, (sql) => sql.query(`UPDATE ${table} SET ${columns[table]} = ${columns[table]} + 1`));
    const found = await withSql(db, async (sql) => [
      ...(await batchSumDifferences(sql)),
      ...(await sumDifferencesOfVillage(sql, villages[0]!)),
      ...(await sumDifferencesOfVillage(sql, villages[1]!)),
      ...(await sumDifferencesOfVillage(sql, villages[2]!)),
    ]);
    expect(found.length, table).toBeGreaterThan(0);
    expect(new Set(found.map((one) => one.table))).toEqual(new Set([table]));
    await inTransaction(db, async (sql) => {
      for (const village of villages) await rebuildSumsOfVillage(sql, village);
      await rebuildBatchSums(sql);
    });
    for (const village of villages) expect(await withSql(db, (sql) => sumDifferencesOfVillage(sql, village))).toEqual([]);
    expect(await withSql(db, batchSumDifferences)).toEqual([]);
  }
});
