/**
 * Subsidies of two seasons for the households of a report. A household's place in the list decides them, and they are read back
 * for the slow count.
 */

import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { amountDue } from '~/domain/subsidy/amount-due';
import { LEVELS } from '~/domain/subsidy/funding-levels';
import type { Policy, TypedPolicy } from '~/domain/subsidy/policy';
import { policy } from '../domain/subsidy/policies';
import { SEASON, SEASON_BEFORE, TODAY } from '../fixtures/surveyed-villages';
import type { SlowEntitlement } from '../helpers/slow-count';

const SHARES = '省:0.25;市:0.25;县:0.5';
const of = (number: string, season: string, change: TypedPolicy): Policy =>
  policy({ policy: number, season, division: '1406', document: `示例〔${season.slice(0, 4)}〕${number}号`, shares: SHARES, ...change });

/** The electricity policy continues, gas steps down and ends after this season, equipment is long overdue. */
const POLICIES = {
  electricBefore: of('E19', SEASON_BEFORE, { rate: '0.2', dueOn: '2020-06-30' }),
  gasBefore: of('G19', SEASON_BEFORE, { unit: '元/m³', rate: '1.2', dueOn: '2020-06-30' }),
  electric: of('E20', SEASON, { rate: '0.2', cap: '2400', dueOn: '2021-05-31' }),
  gas: of('G20', SEASON, { unit: '元/m³', rate: '1', dueOn: '2021-09-30', validTo: '2021-04-30' }),
  equipment: of('D20', SEASON, { kind: '设备', unit: '元/户', rate: '2000', shares: '中央:0.5;市:0.25;县:0.25', dueOn: '2020-12-31' }),
};

type Given = { policy: Policy; units: number; paid: 'all' | 'some' | 'none' | 'later' };

/** What the nth household of the list gets. */
function givenTo(n: number): Given[] {
  switch (n % 8) {
    case 0:
      return [
        { policy: POLICIES.electricBefore, units: 5_000, paid: 'all' },
        { policy: POLICIES.electric, units: 6_000, paid: 'all' },
      ];
    case 1:
      return [
        { policy: POLICIES.electricBefore, units: 5_000, paid: 'all' },
        { policy: POLICIES.electric, units: 13_000, paid: 'some' },
      ];
    case 2:
      return [
        { policy: POLICIES.gasBefore, units: 1_000, paid: 'all' },
        { policy: POLICIES.gas, units: 1_100, paid: 'none' },
      ];
    case 3:
      return [{ policy: POLICIES.gasBefore, units: 1_000, paid: 'all' }];
    case 4:
      return [{ policy: POLICIES.gas, units: 900, paid: 'later' }];
    case 5:
      return [
        { policy: POLICIES.equipment, units: 1, paid: 'some' },
        { policy: POLICIES.electric, units: 4_000, paid: 'all' },
      ];
    default:
      return [];
  }
}

export async function addSubsidies(db: Database): Promise<void> {
  await inTransaction(db, async (sql) => {
    const numbers = (await sql.query<{ number: string }>('SELECT number FROM household ORDER BY number')).map((row) => row.number);
    await insert(
      sql,
      'subsidy_policy',
      Object.values(POLICIES).map((one) => ({
        number: one.policy,
        document: one.document,
        division_code: one.division,
        season: one.season,
        kind: one.kind,
        modes: one.modes,
        unit: one.unit,
        rate: one.rate,
        tiers: one.tiers,
        cap: one.cap,
        shares: one.shares,
        target: one.target,
        basis: one.basis,
        valid_from: one.validFrom,
        valid_to: one.validTo,
        due_on: one.dueOn,
        revision: 1,
        created_by: 'nobody',
        created_at: '2021-01-01T00:00:00Z',
      })),
    );
    const [entitlements, payments]: [object[], object[]] = [[], []];
    numbers.forEach((number, n) => {
      for (const given of givenTo(n)) {
        const { due, levels, trace } = amountDue(given.policy, given.units * 1_000);
        const sent = LEVELS.filter((level) => levels[level] > 0).flatMap((level) => {
          if (given.paid === 'none' || (given.paid === 'some' && level === 'county')) return [];
          return [
            {
              level,
              amount: levels[level],
              result: given.paid === 'some' && level === 'city' ? 'failed' : 'ok',
              paid_on: given.paid === 'later' ? '2021-07-15' : `${given.policy.season.slice(5)}-04-20`,
            },
          ];
        });
        const arrived = sent.filter(({ result }) => result === 'ok').reduce((sum, { amount }) => sum + amount, 0);
        entitlements.push({
          household_number: number,
          policy_number: given.policy.policy,
          season: given.policy.season,
          quantity: given.units * 1_000,
          due,
          paid: arrived,
          trace,
          source: 'computed',
          computed_at: '2021-03-31T00:00:00Z',
          computed_by: 'nobody',
          ...Object.fromEntries(LEVELS.map((level) => [`due_${level}`, levels[level]])),
        });
        payments.push(
          ...sent.map((one) => ({
            ...one,
            batch_number: 'B1',
            batch_division: '1406',
            household_number: number,
            policy_number: given.policy.policy,
            season: given.policy.season,
            created_at: '2021-04-20T00:00:00Z',
          })),
        );
      }
    });
    await insert(sql, 'payment_batch', [
      {
        division_code: '1406',
        number: 'B1',
        state: 'reconciled',
        source: 'import',
        drafted_at: '2021-04-01T00:00:00Z',
        drafted_by: 'nobody',
        policies: [],
        levels: [],
        revision: 1,
      },
    ]);
    await insert(sql, 'entitlement', entitlements);
    await insert(sql, 'payment', payments);
    const fund = { season: SEASON, document: '示例', received_on: '2021-01-15' };
    await insert(sql, 'fund', [
      { ...fund, division_code: '140602', level: 'province', allotted: 5_000_000_00, received: 4_000_000_00 },
      {
        ...fund,
        division_code: '140602',
        level: 'province',
        document: '示例二',
        allotted: 1_000_000_00,
        received: 1_000_000_00,
        received_on: '2021-12-31',
      },
      { ...fund, division_code: '1406', level: 'city', allotted: 2_000_000_00, received: 2_000_000_00 },
    ]);
    await refreshFacts(sql, numbers, TODAY);
  });
}

async function insert(sql: Sql, table: string, records: readonly object[]): Promise<void> {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))].join(', ');
  await sql.query(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(null::${table}, $1::json)`, [
    JSON.stringify(records),
  ]);
}

/** A flat rate of the fixture in the form of the slow count. */
export function slowEntitlement(number: string, units: number, payments: SlowEntitlement['payments']): SlowEntitlement {
  const found = Object.values(POLICIES).find((one) => one.policy === number)!;
  return {
    policy: {
      number,
      season: found.season,
      kind: found.kind,
      unit: found.unit,
      fenPerUnit: found.rate! / 100,
      cap: found.cap,
      dueOn: found.dueOn,
    },
    units,
    payments,
  };
}
