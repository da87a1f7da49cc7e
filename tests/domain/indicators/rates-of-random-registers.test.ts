import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keysOf } from '~/domain/contract/enumerations';
import { factsOf, type HouseholdRecords } from '~/domain/indicators/facts-of';
import { INDICATORS } from '~/domain/indicators/indicators';
import { sumOf } from '~/domain/indicators/measures';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { addDays } from '~/domain/time/calendar-day';
import { policy } from '../subsidy/policies';

/** docs/definitions.md#rate: every rate lies between 0 and 1; 补贴到位率(金额) alone may exceed 1, when more arrived than is due. */

const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);
const day = fc.integer({ min: 0, max: 450 }).map((n) => addDays('2020-06-01', n));
const POLICIES = [
  policy({ policy: 'A', dueOn: '2021-04-30' }),
  policy({ policy: 'B', kind: '设备', unit: '元/户', rate: '500', dueOn: '2021-09-30' }),
];
const THEN = policy({ policy: 'C', season: '2019-2020', dueOn: '2020-06-30' });

const answers = fc.record(
  {
    mainHeat: oneOf([...keysOf('heat'), 'gas', 'gas'] as const),
    connected: oneOf([true, true, false]),
    stability: oneOf(keysOf('stability')),
    roomTemperature: oneOf([15.9, 16]),
    coalStock: oneOf(keysOf('coalStock')),
    stove: oneOf(keysOf('stove')),
    boughtCoal: fc.boolean(),
    satisfaction: oneOf(keysOf('satisfaction')),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<VisitAnswers>;

const visit = fc.record({
  id: fc.uuid(),
  day,
  kind: oneOf(keysOf('visitKind')),
  outcome: oneOf([...keysOf('visitOutcome'), 'done', 'done'] as const),
  status: oneOf(['draft', 'submitted', 'returned', 'approved'] as const),
  answers,
});

const entitlement = (from: typeof POLICIES) =>
  fc.record({ policy: oneOf(from), quantity: fc.constant(1_000), due: fc.nat(50_000), part: oneOf([0, 0.5, 1, 1, 1.5]) });

const household: fc.Arbitrary<HouseholdRecords> = fc
  .record({
    status: oneOf([...keysOf('householdStatus'), 'normal', 'normal'] as const),
    residence: oneOf([...keysOf('residence'), 'away', 'resident'] as const),
    heatedArea: fc.option(fc.nat(20_000)),
    conversion: fc.option(
      fc.record({
        mode: oneOf([...keysOf('mode'), 'gas', 'gas', 'gas'] as const),
        inPlan: fc.option(fc.boolean()),
        year: fc.option(fc.integer({ min: 2018, max: 2021 })),
        installedOn: fc.option(day),
        connectedOn: fc.option(day),
      }),
    ),
    visits: fc.array(visit, { maxLength: 3 }),
    rooms: fc.array(
      fc.record({
        kind: oneOf(keysOf('roomKind')),
        heatedArea: fc.nat(9_000),
        letting: oneOf(keysOf('letting')),
        connected: fc.boolean(),
        use: oneOf(keysOf('roomUse')),
      }),
      { maxLength: 3 },
    ),
    usages: fc.array(fc.record({ energy: oneOf(['gas', 'electricity'] as const), usage: oneOf([0, 800]) }), { maxLength: 2 }),
    now: fc.uniqueArray(entitlement(POLICIES), { selector: (one) => one.policy.policy, maxLength: 2 }),
    last: fc.array(entitlement([THEN]), { maxLength: 1 }),
  })
  .map(({ now, last, visits, ...records }) => {
    const arrived = (all: typeof now) => all.map(({ part, ...one }) => ({ ...one, paid: Math.round(one.due * part) }));
    return {
      ...records,
      visits: visits.map((one) => ({ ...one, visitedAt: `${one.day}T02:00:00.000Z` })),
      subsidies: { season: '2020-2021', current: arrived(now), before: arrived(last), withdrawnPaid: 0, nextPaidOn: null },
    };
  });

const asOf = oneOf(['2020-12-01', '2021-03-01', '2021-06-01', '2021-12-31']);

test('every rate lies between 0 and 1 over random registers', () => {
  const seen = Object.fromEntries(INDICATORS.map(({ key }) => [key, { parts: 0, wholes: 0 }]));
  fc.assert(
    fc.property(fc.array(household, { minLength: 1, maxLength: 8 }), asOf, (register, today) => {
      const sums = sumOf(register.map((records) => factsOf(records, '2021-03-31', today).sums));
      const over = register.some(({ subsidies }) => subsidies!.current.some(({ due, paid }) => paid > due));
      for (const { key, numerator, denominator } of INDICATORS) {
        const [part, whole] = [numerator(sums), denominator(sums)];
        seen[key]!.parts += part > 0 ? 1 : 0;
        seen[key]!.wholes += whole > 0 ? 1 : 0;
        expect(part, key).toBeGreaterThanOrEqual(0);
        if (key !== 'paidRateAmount' || !over) expect(part, key).toBeLessThanOrEqual(whole);
      }
    }),
    { numRuns: 3_000 },
  );
  // Findings have no register yet; every other one was a rate with something in it.
  const idle = Object.entries(seen).filter(([key, { parts, wholes }]) => key !== 'rectifiedRate' && (parts < 5 || wholes < 5));
  expect(idle).toEqual([]);
});
