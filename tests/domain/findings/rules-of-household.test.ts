/** Each rule about one household on both sides of every boundary; the conditions are those of docs/definitions.md#rules. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaseEntitlement, HouseholdCase } from '~/domain/findings/household-case';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { HOUSEHOLD_RULE_CODES, openedForHousehold } from '~/domain/findings/rules/rules-of-household';
import { DEFAULT_THRESHOLDS } from '~/domain/findings/thresholds';
import { factsOf } from '~/domain/indicators/facts-of';
import type { RoomRecord } from '~/domain/indicators/flags-of';
import { noSums, type Sums } from '~/domain/indicators/measures';
import { GOOD_HOME, policy } from './case';
import { HOUSEHOLD_STATUSES_OUT, ZONES_LEFT_OUT } from './words-of-rules';

type Changes = Partial<Omit<HouseholdCase, 'sums' | 'conversion' | 'visit'>> & {
  sums?: Partial<Sums>;
  conversion?: Partial<NonNullable<HouseholdCase['conversion']>> | null;
  answers?: NonNullable<HouseholdCase['visit']>['answers'] | null;
};

function home({ sums, conversion, answers, ...changes }: Changes = {}): HouseholdCase {
  return {
    ...GOOD_HOME,
    ...changes,
    sums: { ...GOOD_HOME.sums, ...sums },
    conversion: conversion === null ? null : { ...GOOD_HOME.conversion!, ...conversion },
    visit: answers === null ? null : { ...GOOD_HOME.visit!, answers: answers ?? GOOD_HOME.visit!.answers },
  };
}
/** Out of H: no flag holds. */
const OUT = { ...Object.fromEntries(Object.keys(noSums()).map((key) => [key, 0])) } as Sums;

const found = (rule: RuleCode, changes: Changes) => openedForHousehold(home(changes)).filter((one) => one.rule === rule);
const opens = (rule: RuleCode, changes: Changes) => found(rule, changes).length > 0;
const entitlement = (changes: Partial<CaseEntitlement> = {}): CaseEntitlement => ({
  policy: policy('P1'),
  due: 10_000,
  paid: 0,
  withdrawn: false,
  ...changes,
});

test('a household in order opens nothing', () => expect(openedForHousehold(home())).toEqual([]));

test('R03: equipment subsidies for gas and electric, any status, with what arrived', () => {
  expect(opens('R03', { equipmentModes: ['gas'] })).toBe(false);
  expect(opens('R03', { equipmentModes: ['electric_household', 'electric_distributed'] })).toBe(false);
  expect(found('R03', { equipmentModes: ['gas', 'electric_distributed'], sums: OUT, status: 'cancelled', equipmentPaid: 7 })).toEqual([
    {
      rule: 'R03',
      subject: 'H1',
      urgent: false,
      days: 30,
      level: 'county',
      cause: { modes: ['electric_distributed', 'gas'], paid: 7 },
      amount: 7,
    },
  ]);
});

describe('R04: claimed for no household', () => {
  const entitlements = [entitlement()];
  test.each(HOUSEHOLD_STATUSES_OUT)('status %s', (status) => {
    expect(found('R04', { status, sums: OUT, entitlements })).toMatchObject([{ amount: 10_000, level: 'county', days: 30 }]);
    expect(opens('R04', { status, sums: OUT })).toBe(false);
    expect(opens('R04', { status, sums: OUT, entitlements: [entitlement({ due: 0 })] })).toBe(false);
    expect(opens('R04', { status, sums: OUT, entitlements: [entitlement({ withdrawn: true })] })).toBe(false);
    expect(opens('R04', { status, sums: OUT, entitlements: [entitlement({ due: 1 })] })).toBe(true);
    // Ended after p: it was in H until then.
    expect(opens('R04', { status, entitlements })).toBe(false);
  });
  test.each(['normal', 'idle'] as const)('status %s: only pulled down, and nobody met', (status) => {
    expect(opens('R04', { status, entitlements })).toBe(false);
    expect(opens('R04', { status, entitlements, foundDemolished: true })).toBe(false);
    expect(opens('R04', { status, entitlements, foundDemolished: false, sums: { V: 0 } })).toBe(false);
    expect(opens('R04', { status, entitlements, foundDemolished: true, sums: { V: 0 } })).toBe(true);
  });
});

