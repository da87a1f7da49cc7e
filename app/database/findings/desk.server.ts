/** 问题整改: pages of the desk of findings, and what is counted above them. The same conditions decide a list and its number. */
import type { Sql } from '~/database/connection/sql.server';
import { placeBelow } from '~/database/divisions/place-name.server';
import { foundBy } from '~/database/households/found-by.server';
import type { Scope } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import type { DivisionStep } from '~/domain/coverage/division';
import { type CountsOfStates, openCount } from '~/domain/findings/counts';
import type { FindingLevel, FindingSource } from '~/domain/findings/desk/finding';
import { levelsOf } from '~/domain/findings/desk/finding-acts';
import { FINDING_STATES, type FindingLife, type FindingState } from '~/domain/findings/life';
import type { Cause } from '~/domain/findings/opened';
import type { ProblemKind } from '~/domain/findings/problem-report';
import type { RuleCode } from '~/domain/findings/rule-codes';
import type { FindingOnly, FindingsFilter, FindingsPosition, FindingsSort } from '~/domain/tables/findings-table';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { Direction } from '~/domain/tables/table-view';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { findingCountsOn, isShared } from './counts.server';
import { cameLater, findingsMoved } from './state-then.server';

export type FindingsQuery = FindingsFilter & {
  division: string;
  season: string;
  /** Who asks, for what is theirs. */
  person: Person;
  today: CalendarDay;
  /** The past day whose end the list shows: by the states of then, everything else as it is now. Absent: now. */
  pastDay?: CalendarDay | null;
};

/** A finding as a row; what a person wrote is still sealed. */
export type FindingRow = {
  id: string;
  divisionCode: string;
  number: string;
  season: string;
  rule: RuleCode | null;
  source: FindingSource;
  kind: string | null;
  reportKind: ProblemKind | null;
  level: FindingLevel;
  state: FindingState;
  urgent: boolean;
  openedOn: CalendarDay;
  dueOn: CalendarDay;
  /** When it was opened the last time. */
  since: string;
  times: number;
  cause: Cause;
  amount: number | null;
  textSealed: string | null;
  unit: string | null;
  person: string | null;
  measures: string | null;
  progress: string | null;
  revision: number;
  place: string;
  household: string | null;
  head: string | null;
  address: string | null;
  /** Of how many households it is, as far as the reader sees them. */
  households: number;
};

const ORDERS: Record<FindingsSort, { rank: string; key: string; type: string; form: RegExp }> = {
  due: { rank: `CASE WHEN f.urgent AND f.state <> 'closed' THEN 0 ELSE 1 END`, key: 'f.due_on', type: 'date', form: /^\d{4}-\d{2}-\d{2}$/ },
  number: { rank: '0', key: 'f.number COLLATE "C"', type: 'text', form: /^/ },
  amount: { rank: '0', key: 'coalesce(f.amount, 0)', type: 'bigint', form: /^-?\d{1,15}$/ },
};

const SINCE = `CASE WHEN f.times = 1 THEN f.created_at ELSE coalesce((SELECT max(s.at) FROM finding_step s
  WHERE s.finding_id = f.id AND s.kind IN ('opened', 'reopened')), f.created_at) END`;

/** The columns of a row. `division` and `roots` are the parameters of the page's division and the scope. */
const columns = (division: string, roots: string): string => `f.id, f.number, f.season, f.rule, f.source, f.kind, r.kind AS "reportKind",
  f.division_code AS "divisionCode",
  f.level, f.state, f.urgent, f.opened_on AS "openedOn", f.due_on AS "dueOn", ${SINCE} AS since, f.times, f.cause,
  f.amount::float8 AS amount,
  coalesce(f.text_encrypted, r.text_encrypted) AS "textSealed", f.unit, f.person, f.measures, f.progress, f.revision,
  coalesce(${placeBelow(division)}, v.name) AS place, h.number AS household, h.head, h.address,
  (SELECT count(DISTINCT p.household_number)::int FROM finding_place p JOIN division w ON w.code = p.division_code
   WHERE p.finding_id = f.id AND p.household_number <> '' AND w.path && ${roots}::text[]) AS households`;
const JOINS = `JOIN division v ON v.code = f.division_code
  LEFT JOIN household h ON h.number = f.household_number AND EXISTS (SELECT 1 FROM division hv WHERE hv.code = h.village_code
    AND hv.path && $2::text[])
  LEFT JOIN problem_report r ON r.id = f.report_id`;

