import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { sealedPhoneOf } from '~/database/households/household.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { open } from '~/server/personal/seal.server';

/**
 * 看完整电话: opens the phone of one household for a person who has to call it. The history records who looked at which household
 * and when, before the number is given. It does not hold the number.
 */
export async function unmaskPhone(db: Database, person: Person, input: { household: string }, now: Date): Promise<string> {
  if (!mayPerson(person, 'personal-data.unmask')) refuse('access.not-allowed');
  return inTransaction(db, async (sql) => {
    const household = await sealedPhoneOf(sql, scopeOf(person), input.household);
    if (!household) refuse('household.unknown', { number: input.household });
    if (household.sealed === null) refuse('household.no-phone', { number: input.household });
    const phone = open(household.sealed);
    await appendHistory(sql, now, person.username, [
      {
        chain: household.villageCode,
        action: 'personal-data.unmask',
        entity: 'unmasking',
        entityKey: input.household,
        after: { field: 'phone' },
      },
    ]);
    return phone;
  });
}