test.each([
  ['unregistered', true],
  ['refused', true],
  ['faulty', true],
  ['good', false],
  ['unknown', false],
] as const)('R05: an ID number that is %s: %s', (idNumber, expected) => {
  expect(opens('R05', { idNumber, entitlements: [entitlement()] })).toBe(expected);
  expect(opens('R05', { idNumber })).toBe(false);
  expect(opens('R05', { idNumber, entitlements: [entitlement({ withdrawn: true })] })).toBe(false);
  expect(opens('R05', { idNumber, entitlements: [entitlement()], sums: OUT })).toBe(false);
  if (expected) expect(found('R05', { idNumber, entitlements: [entitlement()] })).toMatchObject([{ level: 'township', days: 15 }]);
});

test('R06: an operating subsidy arrived, and the meter of the mode says nothing was used', () => {
  const zero = [{ energy: 'gas' as const, usage: 0 }];
  const paid = [entitlement({ paid: 1 })];
  expect(found('R06', { usages: zero, entitlements: paid })).toMatchObject([{ amount: 1, level: 'county', days: 15 }]);
  expect(opens('R06', { usages: zero, entitlements: paid, sums: { R: 0, B: 1 } })).toBe(true);
  expect(opens('R06', { usages: zero, entitlements: [entitlement({ paid: 1, withdrawn: true })] })).toBe(true);
  expect(opens('R06', { usages: zero, entitlements: [entitlement({ paid: 0 })] })).toBe(false);
  expect(opens('R06', { usages: zero, entitlements: [entitlement({ paid: 1, policy: policy('P', { kind: 'equipment' }) })] })).toBe(false);
  expect(opens('R06', { usages: [{ energy: 'gas', usage: 1 }], entitlements: paid })).toBe(false);
  expect(opens('R06', { usages: [...zero, { energy: 'electricity', usage: 9 }], entitlements: paid })).toBe(true);
  expect(opens('R06', { usages: [], entitlements: paid })).toBe(false);
  expect(opens('R06', { usages: zero, entitlements: paid, sums: OUT })).toBe(false);
});

test('R07: one for each entitlement of which more arrived than is due, any status', () => {
  const entitlements = [
    entitlement({ policy: policy('P3'), due: 0, paid: 1 }),
    entitlement({ policy: policy('P2'), due: 100, paid: 100 }),
    entitlement({ policy: policy('P1'), due: 100, paid: 101 }),
    entitlement({ policy: policy('P4'), due: 100, paid: 100, withdrawn: true }),
    entitlement({ policy: policy('P5'), due: 100, paid: 0, withdrawn: true }),
  ];
  const rows = found('R07', { entitlements, sums: OUT, status: 'cancelled' });
  expect(rows.map(({ subject, amount }) => [subject, amount])).toEqual([
    ['entitlement:H1:P1', 1],
    ['entitlement:H1:P3', 1],
    ['entitlement:H1:P4', 100],
  ]);
  expect(rows[0]).toMatchObject({ level: 'county', days: 30, urgent: false });
});

test('R08 and R09 are Q and B', () => {
  expect([opens('R08', { sums: { Q: 1 } }), opens('R08', { sums: { Q: 0 } })]).toEqual([true, false]);
  expect([opens('R09', { sums: { B: 1 } }), opens('R09', { sums: { B: 0 } })]).toEqual([true, false]);
  const [burning] = found('R09', { sums: { B: 1 }, answers: { mainHeat: 'loose_coal', boughtCoal: true } });
  expect(burning).toMatchObject({
    level: 'township',
    days: 7,
    cause: { signs: ['burns-loose-coal', 'bought-coal'], visit: 'visit-1', visitedOn: '2021-01-10' },
  });
  expect(found('R08', { sums: { Q: 1 } })).toMatchObject([{ level: 'township', days: 7, urgent: false }]);
});

