import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { Mode, VisitKind, VisitOutcome } from '~/domain/contract/enumerations';
import type { Contradiction } from '~/domain/household/contradictions';
import { COUNTED_QUESTIONS } from '~/domain/review/compare-visits';
import type { QueuedVisit, QueueOrder, QueuePosition, QueueQuery, SignFilter } from '~/domain/review/queued-visit';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { CONTRADICTIONS_OF_VISIT } from './contradictions.server';

export const QUEUE_PAGE = 50;

/**
 * 待审核: visits of a season in one state, below a division, as a reviewer takes them: the oldest first, or those with problem
 * signs, or those that changed most since last season, each time the oldest first among equals.
 *
 * The signs are the stored facts of the household where this visit decided them, and what the visit's record contradicts
 * (app/domain/household/contradictions). The changes are counted as in `countChanges`
 * (a test compares the two): jsonb containment in both directions means that single answers are equal, and lists equal as sets.
 * Which visits are on a page is decided by review_key alone, so that it costs the same in any register.
 */
export async function reviewQueue(
  sql: Sql,
  scope: Scope,
  query: QueueQuery,
  position?: QueuePosition,
): Promise<{ visits: QueuedVisit[]; next: QueuePosition | null }> {
  const keys = await keysOfPage(sql, scope, query, position);
  const rows = await sql.query<QueueRow>(
    `SELECT page.rank, t.id, t.revision, t.submitted_at, t.household_number, h.head, h.address, h.village_code, v.name AS village_name,
       ${chinaDay('t.visited_at')} AS day, t.visitor, t.kind, t.outcome, coalesce(f.mode, 'none') AS mode,
       coalesce(f.b > 0, false) AS reburning, coalesce(f.cold > 0, false) AS cold, coalesce(f.unstable > 0, false) AS unstable,
       coalesce(f.let_occupied > f.let_used, false) AS let_not_used,
       ${CONTRADICTIONS_OF_VISIT} AS contradictions,
       CASE WHEN last_visit.id IS NULL OR t.outcome <> 'done' THEN NULL ELSE (
         SELECT count(*)::int FROM unnest($4::text[]) AS q
         WHERE NOT coalesce((t.answers -> q) @> (last_visit.answers -> q) AND (last_visit.answers -> q) @> (t.answers -> q),
                            (t.answers -> q) IS NULL AND (last_visit.answers -> q) IS NULL)
       ) END AS changes
     FROM unnest($1::text[], $2::int[]) WITH ORDINALITY page(id, rank, at) JOIN visit t ON t.id = page.id
     JOIN household h ON h.number = t.household_number JOIN division v ON v.code = h.village_code AND v.path && $5::text[]
     LEFT JOIN household_facts f ON f.season = t.season AND f.household_number = t.household_number AND f.visit_id = t.id
     LEFT JOIN household_facts last_facts ON last_facts.season = $3 AND last_facts.household_number = t.household_number
     LEFT JOIN visit last_visit ON last_visit.id = last_facts.visit_id
     ORDER BY page.at`,
    [keys.map(({ id }) => id), keys.map(({ rank }) => rank), seasonBefore(query.season), COUNTED_QUESTIONS, scope.roots],
  );
  const visits = rows.slice(0, QUEUE_PAGE).map(queuedVisitOf);
  const last = visits.at(-1);
  return { visits, next: rows.length > QUEUE_PAGE && last ? { rank: last.rank, submittedAt: last.submittedAt, id: last.id } : null };
}

/** What decides the order, before the time. */
const RANKS: Record<QueueOrder, string | null> = { oldest: null, signs: 'k.by_signs', changes: 'k.by_changes' };

const WITH_SIGNS: Record<SignFilter, string> = { all: '', with: 'AND k.by_signs < 0', without: 'AND k.by_signs = 0' };

/** The visits of a page, from the keys that are kept. */
async function keysOfPage(
  sql: Sql,
  scope: Scope,
  query: QueueQuery,
  position: QueuePosition | undefined,
): Promise<{ id: string; rank: number }[]> {
  const villages = await sql.query<{ code: string }>(
    'SELECT code FROM division v WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]',
    [query.division, scope.roots],
  );
  const values: unknown[] = [query.season, query.status, villages.map(({ code }) => code)];
  const put = (value: unknown) => `$${values.push(value)}`;
  const rank = RANKS[query.order];
  const order = [...(rank === null ? [] : [rank]), 'k.submitted_at', 'k.visit_id'].join(', ');
  let beyond = '';
  if (position) {
    const reached = [
      ...(rank === null ? [] : [`${put(position.rank)}::int`]),
      `${put(position.submittedAt)}::timestamptz`,
      put(position.id),
    ];
    beyond = `AND (${order}) > (${reached.join(', ')})`;
  }
  return sql.query(
    `SELECT k.visit_id AS id, ${rank ?? '0'} AS rank FROM review_key k
     WHERE k.season = $1 AND k.status = $2 AND k.village_code = ANY($3::text[]) ${WITH_SIGNS[query.signs]} ${beyond}
     ORDER BY ${order} LIMIT ${QUEUE_PAGE + 1}`,
    values,
  );
}

type QueueRow = {
  id: string;
  rank: number;
  revision: number;
  submitted_at: string;
  household_number: string;
  head: string;
  address: string | null;
  village_code: string;
  village_name: string;
  mode: Mode;
  day: CalendarDay;
  visitor: string;
  kind: VisitKind;
  outcome: VisitOutcome;
  reburning: boolean;
  cold: boolean;
  unstable: boolean;
  let_not_used: boolean;
  contradictions: Contradiction[];
  changes: number | null;
};

function queuedVisitOf(row: QueueRow): QueuedVisit {
  return {
    id: row.id,
    rank: row.rank,
    submittedAt: row.submitted_at,
    revision: row.revision,
    household: row.household_number,
    head: row.head,
    address: row.address,
    village: row.village_code,
    villageName: row.village_name,
    mode: row.mode,
    day: row.day,
    visitor: row.visitor,
    kind: row.kind,
    outcome: row.outcome,
    signs: { reburning: row.reburning, cold: row.cold, unstable: row.unstable, letNotUsed: row.let_not_used },
    contradictions: row.contradictions,
    changes: row.changes,
  };
}
