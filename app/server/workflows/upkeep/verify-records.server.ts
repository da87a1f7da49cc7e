import type { Sql } from '~/database/connection/sql.server';
import { batchesOf } from '~/database/facts/facts.server';
import { canonicalJson } from '~/domain/sync/canonical-json';

/** A record that is not what the history says was last written to it. */
export type RecordFault = { entity: string; key: string; column: string };

type Kept = {
  entity: string;
  /** All keys of the records as text, in batches of villages. */
  select: string;
};

/**
 * Entities whose history entries carry, under `after`, the columns they wrote (as the database gives them back). The
 * state a record must have is the fold of its entries; columns no entry ever wrote are not compared.
 */
const ENTITIES: readonly Kept[] = [
  {
    entity: 'household',
    select:
      'SELECT h.number AS key, h.village_code AS village, to_jsonb(h) AS record FROM household h WHERE h.village_code = ANY($1::text[])',
  },
  {
    entity: 'visit',
    select: `SELECT t.id AS key, h.village_code AS village, to_jsonb(t) AS record FROM visit t JOIN household h ON h.number = t.household_number
             WHERE h.village_code = ANY($1::text[])`,
  },
  {
    entity: 'conversion',
    select: `SELECT c.household_number AS key, h.village_code AS village, to_jsonb(c) AS record FROM conversion c
             JOIN household h ON h.number = c.household_number WHERE c.current AND h.village_code = ANY($1::text[])`,
  },
  {
    entity: 'entitlement',
    select: `SELECT e.household_number || '/' || e.policy_number AS key, h.village_code AS village, to_jsonb(e) - 'trace' AS record FROM entitlement e
             JOIN household h ON h.number = e.household_number WHERE h.village_code = ANY($1::text[])`,
  },
  {
    entity: 'payment',
    select: `SELECT p.household_number || '/' || p.policy_number || '/' || p.level || '/' || p.batch_number AS key, h.village_code AS village, to_jsonb(p) AS record FROM payment p
             JOIN household h ON h.number = p.household_number WHERE h.village_code = ANY($1::text[])`,
  },
];

/** Counts touches of a record and is written by no one's decision. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['household.revision']);

/** Compares every household, current conversion, visit, entitlement and payment with the fold of its history. */
export async function compareRecords(
  sql: Sql,
  onProgress?: (done: number, total: number) => void,
): Promise<{ compared: number; faults: RecordFault[] }> {
  const villages = (await sql.query<{ code: string }>('SELECT DISTINCT village_code AS code FROM household ORDER BY 1')).map(
    (row) => row.code,
  );
  const faults: RecordFault[] = [];
  let compared = 0;
  let done = 0;
  for (const some of batchesOf(villages, 20)) {
    for (const { entity, select } of ENTITIES) {
      const records = await sql.query<{ key: string; record: Record<string, unknown> }>(select, [some]);
      const expected = await foldOfHistory(
        sql,
        entity,
        records.map((row) => row.key),
      );
      for (const { key, record } of records) {
        compared += 1;
        const state = expected.get(key);
        if (!state) faults.push({ entity, key, column: '*' });
        else faults.push(...differing(entity, key, record, state));
      }
    }
    faults.push(...(await sumsPaidWrongly(sql, some)));
    done += some.length;
    onProgress?.(done, villages.length);
  }
  return { compared, faults };
}

/** What an entitlement says was paid is the sum of its payments that arrived. */
async function sumsPaidWrongly(sql: Sql, villages: readonly string[]): Promise<RecordFault[]> {
  const rows = await sql.query<{ key: string }>(
    `SELECT e.household_number || '/' || e.policy_number AS key FROM entitlement e JOIN household h ON h.number = e.household_number
     WHERE h.village_code = ANY($1::text[]) AND e.paid <> (SELECT coalesce(sum(p.amount), 0) FROM payment p
       WHERE p.household_number = e.household_number AND p.policy_number = e.policy_number AND p.result = 'ok') ORDER BY 1`,
    [villages],
  );
  return rows.map(({ key }) => ({ entity: 'entitlement', key, column: 'paid' }));
}

function differing(entity: string, key: string, record: Record<string, unknown>, state: Record<string, unknown>): RecordFault[] {
  return Object.keys(state)
    .filter((column) => column in record && !NOT_COMPARED.has(`${entity}.${column}`) && !sameValue(record[column], state[column]))
    .map((column) => ({ entity, key, column }));
}

async function foldOfHistory(sql: Sql, entity: string, keys: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
  const folded = new Map<string, Record<string, unknown>>();
  for (const some of batchesOf(keys, 5_000)) {
    const entries = await sql.query<{ key: string; after: Record<string, unknown> | null }>(
      `SELECT entity_key AS key, payload::jsonb -> 'after' AS after FROM history
       WHERE entity = $1 AND entity_key = ANY($2::text[]) ORDER BY entity_key, position`,
      [entity, some],
    );
    for (const { key, after } of entries) folded.set(key, { ...folded.get(key), ...(after ?? {}) });
  }
  return folded;
}

/** Times compare as instants, since the database writes them in its own way. */
function sameValue(stored: unknown, expected: unknown): boolean {
  if (canonicalJson(stored ?? null) === canonicalJson(expected ?? null)) return true;
  if (typeof stored === 'string' && typeof expected === 'string' && /^\d{4}-\d\d-\d\dT/.test(stored))
    return Date.parse(stored) === Date.parse(expected);
  return false;
}
