import { randomUUID } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory } from '~/database/facts/history.server';
import type { Person } from '~/domain/access/person';
import type { Role } from '~/domain/contract/enumerations';

/** Villages of the shipped list that tests use. */
export const VILLAGE = '140602001001';
export const OTHER_VILLAGE = '140602001002';
export const FAR_VILLAGE = '140681001001';

export const NOW = new Date('2021-02-01T04:00:00Z');
export const TODAY = '2021-02-01';

/** A person with a role at divisions, with an account in the database. */
export async function personWith(
  db: Database,
  role: Role,
  divisions: string[],
  username = `${role}-${randomUUID().slice(0, 8)}`,
): Promise<Person> {
  return inTransaction(db, async (sql) => {
    const [account] = await sql.query<{ id: string }>(
      `INSERT INTO account (id, username, name, role, must_change_password) VALUES (gen_random_uuid(), $1, $2, $3, false) RETURNING id`,
      [username, `${role} ${username}`, role],
    );
    await sql.query('INSERT INTO account_division (account_id, division_code) SELECT $1, unnest($2::text[])', [account!.id, divisions]);
    return { accountId: account!.id, username, name: `${role} ${username}`, role, divisions };
  });
}

/** Declares a season with dates for the city, or for one division. */
export async function declareSeason(sql: Sql, season: string, startsOn: string, endsOn: string, division = '1406'): Promise<void> {
  await sql.query('INSERT INTO season (name) VALUES ($1) ON CONFLICT DO NOTHING', [season]);
  await sql.query(
    `INSERT INTO season_dates (season, division_code, starts_on, ends_on) VALUES ($1, $2, $3, $4)
     ON CONFLICT (season, division_code) DO UPDATE SET starts_on = excluded.starts_on, ends_on = excluded.ends_on`,
    [season, division, startsOn, endsOn],
  );
}

/** Writes as the app does, so that the history has what was changed and a verification finds nothing. */
export const written = (db: Database, text: string, values?: unknown[]) => inTransaction(db, (sql) => sql.query(text, values));

export type TestHousehold = {
  number: string;
  village?: string;
  head?: string;
  status?: string;
  residence?: string;
  heatedArea?: number | null;
  address?: string;
  /** Masked; null for a household that has none. */
  account?: string | null;
  conversion?: { mode: string; inPlan?: boolean; year?: number; installedOn?: string; connectedOn?: string } | null;
};

/** Puts households into the register as an import would: record, current conversion, history, facts. */
export async function addHouseholds(db: Database, households: readonly TestHousehold[], now = NOW, today = TODAY): Promise<void> {
  await inTransaction(db, async (sql) => {
    const records = households.map((household) => ({
      number: household.number,
      village_code: household.village ?? VILLAGE,
      head: household.head ?? '张三',
      head_initials: 'zs',
      residence: household.residence ?? 'resident',
      status: household.status ?? 'normal',
      heated_area: household.heatedArea === undefined ? 80 : household.heatedArea,
      address: household.address ?? null,
      bank_account_masked: household.account === undefined ? '***************0001' : household.account,
      source: 'import',
    }));
    const columns = Object.keys(records[0]!).join(', ');
    await sql.query(`INSERT INTO household (${columns}) SELECT ${columns} FROM json_populate_recordset(null::household, $1::json)`, [
      JSON.stringify(records),
    ]);
    const conversions = households
      .filter((household) => household.conversion !== null)
      .map((household) => {
        const conversion = household.conversion ?? { mode: 'gas', inPlan: true, installedOn: '2019-09-01', connectedOn: '2019-10-20' };
        return {
          household_number: household.number,
          current: true,
          mode: conversion.mode,
          in_plan: conversion.inPlan ?? null,
          year: conversion.year ?? null,
          installed_on: conversion.installedOn ?? null,
          connected_on: conversion.connectedOn ?? null,
        };
      });
    await sql.query(
      `INSERT INTO conversion (household_number, current, mode, in_plan, year, installed_on, connected_on)
       SELECT household_number, current, mode, in_plan, year, installed_on, connected_on FROM json_populate_recordset(null::conversion,
       $1::json)`,
      [JSON.stringify(conversions)],
    );
    await refreshFacts(
      sql,
      records.map((record) => record.number),
      today,
    );
    const villageOf = new Map(records.map((record) => [record.number, record.village_code]));
    await appendHistory(sql, now, 'test', [
      ...records.map((record) => ({
        chain: record.village_code,
        action: 'household.import',
        entity: 'household',
        entityKey: record.number,
        after: record,
      })),
      ...conversions.map((record) => ({
        chain: villageOf.get(record.household_number)!,
        action: 'conversion.import',
        entity: 'conversion',
        entityKey: record.household_number,
        after: record,
      })),
    ]);
  });
}

/** A complete visit of a household that heats with gas and has no coal; `change` overrides answers. */
export function visitOf(household: string, change: Record<string, unknown> = {}): Record<string, unknown> & { visit: string } {
  return {
    visit: randomUUID(),
    household,
    season: '2020-2021',
    visitedAt: '2021-01-10T10:00:00+08:00',
    visitor: '李四',
    kind: 'survey',
    outcome: 'done',
    answers: { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false },
    ...change,
  } as Record<string, unknown> & { visit: string };
}
