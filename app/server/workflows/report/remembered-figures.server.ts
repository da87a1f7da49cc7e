import type { Database } from '~/database/connection/open.server';

/** So many figures are remembered of a database; of those the first in is the first out. */
const MOST = 40;
const remembered = new WeakMap<Database, Map<string, unknown>>();

/**
 * What `work` makes, or made before under the same key. The key says everything that the result follows from, so that what is remembered is
 * what would be made again.
 */
export async function orRemembered<T>(db: Database, key: string, work: () => Promise<T>): Promise<T> {
  const kept = remembered.get(db) ?? new Map<string, unknown>();
  remembered.set(db, kept);
  if (kept.has(key)) return kept.get(key) as T;
  const made = await work();
  kept.set(key, made);
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST))) kept.delete(oldest);
  return made;
}
