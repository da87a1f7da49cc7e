/** 变更 that were asked for: what waits for a second person, and what happened to a household. */

import type { Sql } from '~/database/connection/sql.server';
import { PLACE_BELOW_COUNTY } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { ChangeKind, ChangeState } from '~/domain/household/ledger/household-change';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** A change by its columns, as the history keeps it. */
export type ChangeRow = {
  id: string;
  household_number: string;
  other_number: string | null;
  kind: ChangeKind;
  happened_on: CalendarDay | null;
  document: string | null;
  reason: string;
  content: unknown;
  state: ChangeState;
  asked_at: string;
  asked_by: string;
};

export async function insertChange(sql: Sql, row: ChangeRow): Promise<void> {
  const columns = Object.keys(row).join(', ');
  await sql.query(
    `INSERT INTO household_change (${columns}) SELECT ${columns} FROM json_populate_record(null::household_change, $1::json)`,
    [JSON.stringify(row)],
  );
}

/** A change of a household in scope, locked until the transaction ends. */
export async function lockChange(sql: Sql, scope: Scope, id: string): Promise<ChangeRow | null> {
  const [row] = await sql.query<ChangeRow>(
    `SELECT c.id, c.household_number, c.other_number, c.kind, c.happened_on, c.document, c.reason, c.content, c.state, c.asked_at,
            c.asked_by
     FROM household_change c JOIN household h ON h.number = c.household_number JOIN division v ON v.code = h.village_code
     WHERE c.id = $1 AND v.path && $2::text[] FOR UPDATE OF c`,
    [id, scope.roots],
  );
  return row ?? null;
}

export type Decision = { state: Exclude<ChangeState, 'waiting'>; by: string; at: string; decision: string | null; other?: string };

export async function decideChangeRow(sql: Sql, id: string, { state, by, at, decision, other }: Decision): Promise<void> {
  await sql.query(
    `UPDATE household_change SET state = $2, decided_by = $3, decided_at = $4, decision = $5, other_number = coalesce($6, other_number)
     WHERE id = $1`,
    [id, state, by, at, decision, other ?? null],
  );
}

/** What waits for these households, in whichever role. The caller holds the locks of the households. */
export async function waitingOf(sql: Sql, numbers: readonly string[]): Promise<Pick<ChangeRow, 'id' | 'kind' | 'content'>[]> {
  return sql.query(
    `SELECT id, kind, content FROM household_change
     WHERE state = 'waiting' AND (household_number = ANY($1::text[]) OR other_number = ANY($1::text[]))`,
    [numbers],
  );
}

export type ListedChange = {
  id: string;
  /** The household it is about, and the other one; null where the person may not see it. */
  household: { number: string; head: string } | null;
  other: { number: string; head: string } | null;
  kind: ChangeKind;
  /** The village that it moves to. */
  toVillage: string | null;
  on: CalendarDay | null;
  document: string | null;
  reason: string;
  content: unknown;
  state: ChangeState;
  askedAt: string;
  askedBy: string;
  asker: string;
  decidedAt: string | null;
  decider: string | null;
  decision: string | null;
};

const SEEN = (role: string, number: string) =>
  `(SELECT json_build_object('number', o.number, 'head', o.head) FROM household o JOIN division w ON w.code = o.village_code
    WHERE o.number = c.${number} AND w.path && $2::text[]) AS "${role}"`;
const LISTED = `c.id, ${SEEN('household', 'household_number')}, ${SEEN('other', 'other_number')}, c.kind,
  (SELECT d.name FROM division d WHERE d.code = c.content -> 'household' -> 'after' ->> 'village_code') AS "toVillage",
  c.happened_on AS "on", c.document, c.reason, c.content, c.state, c.asked_at AS "askedAt", c.asked_by AS "askedBy",
  coalesce((SELECT a.name FROM account a WHERE a.username = c.asked_by), c.asked_by) AS asker, c.decided_at AS "decidedAt",
  coalesce((SELECT a.name FROM account a WHERE a.username = c.decided_by), c.decided_by) AS decider, c.decision`;

