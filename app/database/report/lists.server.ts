/** The lists of the report workbook, read row by row through a cursor in the order they are printed. */

import { actorName } from '~/database/access/actor-name.server';
import type { Sql } from '~/database/connection/sql.server';
import { measureColumn } from '~/database/facts/measure-columns.server';
import type { Scope } from '~/database/scope.server';
import { keysOf } from '~/domain/contract/enumerations';
import { isLetRoom, type VisitRecord } from '~/domain/indicators/flags-of';
import type { HeadChangeRow, LedgerRow, LetRoomRow, Listed, Place, ProblemRow, UsageRow } from '~/domain/report/report-rows';
import { isCounted } from '~/domain/survey/counted-visit';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { FINDINGS_OF_REBURNING, FINDINGS_OF_UNSTABLE, findingOf } from './findings.server';

/** A part of a report: the households in scope (H) below `root`, by the facts in `facts`. */
export type ReportListQuery = {
  root: string;
  season: string;
  asOf: CalendarDay;
  facts: string;
  place: (villageCode: string) => Place;
  /** Which personal data goes into the rows; the person who makes the report decides it. */
  personal: PersonalColumns;
};

export type PersonalColumns = {
  head: (name: string) => string;
  masked: (masked: string | null) => string | null;
  address: (address: string | null) => string | null;
  hardship: (encrypted: string | null, household: string) => LedgerRow['hardship'];
  /** What people wrote in their own words about a household whose people have these names, and the answers, in which there may be such. */
  written: (text: string | null, names: readonly (string | null)[]) => string | null;
  answers: (answers: ProblemRow['answers'], names: readonly (string | null)[]) => ProblemRow['answers'];
  meter: (meter: string | null) => string | null;
};

const FROM = (facts: string): string =>
  `FROM ${facts} f JOIN division v ON v.code = f.village_code JOIN household h ON h.number = f.household_number`;
/** $1 root, $2 scope, $3 season */
const WHERE = 'WHERE f.season = $3 AND f.h = 1 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]';
const ORDER = 'f.village_code, f.household_number';
/** The one continuity flag that is set. */
const CONTINUITY = `CASE ${keysOf('continuity')
  .map((key) => `WHEN f.${measureColumn(`continuity.${key}`)} = 1 THEN '${key}'`)
  .join(' ')} END`;

type Row = Record<string, unknown> & { village_code: string; number: string; head: string };

async function* listed<R extends Row, T>(
  rows: AsyncIterable<R>,
  query: ReportListQuery,
  make: (row: R, common: Listed) => T,
): AsyncGenerator<T> {
  let index = 0;
  for await (const row of rows) {
    index += 1;
    yield make(row, { ...query.place(row.village_code), index, number: row.number });
  }
}

type VisitColumns = {
  outcome: VisitRecord['outcome'];
  visited_at: string;
  visitor: string;
  status: VisitRecord['status'];
  answers: VisitRecord['answers'];
};
type OtherVisit = VisitColumns & { id: string; kind: VisitRecord['kind'] };
type LedgerRecord = Row &
  VisitColumns &
  Pick<LedgerRow, 'residence' | 'mode' | 'device' | 'year' | 'batch' | 'electricity' | 'gas' | 'due' | 'paid' | 'continuity' | 'note'> & {
    bank_holder: string | null;
    id_number_masked: string | null;
    phone_masked: string | null;
    address: string | null;
    hardship_encrypted: string | null;
    area: number | null;
    in_plan: boolean | null;
    installed_on: CalendarDay | null;
    connected_on: CalendarDay | null;
    flags: { [F in keyof LedgerRow['flags']]: 0 | 1 };
    let_rooms: number;
    let_used: number;
    /** The visit that decided; its columns are null when none did. */
    visit_id: string | null;
    /** All visits of the season when none decided. */
    others: OtherVisit[] | null;
  };

