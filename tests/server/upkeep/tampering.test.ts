/**
 * verify works both ways: every column of every table is changed behind the app's back, and rows are removed and added, each time with
 * the triggers off, as who has the database can. What is not found stands below with its reason.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { beginKeys } from '~/database/upkeep/keyed-from.server';
import { DECISIVE_TABLES, type NotedRelation, rowDifferences } from '~/database/upkeep/noted-rows.server';
import { closeSeason } from '~/server/workflows/seasons/close-season.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { verifyHeadFile } from '~/server/workflows/upkeep/head-file.server';
import { verifyHistory } from '~/server/workflows/upkeep/verify-history.server';
import { compareRows } from '~/server/workflows/upkeep/verify-records.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, filledDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, NOW, personWith, VILLAGE, visitOf } from '../../helpers/register';

const DERIVED = 'computed from the rows that are decisive; verify computes it anew and compares';
const QUEUE = 'work that waits, done again when it is missing';
const PERSONAL = 'what one person sees or is signed in with; nothing is counted by it';

/** Tables without a person's decision in them. */
const NOT_DECISIVE: Record<string, string> = {
  ...Object.fromEntries(
    `household_facts roll_up subsidy_sum subsidy_households subsidy_open unpaid_sum resend_sum batch_sum continuity_sum review_key
     waiting_sum conversion_step heat_source_sum visit_day finding_sum finding_due_sum forecast_sum`
      .split(/\s+/)
      .map((table) => [table, DERIVED]),
  ),
  ...Object.fromEntries('sums_to_settle finding_stale job_record'.split(' ').map((table) => [table, QUEUE])),
  ...Object.fromEntries('session api_token saved_view table_columns rate_limit'.split(' ').map((table) => [table, PERSONAL])),
  past_facts: 'a cache of days gone by, computed again when it is asked for',
  past_roll_up: 'as past_facts',
  backup_run: 'the backups that were made; each file proves what it holds',
  instance_key: 'made at the first start; with another one, those who take its packages refuse them',
  visit_draft: 'typed and not sent yet; never counted, and kept on the phone too',
  _prisma_migrations: 'Prisma’s own; every start compares it with the migrations of the program',
};

/** Columns of decisive tables and of the history that may be otherwise unseen. */
const NOT_FOUND: Record<string, string> = {
  'account.failed_sign_ins': 'counts attempts of strangers too; protects the sign-in and decides nothing that is counted',
  'account.locked_until': 'as failed_sign_ins',
  'account.language': 'the language somebody reads in',
  'second_factor.last_step': 'changes with every sign-in; the code of an older half minute counts for a minute only',
  'device.last_seen_at': 'changes with every request',
  'history.position': 'only the order counts, and entries of a chain in another order are found',
  'device.unsent': 'what the phone last said of itself; changes with every request',
  'device.unsent_at': 'as unsent',
  'device.last_sequence': 'the highest number received; the records themselves hold theirs',
};

let filled: () => Promise<Database>;
let db: Database;
let folder: string;

