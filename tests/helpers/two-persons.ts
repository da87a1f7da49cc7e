import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import type { HouseholdStatus, Residence } from '~/domain/contract/enumerations';
import { isInScope } from '~/domain/household/in-scope';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { askMove } from '~/server/workflows/households/ask-event.server';
import { correctHousehold } from '~/server/workflows/households/correct-household.server';
import { confirmChange } from '~/server/workflows/households/decide-change.server';

/** A colleague of the same office, who gives the second look. */
const colleagueOf = (person: Person): Person => ({ ...person, username: `${person.username}-2`, name: `${person.name} 2` });

type Change = { head?: string; address?: string; status?: HouseholdStatus; residence?: Residence; village?: string };

/**
 * The county changes its roster, and a colleague confirms what needs a second look. A household moves while it counts: before its fields
 * change when it does now, after them otherwise. Returns the revision.
 */
export async function changeRoster(
  db: Database,
  person: Person,
  asked: { household: string; revision: number; change: Change; reason: string },
  now: Date,
): Promise<number> {
  const { household, reason } = asked;
  const { village, ...values } = asked.change;
  const before = await stored(db, household);
  const moves = village !== undefined && village !== before?.village;
  let revision = asked.revision;
  const confirm = async (id: string | null) => {
    if (id !== null) await confirmChange(db, colleagueOf(person), { change: id, decision: '' }, now);
    revision = (await stored(db, household))!.revision;
  };
  const move = async () => {
    const event = {
      household,
      revision,
      on: dayInShanghai(now),
      document: null,
      reason,
      out: false,
      village: village!,
      address: '',
      to: '',
    };
    await confirm(await askMove(db, person, event, now));
  };
  const correct = async () => {
    try {
      await confirm((await correctHousehold(db, person, { household, revision, values, reason }, now)).waits);
    } catch (error) {
      if (!moves || (error as { problem?: { code: string } }).problem?.code !== 'roster.nothing-changed') throw error;
    }
  };
  const steps = moves ? (before && isInScope(before.status) ? [move, correct] : [correct, move]) : [correct];
  for (const step of steps) await step();
  return revision;
}

async function stored(db: Database, number: string) {
  const [row] = await withSql(db, (sql) =>
    sql.query<{ village: string; status: HouseholdStatus; revision: number }>(
      'SELECT village_code AS village, status, revision FROM household WHERE number = $1',
      [number],
    ),
  );
  return row;
}