/** 附件4: the households in scope, in the order of village and number. */
export function readLedger(sql: Sql, scope: Scope, query: ReportListQuery): AsyncIterable<LedgerRow> {
  const rows = sql.stream<LedgerRecord>(
    `SELECT f.village_code, h.number, h.head, h.bank_holder, h.id_number_masked, h.phone_masked, h.address, h.residence,
            h.hardship_encrypted, h.note,
            (coalesce(h.heated_area, (SELECT sum(r.heated_area) FROM room r WHERE r.household_number = h.number
            AND r.season = f.season)) * 100)::bigint AS area,
            f.mode, c.device, c.year, c.batch, c.in_plan, c.installed_on, c.connected_on,
            json_build_object('V', f.v, 'I', f.i, 'C', f.c, 'U', f.u, 'B', f.b, 'Q', f.q) AS flags,
            f.let_rooms, f.let_used, f.due, f.paid, ${CONTINUITY} AS continuity, e.usage AS electricity, g.usage AS gas,
            w.id AS visit_id, w.outcome, w.visited_at, w.visitor, w.status, w.answers,
            CASE WHEN f.visit_id IS NULL THEN (
              SELECT json_agg(json_build_object('id', x.id, 'kind', x.kind, 'outcome', x.outcome, 'visited_at', x.visited_at, 'visitor',
              x.visitor, 'status', x.status, 'answers', x.answers))
              FROM visit x WHERE x.household_number = h.number AND x.season = f.season) END AS others
     ${FROM(query.facts)}
     LEFT JOIN conversion c ON c.household_number = h.number AND c.current
     LEFT JOIN visit w ON w.id = f.visit_id
     LEFT JOIN meter_usage e ON e.household_number = h.number AND e.season = f.season AND e.energy = 'electricity'
     LEFT JOIN meter_usage g ON g.household_number = h.number AND g.season = f.season AND g.energy = 'gas'
     ${WHERE} ORDER BY ${ORDER}`,
    [query.root, scope.roots, query.season],
  );
  return listed(rows, query, (row, common): LedgerRow => {
    const names = [row.head, row.bank_holder];
    const visit = row.visit_id === null ? latestCounted(row.others ?? [], query.asOf) : row;
    return {
      ...common,
      head: query.personal.head(row.head),
      idNumber: query.personal.masked(row.id_number_masked),
      phone: query.personal.masked(row.phone_masked),
      address: query.personal.address(row.address),
      residence: row.residence,
      hardship: query.personal.hardship(row.hardship_encrypted, row.number),
      heatedArea: row.area,
      mode: row.mode,
      device: row.device,
      year: row.year,
      batch: row.batch,
      inPlan: row.in_plan,
      installedOn: row.installed_on,
      connectedOn: row.connected_on,
      flags: {
        V: row.flags.V === 1,
        I: row.flags.I === 1,
        C: row.flags.C === 1,
        U: row.flags.U === 1,
        B: row.flags.B === 1,
        Q: row.flags.Q === 1,
      },
      let: row.let_rooms,
      letUsed: row.let_used,
      electricity: row.electricity,
      gas: row.gas,
      due: row.due,
      paid: row.paid,
      continuity: row.continuity,
      visit: visit && {
        outcome: visit.outcome,
        day: dayInShanghai(visit.visited_at),
        visitor: query.personal.written(visit.visitor, []) ?? '',
        answers: query.personal.answers(visit.answers, names),
      },
      review: visit
        ? visit.status === 'approved'
          ? 'approved'
          : 'submitted'
        : row.others?.some((other) => other.status === 'returned')
          ? 'returned'
          : 'none',
      note: query.personal.written(row.note, names),
    };
  });
}

/** The latest visit that counts, for a household of which no visit decided. */
function latestCounted(visits: readonly OtherVisit[], asOf: CalendarDay): OtherVisit | null {
  const counted = visits.filter((visit) => isCounted(visit) && dayInShanghai(visit.visited_at) <= asOf);
  return counted.reduce<OtherVisit | null>(
    (latest, visit) => (latest === null || Date.parse(visit.visited_at) > Date.parse(latest.visited_at) ? visit : latest),
    null,
  );
}

type ProblemRecord = Row &
  Pick<ProblemRow, 'mode' | 'device' | 'year' | 'source' | 'continuity'> & {
    bank_holder: string | null;
    phone_masked: string | null;
    b: number;
    visited_at: string | null;
    answers: ProblemRow['answers'] | null;
    finding: ProblemRow['finding'];
  };

function problems(
  sql: Sql,
  scope: Scope,
  query: ReportListQuery,
  condition: string,
  findings: string,
  order: string,
): AsyncIterable<ProblemRow> {
  const rows = sql.stream<ProblemRecord>(
    `SELECT f.village_code, h.number, h.head, h.bank_holder, h.phone_masked, f.mode, c.device, c.year,
            coalesce(s.name, c.contractor) AS source,
            ${CONTINUITY} AS continuity, f.b, w.visited_at, w.answers, ${findingOf(findings, '$4')} AS finding
     ${FROM(query.facts)}
     LEFT JOIN conversion c ON c.household_number = h.number AND c.current
     LEFT JOIN heat_source s ON s.number = c.heat_source_number
     LEFT JOIN visit w ON w.id = f.visit_id
     ${WHERE} AND ${condition} ORDER BY ${order}`,
    [query.root, scope.roots, query.season, query.asOf],
  );
  return listed(
    rows,
    query,
    (row, common): ProblemRow => ({
      ...common,
      head: query.personal.head(row.head),
      phone: query.personal.masked(row.phone_masked),
      mode: row.mode,
      device: row.device,
      year: row.year,
      source: query.personal.written(row.source, []),
      confirmed: row.b === 1,
      continuity: row.continuity,
      foundOn: row.visited_at === null ? null : dayInShanghai(row.visited_at),
      answers: query.personal.answers(row.answers ?? {}, [row.head, row.bank_holder]),
      finding: row.finding,
    }),
  );
}