const LATER = new Date('2021-02-03T04:00:00Z');
type Column = { table: string; column: string; type: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingnuan-heads-'));
  filled = filledDatabase(async (made) => {
    await inTransaction(made, async (sql) => {
      await declareSeason(sql, '2019-2020', '2019-11-01', '2020-03-31');
      await declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31');
    });
    await addHouseholds(made, [{ number: 'H1' }, { number: 'H2' }]);
    await submitVisit(made, await personWith(made, 'cadre', [VILLAGE], 'li'), visitOf('H1'), NOW);
    await closeSeason(made, await personWith(made, 'city', ['1406'], 'zhou'), { season: '2019-2020', reason: '上报完成' }, NOW);
  });
  db = await filled();
  expect(await verifyRegister(db, LATER, undefined, folder)).toMatchObject({ ok: true });
  await withSql(db, async (sql) => {
    // Only so that any value can be put into any column.
    for (const { statement } of await sql.query<{ statement: string }>(
      `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname) AS statement FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f')
       UNION ALL SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
       WHERE c.relnamespace = 'public'::regnamespace AND indisunique AND NOT indisprimary`,
    ))
      await sql.query(statement);
  });
  // Every table that is decisive has a row in which every column has a value, written as the app writes.
  await inTransaction(db, async (sql) => {
    const columns = await columnsOf(sql);
    for (const table of Object.keys(DECISIVE_TABLES)) {
      const own = columns.filter((one) => one.table === table);
      await sql.query(
        `INSERT INTO ${table} (${own.map(({ column }) => `"${column}"`).join(', ')}) VALUES (${own.map(givenTo).join(', ')})`,
      );
    }
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function columnsOf(sql: Sql): Promise<Column[]> {
  return sql.query<Column>(
    `SELECT c.table_name AS table, c.column_name AS column, c.udt_name AS type FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position`,
  );
}

const VALUES: Record<string, string> = {
  text: `'x'`,
  varchar: `'x'`,
  int2: '77',
  int4: '77',
  int8: '77',
  numeric: '1',
  bool: 'true',
  date: `'2021-01-01'`,
  timestamptz: `'2021-01-01T00:00:00Z'`,
  jsonb: `'{"a": 1}'`,
  uuid: `'00000000-0000-4000-8000-000000000009'`,
  _text: `'{x}'`,
  _int8: `'{1}'`,
  bytea: `'\\x01'`,
};
/** Triggers look at the household and take a season apart. */
const NAMED: Record<string, string> = { season: `'2020-2021'`, village_code: `'${VILLAGE}'`, household_number: `'H1'` };
const givenTo = ({ column, type }: Column): string => NAMED[column] ?? VALUES[type] ?? `NULL /* ${type} */`;

/** Another value than the one that stands there, of whatever type. */
function another(one: Column): string {
  const { column, type } = one;
  const c = `"${column}"`;
  const changed: Record<string, string> = {
    text: `${c} || '9'`,
    varchar: `${c} || '9'`,
    bool: `NOT ${c}`,
    date: `${c} + 1`,
    timestamptz: `${c} + interval '1 second'`,
    jsonb: `'{"a": 2}'::jsonb`,
    uuid: `'00000000-0000-4000-8000-00000000000a'::uuid`,
    _text: `${c} || 'y'::text`,
    _int8: `${c} || 2::bigint`,
    bytea: `${c} || '\\x02'`,
  };
  return `CASE WHEN ${c} IS NULL THEN ${givenTo(one)} ELSE ${changed[type] ?? `${c} + 1`} END`;
}

/** What `find` says after a change past the triggers, which is undone again. */
async function tampered(change: string | readonly string[], find: (sql: Sql) => Promise<number>): Promise<number> {
  let found = -1;
  const undo = new Error('undo');
  await inTransaction(db, async (sql) => {
    await sql.query('SET LOCAL session_replication_role = replica');
    for (const statement of [change].flat()) await sql.query(statement);
    found = await find(sql);
    throw undo;
  }).catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  return found;
}

const rowsOf = (table: string) => async (sql: Sql) => (await rowDifferences(sql, table as NotedRelation)).length;
const historyOf = async (sql: Sql) => (await verifyHistory(sql)).faults.length + (await compareRows(sql, undefined, [])).faults.length;
const HISTORY = new Set(['history', 'history_chain', 'history_day', 'history_row']);
const last = (table: string): string => `ctid = (SELECT ctid FROM ${table} ORDER BY ctid DESC LIMIT 1)`;

test('every table is decisive, a part of the history, or listed with its reason', async () => {
  const tables = new Set((await withSql(db, columnsOf)).map(({ table }) => table));
  const known = [...Object.keys(DECISIVE_TABLES), ...HISTORY, 'history_before_keys', ...Object.keys(NOT_DECISIVE)];
  expect([...tables].sort()).toEqual(known.sort());
});

test('a change of any column is found, and what is not found is listed with its reason', async () => {
  const columns = (await withSql(db, columnsOf)).filter(({ table }) => table in DECISIVE_TABLES || HISTORY.has(table));
  expect(await withSql(db, historyOf)).toBe(0);
  const missed: string[] = [];
  for (const one of columns) {
    const find = HISTORY.has(one.table) ? historyOf : rowsOf(one.table);
    const change = `UPDATE ${one.table} SET "${one.column}" = ${another(one)} WHERE ${last(one.table)}`;
    if ((await tampered(change, find)) === 0) missed.push(`${one.table}.${one.column}`);
  }
  expect(missed.sort()).toEqual(Object.keys(NOT_FOUND).sort());
  expect(columns.length - missed.length).toBeGreaterThan(450);
});

test('a row that is removed, and one that is put in, is found in every table', async () => {
  const columns = await withSql(db, columnsOf);
  const missed: string[] = [];
  for (const table of [...Object.keys(DECISIVE_TABLES), ...HISTORY]) {
    const find = HISTORY.has(table) ? historyOf : rowsOf(table);
    if ((await tampered(`DELETE FROM ${table} WHERE ${last(table)}`, find)) === 0) missed.push(`${table} removed`);
    const own = columns.filter((one) => one.table === table);
    const keys: readonly string[] = table in DECISIVE_TABLES ? DECISIVE_TABLES[table as keyof typeof DECISIVE_TABLES].key : KEYS[table]!;
    const copy = own.map((one) => (keys.includes(one.column) || one.column === 'username' ? another(one) : `"${one.column}"`));
    const put = `INSERT INTO ${table} (${own.map(({ column }) => `"${column}"`).join(', ')}) SELECT ${copy.join(', ')} FROM ${table}
      WHERE ${last(table)}`;
    if ((await tampered(put, find)) === 0) missed.push(`${table} put in`);
  }
  expect(missed).toEqual([]);
});
const KEYS: Record<string, readonly string[]> = {
  history: ['chain', 'position'],
  history_chain: ['chain'],
  history_day: ['number'],
  history_row: ['position'],
};

describe('found today, and not before', () => {
  const all = async (sql: Sql) => (await compareRows(sql)).faults.length;

  test.each([
    ['the visits of a village', 'DELETE FROM visit', all],
    ['its households', `DELETE FROM household WHERE village_code = '${VILLAGE}'`, all],
    ['a ledger', 'TRUNCATE payment, entitlement CASCADE', all],
    ['a payment and what it paid', ['DELETE FROM payment', 'UPDATE entitlement SET paid = 0'], all],
    ['a closed season reopened', 'UPDATE season SET closed_at = NULL, closed_by = NULL', all],
    [
      'the facts of a closed season with their sum',
      [
        `UPDATE household_facts SET r = 1 - r, e = 1 - e WHERE season = '2019-2020' AND household_number = 'H1'`,
        `UPDATE roll_up SET r = r - 1, e = e - 1 WHERE season = '2019-2020'`,
      ],
      all,
    ],
    [
      'the last entry, with its chain moved back',
      [
        `DELETE FROM history h USING history_chain c WHERE h.chain = c.chain AND h.seq = c.seq AND c.chain = '${VILLAGE}'`,
        `UPDATE history_chain c SET seq = h.seq, hash = h.hash FROM (SELECT seq, hash FROM history WHERE chain = '${VILLAGE}'
           ORDER BY seq DESC LIMIT 1) h WHERE c.chain = '${VILLAGE}'`,
      ],
      historyOf,
    ],
    ['entries in another order', `UPDATE history SET position = -position WHERE chain = '${VILLAGE}' AND seq > 1`, historyOf],
    [
      'a whole chain with its end',
      [`DELETE FROM history WHERE chain = '${VILLAGE}'`, `DELETE FROM history_chain WHERE chain = '${VILLAGE}'`],
      historyOf,
    ],
    [
      'notes with the entry that sealed them',
      [`DELETE FROM history WHERE chain = 'rows'`, `DELETE FROM history_chain WHERE chain = 'rows'`],
      historyOf,
    ],
    [
      'a chain written anew without the key',
      [
        `UPDATE history SET hash = encode(sha256(convert_to(E'\\n' || payload, 'UTF8')), 'hex') WHERE chain = '${VILLAGE}' AND seq = 1`,
        `INSERT INTO history_before_keys SELECT chain, 1, hash FROM history WHERE chain = '${VILLAGE}' AND seq = 1`,
      ],
      historyOf,
    ],
  ] as const)('%s', async (_what, change, find) => {
    expect(await tampered(change, find)).toBeGreaterThan(0);
  });

  test('a change with the triggers on is noted and sealed by nobody', async () => {
    const other = await filled();
    await other.pool.query(`UPDATE household SET head = '改了' WHERE number = 'H1'`);
    const { records } = await verifyRegister(other, LATER, undefined, mkdtempSync(join(folder, 'other-')));
    expect(records.faults).toMatchObject([
      { entity: 'household', key: 'H1', column: 'head', fault: 'differs' },
      { entity: 'household', key: 'H1', column: '*', fault: 'unsealed' },
    ]);
  });
});

test('a clock that ran ahead spoils no head, and the file beside the database misses one that is cut off', async () => {
  const other = await filled();
  const dir = mkdtempSync(join(folder, 'clock-'));
  const ahead = new Date('2023-06-01T04:00:00Z');
  await addHouseholds(other, [{ number: 'H3' }], ahead);
  expect((await verifyRegister(other, new Date('2023-06-02T04:00:00Z'), undefined, dir)).ok).toBe(true);
  // Back in time: what is written now comes into the next head, and the heads before stay as they are.
  await addHouseholds(other, [{ number: 'H4' }], new Date('2021-02-05T04:00:00Z'));
  expect((await verifyRegister(other, new Date('2021-02-06T04:00:00Z'), undefined, dir)).ok).toBe(true);
  const heads = await withSql(other, (sql) => sql.query<{ day: string }>('SELECT day FROM history_day ORDER BY number'));
  expect(heads.map(({ day }) => day)).toEqual(['2023-06-01', '2021-02-05']);

  await other.pool.query(`DELETE FROM history_day WHERE number = 2; UPDATE history_chain SET sealed_seq = 0`);
  expect(await verifyHeadFile(other, dir)).toMatchObject([{ fault: 'head-file', day: '2021-02-05' }]);
  const [file] = [join(dir, `history-heads-${new URL(other.url).pathname.slice(1)}.jsonl`)];
  writeFileSync(file, readFileSync(file, 'utf8').replace('"chains":', '"chains":1'));
  expect(await verifyHeadFile(other, dir)).toHaveLength(2);
});

test('a register of an older version goes on with keys, and its old entries are held by the first keyed one', async () => {
  const old = await filled();
  await old.pool.query('ALTER TABLE history DISABLE TRIGGER USER; ALTER TABLE history_row DISABLE TRIGGER USER');
  const { rows: entries } = await old.pool.query<{ chain: string; seq: number; payload: string }>(
    `SELECT chain, seq, payload FROM history WHERE chain <> 'rows' ORDER BY chain, seq`,
  );
  await old.pool.query(`DELETE FROM history WHERE chain = 'rows'; DELETE FROM history_chain WHERE chain = 'rows'`);
  const hashes = new Map<string, string>();
  for (const { chain, seq, payload } of entries) {
    const { rows: _sealed, ...plain } = JSON.parse(payload) as Record<string, unknown>;
    const text = JSON.stringify(plain);
    const hash = createHash('sha256')
      .update(`${hashes.get(chain) ?? ''}\n${text}`)
      .digest('hex');
    hashes.set(chain, hash);
    await old.pool.query('UPDATE history SET payload = $3, hash = $4 WHERE chain = $1 AND seq = $2', [chain, seq, text, hash]);
    await old.pool.query('UPDATE history_chain SET hash = $2, seal = NULL WHERE chain = $1', [chain, hash]);
  }
  await old.pool.query('INSERT INTO history_before_keys SELECT chain, seq, hash FROM history_chain WHERE seq > 0');
  await old.pool.query('ALTER TABLE history ENABLE TRIGGER USER; ALTER TABLE history_row ENABLE TRIGGER USER');
  const verified = () => verifyRegister(old, LATER, undefined, mkdtempSync(join(folder, 'old-')));
  expect((await withSql(old, verifyHistory)).faults).toMatchObject([{ fault: 'keys' }]);
  await beginKeys(old);
  await beginKeys(old);
  await addHouseholds(old, [{ number: 'H3' }], LATER);
  expect(await verified()).toMatchObject({ ok: true });
  await withSql(old, async (sql) => {
    await sql.query('ALTER TABLE history DISABLE TRIGGER USER');
    await sql.query(`UPDATE history_before_keys SET seq = seq + 1 WHERE chain = '${VILLAGE}'`);
  });
  expect((await verified()).history.faults.map(({ fault }) => fault)).toEqual(expect.arrayContaining(['hash', 'keys']));
});
