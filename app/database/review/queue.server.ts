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
 * Which visits are on a page is decided by review_key alone where no sign decides it, so that it costs the same in any register.
 */
export async function reviewQueue(
  sql: Sql,
  scope: Scope,
  query: QueueQuery,
  position?: QueuePosition,
): Promise<{ visits: QueuedVisit[]; next: QueuePosition | null }> {
  const values: unknown[] = [query.season, query.status, query.division, scope.roots, seasonBefore(query.season), COUNTED_QUESTIONS];
  const beyond = position
    ? `WHERE (rank, submitted_at, id) > ($${values.push(position.rank)}::int, $${values.push(position.submittedAt)}::timestamptz,
      $${values.push(position.id)})`
    : '';
  // Where contradictions decide neither the order nor what is listed, only those of the page are looked up.
  const decides = query.order === 'signs' || query.signs !== 'all';
  const rows = await sql.query<QueueRow>(
    `WITH waiting AS (
       SELECT t.id, t.revision, t.submitted_at, t.household_number, h.head, h.address, h.village_code, v.name AS village_name,
         t.visited_at, t.visitor, t.kind, t.outcome, coalesce(f.mode, 'none') AS mode,
         coalesce(f.b > 0, false) AS reburning, coalesce(f.cold > 0, false) AS cold, coalesce(f.unstable > 0, false) AS unstable,
         coalesce(f.let_occupied > f.let_used, false) AS let_not_used,
         ${decides ? CONTRADICTIONS_OF_VISIT : `'{}'::text[]`} AS contradictions,
         CASE WHEN last_visit.id IS NULL OR t.outcome <> 'done' THEN NULL ELSE (
           SELECT count(*)::int FROM unnest($6::text[]) AS q
           WHERE NOT coalesce((t.answers -> q) @> (last_visit.answers -> q) AND (last_visit.answers -> q) @> (t.answers -> q),
                              (t.answers -> q) IS NULL AND (last_visit.answers -> q) IS NULL)
         ) END AS changes
       FROM visit t JOIN household h ON h.number = t.household_number JOIN division v ON v.code = h.village_code
       LEFT JOIN household_facts f ON f.season = t.season AND f.household_number = t.household_number AND f.visit_id = t.id
       LEFT JOIN household_facts last_facts ON last_facts.season = $5 AND last_facts.household_number = t.household_number
       LEFT JOIN visit last_visit ON last_visit.id = last_facts.visit_id
       WHERE t.season = $1 AND t.status = $2 AND v.path @> ARRAY[$3]::text[] AND v.path && $4::text[]
         ${decides ? '' : `AND t.id IN (${await visitsOfPage(sql, scope, query, position, values)})`}
     ),
     ranked AS (
       SELECT *, ${RANKS[query.order]} AS rank FROM waiting ${WITH_SIGNS[query.signs]}
     )
     SELECT page.*, ${chinaDay('page.visited_at')} AS day, ${decides ? 'page.contradictions' : CONTRADICTIONS_OF_VISIT} AS contradictions
     FROM (SELECT * FROM ranked ${beyond} ORDER BY rank, submitted_at, id LIMIT ${QUEUE_PAGE + 1}) page JOIN visit t ON t.id = page.id
     ORDER BY page.rank, page.submitted_at, page.id`,
    values,
  );
  const visits = rows.slice(0, QUEUE_PAGE).map(queuedVisitOf);
  const last = visits.at(-1);
  return { visits, next: rows.length > QUEUE_PAGE && last ? { rank: last.rank, submittedAt: last.submittedAt, id: last.id } : null };
}

/** How many problem signs a visit has. */
const SIGNS = '(reburning::int + cold::int + unstable::int + let_not_used::int + cardinality(contradictions))';

const WITH_SIGNS: Record<SignFilter, string> = { all: '', with: `WHERE ${SIGNS} > 0`, without: `WHERE ${SIGNS} = 0` };

/** The visits of a page, from the keys that are kept. */
async function visitsOfPage(
  sql: Sql,
  scope: Scope,
  query: QueueQuery,
  position: QueuePosition | undefined,
  values: unknown[],
): Promise<string> {
  const villages = await sql.query<{ code: string }>(
    'SELECT code FROM division v WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]',
    [query.division, scope.roots],
  );
  const put = (value: unknown) => `$${values.push(value)}`;
  const keys = query.order === 'changes' ? ['k.by_changes', 'k.submitted_at', 'k.visit_id'] : ['k.submitted_at', 'k.visit_id'];
  const codes = put(villages.map(({ code }) => code));
  let beyond = '';
  if (position) {
    const rank = query.order === 'changes' ? [`${put(position.rank)}::int`] : [];
    const reached = [...rank, `${put(position.submittedAt)}::timestamptz`, put(position.id)];
    beyond = `AND (${keys.join(', ')}) > (${reached.join(', ')})`;
  }
  return `SELECT k.visit_id FROM review_key k
    WHERE k.season = $1 AND k.status = $2 AND k.village_code = ANY(${codes}::text[]) ${beyond}
    ORDER BY ${keys.join(', ')} LIMIT ${QUEUE_PAGE + 1}`;
}

const RANKS: Record<QueueOrder, string> = {
  oldest: '0',
  signs: `-${SIGNS}`,
  changes: '-coalesce(changes, 0)',
};

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
