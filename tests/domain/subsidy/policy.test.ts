import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scaled, unscaled } from '~/domain/subsidy/exact-decimal';
import { policySchema } from '~/domain/subsidy/policy';
import { parseShares, percentOfShares, printShares, sharesOfIssuer, WHOLE_SHARE } from '~/domain/subsidy/shares';
import { parseTiers, printTiers } from '~/domain/subsidy/tiers';
import { faults, policy, TAIYUAN_GAS, TYPED } from './policies';

describe('a row of 补贴政策', () => {
  test('labels and keys, blanks and lists become a policy', () => {
    expect(
      policy({
        ...TAIYUAN_GAS,
        modes: ['煤改气', 'gas'],
        target: ['低保户'],
        shares: '中央:0;省:0.25;市:0.25;县:0.5',
        basis: '',
        exclusiveGroup: '',
      }),
    ).toEqual({
      policy: '示例-01',
      document: '示例〔2020〕1号',
      issuer: null,
      division: '140602',
      season: '2020-2021',
      kind: 'operating',
      modes: ['gas'],
      unit: 'per_m3',
      rate: null,
      tiers: [
        { from: 0, to: 1_500_000, rate: 13_600 },
        { from: 1_500_000, to: 2_250_000, rate: 11_000 },
      ],
      cap: 286_500,
      shares: [
        { level: 'province', share: 250_000, cap: null },
        { level: 'city', share: 250_000, cap: null },
        { level: 'county', share: 500_000, cap: null },
      ],
      target: ['low_income'],
      exclusiveGroup: null,
      basis: 'independent',
      validFrom: null,
      validTo: null,
      dueOn: '2021-06-30',
      supersedes: null,
    });
  });
  test('money is 分 from a workbook and 元 from a form', () => {
    expect([policy({ cap: 240_000 }).cap, policy({ cap: '2400' }).cap, policy({ cap: null }).cap]).toEqual([240_000, 240_000, null]);
  });
  test.each([
    [{ policy: ' ' }, { policy: 'policy.number-missing' }],
    [{ document: '' }, { document: 'policy.document-missing' }],
    [{ season: '2020-2022' }, { season: 'policy.season-wrong' }],
    [{ kind: '奖励' }, { kind: 'policy.kind-missing' }],
    [{ unit: '' }, { unit: 'policy.unit-missing' }],
    [{ modes: ['烧煤'] }, { 'modes.0': 'policy.mode-unknown' }],
    [{ target: ['富裕户'] }, { 'target.0': 'policy.target-unknown' }],
    [{ rate: '' }, { rate: 'policy.rate-missing' }],
    [{ tiers: '0-1:1' }, { tiers: 'policy.rate-and-tiers' }],
    [{ rate: '0.00001' }, { rate: 'policy.rate-malformed' }],
    [{ rate: '-5' }, { rate: 'policy.rate-negative' }],
    [{ rate: '－5' }, { rate: 'policy.rate-negative' }],
    [{ rate: null, tiers: '0-1500:-5' }, { tiers: 'policy.rate-negative' }],
    [{ unit: '比例', rate: '80' }, { rate: 'policy.share-above-one' }],
    [{ cap: '1.234' }, { cap: 'policy.cap-malformed' }],
    [{ basis: '叠加' }, { basis: 'policy.basis-unknown' }],
    [{ basis: '余额' }, { basis: 'policy.remainder-of-cost' }],
    [{ validFrom: '2021-02-30' }, { validFrom: 'policy.day-malformed' }],
    [{ validFrom: '2021-01-02', validTo: '2021-01-01' }, { validTo: 'policy.valid-order' }],
    [{ dueOn: '' }, { dueOn: 'policy.due-missing' }],
    [{ supersedes: TYPED.policy }, { supersedes: 'policy.supersedes-itself' }],
    [{ shares: '省:0.5' }, { shares: 'policy.shares-sum' }],
  ])('%o is refused with %o', (change, expected) => expect(faults(change)).toEqual(expected));
  test('without 分担 the level that issued it bears the whole', () => {
    expect(sharesOfIssuer('14')[0]!.level).toBe('province');
    expect(sharesOfIssuer('1406')[0]!.level).toBe('city');
    expect(policy().shares).toEqual([{ level: 'county', share: WHOLE_SHARE, cap: null }]);
  });
});

