import { randomUUID } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { waitingOf } from '~/database/households/ledger/changes.server';
import { type EventFacts, eventFactsOf } from '~/database/households/ledger/events.server';
import { type LockedLedger, lockLedger } from '~/database/households/ledger/ledger-writes.server';
import { isUnmergedVillage } from '~/database/households/register-changes.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { HouseholdStatus } from '~/domain/contract/enumerations';
import type { Columns } from '~/domain/household/ledger/changed-fields';
import type { DeathForm } from '~/domain/household/ledger/event-form';
import type { EventContent, EventKind } from '~/domain/household/ledger/household-change';
import { leftAfterSplit, type Shares, togetherAfterMerge, whatForbids } from '~/domain/household/ledger/household-event';
import type { LedgerField, LedgerValues } from '~/domain/household/ledger/ledger-fields';
import { Refusal, refuse } from '~/domain/problems';
import { foldWidth } from '~/domain/text/clean-text';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { columnsOf, only } from './ledger-columns.server';
import { askForChange } from './write-ledger.server';

type Event = { household: string; revision: number; on: CalendarDay; document: string | null; reason: string };

/**
 * 分户: a household whose people and rooms become two. The new one gets its number and begins on the day once a second person has
 * confirmed it; it has no heating, no subsidies and no visits until it gets its own. Everything that was there stays with the old one.
 */
export async function askSplit(db: Database, person: Person, event: Event & { values: LedgerValues }, now: Date): Promise<string> {
  return ask(db, person, 'split', event, now, async (_sql, ledger) => {
    const { values } = event;
    if (
      typeof values.idNumber === 'string' &&
      columnsOf('idNumber', values.idNumber, ledger.number).id_number_fingerprint === ledger.household.id_number_fingerprint
    )
      refuse('event.same-head');
    const all = sharesOf(ledger.household);
    const split = leftAfterSplit(all, {
      people: numberOf(values.people),
      elderly: numberOf(values.elderly),
      heatedArea: numberOf(values.heatedArea),
    });
    if ('tooMuch' in split) refuse('event.too-much', { has: String(all[split.tooMuch]) });
    const made: Columns = Object.assign(
      {},
      ...Object.entries(values).map(([field, value]) => columnsOf(field as LedgerField, value ?? null, ledger.number)),
    );
    return {
      content: { ...changedShares('household', ledger.household, split.left), made },
      other: null,
      ends: false,
      changesAccount: false,
    };
  });
}

/** 并户: the household ends and lives on in another, which keeps its own head, account and heating. */
export async function askMerge(
  db: Database,
  person: Person,
  event: Event & { into: string; together: boolean },
  now: Date,
): Promise<string> {
  return ask(db, person, 'merge', event, now, async (sql, ledger) => {
    if (event.into === ledger.number) refuse('event.into-itself');
    const other = (await lockLedger(sql, scopeOf(person), event.into)) ?? refuse('event.into-unknown', { number: event.into });
    const sums = togetherAfterMerge(sharesOf(ledger.household), sharesOf(other.household));
    return {
      content: {
        household: ended(ledger.household, { status: 'cancelled' }),
        ...(event.together && changedShares('other', other.household, sums)),
      },
      other,
      ends: true,
      changesAccount: false,
    };
  });
}

/** 迁移: to another village of the scope, with everything it has; or away, which ends it. */
export async function askMove(
  db: Database,
  person: Person,
  event: Event & { out: boolean; village: string; address: string; to: string },
  now: Date,
): Promise<string> {
  return ask(db, person, 'move', event, now, async (sql, { household }) => {
    if (event.out) {
      const content = { household: ended(household, { status: 'cancelled', residence: 'moved' }), to: event.to };
      return { content, other: null, ends: true, changesAccount: false };
    }
    if (event.village === household.village_code) refuse('event.same-village');
    if (!(await isUnmergedVillage(sql, scopeOf(person), event.village))) refuse('division.not-a-village', { code: event.village });
    const after = { village_code: event.village, ...(event.address !== '' && { address: foldWidth(event.address) }) };
    return {
      content: { household: { before: only(household, Object.keys(after)), after } },
      other: null,
      ends: false,
      changesAccount: false,
    };
  });
}

