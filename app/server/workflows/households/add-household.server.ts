import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory } from '~/database/facts/history.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { plainPhone } from '~/domain/household/household-changes';
import { maskPhone } from '~/domain/household/mask';
import { nameInitials } from '~/domain/household/name-initials';
import { addedNumber, type NewHousehold } from '~/domain/household/new-household';
import { refuse } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seal } from '~/server/personal/seal.server';

/**
 * 补录一户: adds a household the roster missed to a village of the person's. It starts as 正常, not converted, source 'field', and
 * is in scope at once; the reason stands in the history and in its note, for the township to see.
 */
export async function addHousehold(
  db: Database,
  person: Person,
  input: { village: string; household: NewHousehold },
  now: Date,
): Promise<{ number: string }> {
  if (!mayPerson(person, 'household.add')) refuse('access.not-allowed');
  const { household } = input;
  return inTransaction(db, async (sql) => {
    const village = await lockVillage(sql, person, input.village);
    if (!household.sameHead) await requireOtherHead(sql, village, household.head);
    const phone = household.phone === '' ? null : plainPhone(household.phone);
    const record = {
      number: addedNumber(village, await nextRunning(sql, village)),
      village_code: village,
      head: household.head,
      head_initials: nameInitials(household.head),
      address: household.address,
      residence: household.residence,
      status: 'normal',
      phone_encrypted: phone && seal(phone),
      phone_masked: phone && maskPhone(phone),
      note: household.reason,
      source: 'field',
      revision: 1,
      created_at: now.toISOString(),
    };
    const columns = Object.keys(record).join(', ');
    await sql.query(`INSERT INTO household (${columns}) SELECT ${columns} FROM json_populate_record(null::household, $1::json)`, [
      JSON.stringify(record),
    ]);
    await refreshFacts(sql, [record.number], dayInShanghai(now));
    await appendHistory(sql, now, person.username, [
      { chain: village, action: 'household.add', entity: 'household', entityKey: record.number, after: record, reason: household.reason },
    ]);
    return { number: record.number };
  });
}

/** The village, if the person sees it, locked: two additions get two numbers. */
async function lockVillage(sql: Sql, person: Person, code: string): Promise<string> {
  const [village] = await sql.query<{ code: string }>(
    `SELECT v.code FROM division v WHERE v.code = $1 AND v.level = 'village' AND v.path && $2::text[] FOR UPDATE`,
    [code, scopeOf(person).roots],
  );
  return village?.code ?? refuse('division.unknown', { code });
}

/** The same name twice in a village is usually the same household, which the cadre did not find in the list. */
async function requireOtherHead(sql: Sql, village: string, head: string): Promise<void> {
  const [same] = await sql.query<{ number: string; address: string | null }>(
    'SELECT number, address FROM household WHERE village_code = $1 AND head = $2 ORDER BY number LIMIT 1',
    [village, head],
  );
  if (same) refuse('household.same-head', { head, number: same.number, door: same.address ?? '—' });
}

/** Numbers are never reused: households are never deleted, and one that moved to another village keeps its number. */
async function nextRunning(sql: Sql, village: string): Promise<number> {
  const [row] = await sql.query<{ last: number | null }>(
    `SELECT max(substr(number, length($1) + 2)::int) AS last FROM household WHERE number ~ ('^' || $1 || 'B[0-9]+$')`,
    [village],
  );
  return (row?.last ?? 0) + 1;
}
