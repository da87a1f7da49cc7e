import { actorName } from '~/database/access/actor-name.server';
import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { VisitKind, VisitOutcome } from '~/domain/contract/enumerations';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import type { SeasonName } from '~/domain/time/heating-season';
import { countedVisit } from './counted-visit.server';

export type RemarkRow = { question: string; text: string; by: string; at: string; resolved: boolean };

export type VisitRow = {
  id: string;
  season: SeasonName;
  visitedAt: string;
  day: string;
  visitor: string;
  kind: VisitKind;
  outcome: VisitOutcome;
  status: 'submitted' | 'returned' | 'approved';
  answers: VisitAnswers;
  revision: number;
  reviewedAt: string | null;
  remarks: RemarkRow[];
};

/** All visits of a household with their remarks, newest first. */
export async function visitsOf(sql: Sql, scope: Scope, number: string): Promise<VisitRow[]> {
  return sql.query<VisitRow>(
    `SELECT t.id, t.season, t.visited_at AS "visitedAt", ${chinaDay('t.visited_at')} AS day,
            t.visitor, t.kind, t.outcome, t.status, t.answers, t.revision, t.reviewed_at AS "reviewedAt", coalesce(m.remarks,
            '[]'::json) AS remarks
     FROM visit t JOIN household h ON h.number = t.household_number JOIN division v ON v.code = h.village_code
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('question', m.question, 'text', m.text, 'by', m.actor_name, 'at', m.at,
                                         'resolved', m.resolved_at IS NOT NULL) ORDER BY m.id) AS remarks
       FROM visit_remark m WHERE m.visit_id = t.id) m ON true
     WHERE t.household_number = $1 AND v.path && $2::text[]
     ORDER BY t.visited_at DESC, t.id DESC`,
    [number, scope.roots],
  );
}

export type ChangeRow = { at: string; actor: string; actorName: string; action: string };

/** What was written about a household since an instant, newest first, for a person whose form is older than that. */
export async function changesSince(sql: Sql, scope: Scope, number: string, since: string): Promise<ChangeRow[]> {
  return sql.query<ChangeRow>(
    `SELECT e.at, e.actor, ${actorName('e.actor')} AS "actorName", e.action
     FROM household h JOIN division v ON v.code = h.village_code
     JOIN history e ON e.at > $3 AND (
       (e.entity IN ('household', 'conversion') AND e.entity_key = h.number)
       OR (e.entity = 'visit' AND e.entity_key IN (SELECT t.id FROM visit t WHERE t.household_number = h.number))
       OR (e.entity = 'rooms' AND e.entity_key IN (SELECT h.number || '/' || s.name FROM season s)))
     WHERE h.number = $1 AND v.path && $2::text[]
     ORDER BY e.at DESC, e.seq DESC LIMIT 20`,
    [number, scope.roots, since],
  );
}

export type TodoRow = {
  number: string;
  head: string;
  address: string | null;
  village: string;
  /** When it got onto this list: returned, last typed, last call. */
  at: string;
  /** Returned: the number of open remarks. Nobody: the number of different days. */
  count: number;
};

const TODO_PAGE = 50;

/** Households whose visit was returned and waits for the cadre, oldest first. */
export async function returnedHouseholds(sql: Sql, scope: Scope, season: SeasonName): Promise<{ rows: TodoRow[]; total: number }> {
  return withTotal(
    await sql.query<TodoRow & { total: number }>(
      `SELECT h.number, h.head, h.address, v.name AS village, t.reviewed_at AS at, count(*) OVER () AS total,
              (SELECT count(*) FROM visit_remark m WHERE m.visit_id = t.id AND m.resolved_at IS NULL) AS count
       FROM visit t JOIN household h ON h.number = t.household_number JOIN division v ON v.code = h.village_code
       WHERE t.season = $2 AND t.status = 'returned' AND v.path && $1::text[]
       ORDER BY t.reviewed_at, h.number LIMIT ${TODO_PAGE}`,
      [scope.roots, season],
    ),
  );
}

