import { bindSession, type SessionPerson } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { lockedDeviceState, noteHeard, retiredAccountOf } from '~/database/phones/devices.server';
import { refuse } from '~/domain/problems';
import type { SaysOfItself } from '~/domain/sync/device-header';

type Heard = { says: SaysOfItself | null; bound: string | null; person: Pick<SessionPerson, 'accountId'> | null };

/**
 * 停用了没有: the account for which this phone is retired and whose data it must delete, or null. It is asked for the account that is signed
 * in and for the one whose data the phone says it holds, so that a phone is told when its session has ended long ago. Its id, which is
 * random, is all that it knows by then; whoever else knows it learns that the phone is retired, and nothing more.
 */
export async function retiredFor(db: Database, { says, bound, person }: Heard): Promise<string | null> {
  if (!says) return null;
  const accounts = [says.account, person?.accountId].filter((one): one is string => typeof one === 'string');
  // Retiring a phone ends the sessions that are bound to it (retireDevice), so a live one needs no query.
  const proven = person !== null && bound === says.device && accounts.every((one) => one === person.accountId);
  return proven ? null : withSql(db, (sql) => retiredAccountOf(sql, says.device, accounts));
}

/** Notes when the phone was heard of, and what waits on it: once a minute at most, unless the number is another. */
export async function notePhoneHeard(db: Database, { says, person }: Heard, now: Date): Promise<void> {
  if (says && person && says.account === person.accountId)
    await withSql(db, (sql) => noteHeard(sql, { id: says.device, accountId: person.accountId, unsent: says.unsent }, now));
}

/**
 * A session is one phone's: the first that sends something under it. A second one has to sign in, because a phone that lost its store, or
 * says another name than it had, cannot be told from somebody who has only the cookie.
 */
export async function holdToOnePhone(
  db: Database,
  session: { id: string | null; bound: string | null; accountId: string },
  device: string,
): Promise<void> {
  if (session.bound === device || session.id === null) return;
  if (session.bound !== null) refuse('device.other');
  const { id, accountId } = session;
  const bound = await inTransaction(db, async (sql) => {
    // Whoever retires the phone meanwhile waits for this, and ends the session.
    const state = await lockedDeviceState(sql, device, accountId);
    return state === 'retired' || (await bindSession(sql, id, device));
  });
  if (!bound) refuse('device.other');
}
