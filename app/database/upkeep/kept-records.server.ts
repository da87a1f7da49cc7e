/** Stored records and the history entries written for them. */

import type { Sql } from '~/database/connection/sql.server';
import { readPayload } from '~/database/facts/read-payload.server';
import { holdsUnstorable } from '~/domain/text/storable';

const OWN = `h.source <> 'package' AND h.village_code = ANY($1::text[])`;

/**
 * The records of villages by entity, each under the key that the history gives it. Those that came with a package have no history here:
 * what proves them is the package's signature (docs/package.md#read-only).
 */
const RECORDS = {
  household: `SELECT h.number AS key, h.village_code AS village, to_jsonb(h) AS record FROM household h
              WHERE ${OWN}`,
  visit: `SELECT t.id AS key, h.village_code AS village, to_jsonb(t) AS record
          FROM visit t JOIN household h ON h.number = t.household_number WHERE ${OWN}`,
  conversion: `SELECT c.household_number AS key, h.village_code AS village, to_jsonb(c) AS record
               FROM conversion c JOIN household h ON h.number = c.household_number WHERE c.current AND ${OWN}`,
  entitlement: `SELECT e.household_number || '/' || e.policy_number AS key, h.village_code AS village, to_jsonb(e) - 'trace' AS record
                FROM entitlement e JOIN household h ON h.number = e.household_number WHERE ${OWN}`,
  payment: `SELECT p.household_number || '/' || p.policy_number || '/' || p.level || '/' || p.batch_number AS key,
              h.village_code AS village, to_jsonb(p) AS record
            FROM payment p JOIN household h ON h.number = p.household_number WHERE ${OWN}`,
  'household-change': `SELECT c.id::text AS key, h.village_code AS village, to_jsonb(c) AS record FROM household_change c
                       JOIN household h ON h.number = c.household_number WHERE ${OWN}`,
} as const;

/**
 * Entities whose history entries carry, under `after`, the columns they wrote (as the database gives them back). The state a
 * record must have is the fold of its entries; columns that no entry wrote are not compared.
 */
export type KeptEntity = keyof typeof RECORDS;
export const KEPT_ENTITIES = Object.keys(RECORDS) as KeptEntity[];

export type KeptRecord = { key: string; village: string; record: Record<string, unknown> };

export async function keptRecords(sql: Sql, entity: KeptEntity, villages: readonly string[]): Promise<KeptRecord[]> {
  return sql.query<KeptRecord>(RECORDS[entity], [villages]);
}

/** What an entry wrote. `unreadable`: one of a time before texts were cleaned, or a damaged one, of which `after` may be in doubt. */
export type ReadEntry = { key: string; after: Record<string, unknown> | null; unreadable: boolean };

/**
 * The entries written for these records, in the order of writing. They are read here and not in the database, whose jsonb refuses some
 * texts that JSON carries, and would with one entry refuse them all.
 */
export async function entriesOf(sql: Sql, entity: KeptEntity, keys: readonly string[]): Promise<ReadEntry[]> {
  const rows = await sql.query<{ key: string; payload: string }>(
    `SELECT entity_key AS key, payload FROM history WHERE entity = $1 AND entity_key = ANY($2::text[]) ORDER BY entity_key, position`,
    [entity, keys],
  );
  return rows.map(({ key, payload }) => {
    const read = readPayload(payload);
    const after = read?.after;
    return {
      key,
      after: typeof after === 'object' && after !== null ? (after as Record<string, unknown>) : null,
      unreadable: read === null || holdsUnstorable(payload),
    };
  });
}

/** Entitlements of villages whose `paid` is not the sum of their payments that arrived. */
export async function entitlementsPaidOtherwise(sql: Sql, villages: readonly string[]): Promise<{ key: string; village: string }[]> {
  return sql.query(
    `SELECT e.household_number || '/' || e.policy_number AS key, h.village_code AS village
     FROM entitlement e JOIN household h ON h.number = e.household_number
     WHERE ${OWN} AND e.paid <> (SELECT coalesce(sum(p.amount), 0) FROM payment p
       WHERE p.household_number = e.household_number AND p.policy_number = e.policy_number AND p.result = 'ok') ORDER BY 1`,
    [villages],
  );
}

/** The villages that have households. */
export async function villagesWithHouseholds(sql: Sql): Promise<string[]> {
  return (await sql.query<{ code: string }>('SELECT DISTINCT village_code AS code FROM household ORDER BY 1')).map(({ code }) => code);
}
