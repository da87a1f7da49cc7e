import { bindSession, revokeSessionsOfDevice } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { lockDevice, registerDevice, setRetired } from '~/database/phones/devices.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { unsentLost } from '~/domain/sync/unsent-lost';

/**
 * 登记手机: stores a phone of the person once and binds the session to it; returns whether the township has retired it. A session that is
 * another phone's is refused: whoever signs in again gets one.
 */
export async function noteDevice(
  db: Database,
  person: Person,
  device: { id: string; name: string; app: string | null },
  now: Date,
  session: string | null = null,
): Promise<'active' | 'retired'> {
  if (!mayPerson(person, 'visit.submit') || person.accountId === null) refuse('access.not-allowed');
  const { accountId } = person;
  return inTransaction(db, async (sql) => {
    const noted = await registerDevice(sql, { ...device, accountId, now });
    // The phone's row is locked: retiring it waits for this, and ends the session with the others.
    if (session !== null && !noted.retired && !(await bindSession(sql, session, device.id))) refuse('device.other');
    if (noted.isNew) {
      await appendHistory(sql, now, person.username, [
        {
          chain: SYSTEM_CHAIN,
          action: 'device.register',
          entity: 'device',
          entityKey: device.id,
          after: { account: person.username, name: device.name },
        },
      ]);
    }
    return noted.retired ? 'retired' : 'active';
  });
}

/**
 * 停用手机: for a phone that is lost, given back, or in other hands. Its sessions end, and the next time it reaches the server it is told to
 * delete what it holds (hear-phone.server.ts). What was exported from it before, and what comes from it all the same, is quarantined
 * until the township has looked at it. Whoever retires it says that they know what is lost (`lost`, unsent-lost.ts). 重新启用 lets it
 * register again; what it has deleted does not come back.
 */
export async function retireDevice(
  db: Database,
  person: Person,
  input: { device: string; accountId: string; retire: boolean; reason: string; lost?: string },
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'visit.review')) refuse('access.not-allowed');
  const reason = input.reason.trim();
  await inTransaction(db, async (sql) => {
    const device = (await lockDevice(sql, scopeOf(person), input.device, input.accountId)) ?? refuse('device.unknown');
    if (reason === '') refuse('reason.missing');
    if (reason.length > 200) refuse('reason.too-long', { most: 200 });
    if ((device.retiredAt !== null) === input.retire) return;
    const loses = unsentLost(device.unsent);
    if (input.retire && loses !== null && input.lost !== loses) refuse('device.unsent-lost', { count: device.unsent ?? '?' });
    await setRetired(sql, device, input.retire ? { username: person.username, reason, now } : null);
    const sessionsEnded = input.retire ? await revokeSessionsOfDevice(sql, device, now) : 0;
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: input.retire ? 'device.retire' : 'device.take-back',
        entity: 'device',
        entityKey: device.id,
        before: { retired: !input.retire },
        after: { account: device.username, retired: input.retire, ...(input.retire && { sessionsEnded, unsent: device.unsent }) },
        reason,
      },
    ]);
  });
}
