import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountDue } from '~/domain/subsidy/amount-due';
import { continuityOf, dueDateAhead, givesForBefore, type LedgerEntitlement, withSince } from '~/domain/subsidy/continuity';
import type { TypedPolicy } from '~/domain/subsidy/policy';
import { subsidyMeasures } from '~/domain/subsidy/subsidy-measures';
import { policy, units } from './policies';

const S = '2021-2022';
const DUE_ON = '2022-06-30';
const USING = { H: true, V: true, C: true, U: true };

/** An entitlement under a policy for a quantity, of which `paid` parts of the whole have arrived. */
function entitled(change: TypedPolicy = {}, quantity = 10_000, paid = 1): LedgerEntitlement {
  const of = policy({ season: S, dueOn: DUE_ON, ...change });
  const { due } = amountDue(of, units(quantity));
  return { policy: of, quantity: units(quantity), due, paid: Math.floor(due * paid) };
}
const status = (flags: Partial<typeof USING>, now: LedgerEntitlement[], then: LedgerEntitlement[], asOf = '2022-07-01') =>
  continuityOf({ ...USING, ...flags }, S, now, then, asOf)?.status;

const BEFORE = entitled({ season: '2020-2021' });

describe('补贴延续, in the order of docs/definitions.md#continuity', () => {
  test('1 拖欠: past its due date and not fully paid, before everything else', () => {
    expect(continuityOf(USING, S, [entitled({ rate: '0.1' }, 10_000, 0.4)], [BEFORE], '2022-07-01')).toEqual({
      status: 'arrears',
      owed: 600_00,
      dueOn: DUE_ON,
    });
    expect(status({}, [entitled({}, 10_000, 0.99)], [BEFORE], DUE_ON)).toBe('not_due');
  });
  test('2 中断: entitled before, heats cleanly, nothing now', () => {
    expect(continuityOf(USING, S, [], [BEFORE], '2022-07-01')).toEqual({ status: 'interrupted', before: '2020-2021', dueBefore: 2000_00 });
    expect(status({ V: false, U: false }, [], [BEFORE])).toBe('interrupted');
    expect(status({ U: false }, [], [BEFORE])).toBe('not_applicable');
    expect(status({ V: false, C: false, U: false }, [], [BEFORE])).toBe('not_applicable');
  });
  test('3 退坡: less for the quantity of the season before, paid or not', () => {
    const less = entitled({ rate: '0.15' }, 20_000);
    expect(continuityOf(USING, S, [less], [BEFORE], '2022-07-01')).toEqual({
      status: 'reduced',
      before: '2020-2021',
      dueBefore: 2000_00,
      gives: 1500_00,
    });
    expect(status({}, [{ ...less, paid: 0 }], [BEFORE], DUE_ON)).toBe('reduced');
    expect(status({}, [entitled({ rate: '0.2' }, 10)], [BEFORE])).toBe('continuous');
    expect(status({}, [entitled({ unit: '元/户', rate: '9000' }, 1)], [BEFORE])).toBe('reduced');
  });
  test('4 未到期, 5 延续', () => {
    expect(continuityOf(USING, S, [entitled({}, 10_000, 0)], [BEFORE], DUE_ON)).toEqual({
      status: 'not_due',
      owed: 2000_00,
      dueOn: DUE_ON,
    });
    expect(continuityOf(USING, S, [entitled()], [BEFORE], '2022-07-01')).toEqual({ status: 'continuous', paid: 2000_00 });
    expect(status({}, [entitled()], [])).toBe('continuous');
  });
  test('6 未享受: connected, no operating entitlement in either season; 7 不适用', () => {
    expect(status({}, [], [])).toBe('never');
    expect(status({ C: false, U: false }, [], [])).toBe('not_applicable');
  });
  test('other kinds of subsidy are not looked at', () => {
    expect(status({}, [entitled({ kind: '设备', unit: '元/户', rate: '2000' }, 1, 0)], [])).toBe('never');
  });
  test('outside H nobody is counted', () => expect(status({ H: false }, [entitled({}, 1, 0)], [BEFORE])).toBeUndefined());
});

