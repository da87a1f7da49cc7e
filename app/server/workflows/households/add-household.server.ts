import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory } from '~/database/facts/history.server';
import { householdsToCompare, insertAddedHousehold, lastAddedRunning, lockVillage } from '~/database/households/added-households.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { plainPhone } from '~/domain/household/household-changes';
import { canonicalIdNumber, isFaultyIdNumber } from '~/domain/household/id-number';
import { maskId, maskPhone } from '~/domain/household/mask';
import { nameInitials, namePinyin } from '~/domain/household/name-initials';
import { addedNumber, type NewHousehold } from '~/domain/household/new-household';
import { refuse } from '~/domain/problems';
import { comparableName } from '~/domain/text/clean-text';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { sealPersonal } from '~/server/personal/household-values.server';
import { fingerprint } from '~/server/personal/seal.server';

/**
 * 补录一户: adds a household the roster missed to a village of the person's. It starts as 正常, not converted, source 'field', and is
 * in scope at once. The reason is in the history and in its note, where the township sees it.
 */
export async function addHousehold(
  db: Database,
  person: Person,
  input: { village: string; household: NewHousehold },
  now: Date,
): Promise<{ number: string }> {
  if (!mayPerson(person, 'household.add')) refuse('access.not-allowed');
  const { household } = input;
  return inTransaction(db, async (sql) => {
    const { village } = input;
    if (!(await lockVillage(sql, scopeOf(person), village))) refuse('division.unknown', { code: village });
    if (!household.sameHead) await requireOtherHead(sql, village, household.head);
    return { number: await createHousehold(sql, person.username, village, household, now) };
  });
}

/** The caller has locked the village. */
export async function createHousehold(
  sql: Sql,
  actor: string,
  village: string,
  household: Omit<NewHousehold, 'sameHead'>,
  now: Date,
): Promise<string> {
  const phone = household.phone === '' ? null : plainPhone(household.phone);
  const idNumber = household.idNumber === '' ? null : canonicalIdNumber(household.idNumber);
  // Numbers are never reused: households are never deleted, and one that moves to another village keeps its number.
  const number = addedNumber(village, (await lastAddedRunning(sql, village)) + 1);
  const record = {
    number,
    village_code: village,
    head: household.head,
    head_initials: nameInitials(household.head),
    head_pinyin: namePinyin(household.head),
    address: household.address,
    residence: household.residence,
    status: 'normal',
    phone_encrypted: phone && sealPersonal('phone_encrypted', number, phone),
    phone_masked: phone && maskPhone(phone),
    id_number_encrypted: idNumber && sealPersonal('id_number_encrypted', number, idNumber),
    id_number_masked: idNumber && maskId(idNumber),
    id_number_fingerprint: idNumber && fingerprint('id-number', idNumber),
    id_number_faulty: idNumber === null ? null : isFaultyIdNumber(idNumber),
    note: household.reason,
    source: 'field',
    revision: 1,
    created_at: now.toISOString(),
  };
  await insertAddedHousehold(sql, record);
  await refreshFacts(sql, [record.number], dayInShanghai(now));
  await appendHistory(sql, now, actor, [
    { chain: village, action: 'household.add', entity: 'household', entityKey: record.number, after: record, reason: household.reason },
  ]);
  return record.number;
}

/** Refuses the same name twice in a village, which usually means a household that the cadre did not find in the list. */
async function requireOtherHead(sql: Sql, village: string, head: string): Promise<void> {
  const name = comparableName(head);
  const same = (await householdsToCompare(sql, village, null)).find((one) => comparableName(one.head) === name);
  if (same) refuse('household.same-head', { head, number: same.number, door: same.address ?? '—' });
}
