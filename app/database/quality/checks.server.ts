/** 抽查的户: who checks them, what was found, and what a checker may know of them. */

import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { visitOfCountedKind } from '~/database/survey/counted-visit.server';
import type { Evidence } from '~/domain/survey/evidence';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import type { FieldCheck } from '~/domain/sync/protocol';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { CalendarDay } from '~/domain/time/calendar-day';
import type { SeasonName } from '~/domain/time/heating-season';

/** A check on the desk. `state` in this order: withdrawn, done, assigned, drawn. */
export type CheckRow = {
  id: string;
  household: string;
  head: string;
  address: string | null;
  villageCode: string;
  village: string;
  part: 'random' | 'weighted';
  weight: number;
  nth: number;
  season: SeasonName;
  state: 'drawn' | 'assigned' | 'done' | 'withdrawn';
  firstVisit: string;
  firstAccount: string | null;
  firstVisitor: string;
  firstDay: CalendarDay;
  checkerId: string | null;
  checker: string | null;
  doneOn: CalendarDay | null;
  withdrawnReason: string | null;
  /** Once it is done. */
  firstAnswers: VisitAnswers | null;
  secondAnswers: VisitAnswers | null;
};

/** What both visits of a check have beside their answers, once it is done. */
export type EvidenceOfCheck = { first: Evidence; second: Evidence };

const STATE = `CASE WHEN c.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN c.done_at IS NOT NULL THEN 'done'
  WHEN c.checker_id IS NOT NULL THEN 'assigned' ELSE 'drawn' END`;

const COLUMNS = `c.id, h.number AS household, h.head, h.address, h.village_code AS "villageCode", v.name AS village, c.part,
  c.weight, d.nth, c.season, ${STATE} AS state, t.id AS "firstVisit", t.account_id::text AS "firstAccount", t.visitor AS "firstVisitor",
  ${chinaDay('t.visited_at')} AS "firstDay", c.checker_id::text AS "checkerId", a.name AS checker, ${chinaDay('c.done_at')} AS "doneOn",
  c.withdrawn_reason AS "withdrawnReason", c.first_answers AS "firstAnswers", s.answers AS "secondAnswers"`;

const FROM = `FROM spot_check c JOIN spot_draw d ON d.id = c.draw_id JOIN household h ON h.number = c.household_number
  JOIN division v ON v.code = h.village_code JOIN visit t ON t.id = c.first_visit_id
  LEFT JOIN account a ON a.id = c.checker_id LEFT JOIN visit s ON s.id = c.id::text`;

/** A page of the checks below a division, those that still wait for somebody first. */
export async function checksBelow(
  sql: Sql,
  scope: Scope,
  query: { division: string; season: SeasonName; page: number },
): Promise<{ rows: CheckRow[]; more: boolean }> {
  const rows = await sql.query<CheckRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE c.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     ORDER BY CASE ${STATE} WHEN 'drawn' THEN 0 WHEN 'assigned' THEN 1 WHEN 'done' THEN 2 ELSE 3 END, h.number
     LIMIT ${ROWS_A_PAGE + 1} OFFSET $4`,
    [query.division, scope.roots, query.season, (query.page - 1) * ROWS_A_PAGE],
  );
  return { rows: rows.slice(0, ROWS_A_PAGE), more: rows.length > ROWS_A_PAGE };
}

/** An id that a phone or an address gives may be any text; these alone are looked up by their key. */
const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** One check in scope. With `lock` nobody else assigns, withdraws or does it meanwhile. */
export async function checkInScope(sql: Sql, scope: Scope, id: string, lock = false): Promise<CheckRow | null> {
  if (!isId(id)) return null;
  const [row] = await sql.query<CheckRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE c.id = $2::uuid AND v.path && $1::text[] ${lock ? 'FOR UPDATE OF c' : ''}`,
    [scope.roots, id],
  );
  return row ?? null;
}

/**
 * Photos and place of both visits of a check that is done. The first visit's are as they were when the check came in; of a check that was
 * done before that was kept, as they are now.
 */