test('R10: from the first day of the season, installed and not connected', () => {
  const not = { I: 1, C: 0, U: 0, S: 0 };
  expect(found('R10', { sums: not, asOf: '2020-11-01' })).toMatchObject([{ level: 'county', days: 15 }]);
  expect(opens('R10', { sums: not, asOf: '2020-10-31' })).toBe(false);
  expect(opens('R10', { sums: not, startsOn: null })).toBe(false);
  expect(opens('R10', { sums: { ...not, C: 1 } })).toBe(false);
  expect(opens('R10', { sums: { ...not, I: 0 } })).toBe(false);
});

describe('R11: resident and not installed where all are to be', () => {
  const not = { R: 1, I: 0, C: 0, U: 0, S: 0 };
  const village = (zoneType: HouseholdCase['village']['zoneType'], relocating = false) => ({
    ...GOOD_HOME.village,
    zoneType,
    relocating,
  });
  test.each(['urban_core', 'county_seat', 'fringe', 'plain_rural'] as const)('%s', (zone) => {
    expect(found('R11', { sums: not, village: village(zone), asOf: '2020-11-01' })).toMatchObject([{ level: 'county', days: 30 }]);
    expect(opens('R11', { sums: not, village: village(zone), asOf: '2020-10-31' })).toBe(false);
    expect(opens('R11', { sums: not, village: village(zone), startsOn: null })).toBe(false);
    expect(opens('R11', { sums: not, village: village(zone, true) })).toBe(false);
    expect(opens('R11', { sums: { ...not, R: 0 }, village: village(zone) })).toBe(false);
    expect(opens('R11', { sums: { ...not, I: 1 }, village: village(zone) })).toBe(false);
    expect(opens('R11', { sums: not, village: village(zone), conversion: null })).toBe(true);
  });
  test.each(ZONES_LEFT_OUT)('not %s', (zone) => expect(opens('R11', { sums: not, village: village(zone) })).toBe(false));
});

describe('R12: the stove or the coal went before the heat came', () => {
  const NOT_CONNECTED = { C: 0, U: 0, S: 0 };
  const dates = (stoveRemovedOn: string | null, coalClearedOn: string | null, connectedOn: string | null) => ({
    stoveRemovedOn,
    coalClearedOn,
    connectedOn,
  });
  test.each([
    // stove, coal, connected, C, opens
    ['2020-10-01', null, '2020-10-01', 1, false],
    ['2020-09-30', null, '2020-10-01', 1, true],
    [null, '2020-09-30', '2020-10-01', 1, true],
    ['2020-12-01', '2020-09-30', '2020-10-01', 1, true],
    ['2020-12-01', '2020-12-02', '2020-10-01', 1, false],
    [null, null, null, 0, false],
    [null, null, '2020-10-01', 1, false],
    ['2020-09-30', null, null, 0, true],
    ['2020-09-30', null, null, 1, false],
    ['2021-01-31', null, null, 0, true],
    ['2021-02-01', null, null, 0, false],
    ['2021-02-01', null, '2021-03-01', 0, false],
    ['2021-01-31', null, '2021-03-01', 0, true],
  ] as const)('stove %s, coal %s, connected %s, C %s: %s', (stove, coal, connected, C, expected) => {
    const rows = found('R12', { conversion: dates(stove, coal, connected), sums: C === 1 ? {} : NOT_CONNECTED });
    expect(rows.length > 0).toBe(expected);
    if (expected) expect(rows).toMatchObject([{ urgent: C === 0, days: C === 0 ? 1 : 15, level: 'county' }]);
  });
  test('not outside H, and not without a conversion', () => {
    const conversion = dates('2020-09-30', null, null);
    expect(opens('R12', { conversion, sums: OUT })).toBe(false);
    expect(opens('R12', { conversion: null, sums: NOT_CONNECTED })).toBe(false);
  });
});

