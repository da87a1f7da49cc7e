import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import {
  type DivisionRecord,
  endDivision,
  insertDivision,
  lockDivision,
  moveChildren,
  moveHouseholds,
  moveWhatBelongs,
  stillInUse,
  updateDivision,
} from '~/database/divisions/divisions.server';
import { openSeasons, refreshFacts, refreshFactsBelow } from '~/database/facts/facts.server';
import { appendHistory, type HistoryEntry, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { ZoneType } from '~/domain/contract/enumerations';
import { codeLengthOf, isCodeBelow, levelBelow } from '~/domain/divisions/division-code';
import { refuse } from '~/domain/problems';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';

type Reasoned = { reason: string };

function inScopeOf(sql: Sql, person: Person, code: string): Promise<DivisionRecord> {
  return lockDivision(sql, scopeOf(person), code).then((division) => division ?? refuse('division.unknown', { code }));
}

/** Refuses a change to a top division of the person's own scope. */
function requireBelowTop(person: Person, division: DivisionRecord): void {
  if (person.divisions.includes(division.code)) refuse('division.own-top', { name: division.name });
}

function requireInForce(division: DivisionRecord): void {
  if (division.valid_to !== null) refuse('division.ended', { name: division.name, day: division.valid_to });
}

function entry(action: string, code: string, parts: Pick<HistoryEntry, 'before' | 'after'> & Reasoned): HistoryEntry {
  return { chain: SYSTEM_CHAIN, action, entity: 'division', entityKey: code, ...parts };
}

/** The columns in which two records differ, with the values of both. */
function differing(before: DivisionRecord, after: DivisionRecord): { before: Partial<DivisionRecord>; after: Partial<DivisionRecord> } {
  const columns = (Object.keys(after) as (keyof DivisionRecord)[]).filter((column) => before[column] !== after[column]);
  const only = (record: DivisionRecord) => Object.fromEntries(columns.map((column) => [column, record[column]]));
  return { before: only(before), after: only(after) };
}

/** 新增区划: adds a local division below one of the person's own, from a day on. */
export async function addDivision(
  db: Database,
  person: Person,
  input: { parent: string; code: string; name: string; validFrom: CalendarDay; zoneType: ZoneType | null } & Reasoned,
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'divisions.manage')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    const parent = await inScopeOf(sql, person, input.parent);
    requireInForce(parent);
    const level = levelBelow(parent.level);
    if (!level) return refuse('division.no-level-below', { name: parent.name });
    if (!isCodeBelow(parent, input.code)) refuse('division.code-wrong', { length: codeLengthOf(level), parent: parent.code });
    const zoneType = level === 'village' ? input.zoneType : null;
    const added = await insertDivision(sql, {
      code: input.code,
      name: input.name,
      level,
      parentCode: parent.code,
      validFrom: input.validFrom,
      zoneType,
      source: 'local',
    });
    if (!added) refuse('division.code-taken', { code: input.code });
    await appendHistory(sql, now, person.username, [
      entry('division.add', input.code, { after: await lockDivision(sql, scopeOf(person), input.code), reason: input.reason }),
    ]);
  });
}

/** 更名和属性: the code stays; the history keeps the old name, the day and the document that changed it. */
export async function changeDivision(
  db: Database,
  person: Person,
  input: {
    code: string;
    name: string;
    zoneType: ZoneType | null;
    within5km: boolean;
    relocating: boolean;
    completedOn: CalendarDay | null;
    on: CalendarDay;
  } & Reasoned,
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'divisions.manage')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    const before = await inScopeOf(sql, person, input.code);
    requireInForce(before);
    const village = before.level === 'village';
    await updateDivision(sql, {
      code: input.code,
      name: input.name,
      // Only a village has these; other levels keep the values of an import.
      zoneType: village ? input.zoneType : before.zone_type,
      within5km: village ? input.within5km : before.within_5km,
      relocating: village ? input.relocating : before.relocating,
      completedOn: village ? input.completedOn : before.completed_on,
    });
    const parts = differing(before, await inScopeOf(sql, person, input.code));
    if (Object.keys(parts.after).length === 0) refuse('division.nothing-changed');
    await appendHistory(sql, now, person.username, [
      entry('division.change', input.code, { before: parts.before, after: { ...parts.after, on: input.on }, reason: input.reason }),
    ]);
  });
}