/**
 * Season, scope and the page's division are the first parameters of every query of the desk. A finding lies at its division, a value that
 * households share wherever one of them lives. What lies in FEW divisions, if it is FEW_FINDINGS, is looked up first, as an array: in the
 * order of a list the findings of one township are far apart. Of many it is cheaper to look at each in its order. The codes of many
 * divisions are not sent: to plan for a thousand of them takes longer than to read the page.
 */
type Place = { values: unknown[]; below: string; few: boolean };
const FEW = 60;
const FEW_FINDINGS = 10_000;

const placed = (scope: Scope, of: Pick<FindingsQuery, 'season' | 'division'>): unknown[] => [of.season, scope.roots, of.division];

export async function placeOf(sql: Sql, scope: Scope, { season, division }: Pick<FindingsQuery, 'season' | 'division'>): Promise<Place> {
  const rows = await sql.query<{ code: string }>(
    `SELECT code FROM division w WHERE w.path && $1::text[] AND w.path @> ARRAY[$2]::text[] LIMIT ${FEW + 1}`,
    [scope.roots, division],
  );
  const values = placed(scope, { season, division });
  const codes = rows.map(({ code }) => code);
  if (codes.length <= FEW && (await findingsIn(sql, codes)) <= FEW_FINDINGS) {
    const there = `SELECT p.finding_id FROM finding_place p WHERE p.division_code = ANY($${values.push(codes)}::text[])`;
    return { values, few: true, below: `f.season = $1 AND f.id = ANY(ARRAY(${there}))` };
  }
  return {
    values,
    few: false,
    below: `f.season = $1 AND (CASE WHEN ${IS_SHARED} THEN ${SOMEBODY_BELOW} ELSE f.division_code IN (${BELOW}) END)`,
  };
}

