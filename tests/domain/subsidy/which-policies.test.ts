import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseQuantity } from '~/domain/subsidy/base-quantity';
import type { Policy } from '~/domain/subsidy/policy';
import { type EntitledHousehold, entitlementsOf, policiesFor } from '~/domain/subsidy/which-policies';
import { policy, units } from './policies';

const SEASON = { name: '2020-2021', startsOn: '2020-11-01', endsOn: '2021-03-31' };
const HOUSEHOLD: EntitledHousehold = {
  inScope: true,
  divisions: ['14', '1406', '140602', '140602100', '140602100201'],
  hardship: [],
  mode: 'electric_household',
  installedOn: '2020-09-01',
};
const speaks = (change: Parameters<typeof policy>[0], household: Partial<EntitledHousehold> = {}) =>
  policiesFor({ ...HOUSEHOLD, ...household }, SEASON, [policy(change)]).length === 1;

describe('a policy speaks of a household', () => {
  test.each([
    ['14', true],
    ['1406', true],
    ['140602', true],
    ['140602100201', true],
    ['140603', false],
    ['140602101', false],
  ])('of division %s: %s', (division, expected) => expect(speaks({ division })).toBe(expected));
  test('of its season alone', () => expect(speaks({ season: '2021-2022' })).toBe(false));
  test.each([
    [['煤改电(分户)'], true],
    [['煤改气'], false],
    [[], true],
  ])('by modes %o: %s', (modes, expected) => expect(speaks({ modes })).toBe(expected));
  test('no modes are the clean ones, and for coal all', () => {
    expect([
      speaks({}, { mode: 'clean_coal' }),
      speaks({ kind: '用煤' }, { mode: 'clean_coal' }),
      speaks({ kind: '用煤' }, { mode: 'none' }),
    ]).toEqual([false, true, true]);
  });
  test('by target group; 无 means without hardship', () => {
    expect([speaks({ target: ['低保户'] }), speaks({ target: ['低保户'] }, { hardship: ['low_income', 'disabled'] })]).toEqual([
      false,
      true,
    ]);
    expect([speaks({ target: ['无'] }), speaks({ target: ['无'] }, { hardship: ['disabled'] })]).toEqual([true, false]);
  });
  test.each([
    ['2021-03-31', null, true],
    ['2021-04-01', null, false],
    [null, '2020-11-01', true],
    [null, '2020-10-31', false],
  ])('valid from %s to %s: %s', (validFrom, validTo, expected) => expect(speaks({ validFrom, validTo })).toBe(expected));
  test('a one-off subsidy takes the conversions of the season’s year, or of its own days', () => {
    const once = { kind: '设备', unit: '元/户', rate: '2000' } as const;
    expect([speaks(once), speaks(once, { installedOn: '2019-12-31' }), speaks(once, { installedOn: null })]).toEqual([true, false, false]);
    expect(speaks({ ...once, validFrom: '2019-01-01', validTo: '2019-12-31' }, { installedOn: '2019-12-31' })).toBe(true);
  });
});

describe('supersedes', () => {
  const old = policy({ policy: 'A' });
  test('a superseded policy no longer counts where the new one is in force', () => {
    const next = policy({ policy: 'B', supersedes: 'A', modes: ['煤改气'] });
    expect(policiesFor(HOUSEHOLD, SEASON, [old, next])).toEqual([]);
    expect(policiesFor({ ...HOUSEHOLD, mode: 'gas' }, SEASON, [next, old])).toEqual([next]);
  });
  test('elsewhere, and in another season, it still counts', () => {
    expect(policiesFor(HOUSEHOLD, SEASON, [old, policy({ policy: 'B', supersedes: 'A', division: '140603' })])).toEqual([old]);
    expect(policiesFor(HOUSEHOLD, SEASON, [old, policy({ policy: 'B', supersedes: 'A', season: '2021-2022' })])).toEqual([old]);
  });
});