/** 撤销: the division stays readable with its last day. One that still has households or divisions in force must be merged instead. */
export async function closeDivision(
  db: Database,
  person: Person,
  input: { code: string; on: CalendarDay } & Reasoned,
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'divisions.manage')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    const division = await inScopeOf(sql, person, input.code);
    requireInForce(division);
    requireBelowTop(person, division);
    requireDay(division, input.on);
    const { divisionsBelow, households } = await stillInUse(sql, input.code);
    if (households > 0) refuse('division.has-households', { name: division.name, count: households });
    if (divisionsBelow > 0) refuse('division.has-children', { name: division.name, count: divisionsBelow });
    await endDivision(sql, input.code, input.on, null);
    await appendHistory(sql, now, person.username, [
      entry('division.close', input.code, { before: { valid_to: null }, after: { valid_to: input.on }, reason: input.reason }),
    ]);
  });
}

function requireDay(division: DivisionRecord, on: CalendarDay): void {
  if (division.valid_from !== null && on < division.valid_from)
    refuse('division.day-before-start', { day: on, start: division.valid_from });
}

/**
 * 并入: moves everything of a division to another of the same level: divisions below it, or a village's households with their
 * visits and rooms, plans, heat sources and accounts. Facts and roll-ups of the open seasons move along. Figures of a closed
 * season stay where they were counted.
 */
export async function mergeDivision(
  db: Database,
  person: Person,
  input: { from: string; into: string; on: CalendarDay } & Reasoned,
  now: Date,
): Promise<{ households: number; divisions: number }> {
  if (!mayPerson(person, 'divisions.manage')) refuse('access.not-allowed');
  return inTransaction(
    db,
    async (sql) => {
      if (input.from === input.into) refuse('division.into-itself');
      // Locked in the order of the codes, so that two merges cannot wait for each other.
      const [first, second] = [input.from, input.into].sort();
      const locked = new Map([
        [first!, await inScopeOf(sql, person, first!)],
        [second!, await inScopeOf(sql, person, second!)],
      ]);
      const [from, into] = [locked.get(input.from)!, locked.get(input.into)!];
      requireInForce(from);
      requireBelowTop(person, from);
      requireInForce(into);
      if (from.level !== into.level) refuse('division.other-level', { name: into.name });
      requireDay(from, input.on);
      const today = dayInShanghai(now);
      const households = from.level === 'village' ? await moveHouseholds(sql, from.code, into.code) : [];
      const divisions = from.level === 'village' ? [] : await moveChildren(sql, from.code, into.code);
      await moveWhatBelongs(sql, from.code, into.code);
      await endDivision(sql, from.code, input.on, into.code);
      if (households.length > 0) await refreshFacts(sql, households, today);
      // The division above the new place may have other dates of a season.
      const seasons = await openSeasons(sql);
      for (const code of divisions) await refreshFactsBelow(sql, code, today, seasons);
      await appendHistory(sql, now, person.username, [
        entry('division.merge', from.code, {
          before: { valid_to: null, merged_into: null },
          after: { valid_to: input.on, merged_into: into.code },
          reason: input.reason,
        }),
        ...divisions.map((code) =>
          entry('division.move', code, { before: { parent_code: from.code }, after: { parent_code: into.code }, reason: input.reason }),
        ),
        ...households.flatMap((number) =>
          [from.code, into.code].map(
            (chain): HistoryEntry => ({
              chain,
              action: 'household.move',
              entity: 'household',
              entityKey: number,
              before: { village_code: from.code },
              after: { village_code: into.code },
              reason: input.reason,
            }),
          ),
        ),
      ]);
      return { households: households.length, divisions: divisions.length };
    },
    { statementTimeoutMs: 0 },
  );
}
