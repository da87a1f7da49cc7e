import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { findingsPage } from '~/database/findings/desk.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { isOverdue } from '~/domain/findings/desk/finding';
import type { FindingState } from '~/domain/findings/life';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';

type Asked = { division: string; season: string; state?: FindingState; rule?: RuleCode; after?: string; limit: number };

/** Behind every id of the same number. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A page of findings for a program: no names, and nothing that people wrote. */
export function findingsForProgram(db: Database, person: Person, { state, rule, after, limit, ...at }: Asked, now: Date) {
  const today = dayInShanghai(now);
  return withSql(db, async (sql) => {
    await requireDivisionAndSeason(sql, scopeOf(person), at);
    const { rows, next } = await findingsPage(sql, scopeOf(person), {
      ...at,
      person,
      today,
      state: state ?? 'all',
      kind: rule ?? null,
      source: null,
      only: null,
      search: '',
      sort: 'number',
      dir: 'asc',
      after: after === undefined ? null : { rank: 0, key: after, id: LAST_ID },
      rows: limit,
    });
    return {
      rows: rows.map((row) => ({
        number: row.number,
        source: row.source,
        rule: row.rule,
        division: row.divisionCode,
        household: row.household,
        households: row.households,
        level: row.level,
        state: row.state,
        urgent: row.urgent,
        openedOn: row.openedOn,
        dueOn: row.dueOn,
        overdue: isOverdue(row, today),
        times: row.times,
        amountFen: row.amount,
        cause: row.cause as Record<string, string | number | boolean | string[] | null>,
      })),
      next: next?.key ?? null,
    };
  });
}
