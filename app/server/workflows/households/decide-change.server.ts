import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { type ChangeRow, type Decision, decideChangeRow, lockChange } from '~/database/households/ledger/changes.server';
import { eventFactsOf } from '~/database/households/ledger/events.server';
import { type LockedLedger, lockLedger, readingColumns } from '~/database/households/ledger/ledger-writes.server';
import { scopeOf } from '~/database/scope.server';
import { lockSeason } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { HouseholdStatus } from '~/domain/contract/enumerations';
import { isInScope } from '~/domain/household/in-scope';
import { type Correction, mayDecide } from '~/domain/household/ledger/household-change';
import { whatForbidsAccount } from '~/domain/household/ledger/household-event';
import { Refusal, refuse } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { confirmEvent } from './confirm-event.server';
import { stillAs } from './ledger-columns.server';
import { writeCorrection } from './write-ledger.server';

type Asked = { change: string; decision: string };

/**
 * 确认: a second person has the change written, never the one who asked for it. What was asked for is written only over what it was
 * asked about: when the field, the reading or the household has changed since, nothing is.
 */
export async function confirmChange(db: Database, person: Person, asked: Asked, now: Date): Promise<void> {
  await decide(db, person, asked, 'decide', 'confirmed', now, async (sql, row, ledger) => {
    if (row.kind !== 'correction') return confirmEvent(sql, person, row, ledger, now);
    await confirmCorrection(sql, person, row, ledger, now);
    return undefined;
  });
}

/** 退回: the second person says no, with a sentence for the first. */
export async function declineChange(db: Database, person: Person, asked: Asked, now: Date): Promise<void> {
  if (asked.decision === '') refuse('reason.missing');
  await decide(db, person, asked, 'decide', 'declined', now, async () => undefined);
}

/** 撤回: whoever asked takes it back. */
export async function withdrawChange(db: Database, person: Person, asked: Asked, now: Date): Promise<void> {
  await decide(db, person, asked, 'withdraw', 'withdrawn', now, async () => undefined);
}

/** Locks household and change, checks who asks, writes, and keeps the decision. The work returns the household that it made. */
async function decide(
  db: Database,
  person: Person,
  { change: id, decision }: Asked,
  as: 'decide' | 'withdraw',
  state: Decision['state'],
  now: Date,
  work: (sql: Sql, row: ChangeRow, ledger: LockedLedger) => Promise<string | undefined>,
): Promise<void> {
  // Whoever could ask, by the page or by a roster, is among those who may confirm.
  if (!mayPerson(person, 'roster.confirm')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    const row = (await lockChange(sql, scopeOf(person), id)) ?? refuse('household-change.unknown');
    const may = mayDecide({ state: row.state, askedBy: row.asked_by }, person.username);
    if (may === null) refuse('household-change.decided-already');
    if (may !== as) refuse(as === 'decide' ? 'household-change.own' : 'household-change.not-own');
    const number = row.household_number;
    const ledger = (await lockLedger(sql, scopeOf(person), number)) ?? refuse('household.unknown', { number });
    const other = await work(sql, row, ledger);
    const decided = { state, by: person.username, at: now.toISOString(), decision: decision === '' ? null : decision, other };
    await decideChangeRow(sql, id, decided);
    await appendHistory(sql, now, person.username, [
      {
        chain: ledger.village,
        action: `household-change.${state}`,
        entity: 'household-change',
        entityKey: id,
        before: { state: row.state },
        after: {
          state,
          decided_by: decided.by,
          decided_at: decided.at,
          decision: decided.decision,
          ...(other !== undefined && { other_number: other }),
        },
        reason: decided.decision ?? undefined,
      },
    ]);
  });
}

async function confirmCorrection(sql: Sql, person: Person, row: ChangeRow, ledger: LockedLedger, now: Date): Promise<void> {
  const correction = row.content as Correction;
  const { household, conversion, usage } = correction;
  if (usage) {
    const season = await lockSeason(sql, usage.season);
    if (season === null || season.closedAt !== null) refuse('season.closed', { season: usage.season });
  }
  const reading = usage && (await readingColumns(sql, ledger.number, usage.season, usage.energy));
  const same =
    (!household || stillAs(ledger.household, household.before, ledger.number)) &&
    (!conversion ||
      ((conversion.before === null) === (ledger.conversion === null) &&
        stillAs(ledger.conversion, conversion.before ?? {}, ledger.number))) &&
    (!usage || ((usage.before === null) === (reading === null) && stillAs(reading ?? null, usage.before ?? {}, ledger.number)));
  if (!same) refuse('household-change.overtaken');
  const facts = await eventFactsOf(sql, ledger.number);
  const forbidden = household && 'bank_account_fingerprint' in household.after ? whatForbidsAccount(facts.underway) : null;
  if (forbidden) throw new Refusal(forbidden);
  refuseRevival(household?.after.status, facts.mergedInto);
  const on = dayInShanghai(row.asked_at);
  await writeCorrection(sql, ledger, correction, { person, now, reason: row.reason, on, action: 'correct' });
}

/** A merged household lives on in another one and is not counted twice. */
function refuseRevival(status: unknown, mergedInto: string | null): void {
  if (mergedInto !== null && typeof status === 'string' && isInScope(status as HouseholdStatus))
    refuse('ledger.merged-away', { other: mergedInto });
}
