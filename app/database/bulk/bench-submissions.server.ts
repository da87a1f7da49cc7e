/**
 * The register in which submissions are measured: households of some villages, not visited yet, each village with a cadre of its own, who
 * is signed in on a phone and with a program; and the floor, the same rows written by plain COPY.
 */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { insertAccount, setDivisionsOfAccount } from '~/database/access/account-changes.server';
import { insertApiToken } from '~/database/access/api-tokens.server';
import { insertSession } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import type { Person } from '~/domain/access/person';
import { villageCodes } from './bench-register.server';

export type BenchCadre = { person: Person & { accountId: string }; households: string[] };

/** `signedInAs`: the ids of a session and of a token for each cadre. */
export async function fillForSubmissions(
  db: Database,
  wanted: { season: string; householdsOfEach: readonly number[]; signedInAs: readonly { session: string; token: string }[] },
): Promise<BenchCadre[]> {
  const { season, householdsOfEach, signedInAs } = wanted;
  const villages = (await withSql(db, villageCodes)).slice(0, householdsOfEach.length);
  const now = new Date();
  const cadres = villages.map((village, at) => ({
    person: { accountId: randomUUID(), username: `bench-${at}`, name: '李四', role: 'cadre' as const, divisions: [village] },
    households: Array.from({ length: householdsOfEach[at]! }, (_, i) => `S${String(at).padStart(2, '0')}${String(i).padStart(6, '0')}`),
  }));
  const households = cadres.flatMap((cadre, at) => cadre.households.map((number) => ({ number, village: villages[at]! })));
  await inTransaction(db, async (sql) => {
    await sql.query('INSERT INTO season (name) VALUES ($1)', [season]);
    await sql.query(`INSERT INTO season_dates (season, division_code, starts_on, ends_on) VALUES ($1, '14', '2020-10-25', '2021-03-31')`, [
      season,
    ]);
    for (const [at, { person }] of cadres.entries()) {
      await insertAccount(sql, { ...person, id: person.accountId }, now);
      await setDivisionsOfAccount(sql, person.accountId, [...person.divisions]);
      await sql.query('UPDATE account SET must_change_password = false WHERE id = $1', [person.accountId]);
      const { session, token } = signedInAs[at]!;
      await insertSession(sql, { id: session, accountId: person.accountId, role: person.role, userAgent: null, now });
      await insertApiToken(sql, { id: token, accountId: person.accountId, now, expiresAt: new Date(now.getTime() + 86_400_000) });
    }
    await sql.query(
      `INSERT INTO household (number, village_code, head, head_initials, residence, status, heated_area, source)
       SELECT number, village, '张三', 'zs', 'resident', 'normal', 80, 'import'
         FROM json_to_recordset($1::json) AS h(number text, village text)`,
      [JSON.stringify(households)],
    );
    await sql.query(
      `INSERT INTO conversion (household_number, mode, in_plan, installed_on, connected_on)
       SELECT number, 'gas', true, '2019-09-01', '2019-10-20' FROM household`,
    );
    await refreshFacts(
      sql,
      households.map(({ number }) => number),
      '2021-02-01',
    );
    await sql.query(`INSERT INTO history_chain (chain, seq, hash) SELECT unnest($1::text[]), 0, ''`, [villages]);
  });
  await withSql(db, (sql) => sql.query('VACUUM ANALYZE'));
  return cadres;
}

/** Milliseconds of processor that the server's processes, running and ended, have used until now; null where there is no /proc. */
export async function databaseProcessor(sql: Sql): Promise<number | null> {
  const pids = await sql.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  try {
    const parent = Number(statOf(pids[0]!.pid)[1]);
    const ended = statOf(parent)
      .slice(13, 15)
      .reduce((sum, ticks) => sum + Number(ticks) * MS_A_TICK, 0);
    return pids.reduce((sum, { pid }) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6, ended);
  } catch {
    return null;
  }
}

const MS_A_TICK = 10;
/** What /proc says of a process after its name: its state, its parent … and at 13 and 14 the processor of its ended children. */
const statOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');

/** What a visit adds to the register, and the rows of the household that it changes. */
const WRITTEN = ['visit', 'phone_record', 'history', 'history_row', 'household', 'household_facts'];

/** Tables like those that visits go to, with their indexes and without triggers, for writing the rows of the visits again. */
export async function floorOf(
  db: Database,
): Promise<{ visits: number; write: (first: number, visits: number) => Promise<void>; empty: () => Promise<void> }> {
  const tables = await withSql(db, async (sql) => {
    const found: { name: string; columns: string[]; rows: unknown[][] }[] = [];
    for (const table of WRITTEN) {
      const name = `floor_${table}`;
      await sql.query(`DROP TABLE IF EXISTS ${name}`);
      await sql.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING INDEXES)`);
      const columns = (
        await sql.query<{ name: string }>(
          `SELECT attname::text AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
           ORDER BY attnum`,
          [table],
        )
      ).map((column) => column.name);
      const key = { household: 'number', household_facts: 'household_number' }[table];
      const rows = await sql.query<{ row: unknown[] }>(
        `SELECT ARRAY[${columns.map((column) => `t.${column}::text`).join(', ')}] AS row FROM ${table} t
         ${key ? `WHERE t.${key} IN (SELECT household_number FROM visit)` : ''} ORDER BY t.${columns[0]}`,
      );
      found.push({ name, columns, rows: rows.map(({ row }) => row) });
    }
    return found;
  });
  const visits = tables[0]!.rows.length;
  return {
    visits,
    /** As many rows of each table as so many visits wrote, in one transaction that waits for the disk. */
    write: (first, count) =>
      inTransaction(
        db,
        async (sql) => {
          for (const { name, columns, rows } of tables) {
            const each = rows.length / visits;
            await sql.copyIn(name, columns, rows.slice(Math.round(first * each), Math.round((first + count) * each)));
          }
        },
        { durable: true },
      ),
    empty: () => withSql(db, (sql) => sql.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`)).then(() => undefined),
  };
}