/** 附件5 */
export function readUnstable(sql: Sql, scope: Scope, query: ReportListQuery): AsyncIterable<ProblemRow> {
  return problems(sql, scope, query, 'f.unstable = 1', FINDINGS_OF_UNSTABLE, ORDER);
}

/** 附件6: the confirmed ones first. A household that only the meter shows has no day of a visit. */
export async function* readReburning(sql: Sql, scope: Scope, query: ReportListQuery): AsyncGenerator<ProblemRow> {
  for await (const row of problems(sql, scope, query, '(f.b = 1 OR f.q = 1)', FINDINGS_OF_REBURNING, `f.b DESC, ${ORDER}`))
    yield row.confirmed ? row : { ...row, foundOn: null };
}

/** 附件9 */
export function readHeadChanges(sql: Sql, scope: Scope, query: ReportListQuery): AsyncIterable<HeadChangeRow> {
  const rows = sql.stream<Row & { head_before: string; head_after: string; changed_on: CalendarDay; reason: string; by: string }>(
    `SELECT f.village_code, h.number, h.head, x.head_before, x.head_after, x.changed_on, x.reason, ${actorName('x.actor')} AS by
     ${FROM(query.facts)} JOIN head_change x ON x.household_number = h.number AND x.changed_on <= $4::date
     ${WHERE} ORDER BY ${ORDER}, x.changed_on, x.id`,
    [query.root, scope.roots, query.season, query.asOf],
  );
  return listed(
    rows,
    query,
    (row, common): HeadChangeRow => ({
      ...common,
      before: query.personal.head(row.head_before),
      after: query.personal.head(row.head_after),
      changedOn: row.changed_on,
      reason: query.personal.written(row.reason, [row.head_before, row.head_after, row.head]) ?? '',
      by: query.personal.written(row.by, []) ?? '',
    }),
  );
}

/** 附件10 */
export function readUsages(sql: Sql, scope: Scope, query: ReportListQuery): AsyncIterable<UsageRow> {
  const rows = sql.stream<
    Row & Pick<UsageRow, 'energy' | 'meter' | 'usage' | 'source'> & { start_reading: number | null; end_reading: number | null }
  >(
    `SELECT f.village_code, h.number, h.head, m.energy, coalesce(m.meter, CASE m.energy WHEN 'gas' THEN c.gas_meter
      ELSE c.electric_meter END) AS meter,
            m.start_reading, m.end_reading, m.usage, m.source
     ${FROM(query.facts)} JOIN meter_usage m ON m.household_number = h.number AND m.season = f.season
     LEFT JOIN conversion c ON c.household_number = h.number AND c.current
     ${WHERE} ORDER BY ${ORDER}, m.energy`,
    [query.root, scope.roots, query.season],
  );
  return listed(
    rows,
    query,
    (row, common): UsageRow => ({
      ...common,
      head: query.personal.head(row.head),
      energy: row.energy,
      meter: query.personal.meter(row.meter),
      start: row.start_reading,
      end: row.end_reading,
      usage: row.usage,
      source: row.source,
    }),
  );
}

/** 附件13: reads all rooms of households that let some, then the rule picks the let ones. */
export function readLetRooms(sql: Sql, scope: Scope, query: ReportListQuery): AsyncIterable<LetRoomRow> {
  const rows = sql.stream<Row & Pick<LetRoomRow, 'kind' | 'letting' | 'connected' | 'use'> & { area: number }>(
    `SELECT f.village_code, h.number, h.head, r.kind, (r.heated_area * 100)::bigint AS area, r.letting, r.connected, r.use
     ${FROM(query.facts)} JOIN room r ON r.household_number = h.number AND r.season = f.season
     ${WHERE} AND f.let_rooms > 0 ORDER BY ${ORDER}, r.room`,
    [query.root, scope.roots, query.season],
  );
  return listed(
    only(rows, isLetRoom),
    query,
    (row, common): LetRoomRow => ({
      ...common,
      head: query.personal.head(row.head),
      kind: row.kind,
      heatedArea: row.area,
      letting: row.letting,
      connected: row.connected,
      use: row.use,
    }),
  );
}

async function* only<T>(rows: AsyncIterable<T>, wanted: (row: T) => boolean): AsyncGenerator<T> {
  for await (const row of rows) if (wanted(row)) yield row;
}
