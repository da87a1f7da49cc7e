import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory } from '~/database/facts/history.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { HouseholdStatus, Residence } from '~/domain/contract/enumerations';
import { nameInitials } from '~/domain/household/name-initials';
import { refuse } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';

export type RosterChange = { head?: string; address?: string; status?: HouseholdStatus; residence?: Residence; village?: string };

type RosterRow = { village_code: string; head: string; head_initials: string; address: string | null; status: string; residence: string };

/**
 * 变更台账: the county corrects one household of its roster, with a reason. A change of head is a dated event beside the
 * record; a household that moves to another village takes its visits and rooms along and stands in both villages' history.
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
    await sql.query(
      `UPDATE household SET revision = revision + 1, ${columns.map((column, i) => `${column} = $${i + 2}`).join(', ')} WHERE number = $1`,
      [input.household, ...columns.map((column) => after[column])],
    );
    if (after.head !== before.head) {
      await sql.query(
        'INSERT INTO head_change (household_number, head_before, head_after, changed_on, reason, actor) VALUES ($1, $2, $3, $4, $5, $6)',
        [input.household, before.head, after.head, dayInShanghai(now), reason, person.name],
      );
    }
    await refreshFacts(sql, [input.household], dayInShanghai(now));
    const only = (row: RosterRow) => Object.fromEntries(columns.map((column) => [column, row[column]]));
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
  const [row] = await sql.query<RosterRow & { revision: number }>(
    `SELECT h.village_code, h.head, h.head_initials, h.address, h.status, h.residence, h.revision
     FROM household h JOIN division v ON v.code = h.village_code WHERE h.number = $1 AND v.path && $2::text[] FOR UPDATE OF h`,
    [number, scopeOf(person).roots],
  );
  if (!row) refuse('household.unknown', { number });
  const { revision: current, ...record } = row;
  if (current !== revision) refuse('household.changed-meanwhile');
  return record;
}

async function changed(sql: Sql, person: Person, before: RosterRow, change: RosterChange): Promise<RosterRow> {
  const head = change.head?.trim() ?? before.head;
  if (head === '') refuse('household.head-missing');
  const address = change.address?.trim();
  return {
    village_code:
      change.village === undefined || change.village === before.village_code
        ? before.village_code
        : await villageIn(sql, person, change.village),
    head,
    head_initials: head === before.head ? before.head_initials : nameInitials(head),
    address: address === undefined ? before.address : address === '' ? null : address,
    status: change.status ?? before.status,
    residence: change.residence ?? before.residence,
  };
}

/** A village in force within the person's scope: nobody moves a household to where they could not see it any more. */
async function villageIn(sql: Sql, person: Person, code: string): Promise<string> {
  const [village] = await sql.query<{ code: string }>(
    `SELECT v.code FROM division v WHERE v.code = $1 AND v.level = 'village' AND v.path && $2::text[] AND v.merged_into IS NULL`,
    [code, scopeOf(person).roots],
  );
  return village?.code ?? refuse('division.not-a-village', { code });
}
