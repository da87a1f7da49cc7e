import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { numbersOfPhones } from '~/database/households/received-households.server';
import { runningOf } from '~/domain/household/received-household';
import { takenTogether } from '~/server/workflows/survey/take-together.server';
import {
  type CheckedRecord,
  checkRecord,
  type Incoming,
  namesOf,
  notStored,
  ofHousehold,
  type RecordOutcome,
} from './checked-record.server';
import { takeRecords } from './receive-records.server';

const takeTogether = takenTogether<CheckedRecord, RecordOutcome>({
  keysOf: ({ visit }) => [`household ${visit.household}`, `visit ${visit.visit}`],
  take: takeRecords,
});

/**
 * 成批收下: takes the records that arrive at the same time together (take-together.server.ts), so that every outcome returned is on the disk.
 * Records of one household keep their order. Of one that could not be stored the outcome says so.
 */
export async function receiveRecords(
  db: Database,
  incoming: readonly Incoming[],
  now: Date,
  failed: (error: unknown) => void,
): Promise<RecordOutcome[]> {
  const records = incoming.map(checkRecord);
  const numbers = await numbersOfAdded(db, records);
  const checked = records.flatMap((record) => ('record' in record ? [ofHousehold(record, numbers.get(record.visit.household))] : []));
  const taking = takeTogether(db, checked, now).map((outcome, at) =>
    outcome.catch((error: unknown) => ({ ...namesOf(checked[at]!.record), ...notStored(error, failed) })),
  );
  const taken = (await Promise.all(taking)).values();
  return records.map((record) => ('record' in record ? taken.next().value! : record));
}

/** The register's numbers of households that phones have added, as far as they have one. */
async function numbersOfAdded(db: Database, records: readonly (CheckedRecord | RecordOutcome)[]): Promise<Map<string, string>> {
  const added = records.flatMap((one) => ('record' in one && runningOf(one.visit.household) !== null ? [one.visit.household] : []));
  return added.length === 0 ? new Map() : withSql(db, (sql) => numbersOfPhones(sql, added));
}