/** All changes of a household, in whichever role, the latest first. */
export async function changesOf(sql: Sql, scope: Scope, number: string): Promise<ListedChange[]> {
  return sql.query<ListedChange>(
    `SELECT ${LISTED} FROM household_change c JOIN household here ON here.number = $1 JOIN division v ON v.code = here.village_code
     WHERE (c.household_number = $1 OR c.other_number = $1) AND v.path && $2::text[]
     ORDER BY c.state <> 'waiting', c.asked_at DESC, c.id`,
    [number, scope.roots],
  );
}

/** What one person asked for at one time: the corrections of an import have both in common. */
export type AskedTogether = { askedAt: string; askedBy: string };

export type WaitingChange = Pick<ListedChange, 'id' | 'kind' | 'content' | 'askedAt' | 'askedBy' | 'asker' | 'reason'> & {
  number: string;
  head: string;
  place: string;
};
export const CHANGES_PAGE = 100;

/** What waits below a division, the oldest first; with `together` only what was asked for with it. */
export async function waitingChanges(
  sql: Sql,
  scope: Scope,
  division: string,
  page: number,
  together: AskedTogether | null,
): Promise<WaitingChange[]> {
  return sql.query(
    `SELECT c.id, h.number, h.head, c.kind, c.content, c.asked_at AS "askedAt", c.asked_by AS "askedBy", c.reason,
       ${PLACE_BELOW_COUNTY} AS place, ${ASKER} AS asker
     ${WAITING_BELOW} ${TOGETHER} ORDER BY c.asked_at, h.number, c.id LIMIT ${CHANGES_PAGE + 1} OFFSET $5`,
    [scope.roots, division, together?.askedAt ?? null, together?.askedBy ?? null, (page - 1) * CHANGES_PAGE],
  );
}

/** How many those are. */
export async function countWaitingChanges(
  sql: Sql,
  scope: Scope,
  division: string,
  together: AskedTogether | null = null,
): Promise<{ all: number }> {
  const [row] = await sql.query<{ all: number }>(`SELECT count(*)::int AS "all" ${WAITING_BELOW} ${TOGETHER}`, [
    scope.roots,
    division,
    together?.askedAt ?? null,
    together?.askedBy ?? null,
  ]);
  return row!;
}

/** Their ids, a part at a time in the order of the ids. */
export async function waitingIds(
  sql: Sql,
  scope: Scope,
  division: string,
  together: AskedTogether,
  { after, most }: { after: string; most: number },
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT c.id::text AS id ${WAITING_BELOW} ${TOGETHER} AND c.id > $5::uuid ORDER BY c.id LIMIT $6`,
    [scope.roots, division, together.askedAt, together.askedBy, after, most],
  );
  return rows.map(({ id }) => id);
}

export type WaitingImport = AskedTogether & { asker: string; count: number };

/** What was asked for together and waits below a division, the oldest first. A change that was asked for alone is not among them. */
export async function waitingImports(sql: Sql, scope: Scope, division: string): Promise<WaitingImport[]> {
  return sql.query(
    `SELECT c.asked_at AS "askedAt", c.asked_by AS "askedBy", ${ASKER} AS asker, count(*)::int AS count
     ${WAITING_BELOW} AND c.kind = 'correction' GROUP BY c.asked_at, c.asked_by HAVING count(*) > 1
     ORDER BY c.asked_at, c.asked_by LIMIT 20`,
    [scope.roots, division],
  );
}

const ASKER = 'coalesce((SELECT a.name FROM account a WHERE a.username = c.asked_by), c.asked_by)';
const WAITING_BELOW = `FROM household_change c JOIN household h ON h.number = c.household_number JOIN division v ON v.code = h.village_code
  WHERE c.state = 'waiting' AND v.path && $1::text[] AND v.path @> ARRAY[$2]::text[]`;
const TOGETHER = `AND ($3::timestamptz IS NULL OR (c.kind = 'correction' AND c.asked_at = $3 AND c.asked_by = $4))`;
