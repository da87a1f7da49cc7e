/** 一户的台账: what the page of one household shows beside its visits, rooms and subsidies. Sealed values leave as their masks. */

import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { readPayload } from '~/database/facts/read-payload.server';
import type { PersonalColumn } from '~/database/households/personal-columns.server';
import type { Scope } from '~/database/scope.server';
import { OPERATOR } from '~/domain/access/person';
import type { Energy, HouseholdStatus } from '~/domain/contract/enumerations';
import type { Columns } from '~/domain/household/ledger/changed-fields';
import { LEDGER_FIELD_NAMES, type LedgerField, type LedgerValues, specOf } from '~/domain/household/ledger/ledger-fields';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** The columns of the ledger's fields of a table. Of the hardship only whether it is recorded. */
function fieldsFrom(of: 'household' | 'conversion', alias: string): string {
  return LEDGER_FIELD_NAMES.filter((field) => specOf(field).of === of)
    .map((field) => {
      const column = `${alias}.${specOf(field).column}`;
      return `'${field}', ${field === 'hardship' ? `CASE WHEN ${column} IS NOT NULL THEN true END` : column}`;
    })
    .join(', ');
}

export type LedgerHousehold = {
  number: string;
  villageCode: string;
  village: string;
  township: string;
  /** Codes from the root to the village. */
  path: string[];
  status: HouseholdStatus;
  revision: number;
  source: string;
  createdOn: CalendarDay;
  fields: LedgerValues;
};

export async function ledgerHousehold(sql: Sql, scope: Scope, number: string): Promise<LedgerHousehold | null> {
  const [household] = await sql.query<LedgerHousehold>(
    `SELECT h.number, h.village_code AS "villageCode", v.name AS village, coalesce(p.name, '') AS township, v.path, h.status, h.revision,
            h.source, ${chinaDay('h.created_at')} AS "createdOn", json_build_object(${fieldsFrom('household', 'h')}) AS fields
     FROM household h JOIN division v ON v.code = h.village_code LEFT JOIN division p ON p.code = v.parent_code
     WHERE h.number = $1 AND v.path && $2::text[]`,
    [number, scope.roots],
  );
  return household ?? null;
}

export type LedgerConversion = { current: boolean; heatSourceName: string | null; fields: LedgerValues };

/** Conversions of a household, the current one first, then the latest. */
export async function ledgerConversions(sql: Sql, scope: Scope, number: string): Promise<LedgerConversion[]> {
  return sql.query<LedgerConversion>(
    `SELECT c.current, s.name AS "heatSourceName", json_build_object(${fieldsFrom('conversion', 'c')}) AS fields
     FROM conversion c JOIN household h ON h.number = c.household_number JOIN division v ON v.code = h.village_code
     LEFT JOIN heat_source s ON s.number = c.heat_source_number
     WHERE c.household_number = $1 AND v.path && $2::text[] ORDER BY c.current DESC, c.id DESC`,
    [number, scope.roots],
  );
}

export type Reading = {
  season: string;
  energy: Energy;
  start: number | null;
  end: number | null;
  usage: number;
  source: string;
  meter: string | null;
};

/** 用能计量, the latest season first. */
export async function readingsOf(sql: Sql, scope: Scope, number: string): Promise<Reading[]> {
  return sql.query<Reading>(
    `SELECT u.season, u.energy, trim_scale(u.start_reading) AS start, trim_scale(u.end_reading) AS "end", trim_scale(u.usage) AS usage,
            u.source, u.meter
     FROM meter_usage u JOIN household h ON h.number = u.household_number JOIN division v ON v.code = h.village_code
     WHERE u.household_number = $1 AND v.path && $2::text[] ORDER BY u.season DESC, u.energy`,
    [number, scope.roots],
  );
}

export type CoalOfSeason = {
  season: string;
  visited: boolean;
  installed: boolean;
  reburning: boolean;
  suspected: boolean;
  visit: string | null;
};

/** What the facts say of loose coal, season by season. */
export async function coalOfSeasons(sql: Sql, scope: Scope, number: string): Promise<CoalOfSeason[]> {
  return sql.query<CoalOfSeason>(
    `SELECT f.season, f.v > 0 AS visited, f.i > 0 AS installed, f.b > 0 AS reburning, f.q > 0 AS suspected, f.visit_id AS visit
     FROM household_facts f JOIN household h ON h.number = f.household_number JOIN division v ON v.code = h.village_code
     WHERE f.household_number = $1 AND v.path && $2::text[] AND f.h > 0 ORDER BY f.season DESC`,
    [number, scope.roots],
  );
}

