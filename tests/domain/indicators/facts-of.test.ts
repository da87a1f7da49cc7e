import { describe, expect, test } from 'vitest';
import { factsOf, type HouseholdRecords } from '~/domain/indicators/facts-of';
import type { VisitRecord } from '~/domain/indicators/flags-of';
import type { Sums } from '~/domain/indicators/measures';

const SEASON_END = '2021-03-31';
const AS_OF = '2021-12-31';

/** A gas household, in plan, installed and connected before the season, living there, not visited. */
const BASE: HouseholdRecords = {
  status: 'normal',
  residence: 'resident',
  heatedArea: 8_000,
  conversion: { mode: 'gas', inPlan: true, year: 2019, installedOn: '2019-09-01', connectedOn: '2019-10-20' },
  visits: [],
  rooms: [],
  usages: [],
};

function visit(answers: VisitRecord['answers'], other: Partial<VisitRecord> = {}): VisitRecord {
  const day = other.day ?? '2021-01-10';
  return { id: 'v1', visitedAt: `${day}T02:00:00.000Z`, day, kind: 'survey', outcome: 'done', status: 'submitted', answers, ...other };
}

const WORKS = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false } as const;

function sums(change: Partial<HouseholdRecords>, end: string | null = SEASON_END, asOf = AS_OF): Sums {
  return factsOf({ ...BASE, ...change }, end, asOf).sums;
}

/** The measures that are not zero. */
function counted(change: Partial<HouseholdRecords>, end: string | null = SEASON_END, asOf = AS_OF): Partial<Sums> {
  return Object.fromEntries(Object.entries(sums(change, end, asOf)).filter(([, value]) => value !== 0));
}

describe('a household that heats cleanly and was visited', () => {
  test('counts in every clean measure and in none of the bad ones', () => {
    expect(counted({ visits: [visit({ ...WORKS, satisfaction: 'fair' })] })).toEqual({
      H: 1,
      R: 1,
      V: 1,
      P: 1,
      IP: 1,
      I: 1,
      'I.gas': 1,
      C: 1,
      U: 1,
      S: 1,
      CV: 1,
      CRV: 1,
      UR: 1,
      IV: 1,
      VNE: 1,
      UNE: 1,
      answered: 1,
      satisfied: 1,
      'continuity.never': 1,
      area: 8_000,
      cleanArea: 8_000,
    });
  });

  test('without a visit, the connection date says connected; nothing says used', () => {
    expect(counted({})).toEqual({ H: 1, R: 1, P: 1, IP: 1, I: 1, 'I.gas': 1, C: 1, 'continuity.never': 1 });
  });
});

describe('H: status 正常 or 闲置', () => {
  test.each([
    ['normal', 1],
    ['idle', 1],
    ['cancelled', 0],
    ['demolished', 0],
    ['nominal', 0],
  ] as const)('%s → %i', (status, expected) => {
    expect(sums({ status }).H).toBe(expected);
  });

  test('a household out of scope contributes nothing at all, not even let rooms', () => {
    const rooms = [{ kind: 'south', heatedArea: 1_000, letting: 'let', connected: true, use: 'normal' }] as const;
    expect(counted({ status: 'cancelled', rooms, visits: [visit(WORKS)], usages: [{ energy: 'gas', usage: 0 }] })).toEqual({});
  });
});

describe('R and E: residence', () => {
  test.each([
    ['resident', 1, 0],
    ['heating_season', 1, 0],
    ['seasonal', 0, 0],
    ['away', 0, 1],
    ['moved', 0, 0],
    ['deceased', 0, 0],
  ] as const)('%s → R %i, E %i', (residence, R, E) => {
    expect(sums({ residence })).toMatchObject({ R, E });
  });

  test('an empty household that was visited is in neither part of the household basis of the clean rate', () => {
    expect(sums({ residence: 'away', visits: [visit(WORKS)] })).toMatchObject({ V: 1, VNE: 0, U: 1, UNE: 0, UR: 0, CRV: 0, S: 0 });
  });
});