describe('what this season gives for the quantity of the one before', () => {
  const of = (one: LedgerEntitlement['policy'], quantity: number) => ({ policy: one, quantity: units(quantity) });
  const two = [policy({ policy: 'city', rate: '0.1' }), policy({ policy: 'county', rate: '0.1' })];
  test('every old entitlement takes the one new with its unit: one document that came after two is applied to both', () => {
    const halves = two.map((one) => ({ policy: one, quantity: units(10_000) }));
    expect(givesForBefore([of(two[0]!, 1)], halves)).toBe(2000_00);
    expect(givesForBefore([of(policy({ rate: '0.15' }), 1)], halves)).toBe(3000_00);
    const whole = entitled({ policy: 'n', rate: '0.2' }, 10_000);
    expect(status({}, [whole], [entitled({ policy: 'a', rate: '0.1' }), entitled({ policy: 'b', rate: '0.3' })])).toBe('continuous');
    expect(
      continuityOf(
        USING,
        S,
        [whole],
        [entitled({ policy: 'a', rate: '0.2' }), entitled({ policy: 'b', rate: '0.3' }, 5_000)],
        '2022-07-01',
      ),
    ).toEqual({ status: 'reduced', before: '2020-2021', dueBefore: 3500_00, gives: 3000_00 });
  });
  test('with its cap, for the old quantity and not for the new; nothing where there is no such unit', () => {
    const now = [entitled({ rate: '0.3', cap: '1800' }, 90_000)];
    expect(continuityOf(USING, S, now, [BEFORE], '2022-07-01')).toMatchObject({ status: 'reduced', gives: 1800_00 });
    expect(status({}, [entitled({ rate: '0.3', cap: '1800' }, 1)], [entitled({ rate: '0.3', cap: '1800' }, 5_000)])).toBe('continuous');
    const gas = { unit: '元/m³', rate: '1' };
    expect(continuityOf(USING, S, [entitled()], [BEFORE, entitled(gas, 100)], '2022-07-01')).toEqual({
      status: 'reduced',
      before: '2020-2021',
      dueBefore: 2100_00,
      gives: 2000_00,
    });
    // A subsidy in a new unit does not replace the one that ended.
    expect(status({}, [entitled(), entitled({ unit: '元/户', rate: '5000' }, 1)], [BEFORE, entitled(gas, 100)])).toBe('reduced');
  });
  test('where the text does not say which: the largest with the largest, and one rate that became two documents is no reduction', () => {
    expect(
      givesForBefore(
        two.map((one) => of(one, 10_000)),
        [BEFORE],
      ),
    ).toBe(2000_00);
    const [high, low] = [policy({ policy: 'high', rate: '0.2' }), policy({ policy: 'low', rate: '0.1' })];
    const then = [of(low, 1_000), of(high, 3_000), of(low, 500)];
    expect(givesForBefore([of(low, 900), of(high, 2_800)], then)).toBe(600_00 + 100_00 + 50_00);
    expect(givesForBefore([of(low, 2_800), of(high, 900)], then)).toBe(300_00 + 200_00 + 100_00);
  });
  test('of the remainder is of what the others left', () => {
    const then = [of(policy({ unit: '比例', rate: '0.9' }), 10_000)];
    const now = [
      policy({ policy: 'a', unit: '比例', rate: '1', basis: '余额' }),
      policy({ policy: 'b', unit: '比例', rate: '0.9', cap: '5400' }),
    ].map((one) => of(one, 10_000));
    expect(givesForBefore(now, then)).toBe(10_000_00);
  });
});

test('the next day on which a due date changes something', () => {
  expect(dueDateAhead([entitled({}, 1, 0), entitled({ dueOn: '2022-08-31' }, 1, 0)], '2022-06-30')).toBe('2022-07-01');
  expect(dueDateAhead([entitled({}, 1, 0), entitled({ dueOn: '2022-08-31' }, 1, 1)], '2022-07-01')).toBeNull();
});

test('since when: the unbroken run of seasons', () => {
  const since = (...all: [`${number}-${number}`, 'arrears' | 'continuous'][]) =>
    withSince(all.map(([season, continuity]) => ({ season, continuity }))).map((one) => one.since);
  expect(since(['2021-2022', 'arrears'], ['2020-2021', 'arrears'], ['2019-2020', 'continuous'])).toEqual([
    '2020-2021',
    '2020-2021',
    '2019-2020',
  ]);
  expect(since(['2021-2022', 'arrears'], ['2019-2020', 'arrears'])).toEqual(['2021-2022', '2019-2020']);
  expect(since(['2019-2020', 'arrears'], ['2020-2021', 'arrears'])).toEqual(['2019-2020', '2019-2020']);
  expect(since()).toEqual([]);
});

test('measures: amounts count everywhere, households within H', () => {
  const now = [
    entitled({}, 10_000, 0.5),
    entitled({ policy: 'device', kind: '设备', unit: '元/户', rate: '2000', dueOn: '2022-12-31' }, 1, 0),
  ];
  expect(subsidyMeasures(USING, S, now, [BEFORE], '2022-07-01')).toMatchObject({
    entitled: 1,
    paidInFull: 0,
    due: 4000_00,
    paid: 1000_00,
    arrears: 1000_00,
    'continuity.arrears': 1,
    'continuity.never': 0,
  });
  expect(subsidyMeasures({ ...USING, H: false }, S, now, [BEFORE], '2022-07-01')).toMatchObject({
    entitled: 1,
    paidInFull: 0,
    due: 4000_00,
    arrears: 1000_00,
    'continuity.arrears': 0,
  });
  // In H or not, as the amounts: docs/definitions.md#indicator-paid-rate-households.
  for (const flags of [USING, { ...USING, H: false }])
    expect(subsidyMeasures(flags, S, [entitled()], [], '2022-07-01')).toMatchObject({ entitled: 1, paidInFull: 1 });
});

test('continuity depends on the facts alone, not on the order of the records', () => {
  const records = fc.array(
    fc.record({
      rate: fc.constantFrom('0.1', '0.2', '0.3'),
      unit: fc.constantFrom('元/kWh', '元/m³', '元/户'),
      quantity: fc.nat(5_000),
      paid: fc.constantFrom(0, 0.5, 1, 1.2),
      dueOn: fc.constantFrom('2022-05-31', DUE_ON),
      kind: fc.constantFrom('运行', '设备'),
    }),
    { maxLength: 4 },
  );
  const made = (all: { rate: string; unit: string; quantity: number; paid: number; dueOn: string; kind: string }[], prefix: string) =>
    all.map(({ quantity, paid, ...change }, index) => entitled({ ...change, policy: `${prefix}${index}` }, quantity, paid));
  fc.assert(
    fc.property(records, records, fc.record({ H: fc.boolean(), V: fc.boolean(), C: fc.boolean(), U: fc.boolean() }), (a, b, flags) => {
      const [now, then] = [made(a, 'n'), made(b, 't')];
      const forward = continuityOf(flags, S, now, then, '2022-06-15');
      expect(continuityOf(flags, S, now.toReversed(), then.toReversed(), '2022-06-15')).toEqual(forward);
      expect(forward === null).toBe(!flags.H);
    }),
    { numRuns: 300 },
  );
});
