import { beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { divisionTrail, scopeRoots } from '~/database/divisions/division-trail.server';
import { sumsOfDivision, sumsOfDivisionAndChildren } from '~/database/facts/sums.server';
import { countListed, listHouseholds, streamListed } from '~/database/households/list.server';
import { EVERYTHING, type Scope } from '~/database/scope.server';
import type { HouseholdListQuery, ListPosition } from '~/domain/coverage/household-behind-figure';
import { figureBehind, LIST_KEYS, LISTS_BEHIND, type ListKey, termsOf, unitOf } from '~/domain/indicators/household-lists';
import { INDICATORS } from '~/domain/indicators/indicators';
import { MEASURES, noSums, sumOf } from '~/domain/indicators/measures';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { addSeasons, addSurveyedVillages, dice, SEASON, SEASON_BEFORE } from '../../fixtures/surveyed-villages';
import { type Database, freshDatabase } from '../../helpers/database';

const CITY = '1406';
const COUNTY = '140602';
let db: Database;
let villages: string[];

beforeAll(async () => {
  db = await freshDatabase();
  villages = await withSql(db, async (sql) => {
    await addSeasons(sql);
    const rows = await sql.query<{ code: string }>(
      `SELECT code FROM division WHERE level = 'village' AND (parent_code LIKE '140602%' OR parent_code LIKE '140681%') ORDER BY code`,
    );
    return rows.map((row) => row.code).filter((_, i) => i % 40 === 0);
  });
  expect(villages.length).toBeGreaterThan(8);
  await addSurveyedVillages(db, villages, 60);
});

type Raw = {
  number: string;
  village: string;
  residence: string;
  status: string;
  heated: number;
  mode: string | null;
  in_plan: boolean | null;
  year: number | null;
  installed: string | null;
  connected: string | null;
  visits: { id: string; at: string; kind: string; outcome: string; status: string; answers: Record<string, unknown> }[];
  rooms: { kind: string; area: number; letting: string; connected: boolean; use: string }[];
  usages: { energy: string; usage: number }[];
};

const CLEAN = ['district_heat', 'electric_distributed', 'electric_household', 'gas', 'biomass', 'solar', 'geothermal', 'methanol'];

/** The register of one division read from its tables and counted by hand by docs/definitions.md#flags. */
async function recount(division: string, season: string): Promise<Record<string, number>> {
  const end = season === SEASON ? '2021-03-31' : '2020-03-31';
  const raws = await withSql(db, (sql) =>
    sql.query<Raw>(
      `SELECT h.number, h.village_code AS village, h.residence, h.status, h.heated_area AS heated, c.mode, c.in_plan, c.year,
         c.installed_on AS installed, c.connected_on AS connected,
         coalesce((SELECT json_agg(json_build_object('id', id, 'at', visited_at, 'kind', kind, 'outcome', outcome, 'status', status,
         'answers', answers)) FROM visit t WHERE t.household_number = h.number AND t.season = $2), '[]') AS visits,
         coalesce((SELECT json_agg(json_build_object('kind', kind, 'area', heated_area, 'letting', letting, 'connected', connected, 'use',
         use)) FROM room r WHERE r.household_number = h.number AND r.season = $2), '[]') AS rooms,
         coalesce((SELECT json_agg(json_build_object('energy', energy, 'usage', usage)) FROM meter_usage m
         WHERE m.household_number = h.number AND m.season = $2), '[]') AS usages
       FROM household h LEFT JOIN conversion c ON c.household_number = h.number WHERE h.village_code LIKE $1 || '%'`,
      [division, season],
    ),
  );
  const total: Record<string, number> = {};
  const add = (key: string, amount: number | boolean) => (total[key] = (total[key] ?? 0) + Number(amount));
  for (const raw of raws) {
    if (raw.status !== 'normal' && raw.status !== 'idle') continue;
    const counted = raw.visits.filter((v) => ['submitted', 'approved'].includes(v.status) && v.kind !== 'spot_check');
    const visit = counted
      .filter((v) => v.outcome === 'done')
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? 1 : -1))[0];
    const a = visit?.answers ?? {};
    const nobody = new Set(counted.filter((v) => v.outcome === 'nobody').map((v) => v.at.slice(0, 10))).size;
    const V = Boolean(visit);
    const clean = raw.mode !== null && CLEAN.includes(raw.mode);
    const installedOn = raw.installed ?? (raw.year ? `${raw.year}-12-31` : '9999-12-31');
    const I = clean && installedOn <= end;
    const C = I && (V ? a.connected === true : raw.connected !== null && raw.connected <= end);
    const R = raw.residence === 'resident' || raw.residence === 'heating_season';
    const U = C && V && CLEAN.includes(String(a.mainHeat));
    const S = C && R && V && (a.stability === 'stable' || a.stability === 'mostly');
    const B =
      I &&
      V &&
      (a.mainHeat === 'loose_coal' || a.stove === 'in_use' || a.boughtCoal === true || (a.coalStock === 'loose' && a.stove !== 'removed'));
    const energy = raw.mode === 'gas' ? 'gas' : raw.mode?.startsWith('electric') ? 'electricity' : '';
    const meters = raw.usages.some((u) => u.energy === energy) ? raw.usages.filter((u) => u.energy === energy) : raw.usages;
    add('H', 1);
    add('V', V);
    add('X', !V && (counted.some((v) => ['refused', 'vacant', 'demolished'].includes(v.outcome)) || nobody >= 3));
    add('P', clean && raw.in_plan === true);
    add('IP', I && raw.in_plan === true);
    add('I', I);
    add('C', C);
    add('U', U);
    add('S', S);
    add('unstable', C && R && V && !S);
    add('B', B);
    add('IV', I && V);
    add('Q', I && R && !B && meters.length > 0 && meters.every((m) => m.usage === 0));
    add(
      'cold',
      V &&
        ((a.roomTemperature !== undefined && Number(a.roomTemperature) < 16) || (a.stability === 'unable' && a.mainHeat === 'no_heating')),
    );
    add('VNE', V && raw.residence !== 'away');
    add('UNE', U && raw.residence !== 'away');
    const lets = raw.rooms.filter((r) => ['south', 'east_wing', 'west_wing', 'wing'].includes(r.kind) && r.letting !== 'own');
    add('let', lets.length);
    add('letConnected', lets.filter((r) => r.connected).length);
    add('letOccupied', lets.filter((r) => r.letting === 'let').length);
    add('letUsed', lets.filter((r) => r.letting === 'let' && r.connected && r.use === 'normal').length);
    const own = raw.rooms.length === 0;
    add('area', V ? Math.round(100 * (own ? raw.heated : raw.rooms.reduce((sum, r) => sum + r.area, 0))) : 0);
    const warm = raw.rooms.filter((r) => r.connected && ['normal', 'occasional'].includes(r.use)).reduce((sum, r) => sum + r.area, 0);
    add('cleanArea', U ? Math.round(100 * (own ? raw.heated : warm)) : 0);
  }
  return total;
}