describe('V: a counted visit with outcome 完成', () => {
  test.each([
    ['submitted', 1],
    ['approved', 1],
    ['returned', 0],
    ['draft', 0],
  ] as const)('status %s → %i', (status, V) => {
    expect(sums({ visits: [visit(WORKS, { status })] }).V).toBe(V);
  });

  test.each([
    ['survey', 1],
    ['recheck', 1],
    ['spot_check', 0],
  ] as const)('kind %s → %i', (kind, V) => {
    expect(sums({ visits: [visit(WORKS, { kind })] }).V).toBe(V);
  });

  test('the latest completed visit decides, whatever the order of the records', () => {
    const early = visit({ ...WORKS, mainHeat: 'loose_coal' }, { id: 'a', day: '2020-12-01' });
    const late = visit(WORKS, { id: 'b', day: '2021-01-15' });
    const later = visit({}, { id: 'c', day: '2021-02-01', outcome: 'nobody' });
    for (const visits of [
      [early, late, later],
      [later, late, early],
    ]) {
      expect(factsOf({ ...BASE, visits }, SEASON_END, AS_OF)).toMatchObject({ visitId: 'b', sums: { U: 1, B: 0 } });
    }
  });

  test('a visit is known from its day on', () => {
    const visits = [visit(WORKS, { day: '2021-01-10' })];
    expect(sums({ visits }, SEASON_END, '2021-01-09').V).toBe(0);
    expect(sums({ visits }, SEASON_END, '2021-01-10').V).toBe(1);
  });

  test('a visit made after the season about the season counts (回头看)', () => {
    expect(sums({ visits: [visit(WORKS, { day: '2021-07-20' })] }).V).toBe(1);
  });
});

describe('X: closed without a completed visit', () => {
  test.each(['refused', 'vacant', 'demolished'] as const)('%s once closes', (outcome) => {
    expect(sums({ visits: [visit({}, { outcome })] })).toMatchObject({ V: 0, X: 1 });
  });

  test('nobody closes on the third different day, not on the third visit of a day', () => {
    const nobody = (id: string, day: string) => visit({}, { id, day, outcome: 'nobody' });
    expect(sums({ visits: [nobody('1', '2021-01-01'), nobody('2', '2021-01-02'), nobody('3', '2021-01-02')] }).X).toBe(0);
    expect(sums({ visits: [nobody('1', '2021-01-01'), nobody('2', '2021-01-02'), nobody('3', '2021-01-03')] }).X).toBe(1);
  });

  test('a completed visit is no closure', () => {
    expect(sums({ visits: [visit({}, { id: 'r', outcome: 'refused' }), visit(WORKS)] })).toMatchObject({ V: 1, X: 0 });
  });
});

describe('I and C: installed and connected', () => {
  test('the year alone counts as 31 December', () => {
    const conversion = { mode: 'gas', inPlan: true, year: 2020, installedOn: null, connectedOn: null } as const;
    expect(sums({ conversion }, SEASON_END, '2020-12-30').I).toBe(0);
    expect(sums({ conversion }, SEASON_END, '2020-12-31').I).toBe(1);
  });

  test('what is physical is seen as of the season end, not of a later as-of date', () => {
    const conversion = { mode: 'gas', inPlan: true, year: 2021, installedOn: '2021-04-01', connectedOn: '2021-04-02' } as const;
    expect(sums({ conversion }, SEASON_END, '2021-12-31')).toMatchObject({ I: 0, C: 0, P: 1, IP: 0 });
    expect(sums({ conversion }, '2021-04-30', '2021-12-31')).toMatchObject({ I: 1, C: 1, IP: 1 });
    expect(sums({ conversion }, null, '2021-12-31').I).toBe(1);
  });

  test('without date and year nothing is installed; without a conversion nothing is planned', () => {
    expect(sums({ conversion: { mode: 'gas', inPlan: true, year: null, installedOn: null, connectedOn: '2019-10-20' } })).toMatchObject({
      P: 1,
      I: 0,
      C: 0,
    });
    expect(sums({ conversion: null })).toMatchObject({ H: 1, P: 0, I: 0 });
  });

  test('the visit overrules the connection date, also when it does not say', () => {
    expect(sums({ visits: [visit({ ...WORKS, connected: false })] }).C).toBe(0);
    expect(sums({ visits: [visit({ mainHeat: 'gas' })] }).C).toBe(0);
  });

  test.each([
    ['district_heat', 'I.district_heat'],
    ['electric_distributed', 'I.electric_distributed'],
    ['electric_household', 'I.electric_household'],
    ['gas', 'I.gas'],
    ['biomass', 'I.biomass'],
    ['solar', 'I.solar'],
    ['geothermal', 'I.other'],
    ['methanol', 'I.other'],
  ] as const)('%s is clean and counted as %s', (mode, measure) => {
    expect(sums({ conversion: { ...BASE.conversion!, mode } })).toMatchObject({ I: 1, [measure]: 1 });
  });

  test.each(['clean_coal', 'none'] as const)('%s is not clean: not planned, not installed', (mode) => {
    expect(sums({ conversion: { ...BASE.conversion!, mode } })).toMatchObject({ H: 1, P: 0, I: 0, C: 0 });
  });
});

