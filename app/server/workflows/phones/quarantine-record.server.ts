/** 待核实的记录: why a record waits for a person, and what is kept of it while it does. */

import type { Sql } from '~/database/connection/sql.server';
import type { DeviceState, HouseholdForRecord } from '~/database/phones/records.server';
import { quarantinedLately } from '~/database/phones/waiting-records.server';
import { runningOf } from '~/domain/household/received-household';
import type { Quarantined } from '~/domain/sync/quarantine-limits';
import { type CheckedRecord, namesOf } from './checked-record.server';
import { deviceKey, placedHousehold, type Seen } from './records-seen.server';
import { answered, keptRecord, type Taken } from './taken-record.server';

export function whyQuarantined(one: CheckedRecord, seen: Seen): string | null {
  if (one.releasedBy) return null;
  const device = seen.devices.get(deviceKey(one.device, one.person.accountId))!;
  return quarantineReason(one.visit.household, placedHousehold(one, seen), device, seen.seasons.get(one.visit.season));
}

/** Asked only where something is going to wait: of nearly all that phones send nothing is. */
export async function latelyOf(sql: Sql, records: readonly CheckedRecord[], seen: Seen, now: Date): Promise<Map<string, Quarantined>> {
  const waits = records.filter((one) => one.source === 'phone' && whyQuarantined(one, seen) !== null);
  if (waits.length === 0) return new Map();
  return quarantinedLately(sql, [...new Set(waits.map(({ person }) => person.accountId))], now);
}

/** A household elsewhere and one that does not exist get the same answer, so that nobody can find out which numbers exist. */
function quarantineReason(
  number: string,
  household: HouseholdForRecord | undefined,
  device: DeviceState,
  seasonClosed: boolean | undefined,
): string | null {
  if (!household && runningOf(number) !== null) return 'household_undecided';
  if (!household?.inScope) return 'out_of_scope';
  if (device.retired) return 'retired';
  return seasonClosed ? 'season_closed' : null;
}

export function quarantined(
  one: CheckedRecord,
  device: DeviceState,
  household: HouseholdForRecord | undefined,
  reason: string,
  now: Date,
): Taken {
  // What is not theirs waits where they work: it keeps no other township, and no other county, from its report.
  const village = household?.inScope ? household.villageCode : one.person.divisions[0];
  if (village === undefined) return answered(one, { ...namesOf(one.record), status: 'failed', code: 'visit.not-stored' });
  return {
    outcome: { ...namesOf(one.record), status: 'quarantined', code: 'record.quarantined' },
    visit: one.visit,
    overtakes: [],
    keep: keptRecord(one, device, village, now, { status: 'quarantined', reason }, {}),
    note: {
      chain: village,
      action: 'record.quarantine',
      entity: 'phone-record',
      actor: one.person.username,
      after: {
        household: one.visit.household,
        visit: one.visit.visit,
        device: one.device,
        sequence: one.record.sequence,
        contentHash: one.record.contentHash,
        reason,
      },
    },
  };
}