describe('分档', () => {
  test.each([
    ['0-1500:1.36;1500-2250:1.10', '0-1500:1.36;1500-2250:1.10'],
    [' ０～１５００：1.36； 1500 — : 1.1 ；', '0-1500:1.36;1500-:1.10'],
    ['0-1000:0;1000-3000:0.2', '0-1000:0.00;1000-3000:0.20'],
    ['0-1.5:1600', '0-1.5:1600.00'],
  ])('%s is %s', (typed, printed) => {
    const parsed = parseTiers(typed);
    expect('tiers' in parsed && printTiers(parsed.tiers)).toBe(printed);
  });
  test.each([
    ['', 'policy.tiers-malformed', 1],
    ['abc', 'policy.tiers-malformed', 1],
    ['0-1500', 'policy.tiers-malformed', 1],
    ['0-1500:x', 'policy.tiers-malformed', 1],
    ['100-1500:1', 'policy.tiers-start', 1],
    ['0-1500:1;1600-1700:1', 'policy.tiers-gap', 2],
    ['0-1500:1;1400-1700:1', 'policy.tiers-gap', 2],
    ['0-:1;1500-1700:1', 'policy.tiers-gap', 2],
    ['0-0:1', 'policy.tiers-end', 1],
    ['0-1500:1;1500-1200:1', 'policy.tiers-end', 2],
  ])('%s: %s at tier %i', (typed, fault, tier) => expect(parseTiers(typed)).toEqual({ fault, tier }));
});

describe('分担', () => {
  test.each([
    ['中央:0;省:0.25;市:0.25;县:0.5', '省:0.25;市:0.25;县:0.5'],
    ['县：50％、市：５０%', '市:0.5;县:0.5'],
    ['市:0.5≤1000;县:0.5<=1000.5', '市:0.5<=1000;县:0.5<=1000.5'],
  ])('%s is %s', (typed, printed) => {
    const parsed = parseShares(typed);
    expect('shares' in parsed && printShares(parsed.shares)).toBe(printed);
  });
  test.each([
    ['乡:1', 'policy.shares-level', '乡:1'],
    ['县:0.5;县:0.5', 'policy.shares-twice', '县:0.5'],
    ['县', 'policy.shares-malformed', '县'],
    ['省:0.3333;市:0.3333;县:0.3333', 'policy.shares-sum', '省:0.3333;市:0.3333;县:0.3333'],
    ['县:1.0000001', 'policy.shares-malformed', '县:1.0000001'],
  ])('%s: %s', (typed, fault, part) => expect(parseShares(typed)).toEqual({ fault, part }));
});

test('decimals come back as they were', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000_000), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 2 }), (value, places, least) => {
      expect(scaled(unscaled(value, places, Math.min(least, places)), places)).toBe(value);
    }),
  );
  expect([scaled('1.36', 4), scaled('1.10', 1), scaled('1.11', 1), scaled('1e3', 2), scaled('', 2), scaled('.5', 2)]).toEqual([
    13_600,
    11,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([unscaled(5, 4, 2), unscaled(11_000, 4, 2), unscaled(-150, 2, 2), unscaled(1_500_000, 3)]).toEqual([
    '0.0005',
    '1.10',
    '-1.50',
    '1500',
  ]);
});

test('everything wrong with a policy is said at once, beside its own field', () => {
  expect(
    faults({
      document: '',
      dueOn: 'x',
      tiers: '0-10:1;20-30:1',
      rate: null,
      shares: '县:0.4',
      basis: '余额',
      validFrom: '2021-02-01',
      validTo: '2021-01-01',
    }),
  ).toEqual({
    document: 'policy.document-missing',
    dueOn: 'policy.due-missing',
    tiers: 'policy.tiers-gap',
    shares: 'policy.shares-sum',
    basis: 'policy.remainder-of-cost',
    validTo: 'policy.valid-order',
  });
});

test('a price below 0 and shares that are not the whole are named in the sentence', () => {
  const checked = policySchema.safeParse({ ...TYPED, rate: '-5', shares: '省:30%;县:60%' });
  const said = checked.error!.issues.map((issue) => [issue.message, issue.code === 'custom' ? issue.params : undefined]);
  expect(said).toEqual([
    ['policy.rate-negative', { rate: '-5' }],
    ['policy.shares-sum', { percent: '90' }],
  ]);
  expect(percentOfShares('省:0.3333;市:0.3333;县:0.3333')).toBe('99.99');
  expect(percentOfShares('省')).toBeNull();
});