describe('the figures of a division', () => {
  test.each([SEASON, SEASON_BEFORE])(
    'are those of a recount of the register, for the city, a county and each child, in %s',
    async (season) => {
      for (const division of [CITY, COUNTY]) {
        const { own, divisionsBelow } = await withSql(db, (sql) => sumsOfDivisionAndChildren(sql, EVERYTHING, division, [season]));
        const expected = await recount(division, season);
        expect(own[0]).toMatchObject(expected);
        expect(
          Object.values(expected).every((count) => count > 0),
          JSON.stringify(expected),
        ).toBe(true);
        for (const child of divisionsBelow)
          expect(child.sums[0], child.name).toMatchObject({ ...{ H: 0 }, ...(await recount(child.code, season)) });
        expect(sumOf(divisionsBelow.map((child) => child.sums[0]!))).toEqual(own[0]);
      }
    },
  );

  test('come for two seasons at once, each in its place', async () => {
    const both = await withSql(db, (sql) => sumsOfDivisionAndChildren(sql, EVERYTHING, CITY, [SEASON, SEASON_BEFORE]));
    const [now, before] = await Promise.all([recount(CITY, SEASON), recount(CITY, SEASON_BEFORE)]);
    expect(both.own[0]).toMatchObject(now);
    expect(both.own[1]).toMatchObject(before);
    expect(now.V).not.toBe(before.V);
  });

  test('of a season nobody has facts of, and of a division without households, are zeros, and every child is there', async () => {
    const { own, divisionsBelow } = await withSql(db, (sql) => sumsOfDivisionAndChildren(sql, EVERYTHING, CITY, ['2031-2032']));
    expect(own).toEqual([noSums()]);
    expect(divisionsBelow.map((child) => child.code)).toEqual(['140602', '140603', '140621', '140622', '140623', '140671', '140681']);
    expect(divisionsBelow.every((child) => child.sums[0]!.H === 0)).toBe(true);
  });

  test('are only of the villages in the scope', async () => {
    const county: Scope = { roots: [COUNTY] };
    const { own, divisionsBelow } = await withSql(db, (sql) => sumsOfDivisionAndChildren(sql, county, CITY, [SEASON]));
    expect(own[0]).toMatchObject(await recount(COUNTY, SEASON));
    expect(divisionsBelow.map((child) => child.code)).toEqual([COUNTY]);
    const nobody = await withSql(db, (sql) => sumsOfDivisionAndChildren(sql, { roots: [] }, CITY, [SEASON]));
    expect(nobody).toEqual({ own: [noSums()], divisionsBelow: [] });
  });
});

