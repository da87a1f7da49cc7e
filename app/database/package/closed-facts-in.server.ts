/**
 * The facts of closed seasons, which a package brings along: a record that was corrected after the closing no longer gives them, and the
 * receiver shows what the sender reported.
 */

import type { Sql } from '~/database/connection/sql.server';
import { storeFactsJson } from '~/database/facts/facts.server';
import { isRefusal, refuse } from '~/domain/problems';

const AT_ONCE = 2_000;

/** The seasons of which a package has such facts. A package of an earlier version has none. */
export async function seasonsWithFacts(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ season: string }>('SELECT DISTINCT season FROM packed_closedfacts');
  return new Set(rows.map(({ season }) => season));
}

/** Stores them as they came, with their roll-ups. What cannot be facts is refused. */
export async function storeClosedFacts(
  sql: Sql,
  seasons: readonly string[],
  file: string,
  reached: (households: number) => Promise<void> | void,
): Promise<void> {
  if (seasons.length === 0) return;
  await sql.query('CREATE INDEX ON packed_closedfacts (season, household_number)');
  let done = 0;
  for (const season of seasons) {
    let last = '';
    for (;;) {
      const [batch] = await sql.query<Batch>(NEXT, [season, last, AT_ONCE]);
      if (!batch) break;
      await storeFactsJson(sql, batch.facts).catch((error: unknown) => {
        if (isNoFact(error)) refuse('package.record-unreadable', { file, line: 0, column: `${season} ${batch.last}` });
        throw error;
      });
      last = batch.last;
      done += batch.n;
      await reached(done);
    }
  }
}

type Batch = { facts: string; last: string; n: number };
/** The next households; no row when there are none left. */
const NEXT = `SELECT json_agg(facts || jsonb_build_object('season', season, 'household_number', household_number,
    'village_code', village_code, 'visit_id', visit_id, 'mode', mode))::text AS facts, max(household_number) AS last, count(*)::int AS n
  FROM (SELECT * FROM packed_closedfacts WHERE season = $1 AND household_number > $2 ORDER BY household_number LIMIT $3) p
  HAVING count(*) > 0`;

/** A value that is no whole number (which statements refuse in words), a household twice, or something missing: SQLSTATE 21, 22, 23. */
function isNoFact(error: unknown): boolean {
  if (isRefusal(error)) return error.problem.code === 'text.cannot-be-stored' || error.problem.code === 'value.out-of-range';
  return /^2[123]/.test((error as { code?: string }).code ?? '');
}
