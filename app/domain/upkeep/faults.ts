/**
 * What a verification finds (docs/definitions.md#verify): where it lies and what it is. None of it says who did it.
 */

/**
 * A fault of the history and its place. `seq` 0 stands for the chain as a whole.
 * - gap: an entry is missing, or stands in another order than it was written;
 * - hash: the entry is another one than was written;
 * - columns, payload: its searchable columns, or its text, are others;
 * - chain-end: the noted end of the chain is another; missing: all entries of a chain are gone;
 * - cut: entries that the head of a day lists are gone or others; day-head: a head was changed or removed;
 * - head-file: the file of heads beside the database knows a head that the database does not;
 * - rows: notes of rows that the entry sealed are gone or others;
 * - keys: what was sealed when links began to be keyed is another.
 */
export type HistoryFault = {
  chain: string;
  seq: number;
  fault: 'gap' | 'hash' | 'columns' | 'payload' | 'chain-end' | 'missing' | 'cut' | 'day-head' | 'head-file' | 'rows' | 'keys';
  /** The day whose head it is. */
  day?: string;
};

/**
 * A record that differs from what the history says: a column of it ('*' when only the whole is known), a record that is gone, one that
 * the history does not know, or a change that no entry of the history sealed. `village`: where it lies, when that is known.
 */
export type RecordFault = {
  entity: string;
  key: string;
  column: string;
  fault: 'differs' | 'gone' | 'unknown' | 'unsealed';
  village?: string;
};

/** Faults of one entity in one village lie at one place; of one that says no village its key must tell where. */
export function placeOfRecordFault({ village, entity, key }: RecordFault): string {
  return village === undefined ? `${entity} ${key}` : `${village}/${entity}`;
}

export const placeOfHistoryFault = ({ chain }: HistoryFault): string => chain;

/** A frozen report that the history does not give again: its figures, or the facts that were recorded with it. */
export type ReportFault = { id: string; division: string; season: string; version: number; fault: 'figures' | 'facts' };
