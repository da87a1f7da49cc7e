import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, arrearsAge, monthsOverdue } from '~/domain/subsidy/arrears-age';
import { balanceOf, isPaidInFull } from '~/domain/subsidy/ledger-balance';

describe('拖欠账龄', () => {
  test.each([
    ['2021-06-30', null, 0],
    ['2021-07-01', 'to3', 1],
    ['2021-07-30', 'to3', 1],
    ['2021-07-31', 'to3', 2],
    ['2021-09-30', 'to3', 3],
    ['2021-10-01', 'to6', 4],
    ['2021-12-30', 'to6', 6],
    ['2021-12-31', 'to12', 7],
    ['2022-06-30', 'to12', 12],
    ['2022-07-01', 'over12', 13],
  ] as const)('due on 2021-06-30, as of %s: %s, month %i', (asOf, age, months) => {
    expect(arrearsAge('2021-06-30', asOf)).toBe(age);
    expect(monthsOverdue('2021-06-30', asOf)).toBe(months);
  });
  test('a month that is shorter ends on its last day', () => {
    expect([addMonths('2020-11-30', 3), addMonths('2019-11-30', 3), addMonths('2021-08-31', 6)]).toEqual([
      '2021-02-28',
      '2020-02-29',
      '2022-02-28',
    ]);
    expect(monthsOverdue('2021-01-31', '2021-02-28')).toBe(1);
    expect(monthsOverdue('2021-01-31', '2021-03-01')).toBe(2);
  });
});

const sum = <Key extends string>(all: readonly Record<Key, number>[], key: Key): number => all.reduce((total, one) => total + one[key], 0);

describe('台账平衡', () => {
  const accounts = fc.array(fc.record({ due: fc.nat(1_000_000), paid: fc.nat(1_000_000) }));
  test('due = paid + owed − overpaid, of any entitlements, in any order and any parts', () => {
    fc.assert(
      fc.property(accounts, fc.nat(20), (all, cut) => {
        const whole = balanceOf(all);
        expect(whole.due).toBe(whole.paid + whole.owed - whole.overpaid);
        expect(balanceOf(all.toReversed())).toEqual(whole);
        const [left, right] = [balanceOf(all.slice(0, cut)), balanceOf(all.slice(cut))];
        expect({
          due: left.due + right.due,
          paid: left.paid + right.paid,
          owed: left.owed + right.owed,
          overpaid: left.overpaid + right.overpaid,
        }).toEqual(whole);
        expect(whole.owed === 0).toBe(all.every(isPaidInFull));
      }),
    );
  });
  test('an overpayment of one does not pay what another is owed', () => {
    expect(
      balanceOf([
        { due: 100, paid: 150 },
        { due: 100, paid: 60 },
      ]),
    ).toEqual({ due: 200, paid: 210, owed: 40, overpaid: 50 });
  });
  test('each level has its own owed and overpaid, and the levels come to the whole', () => {
    const level = fc.record({ due: fc.nat(1_000_000), paid: fc.nat(1_000_000) });
    fc.assert(
      fc.property(fc.array(fc.tuple(level, level, level, level)), (entitlements) => {
        const byLevel = [0, 1, 2, 3].map((at) => balanceOf(entitlements.map((one) => one[at]!)));
        const whole = balanceOf(entitlements.map((one) => ({ due: sum(one, 'due'), paid: sum(one, 'paid') })));
        for (const one of byLevel) expect(one.due).toBe(one.paid + one.owed - one.overpaid);
        expect([sum(byLevel, 'due'), sum(byLevel, 'paid'), sum(byLevel, 'owed') - sum(byLevel, 'overpaid')]).toEqual([
          whole.due,
          whole.paid,
          whole.owed - whole.overpaid,
        ]);
        // When one level pays for another, the arrears of the other level still show.
        expect(sum(byLevel, 'owed')).toBeGreaterThanOrEqual(whole.owed);
      }),
    );
  });
});
