/** The households whose visits are submitted in the measurement: of some villages, not visited yet, all of one cadre. */

import { randomUUID } from 'node:crypto';
import { insertAccount, setDivisionsOfAccount } from '~/database/access/account-changes.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import type { Person } from '~/domain/access/person';
import { villageCodes } from './bench-register.server';

export async function fillForSubmissions(
  db: Database,
  wanted: { season: string; villages: number; households: number },
): Promise<{ person: Person & { accountId: string }; households: { number: string; village: string }[] }> {
  const villages = (await withSql(db, villageCodes)).slice(0, wanted.villages);
  const households = Array.from({ length: wanted.households }, (_, i) => ({
    number: `S${String(i).padStart(6, '0')}`,
    village: villages[i % villages.length]!,
  }));
  const person = { accountId: randomUUID(), username: 'bench', name: '李四', role: 'cadre', divisions: villages } as const;
  await inTransaction(db, async (sql) => {
    await sql.query('INSERT INTO season (name) VALUES ($1)', [wanted.season]);
    await sql.query(`INSERT INTO season_dates (season, division_code, starts_on, ends_on) VALUES ($1, '14', '2020-10-25', '2021-03-31')`, [
      wanted.season,
    ]);
    await insertAccount(sql, { ...person, id: person.accountId }, new Date());
    await setDivisionsOfAccount(sql, person.accountId, villages);
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
  return { person, households };
}
