import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { type SealedField, sealedValueOf } from '~/database/households/ledger/ledger.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { openPersonal } from '~/server/personal/household-values.server';

export const SEALED_FIELDS = ['phone', 'idNumber', 'bankAccount', 'hardship'] as const satisfies readonly SealedField[];

/** What a person may see whole: whoever has to call the telephone, whoever keeps the ledger everything else. */
export function mayUnmask(person: Person, field: SealedField): boolean {
  return mayPerson(person, field === 'phone' ? 'personal-data.unmask' : 'personal-data.unmask-papers');
}

/**
 * 看完整号码: opens one sealed value of one household. The history records who looked at which field of which household and when,
 * before the value is given. It does not hold the value.
 */
export async function unmaskField(
  db: Database,
  person: Person,
  input: { household: string; field: SealedField },
  now: Date,
): Promise<string> {
  const { household: number, field } = input;
  if (!mayUnmask(person, field)) refuse('access.not-allowed');
  return inTransaction(db, async (sql) => {
    const household = await sealedValueOf(sql, scopeOf(person), number, field);
    if (!household) refuse('household.unknown', { number });
    if (household.sealed === null) refuse(field === 'phone' ? 'household.no-phone' : 'household.not-recorded', { number });
    const value = openPersonal(household.column, number, household.sealed);
    await appendHistory(sql, now, person.username, [
      { chain: household.villageCode, action: 'personal-data.unmask', entity: 'unmasking', entityKey: number, after: { field } },
    ]);
    return value;
  });
}