test('R13: coal paid for from the day on which coal is over, any status', () => {
  const paid = (paidOn: string, kind: 'coal' | 'operating' = 'coal') => ({ kind, amount: 5_000, paidOn, noticeTo: null });
  const village = { ...GOOD_HOME.village, coalFree: { completedOn: '2020-12-01', zones: [{ validFrom: '2020-12-20', validTo: null }] } };
  const at = (...days: string[]) => found('R13', { village, payments: days.map((day) => paid(day)), sums: OUT, status: 'cancelled' });
  expect(at('2020-11-30')).toEqual([]);
  expect(at('2020-11-30', '2020-12-01')).toMatchObject([
    { amount: 5_000, level: 'county', days: 15, cause: { why: 'completed', payments: 1, firstPaidOn: '2020-12-01' } },
  ]);
  expect(at('2020-12-01', '2020-12-20')).toMatchObject([{ amount: 10_000, cause: { why: 'no-coal-zone', payments: 2 } }]);
  expect(opens('R13', { village, payments: [paid('2020-12-20', 'operating')] })).toBe(false);
});

test('R14: visited, and the main heat is wood', () => {
  expect(found('R14', { answers: { mainHeat: 'wood' } })).toMatchObject([{ level: 'township', days: 15, cause: { visit: 'visit-1' } }]);
  expect(opens('R14', { answers: { mainHeat: 'biomass', otherHeat: ['wood'] } })).toBe(false);
  expect(opens('R14', { answers: null, sums: { V: 0 } })).toBe(false);
});

test('R16 and R17 are the continuity', () => {
  const before = '2019-2020';
  const interrupted = found('R16', { continuity: { status: 'interrupted', before, dueBefore: 500 } });
  const reduced = found('R16', { continuity: { status: 'reduced', before, dueBefore: 500, gives: 499 } });
  expect([interrupted[0]?.amount, reduced[0]?.amount]).toEqual([500, 1]);
  expect(interrupted).toMatchObject([{ level: 'county', days: 30 }]);
  const arrears = { status: 'arrears', owed: 7, dueOn: '2021-01-01' } as const;
  expect(found('R17', { continuity: arrears })).toMatchObject([{ level: 'county', days: 15, amount: 7 }]);
  expect(opens('R16', { continuity: arrears })).toBe(false);
  for (const continuity of [null, { status: 'not_due', owed: 7, dueOn: '2021-06-01' }, { status: 'never' }] as const) {
    expect(opens('R16', { continuity }) || opens('R17', { continuity })).toBe(false);
  }
  expect(opens('R17', { continuity: { status: 'reduced', before, dueBefore: 2, gives: 1 } })).toBe(false);
});

test('R18: a policy names the hardship, applies, and gives nothing', () => {
  const named = policy('P1', { target: ['low_income', 'destitute'] });
  const hardship = ['low_income'] as const;
  expect(found('R18', { hardship, policies: [named] })).toMatchObject([{ level: 'county', days: 15, cause: { policies: ['P1'] } }]);
  expect(opens('R18', { hardship, policies: [named], entitlements: [entitlement({ policy: named })] })).toBe(false);
  expect(opens('R18', { hardship, policies: [named], entitlements: [entitlement({ policy: named, withdrawn: true })] })).toBe(true);
  expect(opens('R18', { hardship, policies: [named], entitlements: [entitlement({ policy: policy('P2') })] })).toBe(true);
  expect(opens('R18', { hardship, policies: [policy('P2')] })).toBe(false);
  expect(opens('R18', { hardship: ['disabled'], policies: [named] })).toBe(false);
  expect(opens('R18', { hardship: [], policies: [named] })).toBe(false);
  expect(opens('R18', { hardship: ['none'], policies: [policy('P3', { target: ['none'] })] })).toBe(false);
  expect(opens('R18', { hardship, policies: [named], sums: OUT })).toBe(false);
});

