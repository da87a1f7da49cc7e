import type { Sql } from '~/database/connection/sql.server';
import { batchesOf } from '~/database/facts/facts.server';
import {
  entitlementsPaidOtherwise,
  entriesOf,
  KEPT_ENTITIES,
  type KeptEntity,
  keptRecords,
  villagesWithHouseholds,
} from '~/database/upkeep/kept-records.server';
import {
  countNotedRows,
  NOTED_RELATIONS,
  type NotedRelation,
  type RowDifference,
  rowDifferences,
  unsealedNotes,
} from '~/database/upkeep/noted-rows.server';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { placeOfRecordFault, type RecordFault } from '~/domain/upkeep/faults';
import { addFault, type FaultsFound, noFaults } from '~/domain/upkeep/faults-found';

/** Columns that count changes or follow from another column, and that nobody enters. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['household.revision', 'household.head_pinyin', 'household.id_number_faulty']);

/**
 * Compares the rows of every decisive table with what was noted of them as they changed, both ways: a row that stands otherwise, one
 * that is gone, one that nothing noted, and notes that no entry of the history sealed. `relations` limits it to some tables.
 */
export async function compareRows(
  sql: Sql,
  onProgress?: (done: number, total: number) => void,
  relations: readonly NotedRelation[] = NOTED_RELATIONS,
): Promise<{ noted: number; faults: RecordFault[] }> {
  const faults: RecordFault[] = [];
  for (const [done, relation] of relations.entries()) {
    for (const difference of await rowDifferences(sql, relation)) faults.push(...faultsOf(difference));
    onProgress?.(done + 1, relations.length);
  }
  for (const { relation, key } of await unsealedNotes(sql)) faults.push({ entity: relation, key, column: '*', fault: 'unsealed' });
  return { noted: await countNotedRows(sql), faults };
}

function faultsOf({ relation, key, noted, stands, columns, row }: RowDifference): RecordFault[] {
  const said = row ?? columns;
  const village = said?.village_code ?? said?.division_code;
  const fault = { entity: relation, key, ...(typeof village === 'string' && { village }) };
  if (!stands) return [{ ...fault, column: '*', fault: 'gone' }];
  if (!noted) return [{ ...fault, column: '*', fault: 'unknown' }];
  const differing = columns && row ? [...new Set([...Object.keys(columns), ...Object.keys(row)])] : [];
  const named = differing.filter((column) => canonicalJson(columns![column] ?? null) !== canonicalJson(row![column] ?? null));
  return (named.length > 0 ? named : ['*']).map((column) => ({ ...fault, column, fault: 'differs' }));
}

/**
 * Compares every household, current conversion, visit, entitlement and payment with the fold of its history. `onFault` sees every
 * fault.
 */
export async function compareRecords(
  sql: Sql,
  onProgress?: (done: number, total: number) => void,
  onFault?: (fault: RecordFault) => void,
): Promise<{ compared: number } & FaultsFound<RecordFault>> {
  const villages = await villagesWithHouseholds(sql);
  const found = noFaults<RecordFault>();
  const add = (fault: RecordFault) => {
    onFault?.(fault);
    addFault(found, fault, placeOfRecordFault);
  };
  let compared = 0;
  let done = 0;
  for (const some of batchesOf(villages, 20)) {
    for (const entity of KEPT_ENTITIES) {
      const records = await keptRecords(sql, entity, some);
      const expected = await foldOfHistory(
        sql,
        entity,
        records.map((row) => row.key),
      );
      for (const { key, village, record } of records) {
        compared += 1;
        const state = expected.get(key);
        if (!state) add({ entity, key, column: '*', fault: 'unknown', village });
        else for (const column of differing(entity, record, state)) add({ entity, key, column, fault: 'differs', village });
      }
    }
    // `paid` of an entitlement must be the sum of its payments that arrived.
    for (const { key, village } of await entitlementsPaidOtherwise(sql, some))
      add({ entity: 'entitlement', key, column: 'paid', fault: 'differs', village });
    done += some.length;
    onProgress?.(done, villages.length);
  }
  return Object.assign(found, { compared });
}

function differing(entity: string, record: Record<string, unknown>, state: Record<string, unknown>): string[] {
  return Object.keys(state).filter(
    (column) => column in record && !NOT_COMPARED.has(`${entity}.${column}`) && !sameValue(record[column], state[column]),
  );
}

/**
 * What an unreadable entry wrote is not compared until a later entry writes it again: the entry itself is the one fault, and
 * verifyHistory tells it.
 */
async function foldOfHistory(sql: Sql, entity: KeptEntity, keys: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
  const folded = new Map<string, Record<string, unknown>>();
  for (const some of batchesOf(keys, 5_000)) {
    for (const { key, after, unreadable } of await entriesOf(sql, entity, some)) {
      const before = folded.get(key) ?? {};
      folded.set(key, unreadable ? withoutColumns(before, after) : { ...before, ...(after ?? {}) });
    }
  }
  return folded;
}

/** Without what the entry wrote; with nothing when that cannot be told. */
function withoutColumns(state: Record<string, unknown>, after: Record<string, unknown> | null): Record<string, unknown> {
  return after === null ? {} : Object.fromEntries(Object.entries(state).filter(([column]) => !(column in after)));
}

/** Times compare as instants, since the database writes them in its own way. */
function sameValue(stored: unknown, expected: unknown): boolean {
  if (canonicalJson(stored ?? null) === canonicalJson(expected ?? null)) return true;
  if (typeof stored === 'string' && typeof expected === 'string' && /^\d{4}-\d\d-\d\dT/.test(stored))
    return Date.parse(stored) === Date.parse(expected);
  return false;
}