/** 去世 of the head: another head with an account of their own, or nobody is left and the household ends. */
export async function askDeath(db: Database, person: Person, event: Event & Omit<DeathForm, keyof Event>, now: Date): Promise<string> {
  return ask(db, person, 'death', event, now, async (_sql, { number, household }) => {
    if (event.nobodyLeft) {
      const content = { household: ended(household, { status: 'cancelled', residence: 'deceased' }) };
      return { content, other: null, ends: true, changesAccount: false };
    }
    const { values, account } = event;
    const idNumber = values.idNumber ?? null;
    const fields: LedgerValues = {
      head: values.head,
      // The papers are those of whoever died; the new head has their own, or they are still to be recorded.
      idNumber,
      idMissingReason: idNumber === null ? '未登记' : null,
      ...(values.phone !== undefined && { phone: values.phone }),
      ...(account === 'new' && { bankAccount: values.bankAccount, bankHolder: values.bankHolder ?? values.head }),
      ...(account === 'none' && { bankAccount: null, bankHolder: null }),
    };
    const after: Columns = Object.assign(
      {},
      ...Object.entries(fields).map(([field, value]) => columnsOf(field as LedgerField, value ?? null, number)),
    );
    const content = { household: { before: only(household, Object.keys(after)), after } };
    return { content, other: null, ends: false, changesAccount: account !== 'keep' };
  });
}

type Prepared = { content: EventContent; other: LockedLedger | null; ends: boolean; changesAccount: boolean };

/** Locks the household, prepares what the event writes, checks that it may happen, and keeps it for the second person. */
async function ask(
  db: Database,
  person: Person,
  kind: EventKind,
  event: Event,
  now: Date,
  prepare: (sql: Sql, ledger: LockedLedger) => Promise<Prepared>,
): Promise<string> {
  if (!mayPerson(person, 'roster.change')) refuse('access.not-allowed');
  const { household: number, on, document, reason } = event;
  return inTransaction(db, async (sql) => {
    const ledger = (await lockLedger(sql, scopeOf(person), number)) ?? refuse('household.unknown', { number });
    if (ledger.revision !== event.revision) refuse('household.changed-meanwhile');
    const { content, other, ends, changesAccount } = await prepare(sql, ledger);
    await refuseForbidden(sql, { kind, on, ends, changesAccount }, ledger, other, now);
    if ((await waitingOf(sql, other ? [number, other.number] : [number])).length > 0) refuse('ledger.waits-already');
    const id = randomUUID();
    await askForChange(
      sql,
      person,
      ledger.village,
      {
        id,
        household_number: number,
        other_number: other?.number ?? null,
        kind,
        happened_on: on,
        document,
        reason,
        content,
        state: 'waiting',
        asked_at: now.toISOString(),
        asked_by: person.username,
      },
      now,
    );
    return id;
  });
}

/** The rule of the domain over what the register knows of the households, which the caller holds. */
export async function refuseForbidden(
  sql: Sql,
  event: { kind: EventKind; on: CalendarDay; ends: boolean; changesAccount: boolean },
  ledger: LockedLedger,
  other: LockedLedger | null,
  now: Date,
): Promise<void> {
  const of = async (one: LockedLedger) => eventHousehold(one, await eventFactsOf(sql, one.number));
  const problem = whatForbids(event, dayInShanghai(now), await of(ledger), other && (await of(other)));
  if (problem) throw new Refusal(problem);
}

function eventHousehold({ number, household }: LockedLedger, { lastOn, underway }: EventFacts) {
  return { number, status: household.status as HouseholdStatus, lastOn, underway };
}

function sharesOf(household: Columns): Shares {
  return { people: numberOf(household.people), elderly: numberOf(household.elderly), heatedArea: numberOf(household.heated_area) };
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** The columns that hold them, where they differ. */
function changedShares<Role extends 'household' | 'other'>(
  role: Role,
  household: Columns,
  { people, elderly, heatedArea }: Shares,
): { [R in Role]?: { before: Columns; after: Columns } } {
  const after = Object.fromEntries(
    Object.entries({ people, elderly, heated_area: heatedArea }).filter(([column, value]) => (household[column] ?? null) !== value),
  );
  if (Object.keys(after).length === 0) return {};
  return { [role]: { before: only(household, Object.keys(after)), after } } as { [R in Role]?: { before: Columns; after: Columns } };
}

const ended = (household: Columns, after: Columns) => ({ before: only(household, Object.keys(after)), after });
