import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { EVERYTHING } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import type { ProblemCode } from '~/domain/problems';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, OTHER_VILLAGE, personWith, VILLAGE } from '../../helpers/register';
import { changeRoster } from '../../helpers/two-persons';

let db: Database;
let county: Person;
const refusal = (code: ProblemCode) => expect.objectContaining({ problem: expect.objectContaining({ code }) });
const inScopeOf = async (code: string) => (await readFacts(db, EVERYTHING, { division: code, season: '2020-2021' }, NOW)).rows[0]!.counts.H;

/** In a village of its own, where nobody counts. */
const SPELLED = { number: 'S1', village: '140602001003', head: '高•小云' };

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
  await addHouseholds(db, [{ number: 'H1', head: '张三' }, { number: 'H2' }, { number: 'F1', village: FAR_VILLAGE }, SPELLED]);
  county = await personWith(db, 'county', ['140602']);
});

describe('the county corrects its roster', () => {
  test('another head is a dated event beside the record', async () => {
    await changeRoster(db, county, { household: 'H1', revision: 1, change: { head: '张小三' }, reason: '原户主去世' }, NOW);
    const [event] = await withSql(db, (sql) =>
      sql.query('SELECT household_number, head_before, head_after, changed_on, reason FROM head_change'),
    );
    expect(event).toEqual({
      household_number: 'H1',
      head_before: '张三',
      head_after: '张小三',
      changed_on: '2021-02-01',
      reason: '原户主去世',
    });
    const [row] = await withSql(db, (sql) => sql.query(`SELECT head, head_initials, revision FROM household WHERE number = 'H1'`));
    expect(row).toEqual({ head: '张小三', head_initials: 'zxs', revision: 2 });
  });

  test('another spelling of the head is put right, and is no other head', async () => {
    await changeRoster(db, county, { household: 'S1', revision: 1, change: { head: '高·小云 ' }, reason: '错字' }, NOW);
    await changeRoster(db, county, { household: 'S1', revision: 2, change: { head: '高 · 小云' }, reason: '错字' }, NOW);
    const rows = await withSql(db, (sql) => sql.query(`SELECT head, head_pinyin FROM household WHERE number = 'S1'`));
    expect(rows).toEqual([{ head: '高 · 小云', head_pinyin: 'gao xiao yun' }]);
    expect(await withSql(db, (sql) => sql.query(`SELECT 1 FROM head_change WHERE household_number = 'S1'`))).toEqual([]);
  });

  test('a household that moves is counted in the new village, and both villages remember', async () => {
    await changeRoster(db, county, { household: 'H2', revision: 1, change: { village: OTHER_VILLAGE }, reason: '搬迁' }, NOW);
    expect([await inScopeOf(VILLAGE), await inScopeOf(OTHER_VILLAGE)]).toEqual([1, 1]);
    const chains = await withSql(db, (sql) =>
      sql.query<{ chain: string }>(`SELECT chain FROM history WHERE action = 'household.move' AND entity_key = 'H2' ORDER BY chain`),
    );
    expect(chains.map((row) => row.chain)).toEqual([VILLAGE, OTHER_VILLAGE]);
  });

  test('a cancelled household leaves the count', async () => {
    await changeRoster(db, county, { household: 'H2', revision: 2, change: { status: 'cancelled' }, reason: '户口注销' }, NOW);
    expect(await inScopeOf(OTHER_VILLAGE)).toBe(0);
  });

  test.each([
    ['without a reason', 'H1', 2, { head: '李四' }, '  ', 'reason.missing'],
    ['of an older view', 'H1', 1, { head: '李四' }, '改名', 'household.changed-meanwhile'],
    ['that changes nothing', 'H1', 2, { head: '张小三' }, '改名', 'roster.nothing-changed'],
    ['outside the county', 'F1', 1, { head: '李四' }, '改名', 'household.unknown'],
    ['to a village outside the county', 'H1', 2, { village: FAR_VILLAGE }, '搬迁', 'division.not-a-village'],
    ['to a township', 'H1', 2, { village: '140602001' }, '搬迁', 'division.not-a-village'],
  ] as const)('refuses a change %s', async (_what, household, revision, change, reason, code) => {
    await expect(changeRoster(db, county, { household, revision, change, reason }, NOW)).rejects.toEqual(refusal(code));
  });

  test('nobody else may', async () => {
    const cadre = await personWith(db, 'cadre', [VILLAGE]);
    await expect(changeRoster(db, cadre, { household: 'H1', revision: 2, change: { head: '李四' }, reason: '改名' }, NOW)).rejects.toEqual(
      refusal('access.not-allowed'),
    );
  });

  test('and the register verifies', async () => {
    expect((await verifyRegister(db, NOW)).ok).toBe(true);
  });
});
