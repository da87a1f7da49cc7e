import type { Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory } from '~/database/facts/history.server';
import { lastAddedRunning, lockVillage } from '~/database/households/added-households.server';
import type { ChangeRow } from '~/database/households/ledger/changes.server';
import { insertMadeHousehold } from '~/database/households/ledger/events.server';
import { type LockedLedger, lockLedger } from '~/database/households/ledger/ledger-writes.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import type { HouseholdStatus } from '~/domain/contract/enumerations';
import { isInScope } from '~/domain/household/in-scope';
import type { EventContent, EventKind } from '~/domain/household/ledger/household-change';
import { addedNumber } from '~/domain/household/new-household';
import { refuse } from '~/domain/problems';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { refuseForbidden } from './ask-event.server';
import { sealedFor, stillAs } from './ledger-columns.server';
import { writeCorrection } from './write-ledger.server';

/**
 * Writes an event that a second person confirms; the households are as they were when it was asked for, and it may still happen. Returns
 * the number of the household that a split made. Payments, entitlements and visits are not touched: they stay with their household.
 */
export async function confirmEvent(sql: Sql, person: Person, row: ChangeRow, ledger: LockedLedger, now: Date): Promise<string | undefined> {
  const kind = row.kind as EventKind;
  const on = row.happened_on!;
  const { household, other: toOther, made } = row.content as EventContent;
  const other =
    row.other_number === null
      ? null
      : ((await lockLedger(sql, scopeOf(person), row.other_number)) ?? refuse('event.into-unknown', { number: row.other_number }));
  const status = household?.after.status as HouseholdStatus | undefined;
  const ends = status !== undefined && !isInScope(status);
  const changesAccount = household !== undefined && 'bank_account_fingerprint' in household.after;
  await refuseForbidden(sql, { kind, on, ends, changesAccount }, ledger, other, now);
  if (
    !stillAs(ledger.household, household?.before ?? {}, ledger.number) ||
    (other && !stillAs(other.household, toOther?.before ?? {}, other.number))
  )
    refuse('household-change.overtaken');
  const writing = { person, now, reason: row.reason, on, action: kind };
  if (household) {
    // A household ends on the day of the event, and until then it counted.
    const days = ends ? { ended_on: on } : {};
    await writeCorrection(sql, ledger, { household: { before: household.before, after: { ...household.after, ...days } } }, writing);
  }
  if (other && toOther) await writeCorrection(sql, other, { household: toOther }, writing);
  return made ? makeHousehold(sql, person, ledger, made, { on, reason: row.reason }, now) : undefined;
}

/** The household that a split makes: in the village of the old one, with a number of its own, from the day of the split. */
async function makeHousehold(
  sql: Sql,
  person: Person,
  ledger: LockedLedger,
  made: NonNullable<EventContent['made']>,
  { on, reason }: { on: CalendarDay; reason: string },
  now: Date,
): Promise<string> {
  const { village } = ledger;
  if (!(await lockVillage(sql, scopeOf(person), village))) refuse('division.unknown', { code: village });
  const number = addedNumber(village, (await lastAddedRunning(sql, village)) + 1);
  const record = {
    ...sealedFor(number, made, ledger.number),
    number,
    village_code: village,
    status: 'normal',
    source: 'split',
    revision: 1,
    began_on: on,
    created_at: now.toISOString(),
  };
  await insertMadeHousehold(sql, record);
  await refreshFacts(sql, [record.number], dayInShanghai(now));
  await appendHistory(sql, now, person.username, [
    { chain: village, action: 'household.split', entity: 'household', entityKey: record.number, after: record, reason },
  ]);
  return record.number;
}