test('R18: entitled under another policy of its exclusive group lacks nothing', () => {
  const [named, better] = [
    policy('P1', { target: ['low_income'], exclusiveGroup: '互斥 A' }),
    policy('P2', { exclusiveGroup: '互斥A' }),
  ] as const;
  const base = { hardship: ['low_income'] as const, policies: [named] };
  expect(opens('R18', { ...base, entitlements: [entitlement({ policy: { ...better, exclusiveGroup: 'B' } })] })).toBe(true);
  expect(opens('R18', { ...base, entitlements: [entitlement({ policy: { ...better, exclusiveGroup: '互斥 A' } })] })).toBe(false);
});

test('R19: a let room that is not connected, or occupied and not used normally', () => {
  const room = (changes: Partial<RoomRecord>): RoomRecord => ({
    kind: 'south',
    heatedArea: 1_000,
    letting: 'let',
    connected: true,
    use: 'normal',
    ...changes,
  });
  const of = (changes: Partial<RoomRecord>) => opens('R19', { rooms: [room(changes)] });
  expect([of({}), of({ connected: false }), of({ use: 'occasional' }), of({ use: 'unused' }), of({ use: 'coal' })]).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  expect([of({ letting: 'let_vacant', use: 'unused' }), of({ letting: 'let_vacant', connected: false })]).toEqual([false, true]);
  expect([
    of({ kind: 'main', connected: false }),
    of({ letting: 'own', connected: false }),
    of({ kind: 'wing', connected: false }),
  ]).toEqual([false, false, true]);
  expect(opens('R19', { rooms: [room({ connected: false })], sums: OUT })).toBe(false);
  expect(found('R19', { rooms: [room({}), room({ connected: false, use: 'unused' })] })).toMatchObject([
    { level: 'township', days: 15, cause: { let: 2, notConnected: 1, notUsed: 1 } },
  ]);
});

describe('R20: dates out of order', () => {
  const none = { installedOn: null, connectedOn: null, townAcceptedOn: null, countyAcceptedOn: null };
  test.each([
    [{ installedOn: '2020-09-02', townAcceptedOn: '2020-09-01' }, ['installed-town']],
    [{ installedOn: '2020-09-01', townAcceptedOn: '2020-09-01' }, null],
    [{ townAcceptedOn: '2020-09-02', countyAcceptedOn: '2020-09-01' }, ['town-county']],
    [{ townAcceptedOn: '2020-09-02', countyAcceptedOn: '2020-09-02' }, null],
    [{ installedOn: '2020-09-02', countyAcceptedOn: '2020-09-01' }, ['installed-county']],
    [{ installedOn: '2020-09-02', connectedOn: '2020-09-01' }, ['installed-connected']],
    [{ installedOn: '2020-09-02', connectedOn: '2020-09-02' }, null],
    [{ connectedOn: '2020-09-02', townAcceptedOn: '2020-09-01' }, null],
    [{ townAcceptedOn: '2020-09-01' }, null],
    [{}, null],
  ])('%o: %o', (dates, orders) => {
    const rows = found('R20', { conversion: { ...none, ...dates } });
    expect(rows[0]?.cause.orders ?? null).toEqual(orders);
    if (orders) expect(rows).toMatchObject([{ level: 'township', days: 15, amount: null }]);
    expect(opens('R20', { conversion: { ...none, ...dates }, sums: OUT })).toBe(false);
  });
  test('a payment before the notice of its batch ended', () => {
    const paid = (paidOn: string, noticeTo: string | null) => [{ kind: 'operating' as const, amount: 9, paidOn, noticeTo }];
    expect(found('R20', { payments: paid('2021-01-09', '2021-01-10') })).toMatchObject([{ amount: 9, cause: { paidEarly: 1 } }]);
    expect(opens('R20', { payments: paid('2021-01-10', '2021-01-10') })).toBe(false);
    expect(opens('R20', { payments: paid('2021-01-09', null) })).toBe(false);
  });
});

