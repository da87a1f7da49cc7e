import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { CHANGES_PAGE, countWaitingChanges, waitingChanges } from '~/database/households/ledger/changes.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';

/** 待确认的户变更 below a division, the oldest first, a page at a time; `own` are those that this person asked for. */
export async function readWaitingChanges(db: Database, person: Person, query: { division: string; page: number }) {
  if (!mayPerson(person, 'roster.confirm')) refuse('access.not-allowed');
  return withSql(db, async (sql) => {
    const scope = scopeOf(person);
    const trail = (await divisionTrail(sql, scope, query.division)) ?? refuse('division.unknown', { code: query.division });
    const rows = await waitingChanges(sql, scope, query.division, query.page);
    const { all } = await countWaitingChanges(sql, scope, query.division);
    return {
      trail,
      changes: rows.slice(0, CHANGES_PAGE).map(({ askedBy, ...change }) => ({ ...change, own: askedBy === person.username })),
      more: rows.length > CHANGES_PAGE,
      total: all,
    };
  });
}

/** How many they are; null for a person who confirms none. */
export async function countChangesToConfirm(db: Database, person: Person, division: string): Promise<number | null> {
  if (!mayPerson(person, 'roster.confirm')) return null;
  return withSql(db, async (sql) => (await countWaitingChanges(sql, scopeOf(person), division)).all);
}
