import type { Sql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { closeRecords } from '~/database/phones/records.server';
import { recordById, senderOf } from '~/database/phones/waiting-records.server';
import type { Person } from '~/domain/access/person';
import { bodyOf } from '~/server/workflows/survey/kept-body.server';
import { checkRecord, ofHousehold } from './checked-record.server';
import { takeRecords } from './receive-records.server';

/**
 * Takes the visits that waited for a household that a phone had added, now that it has a number, in the order in which they arrived and by
 * the rules for every record: they may turn out to be a conflict. One that cannot be taken stays among those to be looked at.
 * `releasedBy`: the township that decided; without it the phone may still have been retired.
 */
export async function releaseUndecided(
  sql: Sql,
  records: readonly string[],
  number: string,
  releasedBy: Person | undefined,
  now: Date,
): Promise<void> {
  for (const id of [...records].sort((a, b) => Number(a) - Number(b))) {
    const row = (await recordById(sql, id))!;
    const checked = checkRecord({
      person: await senderOf(sql, row.account_id),
      device: row.device_id,
      app: null,
      source: 'release',
      sent: bodyOf(row).sent,
      ...(releasedBy && { releasedBy }),
    });
    if (!('record' in checked)) continue;
    const [outcome] = await takeRecords(sql, [ofHousehold(checked, number)], now);
    if (outcome!.status === 'refused' || outcome!.status === 'failed') continue;
    const by = releasedBy?.username ?? 'phone';
    await closeRecords(sql, [id], { status: 'released', by, reason: null, now });
    await appendHistory(sql, now, by, [
      {
        chain: row.village_code,
        action: 'record.release',
        entity: 'phone-record',
        entityKey: id,
        before: { reason: row.reason },
        after: { became: outcome!.status, household: number },
      },
    ]);
  }
}