/** How many lie in these divisions, of all seasons, counted up to one more than few. */
async function findingsIn(sql: Sql, codes: readonly string[]): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT FROM finding_place WHERE division_code = ANY($1::text[]) LIMIT ${FEW_FINDINGS + 1}) lie`,
    [codes],
  );
  return row!.n;
}

const IS_SHARED = isShared('f');
/** The divisions in scope at and below the page's. */
const BELOW = 'SELECT w.code FROM division w WHERE w.path && $2::text[] AND w.path @> ARRAY[$3]::text[]';
const SOMEBODY_BELOW = `EXISTS (SELECT 1 FROM finding_place p JOIN division w ON w.code = p.division_code
  WHERE p.finding_id = f.id AND w.path && $2::text[] AND w.path @> ARRAY[$3]::text[])`;

/** What the filters of a list ask of a finding itself, whatever happened to it. */
function ofItself(query: FindingsQuery, { values, below }: Place): string {
  const put = (value: unknown) => `$${values.push(value)}`;
  const all = [below, 'cardinality($2::text[]) > 0 AND $3::text IS NOT NULL'];
  if (query.kind === 'hand') all.push('f.rule IS NULL');
  else if (query.kind) all.push(`f.rule = ${put(query.kind)}`);
  if (query.source) all.push(`f.source = ${put(query.source)}`);
  if (query.search) {
    const found = foundBy(query.search, values, query.division);
    // As an array the findings are looked up first, however many the other conditions leave.
    all.push(`f.id = ANY(ARRAY(SELECT n.id FROM finding n WHERE n.number = upper(${put(query.search)})
      UNION ALL SELECT p.finding_id FROM household h JOIN finding_place p ON p.household_number = h.number
        JOIN division v ON v.code = h.village_code
        WHERE p.household_number <> '' AND v.path && $2::text[] AND ${found}))`);
  }
  return all.join(' AND ');
}

/** And of the state in which it is, or was. */
function ofItsState(query: FindingsQuery, { values }: Place): string {
  const put = (value: unknown) => `$${values.push(value)}`;
  const all: string[] = [];
  if (query.state === 'left') all.push(`f.state <> 'closed'`);
  else if (query.state !== 'all') all.push(`f.state = ${put(query.state)}`);
  if (query.only) all.push(ONLY[query.only](query, put));
  return all.join(' AND ') || 'true';
}

/** The columns that lists read, but for `state`. */
const KEPT = `f.id, f.number, f.season, f.rule, f.source, f.kind, f.division_code, f.level, f.urgent, f.opened_on, f.due_on, f.times,
  f.created_at, f.cause, f.amount, f.text_encrypted, f.unit, f.person, f.measures, f.progress, f.revision, f.report_id, f.household_number,
  f.owner_account_id, f.proposed_by`;

/** The findings that a query asks for, as `f`: as they are, or as they were when a past day ended. */
function asked(query: FindingsQuery, place: Place): { before: string; from: string; where: string } {
  const itself = ofItself(query, place);
  if (!query.pastDay) return { before: '', from: 'finding f', where: `${itself} AND ${ofItsState(query, place)}` };
  const day = `$${place.values.push(query.pastDay)}::date`;
  return {
    before: `WITH moved AS MATERIALIZED ${findingsMoved(place.few ? `SELECT f.id FROM finding f WHERE ${itself}` : null, day)} `,
    from: `(SELECT ${KEPT}, CASE WHEN m.id IS NULL THEN f.state ELSE m.was END AS state
      FROM finding f LEFT JOIN moved m ON m.id = f.id WHERE ${itself} AND NOT ${cameLater('f', day)}) f`,
    where: `f.state IS NOT NULL AND ${ofItsState(query, place)}`,
  };
}

const ONLY: Record<FindingOnly, (query: FindingsQuery, put: (value: unknown) => string) => string> = {
  urgent: () => `f.urgent AND f.state <> 'closed'`,
  overdue: ({ today }, put) => `f.state <> 'closed' AND f.due_on < ${put(today)}::date`,
  mine: ({ person }, put) => `f.owner_account_id = ${put(person.accountId)}::uuid`,
  // As `whatForbids` says of closing: proposed, on a desk of theirs, and neither theirs nor proposed by them.
  toClose: ({ person }, put) => `f.state = 'proposed' AND f.level = ANY(${put(levelsOf(person, 'finding.close'))}::text[])
    AND f.proposed_by <> ${put(person.username)}
    AND CASE WHEN f.owner_account_id IS NULL THEN f.person IS DISTINCT FROM ${put(person.name)}
      ELSE f.owner_account_id IS DISTINCT FROM ${put(person.accountId)}::uuid END`,
};

/** A page of the list, by key. */
export async function findingsPage(
  sql: Sql,
  scope: Scope,
  query: FindingsQuery & { sort: FindingsSort; dir: Direction; after: FindingsPosition | null; rows?: number },
): Promise<{ rows: FindingRow[]; next: FindingsPosition | null }> {
  const { sort, dir, after, rows: length = ROWS_A_PAGE } = query;
  const place = await placeOf(sql, scope, query);
  const { values } = place;
  const order = ORDERS[sort];
  const { before, from, where } = asked(query, place);
  const conditions = [where];
  if (after && order.form.test(after.key)) {
    const reached = [after.rank, after.key, after.id].map((value) => values.push(value));
    const keys = sort === 'due' ? [order.rank, order.key, 'f.id'] : [order.key, 'f.id'];
    const places = sort === 'due' ? [`$${reached[0]}::int`] : [];
    if (sort !== 'due') conditions.push(`$${reached[0]}::int IS NOT NULL`);
    const given = [...places, `$${reached[1]}::${order.type}`, `$${reached[2]}::uuid`];
    conditions.push(`(${keys.join(', ')}) ${dir === 'asc' ? '>' : '<'} (${given.join(', ')})`);
  }
  const keys = sort === 'due' ? [order.rank, order.key, 'f.id'] : [order.key, 'f.id'];
  const ordered = `ORDER BY ${keys.map((key) => `${key} ${dir}`).join(', ')}`;
  const found = await sql.query<FindingRow & { rank: number; key: string }>(
    `${before}SELECT ${columns('$3', '$2')}, ${order.rank} AS rank, (${order.key})::text AS key
     FROM (SELECT f.* FROM ${from} WHERE ${conditions.join(' AND ')} ${ordered} LIMIT ${length + 1}) f ${JOINS} ${ordered}`,
    values,
  );
  const last = found.length > length ? found[length - 1] : undefined;
  return {
    rows: found.slice(0, length).map(({ rank: _rank, key: _key, ...row }) => row),
    next: last ? { rank: last.rank, key: last.key, id: last.id } : null,
  };
}

export type DeskCounts = {
  states: CountsOfStates;
  /** What is not closed, by rule or by hand. */
  kinds: { kind: RuleCode | 'hand'; count: number }[];
  /** Null for a past day: these are about today's work. */
  only: Record<FindingOnly, number> | null;
};

/** Findings of a value that households share: each counts once in a division that holds one of them, so they are counted. */
const SHARED = `FROM finding f WHERE f.season = $1 AND ${IS_SHARED} AND ${SOMEBODY_BELOW}`;
/** What is kept added up of all others, in the divisions below. */
const summedIn = (sums: string) => `FROM ${sums} s JOIN division w ON w.code = s.division_code
  WHERE s.season = $1 AND w.path && $2::text[] AND w.path @> ARRAY[$3]::text[]`;

/** The urgent ones that are not closed. */
const URGENT = `SELECT coalesce(sum(n), 0)::int AS n FROM (
  SELECT s.n ${summedIn('finding_sum')} AND s.urgent AND s.state <> 'closed'
  UNION ALL SELECT count(*)::int ${SHARED} AND f.urgent AND f.state <> 'closed') counted`;

/** Those that are not closed and were due before $4. */
const OVERDUE = `SELECT coalesce(sum(n), 0)::int AS n FROM (
  SELECT s.n ${summedIn('finding_due_sum')} AND s.due_on < $4::date
  UNION ALL SELECT count(*)::int ${SHARED} AND f.state <> 'closed' AND f.due_on < $4::date) counted`;

/** The numbers above the list: each is the length of the list with that filter alone. */
export async function deskCounts(sql: Sql, scope: Scope, query: Omit<FindingsQuery, keyof FindingsFilter>): Promise<DeskCounts> {
  const { division, season, pastDay } = query;
  const counts = (await findingCountsOn(sql, scope, { season, asOf: pastDay ?? null }, [division])).get(division)!;
  const states: CountsOfStates = { open: 0, in_progress: 0, proposed: 0, closed: 0 };
  const kinds: DeskCounts['kinds'] = [];
  for (const [kind, of] of Object.entries(counts) as [RuleCode | 'hand', CountsOfStates][]) {
    for (const state of FINDING_STATES) states[state] += of[state];
    if (openCount(of) > 0) kinds.push({ kind, count: openCount(of) });
  }
  return {
    states,
    kinds: kinds.sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    only: pastDay ? null : await countOnly(sql, scope, query),
  };
}

/** How many are urgent and overdue, which is kept added up, and mine and for me to close, which have indexes. */
export async function countOnly(
  sql: Sql,
  scope: Scope,
  query: Omit<FindingsQuery, keyof FindingsFilter>,
): Promise<Record<FindingOnly, number>> {
  const { values, ...at } = await placeOf(sql, scope, query);
  const count = async (text: string, given: unknown[]) => (await sql.query<{ n: number }>(text, given))[0]!.n;
  const listed = (only: FindingOnly) => {
    const place = { values: [...values], ...at };
    const { from, where } = asked({ ...everythingLeft(query), only, pastDay: null }, place);
    return count(`SELECT count(*)::int AS n FROM ${from} WHERE ${where}`, place.values);
  };
  return {
    urgent: await count(URGENT, placed(scope, query)),
    overdue: await count(OVERDUE, [...placed(scope, query), query.today]),
    mine: await listed('mine'),
    toClose: await listed('toClose'),
  };
}

function everythingLeft(query: Omit<FindingsQuery, keyof FindingsFilter>): FindingsQuery {
  return { ...query, state: 'left', kind: null, source: null, only: null, search: '' };
}

/** The findings of a household, those that wait first, the newest first. */
export async function findingsOfHousehold(sql: Sql, scope: Scope, number: string): Promise<FindingRow[]> {
  return sql.query<FindingRow>(
    `SELECT ${columns('h.village_code', '$2')} FROM finding f ${JOINS}
     WHERE f.id IN (SELECT p.finding_id FROM finding_place p JOIN division w ON w.code = p.division_code
       WHERE p.household_number = $1 AND p.household_number <> '' AND w.path && $2::text[])
     ORDER BY f.state = 'closed', f.opened_on DESC, f.number`,
    [number, scope.roots],
  );
}

/** One finding in scope by its number; locked when it is to be changed. */
export type OneFinding = FindingRow &
  FindingLife & {
    division: string;
    divisionLevel: DivisionStep['level'];
    subject: string;
    reportId: string | null;
    proposedAt: string | null;
    evidenceNote: string | null;
    closedAt: string | null;
  };

export async function findingByNumber(sql: Sql, scope: Scope, number: string, lock = false): Promise<OneFinding | null> {
  const [row] = await sql.query<OneFinding>(
    `SELECT ${columns('v.code', '$2')}, v.name AS division, v.level AS "divisionLevel", f.subject, f.cause_key AS "causeKey",
       f.report_id AS "reportId",
       f.owner_account_id AS "ownerAccount", f.proposed_by AS "proposedBy", f.proposed_at AS "proposedAt", f.cleared, f.result, f.exception,
       f.evidence_note AS "evidenceNote", f.closed_at AS "closedAt", f.closed_by AS "closedBy"
     FROM finding f ${JOINS}
     WHERE f.number = $1 AND EXISTS (SELECT 1 FROM finding_place p JOIN division w ON w.code = p.division_code
       WHERE p.finding_id = f.id AND w.path && $2::text[]) ${lock ? 'FOR UPDATE OF f' : ''}`,
    [number, scope.roots],
  );
  return row ?? null;
}
