/**
 * The end of an import, in the same transaction: revisions, facts and roll-ups of everything touched. The history comes last,
 * because its chains stay locked until the commit.
 */

import type { Sql } from '~/database/connection/sql.server';
import { householdBatches, RollUpsMoved, refreshFacts, settleMoved } from '~/database/facts/facts.server';
import { appendHistory, type HistoryEntry } from '~/database/facts/history.server';
import { markOthersStale } from '~/database/findings/stale.server';
import { canonicalJson } from '~/domain/sync/canonical-json';
import type { ImportContext } from './staging.server';

export type Reached = (done: number, total: number) => Promise<void> | void;

/** Raises the revisions of changed households, so that a form that showed an older state is refused. */
export async function raiseRevisions(sql: Sql): Promise<void> {
  await sql.query('UPDATE household h SET revision = revision + 1 FROM touched_household t WHERE t.number = h.number AND NOT t.is_new');
}

const FACTS_BATCH = 10_000;
const TOUCHED = 'SELECT number FROM touched_household UNION SELECT number FROM touched_ledger';

export async function refreshTouchedFacts(sql: Sql, context: ImportContext, reached: Reached): Promise<void> {
  const [count] = await sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM (${TOUCHED}) t`);
  const moved = new RollUpsMoved();
  let after = '';
  let done = 0;
  for (;;) {
    const rows = await sql.query<{ number: string }>(`SELECT number FROM (${TOUCHED}) t WHERE number > $1 ORDER BY number LIMIT $2`, [
      after,
      FACTS_BATCH,
    ]);
    if (rows.length === 0) break;
    // The steps are smaller than a batch, so that progress is visible.
    for (let start = 0; start < rows.length; start += 2_000) {
      const numbers = rows.slice(start, start + 2_000).map((row) => row.number);
      await refreshFacts(sql, numbers, context.today, undefined, moved);
      done += numbers.length;
      await reached(done, count!.n);
    }
    after = rows.at(-1)!.number;
  }
  await refreshSeasons(sql, context, moved);
  await settleMoved(sql, moved, context.today);
  await markOthersStale(sql);
}

/** New dates of a season change the facts of every household below, even of those the import does not name. */
async function refreshSeasons(sql: Sql, context: ImportContext, moved: RollUpsMoved): Promise<void> {
  const changed = await sql.query<{ division_code: string; seasons: string[] }>(
    `SELECT division_code, array_agg(DISTINCT t.season) AS seasons FROM touched_season t
     JOIN season s ON s.name = t.season AND s.closed_at IS NULL GROUP BY 1 ORDER BY 1`,
  );
  for (const { division_code: root, seasons } of changed) {
    for await (const numbers of householdBatches(sql, root)) {
      const rest = await sql.query<{ number: string }>(
        'SELECT n AS number FROM unnest($1::text[]) n WHERE NOT EXISTS (SELECT 1 FROM touched_household t WHERE t.number = n)',
        [numbers],
      );
      if (rest.length > 0)
        await refreshFacts(
          sql,
          rest.map((row) => row.number),
          context.today,
          seasons,
          moved,
        );
    }
  }
}

type HistoryRow = { n: number; chain: string; entity: string; entity_key: string; before: Json | null; after: Json };
type Json = Record<string, unknown> | unknown[];
const HISTORY_BATCH = 5_000;
/**
 * Columns the history leaves out: internal ones, and those that follow from other entries (paid from payments, the trace from
 * quantity and policy).
 */
const LEFT_OUT = new Set(['created_at', 'path', 'paid', 'trace', 'resend_of']);

/** Writes the entries that the sheets collected, chain after chain. Returns how many. */
export async function writeHistory(
  sql: Sql,
  context: Pick<ImportContext, 'now' | 'actor'>,
  reached: Reached,
  verb = 'import',
): Promise<number> {
  await sql.query('CREATE INDEX ON import_history (chain, n)');
  await sql.query('ANALYZE import_history');
  const [count] = await sql.query<{ n: number }>('SELECT count(*)::int AS n FROM import_history');
  let last = { chain: '', n: 0 };
  let done = 0;
  for (;;) {
    const rows = await sql.query<HistoryRow>(
      'SELECT n, chain, entity, entity_key, before, after FROM import_history WHERE (chain, n) > ($1, $2) ORDER BY chain, n LIMIT $3',
      [last.chain, last.n, HISTORY_BATCH],
    );
    if (rows.length === 0) return done;
    await appendHistory(
      sql,
      new Date(context.now),
      context.actor,
      rows.map((row) => entryOf(row, verb)),
    );
    last = rows.at(-1)!;
    done += rows.length;
    await reached(done, count!.n);
  }
}

function entryOf(row: HistoryRow, verb: string): HistoryEntry {
  const { before, after } = onlyChanged(row.before, row.after);
  return {
    chain: row.chain,
    action: `${row.entity}.${verb}`,
    entity: row.entity,
    entityKey: row.entity_key,
    ...(before && { before }),
    after,
  };
}

/** For a changed record the fields that differ, for a new one the fields with a value. */
function onlyChanged(before: Json | null, after: Json): { before?: Json; after: Json } {
  if (Array.isArray(after) || Array.isArray(before)) return { ...(before && { before }), after };
  const fields = Object.keys(after).filter((field) => !LEFT_OUT.has(field));
  if (before === null)
    return {
      after: part(
        after,
        fields.filter((field) => after[field] !== null),
      ),
    };
  const differing = fields.filter((field) => canonicalJson(before[field] ?? null) !== canonicalJson(after[field] ?? null));
  return { before: part(before, differing), after: part(after, differing) };
}

function part(record: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, record[field]]));
}