export type HeadChange = { before: string; after: string; on: CalendarDay; reason: string; actor: string };

export async function headChangesOf(sql: Sql, scope: Scope, number: string): Promise<HeadChange[]> {
  return sql.query<HeadChange>(
    `SELECT c.head_before AS before, c.head_after AS after, c.changed_on AS "on", c.reason, c.actor
     FROM head_change c JOIN household h ON h.number = c.household_number JOIN division v ON v.code = h.village_code
     WHERE c.household_number = $1 AND v.path && $2::text[] ORDER BY c.changed_on DESC, c.id DESC`,
    [number, scope.roots],
  );
}

export type LedgerEntry = {
  at: string;
  by: string;
  action: string;
  entity: string;
  key: string;
  before: Columns | null;
  after: Columns | null;
  reason: string | null;
};

/** How many entries of the history the page shows. */
const LEDGER_ENTRIES = 50;

/**
 * What was written to a household, its conversion and its readings, the latest first. A move stands in the chains of both villages
 * and counts once.
 */
export async function ledgerHistory(sql: Sql, scope: Scope, number: string): Promise<{ entries: LedgerEntry[]; total: number }> {
  const rows = await sql.query<Pick<LedgerEntry, 'at' | 'by' | 'action' | 'entity' | 'key'> & { payload: string; total: number }>(
    `WITH here AS (SELECT h.number FROM household h JOIN division v ON v.code = h.village_code
       WHERE h.number = $1 AND v.path && $2::text[]),
     keys AS (
       SELECT x.entity, h.number AS key FROM here h CROSS JOIN (VALUES ('household'), ('conversion'), ('unmasking')) x(entity)
       UNION ALL SELECT 'usage', u.household_number || '/' || u.season || '/' || u.energy FROM here h
         JOIN meter_usage u ON u.household_number = h.number
     ),
     found AS (
       SELECT DISTINCT ON (e.at, e.entity, e.entity_key, e.action) e.at, e.position, e.actor, e.action, e.entity, e.entity_key, e.payload
       FROM keys k JOIN history e ON e.entity = k.entity AND e.entity_key = k.key
       ORDER BY e.at, e.entity, e.entity_key, e.action, e.position
     )
     SELECT f.at, coalesce(a.name, CASE f.actor WHEN '${OPERATOR.username}' THEN '${OPERATOR.name}' ELSE f.actor END) AS by,
            f.action, f.entity, f.entity_key AS key, f.payload, (count(*) OVER ())::int AS total
     FROM found f LEFT JOIN account a ON a.username = f.actor ORDER BY f.position DESC LIMIT ${LEDGER_ENTRIES}`,
    [number, scope.roots],
  );
  const entries = rows.map(({ total: _total, payload, ...entry }): LedgerEntry => {
    const read = readPayload(payload) ?? {};
    const { before = null, after = null, reason = null } = read as Partial<Pick<LedgerEntry, 'before' | 'after' | 'reason'>>;
    return { ...entry, before, after, reason };
  });
  return { entries, total: rows[0]?.total ?? 0 };
}

/** The column of a sealed field, by the field. */
const SEALED = {
  phone: 'phone_encrypted',
  idNumber: 'id_number_encrypted',
  bankAccount: 'bank_account_encrypted',
  hardship: 'hardship_encrypted',
} as const satisfies Partial<Record<LedgerField, string>>;
export type SealedField = keyof typeof SEALED;

/** A sealed value of a household in scope; `sealed` null when the register has none. */
export async function sealedValueOf(
  sql: Sql,
  scope: Scope,
  number: string,
  field: SealedField,
): Promise<{ villageCode: string; sealed: string | null; column: PersonalColumn } | null> {
  const [household] = await sql.query<{ villageCode: string; sealed: string | null }>(
    `SELECT h.village_code AS "villageCode", h.${SEALED[field]} AS sealed FROM household h JOIN division v ON v.code = h.village_code
     WHERE h.number = $1 AND v.path && $2::text[]`,
    [number, scope.roots],
  );
  return household ? { ...household, column: SEALED[field] } : null;
}