describe('what a household gets', () => {
  const get = (policies: Policy[], cost = 10_000, household: Partial<EntitledHousehold> = {}) => {
    const { entitlements, notGiven: without } = entitlementsOf({ ...HOUSEHOLD, ...household }, SEASON, policies, (one) =>
      one.unit === 'share' ? units(cost) : units(1_000),
    );
    return {
      amounts: Object.fromEntries(entitlements.map((one) => [one.policy.policy, one.amount.due])),
      without: Object.fromEntries(without.map((one) => [one.policy.policy, one.reason])),
    };
  };
  const share = { kind: '设备', unit: '比例' } as const;
  const usual = policy({ ...share, policy: 'p80', rate: '0.8', cap: '4800', exclusiveGroup: '比例' });
  const eco = policy({ ...share, policy: 'p90', rate: '0.9', cap: '5400', exclusiveGroup: '比例' });
  const special = policy({ ...share, policy: 'a-special', rate: '1', cap: '6000', basis: '余额', target: ['低保户'] });

  test('of an exclusive group the most favourable, then the remainder of what is left: 10,000 → 5,400 + 4,600', () => {
    expect(get([special, usual, eco], 10_000, { hardship: ['low_income'] })).toEqual({
      amounts: { p90: 5400_00, 'a-special': 4600_00 },
      without: { p80: 'other-of-group' },
    });
  });
  test('two of the remainder follow each other; another kind is not deducted', () => {
    const first = policy({ ...share, policy: 'r1', rate: '0.5', basis: '余额' });
    const second = policy({ ...share, policy: 'r2', rate: '0.5', basis: '余额' });
    const running = policy({ policy: 'o', unit: '元/户', rate: '9000' });
    expect(get([running, second, first, usual], 10_000).amounts).toEqual({ o: 9000_00 * 1_000, p80: 4800_00, r1: 2600_00, r2: 1300_00 });
  });
  test('a group is one with blanks in its name, or in full width', () => {
    const typedAnew = policy({ ...share, policy: 'p90', rate: '0.9', cap: '5400', exclusiveGroup: '比例（Ａ）' });
    expect(get([policy({ ...share, policy: 'p80', rate: '0.8', cap: '4800', exclusiveGroup: ' 比 例(A)' }), typedAnew])).toMatchObject({
      without: { p80: 'other-of-group' },
    });
  });

  test('a group that an independent policy has won leaves nothing for its policies of the remainder', () => {
    expect(get([usual, policy({ ...share, policy: 'r', rate: '1', basis: '余额', exclusiveGroup: '比例' })])).toEqual({
      amounts: { p80: 4800_00 },
      without: { r: 'other-of-group' },
    });
  });
  test('the reasons for nothing', () => {
    const one = [policy({ policy: 'x' })];
    expect(get(one, 0, { inScope: false }).without).toEqual({ x: 'out-of-scope' });
    expect(get(one, 0, { installedOn: '2021-04-01' }).without).toEqual({ x: 'not-installed' });
    expect(get([policy({ policy: 'x', rate: '0' })]).without).toEqual({ x: 'amount-zero' });
    expect(entitlementsOf(HOUSEHOLD, SEASON, one, () => null).notGiven).toEqual([{ policy: one[0], reason: 'no-quantity' }]);
  });
  test('the order of the policies does not matter', () => {
    const pool = fc.array(
      fc
        .record({
          kind: fc.constantFrom('设备', '运行'),
          unit: fc.constantFrom('比例', '元/户'),
          rate: fc.constantFrom('0.1', '0.5', '0.9', '1'),
          cap: fc.constantFrom('', '3000'),
          exclusiveGroup: fc.constantFrom('', 'g', 'h'),
          basis: fc.constantFrom('独立', '余额'),
          target: fc.constantFrom([], ['低保户']),
          supersedes: fc.constantFrom('', 'p0', 'p1'),
        })
        .filter(({ unit, basis }) => unit === '比例' || basis === '独立'),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(pool, fc.func(fc.nat()), (all, key) => {
        const policies = all.map((one, index) =>
          policy({ ...one, policy: `p${index}`, supersedes: one.supersedes === `p${index}` ? '' : one.supersedes } as Parameters<
            typeof policy
          >[0]),
        );
        const shuffled = policies.toSorted((a, b) => key(a.policy) - key(b.policy));
        expect(get(shuffled, 10_000, { hardship: ['low_income'] })).toEqual(get(policies, 10_000, { hardship: ['low_income'] }));
      }),
    );
  });
});

test('the base of a policy is what the register knows', () => {
  const known = { usage: { electricity: units(1_200) }, heatedArea: 8_150 };
  expect(
    (['per_kwh', 'per_m3', 'per_area', 'per_household', 'per_tonne', 'share'] as const).map((unit) => baseQuantity(unit, known)),
  ).toEqual([units(1_200), null, units(81.5), units(1), null, null]);
  expect(baseQuantity('per_area', { usage: {}, heatedArea: null })).toBeNull();
});
