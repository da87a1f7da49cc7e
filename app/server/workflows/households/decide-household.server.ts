import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { lockVillage } from '~/database/households/added-households.server';
import {
  candidatesOf,
  decideReceived,
  lockPhoneNumbers,
  moveToNumber,
  placeOfReceived,
  receivedAlike,
  receivedHousehold,
  type WaitingHousehold,
  waitingHousehold,
  waitingHouseholds,
} from '~/database/households/received-households.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { plainPhone } from '~/domain/household/household-changes';
import { canonicalIdNumber } from '~/domain/household/id-number';
import { maskId, maskPhone } from '~/domain/household/mask';
import type { ReceivedHousehold } from '~/domain/household/received-household';
import { refuse } from '~/domain/problems';
import { open } from '~/server/personal/seal.server';
import { releaseUndecided } from '~/server/workflows/phones/release-undecided.server';
import { createHousehold } from './add-household.server';

/** A household that a phone added, as the desk shows it: phone and ID masked. */
export type HouseholdToDecide = Pick<WaitingHousehold, 'id' | 'reason' | 'village' | 'by' | 'receivedAt' | 'visits'> &
  Pick<ReceivedHousehold, 'head' | 'address' | 'residence'> & { why: string; phoneMasked: string; idMasked: string; addedAt: string };

export async function listHouseholdsToDecide(db: Database, person: Person): Promise<HouseholdToDecide[]> {
  requireDesk(person);
  return (await withSql(db, (sql) => waitingHouseholds(sql, scopeOf(person)))).map(toDecide);
}

export async function readHouseholdToDecide(
  db: Database,
  person: Person,
  id: string,
): Promise<{ household: HouseholdToDecide; candidates: Awaited<ReturnType<typeof candidatesOf>> }> {
  requireDesk(person);
  return withSql(db, async (sql) => {
    const scope = scopeOf(person);
    const row = (await waitingHousehold(sql, scope, id)) ?? refuse('received-household.unknown');
    if (row.status !== 'waiting') refuse('received-household.decided-already');
    return { household: toDecide(row), candidates: await candidatesOf(sql, scope, row.candidates) };
  });
}

/**
 * 决定补录的户: it is one of the households there (`same`: its number), another one (it gets a number), or none (`set-aside`: it is kept with the
 * reason). The same holds for all that say the same of the village. The visits that came with it are taken then.
 */
export async function decideHousehold(
  db: Database,
  person: Person,
  input: { id: string; choice: 'same' | 'new' | 'set-aside'; same: string; reason: string },
  now: Date,
): Promise<void> {
  requireDesk(person);
  const reason = input.reason.trim();
  await inTransaction(db, async (sql) => {
    const scope = scopeOf(person);
    const found = (await waitingHousehold(sql, scope, input.id)) ?? refuse('received-household.unknown');
    const { content_fingerprint: print } = (await receivedHousehold(sql, input.id))!;
    const alike = (await receivedAlike(sql, found.villageCode, print)).filter(({ status }) => status === 'waiting');
    await lockPhoneNumbers(sql, [input.id, ...alike.map(({ id }) => id)]);
    await lockVillage(sql, scope, found.villageCode);
    const row = (await waitingHousehold(sql, scope, input.id, true)) ?? refuse('received-household.unknown');
    if (row.status !== 'waiting') refuse('received-household.decided-already');
    if (reason === '') refuse('reason.missing');
    if (reason.length > 500) refuse('reason.too-long', { most: 500 });
    const [candidate] =
      input.choice === 'same'
        ? await candidatesOf(
            sql,
            scope,
            row.candidates.filter((one) => one === input.same),
          )
        : [];
    if (input.choice === 'same' && !candidate) refuse('received-household.not-chosen');
    // What says the same as one that was numbered meanwhile is that household, whoever decides (contentOfReceived).
    const numbered = (await receivedAlike(sql, found.villageCode, print)).find(({ status }) => status === 'numbered');
    const said = saidOf(row);
    // One of a village that was none of the sender's waits at the sender's: it is created where it is, by whoever may.
    if (input.choice === 'new' && !numbered && !(await lockVillage(sql, scope, said.village))) refuse('received-household.elsewhere');
    const number =
      input.choice === 'same'
        ? candidate!.number
        : input.choice === 'new'
          ? (numbered?.household_number ?? (await createHousehold(sql, person.username, said.village, said, now)))
          : null;
    const deciding = [...new Set([row.id, ...alike.map(({ id }) => id)])];
    for (const id of deciding)
      await decideReceived(sql, id, {
        status: number === null ? 'set_aside' : 'numbered',
        number,
        by: person.username,
        reason,
        now,
      });
    await appendHistory(
      sql,
      now,
      person.username,
      deciding.map((id) => ({
        chain: row.villageCode,
        action: 'household.decide',
        entity: 'received-household',
        entityKey: id,
        reason,
        before: { status: 'waiting', candidates: row.candidates },
        after: { choice: input.choice, number },
      })),
    );
    if (number !== null) for (const id of deciding) await releaseUndecided(sql, await moveToNumber(sql, id, number), number, person, now);
  });
}

function saidOf({ id, bodyEncrypted }: Pick<WaitingHousehold, 'id' | 'bodyEncrypted'>): ReceivedHousehold {
  return (JSON.parse(open(bodyEncrypted, placeOfReceived(id))) as { household: ReceivedHousehold }).household;
}

function toDecide(row: WaitingHousehold): HouseholdToDecide {
  const { head, address, residence, phone, idNumber, reason: why, addedAt } = saidOf(row);
  const { id, reason, village, by, visits } = row;
  return {
    ...{ id, reason, village, by, visits, head, address, residence, why, addedAt },
    receivedAt: new Date(row.receivedAt).toISOString(),
    phoneMasked: phone && maskPhone(plainPhone(phone)),
    idMasked: idNumber && maskId(canonicalIdNumber(idNumber)),
  };
}

function requireDesk(person: Person): void {
  if (!mayPerson(person, 'visit.review')) refuse('access.not-allowed');
}