/** This person's drafts, last typed first. */
export async function draftsOf(
  sql: Sql,
  scope: Scope,
  season: SeasonName,
  accountId: string | null,
): Promise<{ rows: TodoRow[]; total: number }> {
  return withTotal(
    await sql.query<TodoRow & { total: number }>(
      `SELECT h.number, h.head, h.address, v.name AS village, d.updated_at AS at, 0 AS count, count(*) OVER () AS total
       FROM visit_draft d JOIN household h ON h.number = d.household_number JOIN division v ON v.code = h.village_code
       WHERE d.account_id = $3::uuid AND d.season = $2 AND v.path && $1::text[]
       ORDER BY d.updated_at DESC, h.number LIMIT ${TODO_PAGE}`,
      [scope.roots, season, accountId],
    ),
  );
}

/** Households where nobody was at home and that are neither visited nor closed yet, the longest ago first. */
export async function nobodyAtHome(sql: Sql, scope: Scope, season: SeasonName): Promise<{ rows: TodoRow[]; total: number }> {
  return withTotal(
    await sql.query<TodoRow & { total: number }>(
      `SELECT h.number, h.head, h.address, v.name AS village, max(t.visited_at) AS at,
              count(DISTINCT ${chinaDay('t.visited_at')}) AS count, count(*) OVER () AS total
       FROM visit t JOIN household h ON h.number = t.household_number JOIN division v ON v.code = h.village_code
       JOIN household_facts f ON f.season = t.season AND f.household_number = h.number AND f.h = 1 AND f.v = 0 AND f.x = 0
       WHERE t.season = $2 AND t.outcome = 'nobody' AND ${countedVisit('t')} AND v.path && $1::text[]
       GROUP BY h.number, h.head, h.address, v.name
       ORDER BY max(t.visited_at), h.number LIMIT ${TODO_PAGE}`,
      [scope.roots, season],
    ),
  );
}

export type Door = { number: string; head: string; address: string | null; village: string };

/** Households neither visited nor closed, without a draft of this person, and where nobody has called yet; by number. */
export async function doorsLeft(sql: Sql, scope: Scope, season: SeasonName, accountId: string | null): Promise<Door[]> {
  return sql.query<Door>(
    `SELECT h.number, h.head, h.address, v.name AS village
     FROM household_facts f JOIN household h ON h.number = f.household_number JOIN division v ON v.code = h.village_code
     WHERE f.season = $2 AND f.h = 1 AND f.v = 0 AND f.x = 0 AND v.path && $1::text[]
       AND NOT EXISTS (SELECT 1 FROM visit t WHERE t.household_number = h.number AND t.season = $2)
       AND NOT EXISTS (SELECT 1 FROM visit_draft d WHERE d.household_number = h.number AND d.season = $2 AND d.account_id = $3::uuid)
     ORDER BY h.number`,
    [scope.roots, season, accountId],
  );
}

/** The household this person visited last; null when there is none this season. */
export async function lastDoor(
  sql: Sql,
  scope: Scope,
  season: SeasonName,
  accountId: string | null,
): Promise<{ number: string; address: string | null; village: string } | null> {
  const [door] = await sql.query<{ number: string; address: string | null; village: string }>(
    `SELECT h.number, h.address, v.name AS village FROM visit t JOIN household h ON h.number = t.household_number JOIN division v
      ON v.code = h.village_code
     WHERE t.season = $2 AND t.account_id = $3::uuid AND v.path && $1::text[] ORDER BY t.visited_at DESC, t.id DESC LIMIT 1`,
    [scope.roots, season, accountId],
  );
  return door ?? null;
}

function withTotal(rows: (TodoRow & { total: number })[]): { rows: TodoRow[]; total: number } {
  return { rows: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 };
}