export async function evidenceOfCheck(sql: Sql, scope: Scope, id: string): Promise<EvidenceOfCheck | null> {
  const [row] = await sql.query<EvidenceOfCheck>(
    `SELECT coalesce(c.first_evidence, t.evidence - 'signature', '{}') AS first, coalesce(s.evidence, '{}') AS second
     ${FROM} WHERE c.id = $2::uuid AND c.done_at IS NOT NULL AND v.path && $1::text[]`,
    [scope.roots, id],
  );
  return row ?? null;
}

/** The pairs of answers below a division that were compared by a day. */
export async function comparedBelow(
  sql: Sql,
  scope: Scope,
  query: { division: string; season: SeasonName },
): Promise<{ first: VisitAnswers; second: VisitAnswers }[]> {
  return sql.query(
    `SELECT c.first_answers AS first, s.answers AS second FROM spot_check c JOIN household h ON h.number = c.household_number
     JOIN division v ON v.code = h.village_code JOIN visit s ON s.id = c.id::text
     WHERE c.season = $3 AND c.done_at IS NOT NULL AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] ORDER BY c.id`,
    [query.division, scope.roots, query.season],
  );
}

export type ChecksAt = { code: string; name: string; level: string; drawn: number; assigned: number; done: number; withdrawn: number };

/** How far the checks are in each direct child of a division; a township counts itself. */
export async function countChecks(sql: Sql, scope: Scope, query: { division: string; season: SeasonName }): Promise<ChecksAt[]> {
  return sql.query<ChecksAt>(
    `WITH root AS (SELECT cardinality(path) AS depth FROM division WHERE code = $1),
     counted AS (
       SELECT coalesce(v.path[root.depth + 1], v.code) AS child, count(*) AS drawn,
         count(*) FILTER (WHERE ${STATE} = 'assigned') AS assigned, count(*) FILTER (WHERE ${STATE} = 'done') AS done,
         count(*) FILTER (WHERE ${STATE} = 'withdrawn') AS withdrawn
       FROM root CROSS JOIN spot_check c JOIN household h ON h.number = c.household_number JOIN division v ON v.code = h.village_code
       WHERE c.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] GROUP BY 1)
     SELECT d.code, d.name, d.level, coalesce(k.drawn, 0) AS drawn, coalesce(k.assigned, 0) AS assigned, coalesce(k.done, 0) AS done,
       coalesce(k.withdrawn, 0) AS withdrawn
     FROM division d LEFT JOIN counted k ON k.child = d.code
     WHERE d.parent_code = $1 AND d.path && $2::text[] AND (d.valid_to IS NULL OR k.drawn > 0) ORDER BY d.code`,
    [query.division, scope.roots, query.season],
  );
}

export type CheckerRow = { accountId: string; name: string; role: 'cadre' | 'township'; divisions: string[]; places: string; open: number };

/** Who works in a township: its cadres and its reviewers, with the checks that each has still to do. */
export async function checkersOf(sql: Sql, scope: Scope, township: string): Promise<CheckerRow[]> {
  return sql.query<CheckerRow>(
    `SELECT a.id::text AS "accountId", a.name, a.role, array_agg(v.code ORDER BY v.code) AS divisions,
       array_to_string(array_agg(v.name ORDER BY v.code), '、') AS places,
       (SELECT count(*)::int FROM spot_check c WHERE c.checker_id = a.id AND c.done_at IS NULL AND c.withdrawn_at IS NULL) AS open
     FROM account a JOIN account_division l ON l.account_id = a.id JOIN division v ON v.code = l.division_code
     WHERE a.role IN ('cadre', 'township') AND a.disabled_at IS NULL AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     GROUP BY a.id, a.name, a.role ORDER BY a.role DESC, a.name, a.id`,
    [township, scope.roots],
  );
}

export async function storeChecker(sql: Sql, ids: readonly string[], checker: string, by: string, now: Date): Promise<void> {
  await sql.query('UPDATE spot_check SET checker_id = $2, assigned_at = $3, assigned_by = $4 WHERE id = ANY($1::uuid[])', [
    ids,
    checker,
    now.toISOString(),
    by,
  ]);
}

