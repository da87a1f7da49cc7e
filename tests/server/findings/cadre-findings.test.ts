/** What a cadre's phone gets of findings: which, of whom, what of them, and when anew. */
import { beforeAll, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { CADRE_RULES, type CadreFinding, toDoFirst } from '~/domain/findings/cadre-finding';
import { RULE_CODES } from '~/domain/findings/rule-codes';
import { seal } from '~/server/personal/seal.server';
import { ownFindings, todoFindings } from '~/server/workflows/findings/cadre-findings.server';
import { readPackage } from '~/server/workflows/phones/read-package.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, NOW, personWith, VILLAGE } from '../../helpers/register';

const SEASON = '2020-2021';
const ELSEWHERE = '140602002014';
let db: Database;
let cadre: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-25', '2021-03-31'));
  await inTransaction(db, (sql) => declareSeason(sql, '2019-2020', '2019-10-25', '2020-03-31'));
  await addHouseholds(db, [{ number: 'H1' }, { number: 'H2', village: ELSEWHERE }]);
  cadre = await personWith(db, 'cadre', [VILLAGE]);
});

type New = {
  rule?: string | null;
  source?: string;
  level?: string;
  household?: string;
  state?: string;
  season?: string;
  owner?: string | null;
};
async function finding({ rule = null, source = rule ? 'rule' : 'hotline', level = 'township', ...more }: New = {}): Promise<string> {
  const { household = 'H1', state = 'open', season = SEASON, owner = null } = more;
  const { rows } = await db.pool.query(
    `INSERT INTO finding (id, season, rule, subject, source, kind, division_code, household_number, level, state, urgent, opened_on, due_on,
       measures, owner_account_id, text_encrypted, amount, created_at, created_by)
     VALUES (gen_random_uuid(), $1, $2, gen_random_uuid()::text, $3, CASE WHEN $2::text IS NULL THEN '室温不够' END, $4, $5, $6, $7, false,
       '2021-01-10', '2021-01-25', '上门看', $8, $9, 99, $10, 'x') RETURNING number`,
    [
      SEASON === season ? SEASON : season,
      rule,
      source,
      household === 'H1' ? VILLAGE : ELSEWHERE,
      household,
      level,
      state,
      owner,
      seal('张三家的描述'),
      NOW,
    ],
  );
  return rows[0].number;
}
const page = (mark: string | null, since: string | null = null) =>
  readPackage(db, cadre, { village: VILLAGE, since, page: null, findings: mark }, NOW);
const numbers = (list: readonly CadreFinding[] | undefined) => list?.map(({ number }) => number);

test('the rules a cadre can do something about, whatever lies by hand on the township’s desk, and what was given by name', async () => {
  const shown: string[] = [];
  for (const rule of RULE_CODES) {
    const number = await finding({ rule });
    if ((CADRE_RULES as readonly string[]).includes(rule)) shown.push(number);
  }
  // Money, double claims, and what the cadre does.
  expect(CADRE_RULES).not.toEqual(expect.arrayContaining(['R01']));
  for (const rule of ['R01', 'R02', 'R03', 'R04', 'R06', 'R07', 'R13', 'R16', 'R17', 'R18', 'R21'])
    expect(CADRE_RULES as readonly string[]).not.toContain(rule);
  shown.push(await finding());
  await finding({ level: 'county' });
  await finding({ rule: 'R08', household: 'H2' });
  await finding({ rule: 'R08', season: '2019-2020' });
  const given = await finding({ rule: 'R17', level: 'county', owner: cadre.accountId });
  const { village } = await page('');
  expect(numbers(village.findings!.list)).toEqual([...shown, given].sort());
  expect(village.findings!.list.find(({ number }) => number === given)).toMatchObject({ rule: null, kind: null, measures: '上门看' });
  // Nothing of what a clerk wrote of it, and no money.
  expect(JSON.stringify(village.findings)).not.toMatch(/张三|99|amount|text_encrypted/);
});

test('they come again only when one of them is another, whole, and closed ones are gone', async () => {
  const first = await page('');
  const { mark, list } = first.village.findings!;
  expect((await page(mark, first.cursor)).village.findings).toBeUndefined();
  // An older app does not ask.
  expect((await page(null)).village.findings).toBeUndefined();

  const [one, two] = [list[0]!.number, list[1]!.number];
  await db.pool.query(
    `INSERT INTO finding_step (finding_id, at, actor, actor_name, kind, text_encrypted) SELECT id, $2, 'zhen', '高审核', 'progress', $3
     FROM finding
     WHERE number = $1`,
    [one, NOW, seal('燃气公司周三来')],
  );
  const second = await page(mark, first.cursor);
  expect(second.households).toEqual([]);
  expect(second.village.findings!.list[0]!.said).toEqual({ text: '燃气公司周三来', by: '高审核', at: NOW.toISOString() });
  await db.pool.query(`UPDATE finding SET state = 'closed', result = '好了', closed_at = now(), closed_by = 'zhen' WHERE number = $1`, [
    two,
  ]);
  const third = await page(second.village.findings!.mark, first.cursor);
  expect(numbers(third.village.findings!.list)).toEqual(numbers(list)!.filter((number) => number !== two));
});

test('on the web they are the same; another village’s cadre sees none of them', async () => {
  const mine = await withSql(db, (sql) => ownFindings(sql, cadre, { household: 'H1', season: SEASON }));
  expect(numbers(mine)).toEqual(numbers((await page('')).village.findings!.list));
  const todo = await withSql(db, (sql) => todoFindings(sql, cadre, SEASON, 1));
  expect(todo.total).toBeGreaterThan(1);
  expect(todo.rows).toHaveLength(1);
  expect(todo.rows[0]).toMatchObject({ household: 'H1', village: expect.any(String), head: expect.any(String) });
  const other = await personWith(db, 'cadre', [ELSEWHERE]);
  expect(await withSql(db, (sql) => ownFindings(sql, other, { household: 'H1', season: SEASON }))).toEqual([]);
  await expect(readPackage(db, other, { village: VILLAGE, since: null, page: null, findings: '' }, NOW)).rejects.toThrow();
});

test('the urgent first, then by deadline; what waits to be closed is done', () => {
  const one = (number: string, more: Partial<CadreFinding>): CadreFinding => ({
    number,
    household: 'H1',
    rule: 'R08',
    kind: null,
    source: 'rule',
    urgent: false,
    state: 'open',
    openedOn: '2021-01-01',
    dueOn: '2021-01-08',
    measures: null,
    said: null,
    ...more,
  });
  const list = [
    one('A', {}),
    one('B', { dueOn: '2021-01-05' }),
    one('C', { urgent: true, dueOn: '2021-02-01' }),
    one('D', { state: 'proposed' }),
  ];
  expect(numbers(toDoFirst(list))).toEqual(['C', 'B', 'A']);
});