describe('the way to a division', () => {
  test('begins where the scope begins', async () => {
    const village = villages[0]!;
    const names = async (scope: Scope) => (await withSql(db, (sql) => divisionTrail(sql, scope, village)))?.map((step) => step.level);
    expect(await names(EVERYTHING)).toEqual(['province', 'city', 'county', 'township', 'village']);
    expect(await names({ roots: [COUNTY] })).toEqual(['county', 'township', 'village']);
    expect(await names({ roots: ['140681'] })).toBeUndefined();
  });

  test('starts at the uppermost divisions of a person', async () => {
    const roots = await withSql(db, (sql) => scopeRoots(sql, { roots: [villages[0]!, COUNTY, '140681'] }));
    expect(roots.map((root) => root.code)).toEqual([COUNTY, '140681']);
  });
});

describe('the list behind a number', () => {
  async function wholeList(scope: Scope, ask: HouseholdListQuery): Promise<{ number: string; village: string; value: number }[]> {
    const found: { number: string; village: string; value: number }[] = [];
    let position: ListPosition = {};
    for (;;) {
      const page = await withSql(db, (sql) => listHouseholds(sql, scope, ask, position));
      found.push(...page.households);
      const last = page.households.at(-1);
      if (!page.hasLater || !last) return found;
      expect(page.households).toHaveLength(ROWS_A_PAGE);
      position = { after: { village: last.village, number: last.number } };
    }
  }

  test.each(LIST_KEYS)('%s: its values add up to the figure, and where households are counted it is as long', async (list) => {
    for (const season of [SEASON, SEASON_BEFORE]) {
      const figure = figureBehind(list, await withSql(db, (sql) => sumsOfDivision(sql, EVERYTHING, COUNTY, season)));
      const ask = { division: COUNTY, season, list };
      const households = await wholeList(EVERYTHING, ask);
      expect(households.reduce((sum, household) => sum + household.value, 0)).toBe(figure);
      if (unitOf(list) === 'households') expect(households).toHaveLength(figure);
      expect(new Set(households.map((household) => household.number)).size).toBe(households.length);
      expect(await withSql(db, (sql) => countListed(sql, EVERYTHING, ask))).toEqual({ households: households.length, value: figure });
    }
  });

  test('holds nobody outside the scope, whatever is asked for', async () => {
    const asks: ListKey[] = ['H', 'B', 'let', 'notVisited'];
    for (const list of asks) {
      const mine = await wholeList({ roots: [COUNTY] }, { division: CITY, season: SEASON, list });
      expect(mine.every((household) => household.village.startsWith(COUNTY))).toBe(true);
      expect(mine).toHaveLength((await wholeList(EVERYTHING, { division: COUNTY, season: SEASON, list })).length);
      expect(mine.length).toBeGreaterThan(0);
      expect(await wholeList({ roots: ['140603'] }, { division: COUNTY, season: SEASON, list })).toEqual([]);
      expect(await wholeList({ roots: [] }, { division: COUNTY, season: SEASON, list })).toEqual([]);
    }
  });

  test('goes forward and back over the same pages', async () => {
    const ask: HouseholdListQuery = { division: CITY, season: SEASON, list: 'H' };
    const page = (position: ListPosition) => withSql(db, (sql) => listHouseholds(sql, EVERYTHING, ask, position));
    const first = await page({});
    const second = await page({ after: first.households.at(-1)! });
    const back = await page({ before: second.households[0]! });
    expect([first.hasEarlier, first.hasLater]).toEqual([false, true]);
    expect(second.hasEarlier).toBe(true);
    expect(back.households).toEqual(first.households);
    expect(back).toMatchObject({ hasEarlier: false, hasLater: true });
  });

  test('streams the same households as the pages show', async () => {
    const ask: HouseholdListQuery = { division: CITY, season: SEASON, list: 'notUsed' };
    const streamed = await withSql(db, async (sql) => {
      const all: string[] = [];
      for await (const household of streamListed(sql, EVERYTHING, ask)) all.push(household.number);
      return all;
    });
    expect(streamed).toEqual((await wholeList(EVERYTHING, ask)).map((household) => household.number));
    expect(streamed.length).toBeGreaterThan(0);
  });

  test('finds by number, name, initials and address, and takes % and _ as they are', async () => {
    const search = async (text: string) => wholeList(EVERYTHING, { division: CITY, season: SEASON, list: 'H', search: text });
    const one = (await wholeList(EVERYTHING, { division: CITY, season: SEASON, list: 'H' }))[3]!;
    expect((await search(one.number)).map((household) => household.number)).toEqual([one.number]);
    expect((await search('hz1')).length).toBeGreaterThan(0);
    expect(await search('%')).toEqual([]);
    expect(await search('_')).toEqual([]);
  });

  test('shows the visit that decided and only a masked phone', async () => {
    const { households } = await withSql(db, (sql) => listHouseholds(sql, EVERYTHING, { division: CITY, season: SEASON, list: 'B' }));
    expect(households.length).toBeGreaterThan(0);
    for (const household of households) {
      expect(household.visit).toMatchObject({ decided: true, outcome: 'done' });
      expect(household.signs.map(({ kind }) => kind)).toContain('reburn');
      expect(Object.keys(household.visit!).sort()).toEqual(['day', 'decided', 'outcome', 'status']);
      expect(household.phoneMasked ?? '138****1234').toMatch(/^138\*{4}\d{4}$/);
      expect(household.place.split(' ')).toHaveLength(3);
    }
  });
});

describe('the definitions of the lists', () => {
  test('a list behind an indicator is its numerator or its denominator, for any sums', () => {
    const roll = dice(7);
    const sums = Object.fromEntries(MEASURES.map((measure) => [measure, roll(1_000)])) as ReturnType<typeof noSums>;
    for (const indicator of INDICATORS) {
      const behind = LISTS_BEHIND[indicator.key];
      if (!behind) continue;
      expect(figureBehind(behind.numerator, sums), indicator.key).toBe(indicator.numerator(sums));
      expect(figureBehind(behind.denominator, sums), indicator.key).toBe(indicator.denominator(sums));
    }
  });

  test('no household has a value below zero on any list: those above zero add up to the whole', async () => {
    for (const list of LIST_KEYS.filter((key) => termsOf(key).length > 1)) {
      const parts = await withSql(db, (sql) => countListed(sql, EVERYTHING, { division: '14', season: SEASON, list }));
      expect(parts.value, list).toBe(figureBehind(list, await withSql(db, (sql) => sumsOfDivision(sql, EVERYTHING, '14', SEASON))));
    }
  });
});