describe('U and S', () => {
  test.each([
    ['gas', 1],
    ['electric_household', 1],
    ['loose_coal', 0],
    ['clean_coal', 0],
    ['wood', 0],
    ['electric_spot', 0],
    ['no_heating', 0],
  ] as const)('main heat %s → U %i', (mainHeat, U) => {
    expect(sums({ visits: [visit({ ...WORKS, mainHeat })] }).U).toBe(U);
  });

  test.each([
    ['stable', 1, 0],
    ['mostly', 1, 0],
    ['unstable', 0, 1],
    ['unable', 0, 1],
    [undefined, 0, 1],
  ] as const)('stability %s → S %i, unstable %i', (stability, S, unstable) => {
    expect(sums({ visits: [visit({ ...WORKS, stability })] })).toMatchObject({ S, unstable });
  });
});

describe('B: reburning', () => {
  test.each([
    ['main heat loose coal', { mainHeat: 'loose_coal' }, 1],
    ['other heat loose coal', { otherHeat: ['loose_coal'] }, 1],
    ['stove in use', { stove: 'in_use' }, 1],
    ['bought coal', { boughtCoal: true }, 1],
    ['loose coal, stove kept', { coalStock: 'loose', stove: 'kept' }, 1],
    ['loose coal, stove sealed', { coalStock: 'loose', stove: 'sealed' }, 1],
    ['loose coal, stove removed', { coalStock: 'loose', stove: 'removed' }, 0],
    ['clean coal in stock, stove kept', { coalStock: 'clean', stove: 'kept' }, 0],
    ['wood as other heat', { otherHeat: ['wood'] }, 0],
    ['nothing', {}, 0],
  ] as const)('%s → %i', (_name, answers, B) => {
    expect(sums({ visits: [visit({ ...WORKS, ...answers } as VisitRecord['answers'])] }).B).toBe(B);
  });

  test('a household that was never converted cannot reburn', () => {
    expect(sums({ conversion: null, visits: [visit({ mainHeat: 'loose_coal', stove: 'in_use' })] })).toMatchObject({ B: 0, IV: 0 });
  });

  test('an installed household that is not connected can', () => {
    expect(sums({ visits: [visit({ mainHeat: 'loose_coal', connected: false })] })).toMatchObject({ B: 1, C: 0, IV: 1 });
  });
});

