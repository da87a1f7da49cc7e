/** Every input of a rule that is not a record of one household leaves a mark, and working it off brings the findings up to date. */
import { beforeAll, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { changeDivision } from '~/server/workflows/divisions/manage-division.server';
import { updateFindings } from '~/server/workflows/findings/update-findings.server';
import { setSeasonDates } from '~/server/workflows/seasons/manage-season.server';
import { freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, NOW, personWith, VILLAGE } from '../../helpers/register';

const SEASON = '2020-2021';
let db: Database;
let city: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  city = await personWith(db, 'city', ['1406']);
  await addHouseholds(db, [{ number: 'H1', conversion: null }]);
});

const run = (text: string, values: unknown[] = []) => inTransaction(db, (sql) => sql.query<Record<string, unknown>>(text, values));
const marks = () => withSql(db, (sql) => sql.query('SELECT DISTINCT part, season, division_code FROM finding_stale ORDER BY 1, 2, 3'));
const ofHouseholds = (division: string) => ({ part: 'households', season: SEASON, division_code: division });
const ofOthers = { part: 'others', season: SEASON, division_code: '' };
const rulesOf = async () => (await run('SELECT rule, state FROM finding ORDER BY rule')).map(({ rule, state }) => `${rule} ${state}`);

test.each<[what: string, change: string, marked: object[]]>([
  [
    'a policy',
    `INSERT INTO subsidy_policy (number, document, division_code, season, kind, unit, rate, shares, due_on, created_by)
    VALUES ('P', '示例', '140602', '${SEASON}', 'operating', 'per_household', 1, '[]', '2021-06-30', 'x')`,
    [ofHouseholds('140602'), ofOthers],
  ],
  ['another due day', `UPDATE subsidy_policy SET due_on = '2021-07-30'`, [ofHouseholds('140602'), ofOthers]],
  [
    'a no-coal zone',
    `INSERT INTO no_coal_zone (zone, village_code, document, name, valid_from) VALUES ('Z', '${VILLAGE}', 'D', '区', '2020-01-01')`,
    [ofHouseholds(VILLAGE)],
  ],
  ['its end', 'DELETE FROM no_coal_zone', [ofHouseholds(VILLAGE)]],
  ['a plan', `INSERT INTO conversion_plan (village_code, year, mode, households) VALUES ('${VILLAGE}', 2019, 'gas', 3)`, [ofOthers]],
  ['a heat source', `INSERT INTO heat_source (number, name, kind, division_code) VALUES ('R1', '站', 'coal_boiler', '140602')`, [ofOthers]],
  ['its size', 'UPDATE heat_source SET tonnes_per_hour = 20', [ofOthers]],
  ['thresholds', `UPDATE season SET finding_thresholds = '{"coldBelow": 18}'`, [ofHouseholds('14'), ofOthers]],
  [
    'a notice',
    `INSERT INTO payment_batch (division_code, number, state, source, drafted_at, drafted_by)
    VALUES ('140602', 'N', 'drafted', 'import', now(), 'x');
    UPDATE payment_batch SET notice_from = '2020-12-01', notice_to = '2020-12-09'`,
    [ofHouseholds('140602')],
  ],
  ['a name', `UPDATE division SET name = name || '新' WHERE code = '${VILLAGE}'`, []],
])('%s leaves its mark', async (_what, change, marked) => {
  await run('DELETE FROM finding_stale');
  await run(change);
  const roots = await run('SELECT code FROM division WHERE parent_code IS NULL');
  expect(roots).toHaveLength(1);
  expect(await marks()).toEqual(
    marked.map((one) => ((one as { division_code: string }).division_code === '14' ? { ...one, division_code: roots[0]!.code } : one)),
  );
});

test('a zone type that people set opens what it asks for, and the job takes the mark away', async () => {
  await updateFindings(db, NOW);
  expect(await marks()).toEqual([]);
  expect(await rulesOf()).toEqual(['R24 open']);
  const change = { code: VILLAGE, name: '村', within5km: false, relocating: false, completedOn: null, on: '2021-01-01', reason: '核实' };
  await changeDivision(db, city, { ...change, zoneType: 'plain_rural' }, NOW);
  expect(await marks()).toEqual([ofHouseholds(VILLAGE)]);
  await updateFindings(db, NOW);
  expect(await rulesOf()).toEqual(['R11 open', 'R24 open']);
  await changeDivision(db, city, { ...change, zoneType: 'plain_rural', relocating: true }, NOW);
  await updateFindings(db, NOW);
  expect(await rulesOf()).toEqual(['R11 proposed', 'R24 open']);
  expect(await marks()).toEqual([]);
});

test('other days of a season change what has begun, at once and with the marks', async () => {
  await changeDivision(
    db,
    city,
    {
      code: VILLAGE,
      name: '村',
      within5km: false,
      relocating: false,
      completedOn: null,
      on: '2021-01-01',
      reason: '核实',
      zoneType: 'plain_rural',
    },
    NOW,
  );
  await updateFindings(db, NOW);
  expect(await rulesOf()).toEqual(['R11 open', 'R24 open']);
  await setSeasonDates(db, city, { season: SEASON, division: '1406', startsOn: '2020-10-15', endsOn: '2021-04-15' }, NOW);
  expect(await marks()).toEqual([ofHouseholds('1406'), ofOthers]);
});
