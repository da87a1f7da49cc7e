import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory } from '~/database/facts/history.server';
import {
  insertHeadChange,
  isUnmergedVillage,
  lockRosterRow,
  type RosterRow,
  updateHousehold,
} from '~/database/households/register-changes.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { HouseholdStatus, Residence } from '~/domain/contract/enumerations';
import { nameInitials, namePinyin } from '~/domain/household/name-initials';
import { refuse } from '~/domain/problems';
import { comparableName, foldWidth } from '~/domain/text/clean-text';
import { dayInShanghai } from '~/domain/time/calendar-day';

export type RosterChange = { head?: string; address?: string; status?: HouseholdStatus; residence?: Residence; village?: string };

/**
 * 变更台账: the county corrects one household of its roster, with a reason. A change of head is a dated event beside the record;
 * another spelling of the same name is not. A household that moves to another village takes its visits and rooms along, and both
 * villages' histories record the move.
 */
export async function changeRoster(
  db: Database,
  person: Person,
  input: { household: string; revision: number; change: RosterChange; reason: string },
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'roster.change')) refuse('access.not-allowed');
  const reason = input.reason.trim();
  if (reason === '') refuse('reason.missing');
  await inTransaction(db, async (sql) => {
    const before = await lockRow(sql, person, input.household, input.revision);
    const after = await changed(sql, person, before, input.change);
    const columns = (Object.keys(after) as (keyof RosterRow)[]).filter((column) => after[column] !== before[column]);
    if (columns.length === 0) refuse('roster.nothing-changed');
    const only = (row: RosterRow): Partial<RosterRow> => Object.fromEntries(columns.map((column) => [column, row[column]]));
    await updateHousehold(sql, input.household, only(after), { raiseRevision: true });
    if (comparableName(after.head) !== comparableName(before.head)) {
      await insertHeadChange(sql, {
        household: input.household,
        before: before.head,
        after: after.head,
        changedOn: dayInShanghai(now),
        reason,
        actor: person.name,
      });
    }
    await refreshFacts(sql, [input.household], dayInShanghai(now));
    const villages = [...new Set([before.village_code, after.village_code])];
    await appendHistory(
      sql,
      now,
      person.username,
      villages.map((chain) => ({
        chain,
        action: 'household.correct',
        entity: 'household',
        entityKey: input.household,
        before: only(before),
        after: only(after),
        reason,
      })),
    );
  });
}

async function lockRow(sql: Sql, person: Person, number: string, revision: number): Promise<RosterRow> {
  const row = await lockRosterRow(sql, scopeOf(person), number);
  if (!row) refuse('household.unknown', { number });
  const { revision: current, ...record } = row;
  if (current !== revision) refuse('household.changed-meanwhile');
  return record;
}

async function changed(sql: Sql, person: Person, before: RosterRow, change: RosterChange): Promise<RosterRow> {
  const head = change.head?.trim() ?? before.head;
  if (head === '') refuse('household.head-missing');
  const address = change.address === undefined ? undefined : foldWidth(change.address);
  return {
    village_code:
      change.village === undefined || change.village === before.village_code
        ? before.village_code
        : await villageIn(sql, person, change.village),
    head,
    head_initials: head === before.head ? before.head_initials : nameInitials(head),
    head_pinyin: head === before.head ? before.head_pinyin : namePinyin(head),
    address: address === undefined ? before.address : address === '' ? null : address,
    status: change.status ?? before.status,
    residence: change.residence ?? before.residence,
  };
}

/** A village in force within the person's scope, so that nobody moves a household to where they could not see it any more. */
async function villageIn(sql: Sql, person: Person, code: string): Promise<string> {
  return (await isUnmergedVillage(sql, scopeOf(person), code)) ? code : refuse('division.not-a-village', { code });
}
