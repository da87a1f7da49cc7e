import { describe, expect, test } from 'vitest';
import { coalSubsidyFault, isDoubleConversion, paidAboveRule, type Sharer, sharedClaim } from '~/domain/subsidy/double-claims';
import { type MeteredHousehold, meterSigns, normOf, type Reading, usagePerArea } from '~/domain/subsidy/meter-evidence';
import { mayRelease, noticeEnd, noticeRows } from '~/domain/subsidy/payments/public-notice';
import { units } from './policies';

describe('计量佐证', () => {
  const reading = (usage: number, start: number | null = null, end: number | null = null): Reading => ({
    energy: 'gas',
    usage: units(usage),
    start: start === null ? null : units(start),
    end: end === null ? null : units(end),
  });
  const of = (change: Partial<MeteredHousehold>) =>
    meterSigns({
      heatedArea: 8_000,
      readings: [reading(1_200)],
      before: [],
      norm: { gas: units(1_200) / 8_000 },
      ...change,
    });
  test.each<[string, Partial<MeteredHousehold>, string[]]>([
    ['an ordinary season', {}, []],
    ['not metered', { readings: [] }, []],
    ['nothing used, which is a matter of the rules', { readings: [reading(0)] }, []],
    ['a third of the norm', { readings: [reading(400)] }, []],
    ['under a third of the norm', { readings: [reading(399)] }, ['far-below']],
    ['no norm', { readings: [reading(1)], norm: {} }, []],
    ['no area', { readings: [reading(1)], heatedArea: null }, []],
    ['five times the norm', { readings: [reading(6_000)] }, []],
    ['over five times the norm', { readings: [reading(6_001)] }, ['jump']],
    ['over five times its own season before', { before: [reading(200)] }, ['jump']],
    ['end below start', { readings: [reading(1_200, 5_000, 4_000)] }, ['backwards']],
    [
      'start below the end of the season before',
      { readings: [reading(1_200, 4_000, 5_200)], before: [reading(1_000, 3_500, 4_500)] },
      ['backwards'],
    ],
    ['usage is not the difference', { readings: [reading(1_200, 4_000, 5_000)] }, ['differs']],
  ])('%s', (_name, change, signs) => expect(of(change)).toEqual(signs));
  test('the norm is the median of at least ten', () => {
    expect(normOf([1, 2, 3, 4, 5, 6, 7, 8, 9])).toBeNull();
    expect([normOf([9, 1, 8, 2, 7, 3, 6, 4, 5, 100]), normOf([1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3])]).toEqual([5.5, 2]);
    expect([usagePerArea(0, 100), usagePerArea(100, null), usagePerArea(100, 50)]).toEqual([null, null, 2]);
  });
  test('a new meter begins anew', () => {
    const [before, now] = [{ ...reading(1_000, 3_500, 4_500), meter: 'A1' }, reading(1_200, 0, 1_200)];
    expect([
      of({ before: [before], readings: [{ ...now, meter: 'B2' }] }),
      of({ before: [before], readings: [{ ...now, meter: '00a1' }] }),
      of({ before: [before], readings: [now] }),
    ]).toEqual([[], ['backwards'], ['backwards']]);
  });
});

describe('重复与违规申领', () => {
  const sharer = (household: string, village = 'v1', county = 'c1', subsidised = true): Sharer => ({
    household,
    village,
    county,
    subsidised,
  });
  test('two households with one ID, meter, serial or invoice; how far apart', () => {
    expect(sharedClaim('id', [sharer('b'), sharer('a')])).toEqual({ rule: 'R01', key: 'id', households: ['a', 'b'], span: 'village' });
    expect(sharedClaim('serial', [sharer('a'), sharer('b', 'v2')])).toMatchObject({ rule: 'R02', span: 'county' });
    expect(sharedClaim('invoice', [sharer('a'), sharer('b', 'v2', 'c2')])).toMatchObject({ span: 'counties' });
    expect(sharedClaim('gas_meter', [sharer('a'), sharer('a')])).toBeNull();
    expect(sharedClaim('electric_meter', [sharer('a'), sharer('b', 'v1', 'c1', false)])).toBeNull();
  });
  test('an account may serve three households', () => {
    const three = ['a', 'b', 'c'].map((household) => sharer(household));
    expect(sharedClaim('account', three)).toBeNull();
    expect(sharedClaim('account', [...three, sharer('d')])).toMatchObject({ rule: 'R02', households: ['a', 'b', 'c', 'd'] });
  });
  test('gas and electric', () => {
    expect([
      isDoubleConversion(['gas', 'electric_household']),
      isDoubleConversion(['gas', 'gas', 'solar']),
      isDoubleConversion(['electric_household', 'electric_distributed']),
    ]).toEqual([true, false, false]);
  });
  test('paid above the rule', () => expect([paidAboveRule(101, 100), paidAboveRule(99, 100)]).toEqual([1, 0]));
  test.each([
    ['2021-06-01', '2021-06-01', [], 'completed'],
    ['2021-05-31', '2021-06-01', [], null],
    ['2021-06-01', null, [], null],
    ['2021-06-01', null, [{ validFrom: '2021-06-01', validTo: null }], 'no-coal-zone'],
    ['2021-06-02', null, [{ validFrom: '2021-01-01', validTo: '2021-06-01' }], null],
  ] as const)('coal paid on %s, completed on %s, zones %o: %s', (paidOn, completedOn, zones, fault) =>
    expect(coalSubsidyFault(paidOn, { completedOn, zones })).toBe(fault),
  );
});

describe('公示', () => {
  test('a household has one row with its sum and nothing personal but the name', () => {
    const payment = (household: string, amount: number, extra = {}) => ({
      village: 'v',
      household,
      head: `张${household}`,
      amount,
      ...extra,
    });
    expect(noticeRows([payment('2', 100, { idNumber: 'x', policy: '低保' }), payment('1', 5), payment('2', 50)])).toEqual([
      { village: 'v', household: '1', head: '张1', amount: 5 },
      { village: 'v', household: '2', head: '张2', amount: 150 },
    ]);
  });
  test('namesakes of a village are told apart by their door, or by the end of their number where doors are missing or alike', () => {
    const of = (village: string, household: string, head: string, address: string | null) => ({
      village,
      household,
      head,
      address,
      amount: 1,
    });
    const rows = noticeRows([
      of('v', '14060001', '张建国', '3号'),
      of('v', '14060002', '张建国', ' 7号 '),
      of('v', '14060003', '李梅', '9号'),
      of('v', '14060004', '王芳', '5号'),
      of('v', '14060005', '王芳', '5号'),
      of('v', '14060006', '王芳', null),
      of('w', '14070001', '李梅', '1号'),
    ]);
    expect(rows.map(({ door, numberEnd }) => door ?? numberEnd ?? null)).toEqual(['3号', '7号', null, '0004', '0005', '0006', null]);
  });
  test('money may go from the day after the notice, which lasts seven days at least', () => {
    expect(noticeEnd('2021-06-25')).toBe('2021-07-01');
    const notice = { from: '2021-06-25', to: '2021-07-01' };
    expect([
      mayRelease(null, '2021-07-02'),
      mayRelease(notice, '2021-07-01'),
      mayRelease(notice, '2021-07-02'),
      mayRelease({ ...notice, to: '2021-06-30' }, '2021-07-02'),
    ]).toEqual([false, false, true, false]);
  });
});
