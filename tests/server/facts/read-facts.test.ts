import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refreshSomeDueFacts } from '~/database/facts/facts.server';
import { EVERYTHING } from '~/database/scope.server';
import enums from '~/domain/contract/enums.json';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { closeSeason } from '~/server/workflows/seasons/close-season.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, OTHER_VILLAGE, personWith, VILLAGE, visitOf } from '../../helpers/register';

const NOW = new Date('2021-02-01T04:00:00Z');
let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, async (sql) => {
    await declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31');
    // 怀仁市 ends its season in January, so what is installed there later belongs to the next one.
    await declareSeason(sql, '2020-2021', '2020-11-01', '2021-01-15', '140681');
  });
  const gas = { mode: 'gas', inPlan: true };
  await addHouseholds(db, [
    { number: 'A1', village: VILLAGE, conversion: { ...gas, installedOn: '2019-09-01', connectedOn: '2019-10-20' } },
    { number: 'A2', village: VILLAGE, conversion: { ...gas, installedOn: '2021-02-10', connectedOn: '2021-02-20' } },
    { number: 'B1', village: OTHER_VILLAGE, conversion: { mode: 'district_heat', year: 2020 } },
    { number: 'F1', village: FAR_VILLAGE, conversion: { ...gas, installedOn: '2021-01-20', connectedOn: '2021-01-25' } },
  ]);
  const cadre = await personWith(db, 'cadre', [VILLAGE]);
  await submitVisit(db, cadre, visitOf('A1', { visitedAt: '2021-01-10T10:00:00+08:00' }), NOW);
});

const ask = (division: string, asOf?: string, now = NOW) => readFacts(db, EVERYTHING, { division, season: '2020-2021', asOf }, now);

describe('npm run facts', () => {
  test('gives the division, then its direct children, whose figures add up to it', async () => {
    const answer = await ask('1406');
    expect(answer).toMatchObject({ season: '2020-2021', asOf: '2021-02-01', division: '1406' });
    expect(answer.rows.map((row) => row.code)).toEqual(['1406', '140602', '140603', '140621', '140622', '140623', '140671', '140681']);
    const [city, ...counties] = answer.rows;
    for (const key of Object.keys(city!.counts) as (keyof NonNullable<typeof city>['counts'])[]) {
      expect(counties.reduce((sum, row) => sum + row.counts[key], 0)).toBe(city!.counts[key]);
    }
    expect(city!.counts).toMatchObject({ H: 4, R: 4, P: 3, I: 2, 'I.gas': 1, 'I.district_heat': 1, C: 1, V: 1, U: 1 });
    expect(city!.indicators.completeness).toEqual({ numerator: 1, denominator: 4, rate: 0.25 });
    expect(city!.indicators.letUsedRate).toEqual({ numerator: 0, denominator: 0, rate: null });
    expect(city!.indicators.cleanRateArea).toEqual({ numerator: 80, denominator: 80, rate: 1 });
  });

  test('has the keys other programs rely on', async () => {
    const [row] = (await ask(VILLAGE)).rows;
    expect(Object.keys(row!)).toEqual(['code', 'name', 'counts', 'indicators', 'amountsFen', 'continuity']);
    expect(Object.keys(row!.counts).sort()).toEqual(
      [
        'H',
        'R',
        'E',
        'P',
        'I',
        'I.district_heat',
        'I.electric_distributed',
        'I.electric_household',
        'I.gas',
        'I.biomass',
        'I.solar',
        'I.other',
        'C',
        'U',
        'IP',
        'V',
        'X',
        'S',
        'unstable',
        'B',
        'Q',
        'cold',
        'let',
        'letConnected',
        'letUsed',
        'letOccupied',
      ].sort(),
    );
    expect(row!.amountsFen).toEqual({ due: 0, paid: 0, arrears: 0 });
    expect(Object.keys(row!.continuity)).toEqual(Object.keys(enums.continuity));
  });

  test('a village is its own and only row', async () => {
    expect((await ask(OTHER_VILLAGE)).rows.map((row) => [row.code, row.counts.H])).toEqual([[OTHER_VILLAGE, 1]]);
  });

  test('what is physical is seen as of the end of the season in the household’s county', async () => {
    // F1 was installed on 20 January, after 怀仁市’s season; as of 1 February it does not count there.
    expect((await ask('140681')).rows[0]!.counts).toMatchObject({ H: 1, P: 1, I: 0, C: 0 });
  });

  test('another as-of date sees visits and installations known by then', async () => {
    expect((await ask(VILLAGE, '2021-01-09')).rows[0]!.counts).toMatchObject({ V: 0, U: 0, C: 1, I: 1 });
    expect((await ask(VILLAGE, '2021-01-10')).rows[0]!.counts).toMatchObject({ V: 1, U: 1, C: 1, I: 1 });
    expect((await ask(VILLAGE, '2021-02-15')).rows[0]!.counts).toMatchObject({ I: 2, C: 1 });
    expect((await ask(VILLAGE, '2021-12-31')).rows[0]!.counts).toMatchObject({ I: 2, C: 2 });
    expect((await ask(OTHER_VILLAGE, '2020-12-30')).rows[0]!.counts).toMatchObject({ I: 0 });
  });

  test('the calendar alone moves stored figures when the day comes', async () => {
    const later = new Date('2021-02-20T04:00:00Z');
    expect((await ask(VILLAGE, undefined, later)).rows[0]!.counts).toMatchObject({ I: 2, C: 2 });
    expect(await inTransaction(db, (sql) => refreshSomeDueFacts(sql, '2021-02-20'))).toBe(0);
  });

  test('refuses what does not exist, in the scope or at all', async () => {
    const code = (expected: string) => expect.objectContaining({ problem: expect.objectContaining({ code: expected }) });
    await expect(ask('999999')).rejects.toEqual(code('division.unknown'));
    await expect(readFacts(db, { roots: ['140681'] }, { division: '140602', season: '2020-2021' }, NOW)).rejects.toEqual(
      code('division.unknown'),
    );
    await expect(readFacts(db, EVERYTHING, { division: '1406', season: '2031-2032' }, NOW)).rejects.toEqual(code('season.unknown'));
    await expect(ask('1406', '2021-02-30')).rejects.toEqual(code('day.not-a-day'));
  });

  test('a closed season answers later days from what was stored at its closing', async () => {
    const city = await personWith(db, 'city', ['1406']);
    await closeSeason(db, city, { season: '2020-2021', reason: '上报' }, new Date('2021-03-01T04:00:00Z'));
    await withSql(db, (sql) => sql.query(`UPDATE household SET status = 'cancelled' WHERE number = 'A1'`));
    expect((await ask(VILLAGE, undefined, new Date('2021-06-01T04:00:00Z'))).rows[0]!.counts).toMatchObject({ H: 2, V: 1 });
  });
});