describe('Q: suspected by the meter', () => {
  const zero = [{ energy: 'gas', usage: 0 }] as const;
  test('metered, nothing used, living there', () => {
    expect(sums({ usages: zero }).Q).toBe(1);
    expect(sums({ usages: [{ energy: 'gas', usage: 0.5 }] }).Q).toBe(0);
    expect(sums({ usages: [] }).Q).toBe(0);
  });

  test('the meter of the conversion decides: gas unused beside household electricity is suspect', () => {
    expect(
      sums({
        usages: [
          { energy: 'gas', usage: 0 },
          { energy: 'electricity', usage: 900 },
        ],
      }).Q,
    ).toBe(1);
    expect(sums({ usages: [{ energy: 'electricity', usage: 900 }] }).Q).toBe(0);
  });

  test('not when reburning is confirmed, nobody lives there, or nothing is installed', () => {
    expect(sums({ usages: zero, visits: [visit({ ...WORKS, stove: 'in_use' })] })).toMatchObject({ B: 1, Q: 0 });
    expect(sums({ usages: zero, residence: 'away' }).Q).toBe(0);
    expect(sums({ usages: zero, conversion: null }).Q).toBe(0);
  });
});

describe('cold', () => {
  test.each([
    [{ roomTemperature: 15.9 }, 1],
    [{ roomTemperature: 16 }, 0],
    [{}, 0],
    [{ stability: 'unable', mainHeat: 'no_heating' }, 1],
    [{ stability: 'unable', mainHeat: 'gas' }, 0],
    [{ stability: 'stable', mainHeat: 'no_heating' }, 0],
  ] as const)('%j → %i', (answers, cold) => {
    expect(sums({ visits: [visit(answers as VisitRecord['answers'])] }).cold).toBe(cold);
  });
});

describe('rooms', () => {
  const rooms = [
    { kind: 'main', heatedArea: 6_000, letting: 'own', connected: true, use: 'normal' },
    { kind: 'side', heatedArea: 1_000, letting: 'own', connected: true, use: 'unused' },
    { kind: 'south', heatedArea: 2_000, letting: 'let', connected: true, use: 'occasional' },
    { kind: 'wing', heatedArea: 1_500, letting: 'let', connected: true, use: 'normal' },
    { kind: 'west_wing', heatedArea: 1_200, letting: 'let_vacant', connected: true, use: 'normal' },
    { kind: 'east_wing', heatedArea: 1_100, letting: 'let', connected: false, use: 'coal' },
    { kind: 'shop', heatedArea: 3_000, letting: 'let', connected: true, use: 'normal' },
    { kind: 'main', heatedArea: 500, letting: 'let', connected: false, use: 'normal' },
  ] as const;

  test('area of all rooms when visited, clean area of connected rooms in use', () => {
    expect(sums({ rooms, visits: [visit(WORKS)] })).toMatchObject({ area: 16_300, cleanArea: 6_000 + 2_000 + 1_500 + 1_200 + 3_000 });
    expect(sums({ rooms, visits: [visit({ ...WORKS, mainHeat: 'loose_coal' })] })).toMatchObject({ area: 16_300, cleanArea: 0 });
    expect(sums({ rooms })).toMatchObject({ area: 0, cleanArea: 0 });
  });

  test('let rooms are south and wing rooms, counted visited or not', () => {
    for (const visits of [[], [visit(WORKS)]]) {
      expect(sums({ rooms, visits })).toMatchObject({ let: 4, letConnected: 3, letOccupied: 3, letUsed: 1 });
    }
  });

  test('without rooms the heated area shares C and U; without an area it is nothing', () => {
    expect(sums({ visits: [visit({ ...WORKS, connected: false })] })).toMatchObject({ area: 8_000, cleanArea: 0 });
    expect(sums({ heatedArea: null, visits: [visit(WORKS)] })).toMatchObject({ area: 0, cleanArea: 0 });
  });
});

describe('changesOn: when the calendar alone changes the facts', () => {
  test('the next installation, connection or visit day ahead, within the season', () => {
    const conversion = { mode: 'gas', inPlan: true, year: null, installedOn: '2021-02-01', connectedOn: '2021-02-10' } as const;
    const of = (asOf: string) => factsOf({ ...BASE, conversion }, SEASON_END, asOf).changesOn;
    expect(of('2021-01-31')).toBe('2021-02-01');
    expect(of('2021-02-01')).toBe('2021-02-10');
    expect(of('2021-02-10')).toBeNull();
    expect(factsOf({ ...BASE, conversion }, '2021-01-31', '2021-01-15').changesOn).toBeNull();
  });
});
