import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { lockDevice, registerDevice, setRetired } from '~/database/phones/devices.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';

/** 登记手机: stores a phone of the person once; returns whether the township has retired it. */
export async function noteDevice(
  db: Database,
  person: Person,
  device: { id: string; name: string; app: string | null },
  now: Date,
): Promise<'active' | 'retired'> {
  if (!mayPerson(person, 'visit.submit') || person.accountId === null) refuse('access.not-allowed');
  const { accountId } = person;
  return inTransaction(db, async (sql) => {
    const noted = await registerDevice(sql, { ...device, accountId, now });
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
 * 停用手机: for a phone that is lost, given back, or in other hands. From now on its records are quarantined until the township has
 * looked at them; nothing is thrown away. 重新启用 reverses it.
 */
export async function retireDevice(
  db: Database,
  person: Person,
  input: { device: string; accountId: string; retire: boolean; reason: string },
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'visit.review')) refuse('access.not-allowed');
  const reason = input.reason.trim();
  await inTransaction(db, async (sql) => {
    const device = (await lockDevice(sql, scopeOf(person), input.device, input.accountId)) ?? refuse('device.unknown');
    if (reason === '') refuse('reason.missing');
    if (reason.length > 200) refuse('reason.too-long', { most: 200 });
    if ((device.retiredAt !== null) === input.retire) return;
    await setRetired(sql, device, input.retire ? { username: person.username, reason, now } : null);
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: input.retire ? 'device.retire' : 'device.take-back',
        entity: 'device',
        entityKey: device.id,
        before: { retired: !input.retire },
        after: { account: device.username, retired: input.retire },
        reason,
      },
    ]);
  });
}
