/** What the register has of the records that arrive, read once for all of them and locked until they are taken. */

import type { Sql } from '~/database/connection/sql.server';
import { lockPhoneNumbers, numbersOfPhones } from '~/database/households/received-households.server';
import {
  type DeviceState,
  earlierRecords,
  type HouseholdForRecord,
  lockHouseholdsFor,
  noteDevices,
  type PhoneRecordRow,
} from '~/database/phones/records.server';
import { type CheckToDo, checksToDo, visitorsOf } from '~/database/quality/checks.server';
import { scopeOf } from '~/database/scope.server';
import { closedByName } from '~/database/seasons/closing.server';
import { storedRooms, storedVisits, type WholeVisit } from '~/database/survey/visit-writes.server';
import { runningOf } from '~/domain/household/received-household';
import { isOfCountedKind } from '~/domain/survey/counted-visit';
import type { SurveyRoom } from '~/domain/survey/room';
import type { CheckedRecord } from './checked-record.server';

export type Seen = {
  devices: Map<string, DeviceState>;
  households: Map<string, HouseholdForRecord>;
  earlier: PhoneRecordRow[];
  visits: WholeVisit[];
  rooms: Map<string, SurveyRoom[]>;
  /** Whether each season is closed; unknown seasons are missing. */
  seasons: Map<string, boolean>;
  /** Spot checks by their ids, and who visited the households of those that arrive. */
  checks: Map<string, CheckToDo>;
  visitors: Awaited<ReturnType<typeof visitorsOf>>;
  /** Numbers of phones that stand for a household of the register by now. */
  numbered: Map<string, string>;
};

export const deviceKey = (device: string, account: string): string => `${device}\n${account}`;

export async function readState(sql: Sql, records: readonly CheckedRecord[], now: Date): Promise<Seen> {
  const added = records.map(({ visit }) => visit.household).filter((number) => runningOf(number) !== null);
  // Before any row: whoever decides about such a household takes its records after this lock too.
  await lockPhoneNumbers(sql, added);
  const devices = await noteDevices(
    sql,
    records.map(({ device, person, app, record }) => ({ id: device, account: person.accountId, app, sequence: record.sequence })),
    now,
  );
  const numbered = await numbersOfPhones(sql, added);
  const households = await lockHouseholdsFor(
    sql,
    records.map(({ visit, person, releasedBy }) => ({ number: visit.household, roots: scopeOf(releasedBy ?? person).roots })),
  );
  const earlier = await earlierRecords(sql, {
    visits: records.map(({ visit }) => visit.visit),
    numbers: records.map(({ device, person, record }) => ({ device, account: person.accountId, sequence: record.sequence })),
  });
  const numbers = records.map(({ visit }) => visit.household);
  const seasons = [...new Set(records.map(({ visit }) => visit.season))];
  const spotChecks = records.filter(({ visit }) => !isOfCountedKind(visit)).map(({ visit }) => visit);
  return {
    checks: await checksToDo(
      sql,
      spotChecks.map(({ visit }) => visit),
    ),
    visitors: await visitorsOf(
      sql,
      spotChecks.map(({ household }) => household),
    ),
    devices: new Map(devices.map((one) => [deviceKey(one.id, one.account), one])),
    households,
    numbered,
    earlier,
    visits: await storedVisits(sql, {
      ids: [...records.map(({ visit }) => visit.visit), ...earlier.flatMap((row) => row.target_visit_id ?? [])],
      households: numbers,
      seasons,
    }),
    rooms: await storedRooms(sql, numbers, seasons),
    seasons: await closedByName(sql, seasons),
  };
}

/** The household of a record. One that was assigned to be checked lies outside the checker's villages, and is theirs all the same. */
export function placedHousehold({ visit }: CheckedRecord, seen: Seen): HouseholdForRecord | undefined {
  const household = seen.households.get(visit.household);
  const assigned = !isOfCountedKind(visit) && seen.checks.has(visit.visit);
  return assigned && household ? { ...household, inScope: true } : household;
}
