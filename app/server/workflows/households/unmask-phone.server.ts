import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { open } from '~/server/personal/seal.server';

/**
 * 看完整电话: opens the phone of one household for someone who has to call it. Who looked at which household and when is in
 * the history before the number is given; the number itself is not.
 */
export async function unmaskPhone(db: Database, person: Person, input: { household: string }, now: Date): Promise<string> {
  if (!mayPerson(person, 'personal-data.unmask')) refuse('access.not-allowed');
  return inTransaction(db, async (sql) => {
    const [household] = await sql.query<{ number: string; village_code: string; phone_encrypted: string | null }>(
      `SELECT h.number, h.village_code, h.phone_encrypted FROM household h JOIN division v ON v.code = h.village_code
       WHERE h.number = $1 AND v.path && $2::text[]`,
      [input.household, scopeOf(person).roots],
    );
    if (!household) refuse('household.unknown', { number: input.household });
    if (household.phone_encrypted === null) refuse('household.no-phone', { number: household.number });
    const phone = open(household.phone_encrypted);
    await appendHistory(sql, now, person.username, [
      {
        chain: household.village_code,
        action: 'personal-data.unmask',
        entity: 'unmasking',
        entityKey: household.number,
        after: { field: 'phone' },
      },
    ]);
    return phone;
  });
}