describe('R25: cold', () => {
  const of = (answers: Changes['answers'], coldBelow = 16) => opens('R25', { answers, thresholds: { ...DEFAULT_THRESHOLDS, coldBelow } });
  test('below 16 ℃, or not heated because nothing runs', () => {
    expect([of({ roomTemperature: 15.9 }), of({ roomTemperature: 16 }), of({})]).toEqual([true, false, false]);
    expect(of({ stability: 'unable', mainHeat: 'no_heating' })).toBe(true);
    expect([of({ stability: 'unable', mainHeat: 'gas' }), of({ stability: 'unstable', mainHeat: 'no_heating' })]).toEqual([false, false]);
    expect(opens('R25', { answers: null, sums: { V: 0 } })).toBe(false);
    expect(found('R25', { answers: { roomTemperature: 12 } })).toMatchObject([{ urgent: true, days: 1, level: 'township' }]);
  });
  test('the threshold is the season’s', () =>
    expect([of({ roomTemperature: 17.9 }, 18), of({ roomTemperature: 18 }, 18), of({ roomTemperature: 15 }, 14)]).toEqual([
      true,
      false,
      false,
    ]));
  test('with the default threshold it is the flag that is counted', () => {
    const answers = fc.record(
      {
        roomTemperature: fc.integer({ min: 100, max: 220 }).map((tenths) => tenths / 10),
        stability: fc.constantFrom('stable' as const, 'unable' as const),
        mainHeat: fc.constantFrom('gas' as const, 'no_heating' as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(answers, fc.constantFrom('normal' as const, 'cancelled' as const), (given, status) => {
        const visit = { id: 'v', visitedAt: '2021-01-10T02:00:00Z', day: '2021-01-10', kind: 'survey', outcome: 'done' } as const;
        const records = { status, residence: 'resident', heatedArea: null, conversion: null, rooms: [], usages: [] } as const;
        const { sums } = factsOf({ ...records, visits: [{ ...visit, status: 'approved', answers: given }] }, null, '2021-01-31');
        expect(opens('R25', { sums, answers: sums.V ? given : null })).toBe(sums.cold === 1);
      }),
    );
  });
});

test('findings come in the order of the codes, whatever the order of the records', () => {
  const rooms: RoomRecord[] = [
    { kind: 'south', heatedArea: 1, letting: 'let', connected: false, use: 'unused' },
    { kind: 'main', heatedArea: 1, letting: 'own', connected: true, use: 'normal' },
  ];
  const entitlements = ['P2', 'P1'].map((one) => entitlement({ policy: policy(one), paid: 20_000 }));
  const payments = ['2020-12-05', '2020-12-01'].map((paidOn) => ({ kind: 'coal' as const, amount: 3, paidOn, noticeTo: '2020-12-31' }));
  const village = { ...GOOD_HOME.village, coalFree: { completedOn: '2020-12-01', zones: [] } };
  const all = openedForHousehold(
    home({ rooms, entitlements, payments, village, sums: { B: 1 }, equipmentModes: ['gas', 'electric_household'], idNumber: 'faulty' }),
  );
  expect(all.map(({ rule }) => rule)).toEqual(['R03', 'R05', 'R07', 'R07', 'R09', 'R13', 'R19', 'R20']);
  const turned = openedForHousehold(
    home({
      rooms: rooms.toReversed(),
      entitlements: entitlements.toReversed(),
      payments: payments.toReversed(),
      village,
      sums: { B: 1 },
      equipmentModes: ['electric_household', 'gas'],
      idNumber: 'faulty',
    }),
  );
  expect(turned).toEqual(all);
});

test('a household decides eighteen of the rules', () => expect(HOUSEHOLD_RULE_CODES).toHaveLength(18));
