import { randomUUID } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { waitingOf } from '~/database/households/ledger/changes.server';
import { heatSourceExists, type LockedLedger, lockLedger, readingColumns } from '~/database/households/ledger/ledger-writes.server';
import { scopeOf } from '~/database/scope.server';
import { lockSeason } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { Columns } from '~/domain/household/ledger/changed-fields';
import type { Correction } from '~/domain/household/ledger/household-change';
import { LEDGER_FIELD_NAMES, type LedgerField, type LedgerValues, specOf } from '~/domain/household/ledger/ledger-fields';
import { needsSecondLook } from '~/domain/household/ledger/needs-second-look';
import { refuse } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { columnsOf, holds, only } from './ledger-columns.server';
import { askForChange, writeCorrection } from './write-ledger.server';

/** `done`: written at once. `waits`: the change that another person has to confirm. */
export type Corrected = { done: LedgerField[]; waits: string | null };
/** What the clerk says of another mode: the register was wrong, or the household heats with something else now. */
export type ModeChange = 'mistake' | 'replaced';

/**
 * 更正: the county corrects fields of one household, with a reason. Fields on which no money hangs are written at once; the others
 * (needsSecondLook) together become one change that waits for a second person. Nothing is written over what somebody else has changed
 * since the form was opened.
 */
export async function correctHousehold(
  db: Database,
  person: Person,
  input: { household: string; revision: number; values: LedgerValues; modeChange?: ModeChange | null; reason: string },
  now: Date,
): Promise<Corrected> {
  if (!mayPerson(person, 'roster.change')) refuse('access.not-allowed');
  const reason = input.reason.trim();
  if (reason === '') refuse('reason.missing');
  return inTransaction(db, async (sql) => {
    const ledger = (await lockLedger(sql, scopeOf(person), input.household)) ?? refuse('household.unknown', { number: input.household });
    if (ledger.revision !== input.revision) refuse('household.changed-meanwhile');
    const changed = LEDGER_FIELD_NAMES.filter((field) => {
      const value = input.values[field];
      return value !== undefined && !holds(recordOf(ledger, field), field, value, ledger.number);
    });
    if (changed.length === 0) refuse('roster.nothing-changed');
    const source = input.values.heatSource;
    if (typeof source === 'string' && changed.includes('heatSource') && !(await heatSourceExists(sql, source)))
      refuse('ledger.heat-source-unknown', { number: source });
    const how = howConversion(ledger, changed, input.modeChange ?? null);
    // A new conversion is written as a whole.
    const waits = (field: LedgerField) => needsSecondLook(field) || (how !== 'correct' && specOf(field).of === 'conversion');
    const asked = changed.filter(waits);
    const done = changed.filter((field) => !waits(field));
    const on = dayInShanghai(now);
    if (asked.length > 0) await refuseOverlap(sql, ledger, asked);
    if (done.length > 0) {
      await writeCorrection(sql, ledger, correctionOf(ledger, done, input.values, how), { person, now, reason, on, action: 'correct' });
    }
    return {
      done,
      waits: asked.length === 0 ? null : await ask(sql, person, ledger, correctionOf(ledger, asked, input.values, how), reason, now),
    };
  });
}

/** 更正一条读数: always seen by a second person, because amounts are computed of it. */
export async function correctReading(
  db: Database,
  person: Person,
  input: {
    household: string;
    revision: number;
    season: string;
    energy: string;
    start: number | null;
    end: number | null;
    usage: number;
    source: string;
    reason: string;
  },
  now: Date,
): Promise<Corrected> {
  if (!mayPerson(person, 'roster.change')) refuse('access.not-allowed');
  return inTransaction(db, async (sql) => {
    const { season, energy } = input;
    const ledger = (await lockLedger(sql, scopeOf(person), input.household)) ?? refuse('household.unknown', { number: input.household });
    if (ledger.revision !== input.revision) refuse('household.changed-meanwhile');
    const found = (await lockSeason(sql, season)) ?? refuse('season.unknown', { season });
    if (found.closedAt !== null) refuse('season.closed', { season });
    const before = await readingColumns(sql, ledger.number, season, energy);
    const after: Columns = { start_reading: input.start, end_reading: input.end, usage: input.usage, source: input.source };
    if (before && Object.entries(after).every(([column, value]) => before[column] === value)) refuse('roster.nothing-changed');
    for (const { content } of await waitingOf(sql, [ledger.number])) {
      const other = (content as Correction).usage;
      if (other?.season === season && other.energy === energy) refuse('ledger.waits-already');
    }
    const usage = { season, energy, before: before && only(before, Object.keys(after)), after };
    return { done: [], waits: await ask(sql, person, ledger, { usage }, input.reason, now) };
  });
}

const recordOf = (ledger: LockedLedger, field: LedgerField): Columns | null =>
  specOf(field).of === 'household' ? ledger.household : ledger.conversion;

function howConversion(
  ledger: LockedLedger,
  changed: readonly LedgerField[],
  modeChange: ModeChange | null,
): 'correct' | 'replace' | 'add' {
  if (ledger.conversion === null) return 'add';
  if (!changed.includes('mode')) return 'correct';
  return modeChange === null ? refuse('ledger.mode-change-missing') : modeChange === 'mistake' ? 'correct' : 'replace';
}

/** The columns that these fields fill, before and after. Of a new conversion every column: it has only what the form says. */
function correctionOf(
  ledger: LockedLedger,
  fields: readonly LedgerField[],
  values: LedgerValues,
  how: 'correct' | 'replace' | 'add',
): Correction {
  const columns = (of: 'household' | 'conversion', among: readonly LedgerField[]): Columns =>
    Object.assign(
      {},
      ...among.filter((field) => specOf(field).of === of).map((field) => columnsOf(field, values[field] ?? null, ledger.number)),
    );
  const household = columns('household', fields);
  const concerned = fields.some((field) => specOf(field).of === 'conversion');
  const conversion = concerned ? columns('conversion', how === 'correct' ? fields : LEDGER_FIELD_NAMES) : {};
  return {
    ...(Object.keys(household).length > 0 && { household: { before: only(ledger.household, Object.keys(household)), after: household } }),
    ...(concerned && {
      conversion: { how, before: ledger.conversion && only(ledger.conversion, Object.keys(conversion)), after: conversion },
    }),
  };
}

/** One field has one change that waits, so that the second of two people cannot be shown what the first has made out of date. */
async function refuseOverlap(sql: Sql, ledger: LockedLedger, asked: readonly LedgerField[]): Promise<void> {
  const mine = new Set(asked.map((field) => `${specOf(field).of} ${specOf(field).column}`));
  for (const { kind, content } of await waitingOf(sql, [ledger.number])) {
    if (kind !== 'correction') refuse('ledger.event-waits');
    const { household, conversion } = content as Correction;
    const theirs = [
      ...Object.keys(household?.after ?? {}).map((column) => `household ${column}`),
      ...Object.keys(conversion?.after ?? {}).map((column) => `conversion ${column}`),
    ];
    if (theirs.some((column) => mine.has(column))) refuse('ledger.waits-already');
  }
}

async function ask(sql: Sql, person: Person, ledger: LockedLedger, content: Correction, reason: string, now: Date): Promise<string> {
  const id = randomUUID();
  await askForChange(
    sql,
    person,
    ledger.village,
    {
      id,
      household_number: ledger.number,
      other_number: null,
      kind: 'correction',
      happened_on: null,
      document: null,
      reason,
      content,
      state: 'waiting',
      asked_at: now.toISOString(),
      asked_by: person.username,
    },
    now,
  );
  return id;
}
