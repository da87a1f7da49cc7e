import type { Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory, type HistoryEntry } from '~/database/facts/history.server';
import type { ChangeRow } from '~/database/households/ledger/changes.server';
import { insertChange } from '~/database/households/ledger/changes.server';
import { type LockedLedger, writeConversion, writeHousehold, writeReading } from '~/database/households/ledger/ledger-writes.server';
import { insertHeadChange } from '~/database/households/register-changes.server';
import type { Person } from '~/domain/access/person';
import type { HouseholdStatus } from '~/domain/contract/enumerations';
import { isInScope } from '~/domain/household/in-scope';
import type { Columns } from '~/domain/household/ledger/changed-fields';
import type { Correction } from '~/domain/household/ledger/household-change';
import { comparableName } from '~/domain/text/clean-text';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';

/** Who writes, when, why, and on which day another head became the head. */
export type Writing = { person: Person; now: Date; reason: string; on: CalendarDay; action: string };

/**
 * Writes a correction to the records of a household that the caller holds, with its history and facts. Another head is a dated event
 * beside the record; another spelling of the same name is not. A household that leaves its village has the entry in both.
 */
export async function writeCorrection(sql: Sql, ledger: LockedLedger, correction: Correction, writing: Writing): Promise<void> {
  const { number } = ledger;
  const { household, conversion, usage } = correction;
  const village = typeof household?.after.village_code === 'string' ? household.after.village_code : ledger.village;
  // Whoever counts again has not ended.
  const counts = household && isInScope(household.after.status as HouseholdStatus) && ledger.household.ended_on !== null;
  const after: Columns = { ...household?.after, ...(counts && { ended_on: null }) };
  await writeHousehold(sql, number, after);
  const head = household?.after.head;
  if (typeof head === 'string' && comparableName(head) !== comparableName(String(ledger.household.head))) {
    await insertHeadChange(sql, {
      household: number,
      before: String(ledger.household.head),
      after: head,
      changedOn: writing.on,
      reason: writing.reason,
      actor: writing.person.name,
    });
  }
  if (conversion) await writeConversion(sql, number, conversion.how, conversion.after);
  if (usage) await writeReading(sql, number, usage.season, usage.energy, usage.after);
  await refreshFacts(sql, [number], dayInShanghai(writing.now));
  const entry = (part: Omit<HistoryEntry, 'chain' | 'action' | 'reason'>, chain = village): HistoryEntry => ({
    ...part,
    chain,
    action: `${part.entity}.${writing.action}`,
    reason: writing.reason,
  });
  await appendHistory(sql, writing.now, writing.person.username, [
    ...(household
      ? [...new Set([ledger.village, village])].map((chain) =>
          entry({ entity: 'household', entityKey: number, before: household.before, after }, chain),
        )
      : []),
    ...(conversion ? [entry({ entity: 'conversion', entityKey: number, before: conversion.before, after: conversion.after })] : []),
    ...(usage
      ? [entry({ entity: 'usage', entityKey: `${number}/${usage.season}/${usage.energy}`, before: usage.before, after: usage.after })]
      : []),
  ]);
}

/** Keeps what somebody asked for until another person decides. */
export async function askForChange(sql: Sql, person: Person, village: string, row: ChangeRow, now: Date): Promise<void> {
  await insertChange(sql, row);
  await appendHistory(sql, now, person.username, [
    { chain: village, action: 'household-change.ask', entity: 'household-change', entityKey: row.id, after: row, reason: row.reason },
  ]);
}
