import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { numbersOfPhones } from '~/database/households/received-households.server';
import { runningOf } from '~/domain/household/received-household';
import {
  type CheckedRecord,
  checkRecord,
  type Incoming,
  namesOf,
  notStored,
  ofHousehold,
  type RecordOutcome,
  takeRecords,
} from './receive-records.server';

/** Records in one transaction: enough to share the cost of the commit, few enough that nobody waits long. */
const MOST_TOGETHER = 200;
/** Transactions at once: while one waits for the disk, the next is computed. */
const AT_ONCE = 2;

type QueuedRecord = { record: CheckedRecord; now: Date; done: (outcome: RecordOutcome) => void };
type Lane = { waiting: QueuedRecord[]; running: number; busy: Set<string>; failed: (error: unknown) => void };

/** Kept per database in memory, because the waiting requests belong to this process. */
const lanes = new WeakMap<object, Lane>();

/**
 * 成批收下: takes the records that arrive at the same time in one transaction and answers after its commit, so that every outcome
 * returned is on the disk. Records of one household keep their order. A record that makes the transaction fail is found by
 * halving, and only that one fails.
 */
export async function receiveRecords(
  db: Database,
  incoming: readonly Incoming[],
  now: Date,
  failed: (error: unknown) => void,
): Promise<RecordOutcome[]> {
  let lane = lanes.get(db);
  if (!lane) {
    lane = { waiting: [], running: 0, busy: new Set(), failed };
    lanes.set(db, lane);
  }
  const { waiting } = lane;
  const records = incoming.map(checkRecord);
  const numbers = await numbersOfAdded(db, records);
  const outcomes = records.map((record) => {
    if (!('record' in record)) return record;
    const checked = ofHousehold(record, numbers.get(record.visit.household));
    return new Promise<RecordOutcome>((done) => waiting.push({ record: checked, now, done }));
  });
  void run(db, lane);
  return Promise.all(outcomes);
}

/** The register's numbers of households that phones have added, as far as they have one. */
async function numbersOfAdded(db: Database, records: readonly (CheckedRecord | RecordOutcome)[]): Promise<Map<string, string>> {
  const added = records.flatMap((one) => ('record' in one && runningOf(one.visit.household) !== null ? [one.visit.household] : []));
  return added.length === 0 ? new Map() : withSql(db, (sql) => numbersOfPhones(sql, added));
}

async function run(db: Database, lane: Lane): Promise<void> {
  if (lane.running >= AT_ONCE) return;
  lane.running += 1;
  try {
    for (;;) {
      const group = nextGroup(lane);
      if (group.length === 0) return;
      const households = group.map(({ record }) => record.visit.household);
      for (const number of households) lane.busy.add(number);
      try {
        await takeGroup(db, group, lane.failed);
      } finally {
        for (const number of households) lane.busy.delete(number);
      }
    }
  } finally {
    lane.running -= 1;
  }
}

/** The oldest waiting records, each of another household and none of a household in progress; the rest keeps its order. */
function nextGroup(lane: Lane): QueuedRecord[] {
  const taken: QueuedRecord[] = [];
  const left: QueuedRecord[] = [];
  const households = new Set(lane.busy);
  for (const one of lane.waiting) {
    const { household } = one.record.visit;
    // When a household is passed over, its later records wait too.
    if (taken.length < MOST_TOGETHER && !households.has(household)) taken.push(one);
    else left.push(one);
    households.add(household);
  }
  lane.waiting.splice(0, lane.waiting.length, ...left);
  return taken;
}

async function takeGroup(db: Database, group: readonly QueuedRecord[], failed: (error: unknown) => void): Promise<void> {
  try {
    const now = new Date(Math.max(...group.map((one) => one.now.getTime())));
    const outcomes = await inTransaction(
      db,
      (sql) =>
        takeRecords(
          sql,
          group.map(({ record }) => record),
          now,
        ),
      { durable: true },
    );
    for (const [at, one] of group.entries()) one.done(outcomes[at]!);
  } catch (error) {
    if (group.length === 1) {
      const [one] = group;
      return one!.done({ ...namesOf(one!.record.record), ...notStored(error, failed) });
    }
    const half = Math.ceil(group.length / 2);
    await takeGroup(db, group.slice(0, half), failed);
    await takeGroup(db, group.slice(half), failed);
  }
}
