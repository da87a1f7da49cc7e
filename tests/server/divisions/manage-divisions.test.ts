import { beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { divisionPage } from '~/database/divisions/divisions.server';
import { refreshFacts } from '~/database/facts/facts.server';
import type { Person } from '~/domain/access/person';
import { addDivision, changeDivision, closeDivision, mergeDivision } from '~/server/workflows/divisions/manage-division.server';
import { closeSeason, reopenSeason } from '~/server/workflows/seasons/close-season.server';
import { declareSeason, followDatesAbove, setSeasonDates } from '~/server/workflows/seasons/manage-season.server';
import { rebuildRollUps } from '~/server/workflows/upkeep/rebuild-roll-ups.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { NOW, personWith, TODAY } from '../../helpers/register';

const REASON = '朔政办发〔2021〕9号';
const [FROM, INTO, TOWNSHIP, OTHER_TOWNSHIP] = ['140602001001', '140602001002', '140602001', '140602002'];
let db: Database;
let city: Person;
let county: Person;

beforeEach(async () => {
  db = await freshDatabase();
  city = await personWith(db, 'city', ['1406']);
  county = await personWith(db, 'county', ['140602']);
  await declareSeason(db, city, { season: '2020-2021', startsOn: '2020-11-01', endsOn: '2021-03-31' }, NOW);
});

async function household(number: string, village: string, status = 'normal'): Promise<void> {
  await inTransaction(db, async (sql) => {
    await sql.query(
      `INSERT INTO household (number, village_code, head, head_initials, residence, status, source) VALUES ($1, $2, '李秀英', 'lxy',
        'resident', $3, 'import')`,
      [number, village, status],
    );
    await refreshFacts(sql, [number], TODAY);
  });
}
const division = async (code: string) =>
  (await db.pool.query('SELECT * FROM division WHERE code = $1', [code])).rows[0] as Record<string, unknown> | undefined;
const inScopeCount = async (village: string) =>
  (
    await db.pool.query<{ h: number }>(
      `SELECT coalesce(sum(h), 0)::int AS h FROM roll_up WHERE season = '2020-2021' AND village_code = $1`,
      [village],
    )
  ).rows[0]!.h;
const historyOf = async (code: string) =>
  (
    await db.pool.query<{ action: string; payload: string }>(
      `SELECT action, payload FROM history WHERE entity = 'division' AND entity_key = $1 ORDER BY seq`,
      [code],
    )
  ).rows;

describe('adding a division', () => {
  it('hangs it below its parent, in force from a day, with a history entry', async () => {
    await addDivision(
      db,
      city,
      { parent: TOWNSHIP, code: `${TOWNSHIP}777`, name: '新村', validFrom: '2021-01-01', zoneType: 'fringe', reason: REASON },
      NOW,
    );
    expect(await division(`${TOWNSHIP}777`)).toMatchObject({
      name: '新村',
      level: 'village',
      path: ['14', '1406', '140602', TOWNSHIP, `${TOWNSHIP}777`],
      valid_from: '2021-01-01',
      zone_type: 'fringe',
      source: 'local',
    });
    const [entry] = await historyOf(`${TOWNSHIP}777`);
    expect(JSON.parse(entry!.payload)).toMatchObject({ action: 'division.add', reason: REASON, actor: city.username });
  });

  it.each([
    ['another township’s code', TOWNSHIP, '140602002777', 'division.code-wrong'],
    ['a short code', TOWNSHIP, `${TOWNSHIP}77`, 'division.code-wrong'],
    ['a code that is taken', TOWNSHIP, FROM, 'division.code-taken'],
    ['below a village', FROM, `${FROM}001`, 'division.no-level-below'],
    ['another city', '14', '1499', 'division.unknown'],
  ])('is refused with %s', async (_name, parent, code, problem) => {
    await expect(
      addDivision(db, city, { parent, code, name: '新村', validFrom: '2021-01-01', zoneType: null, reason: REASON }, NOW),
    ).rejects.toThrow(problem);
  });

  it('is the city’s alone', async () => {
    await expect(
      addDivision(
        db,
        county,
        { parent: TOWNSHIP, code: `${TOWNSHIP}777`, name: '新村', validFrom: '2021-01-01', zoneType: null, reason: REASON },
        NOW,
      ),
    ).rejects.toThrow('access.not-allowed');
  });
});

it('a renamed village keeps its code; the history holds the old name, the day and the document', async () => {
  const before = (await division(FROM))!;
  await changeDivision(
    db,
    city,
    {
      code: FROM,
      name: '新名社区',
      zoneType: 'urban_core',
      within5km: true,
      relocating: false,
      completedOn: null,
      on: '2021-01-15',
      reason: REASON,
    },
    NOW,
  );
  expect(await division(FROM)).toMatchObject({ name: '新名社区', zone_type: 'urban_core', within_5km: true });
  const [entry] = await historyOf(FROM);
  expect(JSON.parse(entry!.payload)).toMatchObject({
    before: { name: before.name },
    after: { name: '新名社区', on: '2021-01-15' },
    reason: REASON,
  });
});

describe('closing', () => {
  it('is refused while households or divisions in force are there, and done when none are', async () => {
    await household('H1', FROM);
    await expect(closeDivision(db, city, { code: FROM, on: '2021-01-31', reason: REASON }, NOW)).rejects.toThrow('division.has-households');
    await expect(closeDivision(db, city, { code: OTHER_TOWNSHIP, on: '2021-01-31', reason: REASON }, NOW)).rejects.toThrow(
      'division.has-children',
    );
    await db.pool.query(`UPDATE household SET status = 'cancelled'`);
    await closeDivision(db, city, { code: FROM, on: '2021-01-31', reason: REASON }, NOW);
    expect(await division(FROM)).toMatchObject({ valid_to: '2021-01-31', merged_into: null });
    await expect(closeDivision(db, city, { code: FROM, on: '2021-01-31', reason: REASON }, NOW)).rejects.toThrow('division.ended');
  });

  it('does not saw off the top of one’s own tree', async () => {
    await expect(closeDivision(db, city, { code: '1406', on: '2021-01-31', reason: REASON }, NOW)).rejects.toThrow('division.own-top');
  });
});

describe('在册户 of the page of a division', () => {
  it('are the households in scope, in every level as in the figures: 销户, 拆迁 and 空挂 are none', async () => {
    for (const [at, status] of ['normal', 'idle', 'cancelled', 'demolished', 'nominal'].entries()) await household(`S${at}`, FROM, status);
    await household('S9', INTO, 'cancelled');
    const page = async (code: string) => (await withSql(db, (sql) => divisionPage(sql, { roots: ['1406'] }, code)))!;
    expect((await page(FROM)).households).toBe(await inScopeCount(FROM));
    expect((await page(FROM)).households).toBe(2);
    const township = await page(TOWNSHIP);
    expect(township.households).toBe(2);
    const below = Object.fromEntries(township.divisionsBelow.map(({ code, households }) => [code, households]));
    expect([below[FROM], below[INTO]]).toEqual([2, 0]);
  });
});

describe('merging', () => {
  it('takes a village’s households, plans, accounts and figures along, and rebuilding finds no difference', async () => {
    await household('H1', FROM);
    await household('H2', FROM);
    await household('H3', INTO);
    await db.pool.query(`INSERT INTO conversion_plan VALUES ($1, 2020, 'gas', 5), ($2, 2020, 'gas', 7)`, [FROM, INTO]);
    const cadre = await personWith(db, 'cadre', [FROM]);
    expect(await mergeDivision(db, city, { from: FROM, into: INTO, on: '2021-01-31', reason: REASON }, NOW)).toEqual({
      households: 2,
      divisions: 0,
    });
    expect(await inScopeCount(FROM)).toBe(0);
    expect(await inScopeCount(INTO)).toBe(3);
    expect((await db.pool.query('SELECT village_code, households FROM conversion_plan')).rows).toEqual([
      { village_code: INTO, households: 12 },
    ]);
    expect((await db.pool.query('SELECT division_code FROM account_division WHERE account_id = $1', [cadre.accountId])).rows).toEqual([
      { division_code: INTO },
    ]);
    expect(await division(FROM)).toMatchObject({ valid_to: '2021-01-31', merged_into: INTO });
    const chains = await db.pool.query(`SELECT chain, entity_key FROM history WHERE action = 'household.move' ORDER BY chain, entity_key`);
    expect(chains.rows).toEqual([FROM, INTO].flatMap((chain) => ['H1', 'H2'].map((entity_key) => ({ chain, entity_key }))));
    expect((await rebuildRollUps(db, TODAY, { write: false })).count).toBe(0);
  });

  it('of a township moves everything below, so that scope and sums follow', async () => {
    await household('H1', FROM);
    const villages = (await db.pool.query('SELECT 1 FROM division WHERE parent_code = $1', [TOWNSHIP])).rowCount;
    expect(await mergeDivision(db, city, { from: TOWNSHIP, into: OTHER_TOWNSHIP, on: '2021-01-31', reason: REASON }, NOW)).toEqual({
      households: 0,
      divisions: villages,
    });
    expect(await division(FROM)).toMatchObject({ parent_code: OTHER_TOWNSHIP, path: ['14', '1406', '140602', OTHER_TOWNSHIP, FROM] });
    const wrong = await db.pool.query(
      `SELECT d.code FROM division d JOIN division p ON p.code = d.parent_code WHERE d.path <> p.path || d.code`,
    );
    expect(wrong.rows).toEqual([]);
  });

  it('is refused into itself, into another level, into what has ended, into another city’s', async () => {
    const merge = (from: string, into: string) => mergeDivision(db, city, { from, into, on: '2021-01-31', reason: REASON }, NOW);
    await expect(merge(FROM, FROM)).rejects.toThrow('division.into-itself');
    await expect(merge(FROM, OTHER_TOWNSHIP)).rejects.toThrow('division.other-level');
    await expect(merge(FROM, '149999999999')).rejects.toThrow('division.unknown');
    await merge(FROM, INTO);
    await expect(merge('140602001003', FROM)).rejects.toThrow('division.ended');
  });
});

describe('dates of a season', () => {
  const dates = async () =>
    (await db.pool.query(`SELECT division_code, starts_on, ends_on FROM season_dates ORDER BY 1`)).rows as {
      division_code: string;
      starts_on: string;
      ends_on: string;
    }[];

  it('are the city’s until a county gets its own, and the city’s again when it gives them up', async () => {
    await setSeasonDates(db, city, { season: '2020-2021', division: '140603', startsOn: '2020-10-01', endsOn: '2021-04-30' }, NOW);
    expect(await dates()).toEqual([
      { division_code: '1406', starts_on: '2020-11-01', ends_on: '2021-03-31' },
      { division_code: '140603', starts_on: '2020-10-01', ends_on: '2021-04-30' },
    ]);
    await followDatesAbove(db, city, { season: '2020-2021', division: '140603' }, NOW);
    expect(await dates()).toHaveLength(1);
    await expect(followDatesAbove(db, city, { season: '2020-2021', division: '1406' }, NOW)).rejects.toThrow('season.top-dates');
    const history = await db.pool.query(`SELECT entity_key FROM history WHERE entity = 'season' AND action = 'season.dates' ORDER BY seq`);
    expect(history.rows).toEqual([{ entity_key: '2020-2021/140603' }, { entity_key: '2020-2021/140603' }]);
  });

  it('that end earlier take back an installation that came later, in facts and roll-ups', async () => {
    await household('H1', FROM);
    await inTransaction(db, async (sql) => {
      await sql.query(`INSERT INTO conversion (household_number, mode, in_plan, installed_on) VALUES ('H1', 'gas', true, '2020-12-20')`);
      await refreshFacts(sql, ['H1'], TODAY);
    });
    const installed = async () =>
      (await db.pool.query<{ i: number }>(`SELECT coalesce(sum(i), 0)::int AS i FROM roll_up WHERE season = '2020-2021'`)).rows[0]!.i;
    expect(await installed()).toBe(1);
    await setSeasonDates(db, city, { season: '2020-2021', division: '140602', startsOn: '2020-11-01', endsOn: '2020-12-19' }, NOW);
    expect(await installed()).toBe(0);
    expect((await rebuildRollUps(db, TODAY, { write: false })).count).toBe(0);
  });

  it('of a closed season do not change until it is reopened', async () => {
    await closeSeason(db, city, { season: '2020-2021', reason: '年度结束' }, NOW);
    const change = () =>
      setSeasonDates(db, city, { season: '2020-2021', division: '1406', startsOn: '2020-11-01', endsOn: '2021-03-15' }, NOW);
    await expect(change()).rejects.toThrow('season.closed');
    await reopenSeason(db, city, { season: '2020-2021', reason: '补报' }, NOW);
    await change();
    expect((await dates())[0]).toMatchObject({ ends_on: '2021-03-15' });
  });

  it('are refused when they are no season, in another city, or by a county', async () => {
    const set = (person: Person, division: string, startsOn: string, endsOn: string) =>
      setSeasonDates(db, person, { season: '2020-2021', division, startsOn, endsOn }, NOW);
    await expect(set(city, '1406', '2020-06-01', '2021-03-31')).rejects.toThrow('season.starts-outside');
    await expect(set(city, '1406', '2020-11-01', '2021-09-01')).rejects.toThrow('season.ends-outside');
    await expect(set(city, '14', '2020-11-01', '2021-03-31')).rejects.toThrow('division.unknown');
    await expect(set(county, '140602', '2020-11-01', '2021-03-31')).rejects.toThrow('access.not-allowed');
    await expect(declareSeason(db, city, { season: '2020-2021', startsOn: '2020-11-01', endsOn: '2021-03-31' }, NOW)).rejects.toThrow(
      'season.exists',
    );
  });
});
