/** 行政区划 of an import: new divisions, names, dates and attributes, and another parent of the same level. */

import type { Sql } from '~/database/connection/sql.server';
import { codeLengthOf, levelBelow } from '~/domain/divisions/division-code';
import { type Counts, type ImportContext, refuseRepeated, refuseRows, type StagedTable } from './staging.server';
import { changedIn, countsOf, keepStored, storeChanges } from './store.server';

export const DIVISIONS: StagedTable = {
  sheet: '行政区划',
  table: 'incoming_division',
  key: ['code'],
  keyColumn: 'code',
  columns: [
    ['code', 'text'],
    ['name', 'text'],
    ['parent_code', 'text'],
    ['zone_type', 'text'],
    ['within_5km', 'boolean'],
    ['relocating', 'boolean'],
    ['completed_on', 'date'],
    ['valid_from', 'date'],
    ['valid_to', 'date'],
  ],
};

/**
 * The length of a code says its level, and the parent is of the level above, so there are no circles. The levels go from the
 * top down.
 */
const LEVELS = (['province', 'city', 'county', 'township'] as const).map((above) => {
  const level = levelBelow(above)!;
  return { above, level, length: codeLengthOf(level) };
});

export async function takeDivisions(sql: Sql, context: ImportContext, present: readonly string[]): Promise<Counts> {
  await refuseRepeated(sql, DIVISIONS);
  await keepStored(sql, DIVISIONS, { target: 'division', columns: [...new Set([...present, 'valid_from', 'valid_to'])] });
  await refuseEndBeforeBegin(sql, DIVISIONS);
  // A blank yes or no is no here: the columns cannot be empty.
  await sql.query(`UPDATE ${DIVISIONS.table} SET within_5km = coalesce(within_5km, false), relocating = coalesce(relocating, false)`);
  await refuseRows(
    sql,
    DIVISIONS,
    {
      column: 'code',
      code: 'out_of_scope',
      value: 's.code',
      from: 'LEFT JOIN division d ON d.code = s.code LEFT JOIN division p ON p.code = s.parent_code',
      // A row that leaves a division where it is passes, even at the edge of the importer's part of the tree.
      where: `(d.code IS NOT NULL AND NOT d.path && $1::text[])
           OR (p.code IS NOT NULL AND d.parent_code IS DISTINCT FROM s.parent_code AND NOT p.path && $1::text[])`,
    },
    [context.roots],
  );
  const counts: Counts = { added: 0, updated: 0, unchanged: 0 };
  for (const { length, level, above } of LEVELS) {
    const ofLevel = `length(s.code) = ${length}`;
    await refuseRows(sql, DIVISIONS, {
      column: 'parent',
      code: 'unknown_parent',
      value: 's.parent_code',
      where: `${ofLevel} AND s.parent_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM division p WHERE p.code = s.parent_code)`,
    });
    await refuseRows(sql, DIVISIONS, {
      column: 'parent',
      code: 'code_level',
      value: 's.parent_code',
      from: 'JOIN division p ON p.code = s.parent_code',
      where: `${ofLevel} AND p.level <> '${above}'`,
      details: `jsonb_build_object('length', ${length})`,
    });
    await changedIn(sql, DIVISIONS, { target: 'division', columns: present, only: ofLevel });
    const part = await countsOf(sql, DIVISIONS, ofLevel);
    await storeChanges(sql, DIVISIONS, {
      target: 'division',
      columns: present,
      added: {
        level: `'${level}'`,
        path: '(SELECT p.path FROM division p WHERE p.code = s.parent_code) || s.code',
        source: `'import'`,
      },
      history: { chain: `'system'`, entity: 'division', key: 't.code' },
    });
    await movePaths(sql);
    counts.added += part.added;
    counts.updated += part.updated;
    counts.unchanged += part.unchanged;
  }
  return counts;
}

/** For rows where one of the two days comes from the register. Two days of one row were compared when it was read. */
export async function refuseEndBeforeBegin(sql: Sql, staged: StagedTable): Promise<void> {
  await refuseRows(sql, staged, {
    column: 'validTo',
    code: 'valid_order',
    value: 's.valid_to',
    where: 'NOT s.refused AND s.valid_to < s.valid_from',
  });
}

/** A division that moved takes everything below it along. */
async function movePaths(sql: Sql): Promise<void> {
  await sql.query(
    `WITH RECURSIVE moved(code, path) AS (
       SELECT d.code, p.path || d.code FROM division d JOIN division p ON p.code = d.parent_code
       JOIN changed_row c ON c.code = d.code WHERE d.path IS DISTINCT FROM p.path || d.code
       UNION ALL SELECT d.code, m.path || d.code FROM division d JOIN moved m ON d.parent_code = m.code
     ) UPDATE division d SET path = moved.path FROM moved WHERE d.code = moved.code`,
  );
}