export async function storeWithdrawal(sql: Sql, id: string, by: string, reason: string, now: Date): Promise<void> {
  await sql.query('UPDATE spot_check SET withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4 WHERE id = $1::uuid', [
    id,
    now.toISOString(),
    by,
    reason,
  ]);
}

/** What the first visit says and shows at the moment at which a check comes in. */
export type FirstVisitThen = { answers: VisitAnswers; evidence: Evidence };

/** 已查: with what the first visit says at this moment, so that a later correction of it changes no comparison. */
export async function storeDone(sql: Sql, done: readonly { id: string; first: FirstVisitThen }[], now: Date): Promise<void> {
  if (done.length === 0) return;
  await sql.query(
    `UPDATE spot_check c SET done_at = $2, first_answers = d.answers, first_evidence = d.evidence
     FROM json_to_recordset($1::json) AS d(id uuid, answers jsonb, evidence jsonb) WHERE c.id = d.id`,
    [JSON.stringify(done.map(({ id, first }) => ({ id, ...first }))), now.toISOString()],
  );
}

/** What a check that arrives is held against. Its row stays locked. */
export type CheckToDo = {
  id: string;
  household: string;
  season: SeasonName;
  villageCode: string;
  checkerId: string | null;
  done: boolean;
  withdrawn: boolean;
  firstAccount: string | null;
  firstVisitor: string;
  firstAnswers: VisitAnswers;
  firstEvidence: Evidence | null;
};

/** The checks with these ids, whoever does them: the sender is compared with the checker by the caller. */
export async function checksToDo(sql: Sql, ids: readonly string[]): Promise<Map<string, CheckToDo>> {
  const asked = ids.filter(isId);
  if (asked.length === 0) return new Map();
  const rows = await sql.query<CheckToDo>(
    `SELECT c.id::text, c.household_number AS household, c.season, h.village_code AS "villageCode", c.checker_id::text AS "checkerId",
       c.done_at IS NOT NULL AS done, c.withdrawn_at IS NOT NULL AS withdrawn, t.account_id::text AS "firstAccount",
       t.visitor AS "firstVisitor", t.answers AS "firstAnswers", t.evidence AS "firstEvidence"
     FROM spot_check c JOIN household h ON h.number = c.household_number JOIN visit t ON t.id = c.first_visit_id
     WHERE c.id = ANY($1::uuid[]) ORDER BY c.id FOR UPDATE OF c`,
    [asked],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who visited these households in a season, to say to a first visitor why they cannot check. */
export async function visitorsOf(
  sql: Sql,
  numbers: readonly string[],
): Promise<Map<string, { account: string | null; visitor: string }[]>> {
  if (numbers.length === 0) return new Map();
  const rows = await sql.query<{ household: string; account: string | null; visitor: string }>(
    `SELECT household_number AS household, account_id::text AS account, visitor FROM visit t
     WHERE household_number = ANY($1::text[]) AND ${visitOfCountedKind('t')}`,
    [numbers],
  );
  const of = new Map<string, { account: string | null; visitor: string }[]>();
  for (const { household, ...visitor } of rows) of.set(household, [...(of.get(household) ?? []), visitor]);
  return of;
}

/**
 * 要我查的户: the checks that an account has still to do in open seasons, with only what finds the door and decides which questions apply: no
 * answer, no visitor, no telephone.
 */
export async function checksOfAccount(sql: Sql, accountId: string | null): Promise<FieldCheck[]> {
  return sql.query<FieldCheck>(
    `SELECT c.id::text, c.household_number AS number, h.head, h.address, v.name AS village, p.name AS township, c.season,
       coalesce(k.mode, 'none') AS mode, h.residence, ${chinaDay('c.assigned_at')} AS "assignedOn"
     FROM spot_check c JOIN household h ON h.number = c.household_number JOIN division v ON v.code = h.village_code
     LEFT JOIN division p ON p.code = v.parent_code JOIN season s ON s.name = c.season AND s.closed_at IS NULL
     LEFT JOIN conversion k ON k.household_number = h.number AND k.current
     WHERE c.checker_id = $1::uuid AND c.done_at IS NULL AND c.withdrawn_at IS NULL ORDER BY h.village_code, h.number`,
    [accountId],
  );
}
