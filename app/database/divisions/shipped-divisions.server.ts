import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '~/database/connection/connect.server';
import { projectRoot } from '~/database/connection/project-root.server';
import { inTransaction } from '~/database/connection/sql.server';

/** The list of the National Bureau of Statistics as of 2023-06-30. */
const SOURCE = 'nbs-2023-06-30';
const LEVELS = ['province', 'city', 'county', 'township', 'village'] as const;

/** Loads the shipped divisions into an empty table and leaves any other table alone. Returns how many were added. */
export async function loadShippedDivisions(db: Pick<Database, 'pool' | 'schema'>): Promise<number> {
  return inTransaction(db, async (sql) => {
    const [state] = await sql.query<{ filled: boolean }>('SELECT EXISTS (SELECT FROM division) AS filled');
    if (state?.filled) return 0;
    await sql.query(`SET LOCAL qingnuan.shipped = 'on'`);
    return sql.copyIn('division', ['code', 'name', 'level', 'parent_code', 'path', 'source'], shippedDivisions());
  });
}

/** The shipped rows as JSON, with every column that has a value: what a division must be of which the history has no note. */
export function shippedRows(): string {
  shipped ??= JSON.stringify(
    [...shippedDivisions()].map(([code, name, level, parent_code, path, source]) => ({
      ...{ code, name, level, parent_code, path, source },
      within_5km: false,
      relocating: false,
    })),
  );
  return shipped;
}
let shipped: string | undefined;

function* shippedDivisions(): Generator<unknown[]> {
  const text = readFileSync(join(projectRoot(), 'prisma', 'data', 'shuozhou-divisions.csv'), 'utf8').replace(/^\uFEFF/, '');
  const [, ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const paths = new Map<string, string[]>();
  for (const line of lines) {
    const [code = '', name = '', parent = ''] = line.split(',');
    const above = parent === '' ? [] : paths.get(parent);
    if (!above) throw new Error(`shuozhou-divisions.csv: ${code} stands before ${parent}, which it belongs to`);
    const path = [...above, code];
    paths.set(code, path);
    yield [code, name, LEVELS[path.length - 1], parent || null, path, SOURCE];
  }
}
