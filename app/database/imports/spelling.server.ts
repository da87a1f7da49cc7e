/**
 * Keys that people type are compared in one form (comparableKey) and stored in the spelling that came first. Staged rows are given that
 * spelling first of all, so every later statement compares keys as they are.
 */

import type { Sql } from '~/database/connection/sql.server';
import { comparableKey } from '~/domain/text/clean-text';
import type { StagedTable } from './staging.server';

type Place = { table: string; column: string };

const HOUSEHOLD: Place = { table: 'household', column: 'number' };
const POLICY: Place = { table: 'subsidy_policy', column: 'number' };

/** Numbers of records. An import stores them in the form for comparing; older versions stored them as they were typed. */
const NUMBERS: readonly { column: string; place: Place; sheets?: readonly string[] }[] = [
  { column: 'household_number', place: HOUSEHOLD },
  { column: 'number', place: HOUSEHOLD, sheets: ['户台账'] },
  { column: 'policy_number', place: POLICY },
  { column: 'number', place: POLICY, sheets: ['补贴政策'] },
  { column: 'supersedes', place: POLICY },
  { column: 'heat_source_number', place: { table: 'heat_source', column: 'number' } },
  { column: 'number', place: { table: 'heat_source', column: 'number' }, sheets: ['热源'] },
  { column: 'batch_number', place: { table: 'payment_batch', column: 'number' } },
  { column: 'number', place: { table: 'finding', column: 'number' }, sheets: ['问题'] },
  { column: 'zone', place: { table: 'no_coal_zone', column: 'zone' } },
  { column: 'id', place: { table: 'visit', column: 'id' }, sheets: ['入户记录'] },
];

/** Documents are stored as they were typed, with the brackets of their issuer. */
const DOCUMENTS: readonly { column: string; place: Place; sheets: readonly string[] }[] = [
  { column: 'document', place: { table: 'fund', column: 'document' }, sheets: ['资金'] },
  { column: 'document', place: { table: 'no_coal_zone', column: 'document' }, sheets: ['禁煤区'] },
];

/** That comparableKey may change a text: it has a character beside letters, digits, Han characters and the signs of most codes. */
export const mayHaveOtherSpelling = (column: string): string => `${column} ~ '[^-A-Za-z0-9().,:;/_@#+*\\u4E00-\\u9FFF]'`;

/** `known` is a cache of what was read from the register, because several sheets of an import ask for the same numbers. */
export async function inOneSpelling(sql: Sql, staged: StagedTable, known: Map<string, string[]>): Promise<void> {
  const has = ({ column, sheets }: { column: string; sheets?: readonly string[] }) =>
    staged.columns.some(([name]) => name === column) && (!sheets || sheets.includes(staged.sheet));
  for (const { column, place } of NUMBERS.filter(has)) {
    const at = `${place.table}.${place.column}`;
    const stored = known.get(at) ?? (await textsOf(sql, place, mayHaveOtherSpelling(place.column)));
    known.set(at, stored);
    // Almost always there is no such number and nothing to do.
    if (stored.length > 0) await respell(sql, staged, column, place, stored);
  }
  for (const { column, place } of DOCUMENTS.filter(has)) await respell(sql, staged, column, place, await textsOf(sql, place, 'true'));
}

async function textsOf(sql: Sql, { table, column }: Place, where: string): Promise<string[]> {
  const rows = await sql.query<{ text: string }>(`SELECT DISTINCT ${column} AS text FROM ${table} WHERE ${where} ORDER BY 1`);
  return rows.map(({ text }) => text);
}

/** Gives each text of the staged column the spelling of the register, or of its first row in the file. */
async function respell(sql: Sql, staged: StagedTable, column: string, place: Place, stored: readonly string[]): Promise<void> {
  const typed = await sql.query<{ text: string; known: boolean }>(
    `SELECT t.text, EXISTS (SELECT 1 FROM ${place.table} p WHERE p.${place.column} = t.text) AS known
     FROM (SELECT ${column} AS text, min(sheet_row) AS first FROM ${staged.table} WHERE ${column} IS NOT NULL GROUP BY 1) t
     ORDER BY t.first`,
  );
  const spelling = new Map<string, string>();
  for (const { text, known } of typed) if (known && !spelling.has(comparableKey(text))) spelling.set(comparableKey(text), text);
  for (const text of stored) if (!spelling.has(comparableKey(text))) spelling.set(comparableKey(text), text);
  const other = typed.flatMap(({ text, known }) => {
    const key = comparableKey(text);
    if (known) return [];
    const kept = spelling.get(key) ?? text;
    spelling.set(key, kept);
    return kept === text ? [] : [{ text, kept }];
  });
  if (other.length === 0) return;
  await sql.query(
    `UPDATE ${staged.table} s SET ${column} = o.kept FROM unnest($1::text[], $2::text[]) AS o(text, kept) WHERE s.${column} = o.text`,
    [other.map(({ text }) => text), other.map(({ kept }) => kept)],
  );
}
