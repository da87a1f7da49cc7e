/** 提示 about what an import's rows contradict (app/domain/household/contradictions), when all sheets of the file are in. */

import type { Sql } from '~/database/connection/sql.server';
import { CONTRADICTIONS_OF_VISIT, connectedFirst } from '~/database/review/contradictions.server';
import { noteRows, type StagedTable } from './staging.server';

/** Of every visit of the file, against the rooms, meters and payments as they are now. The conversion's days are the roster's. */
export async function noteContradictingVisits(sql: Sql, visits: StagedTable): Promise<void> {
  await noteRows(sql, visits, {
    column: 'connected',
    from: `JOIN visit t ON t.id = s.id
      CROSS JOIN LATERAL (SELECT array_remove(${CONTRADICTIONS_OF_VISIT}, 'connected-first') AS found) c`,
    where: 'cardinality(c.found) > 0',
    code: `'contradicts'`,
    details: `jsonb_build_object('found', array_to_string(c.found, ' '))`,
  });
}

export async function noteConnectedFirst(sql: Sql, households: StagedTable): Promise<void> {
  await noteRows(sql, households, {
    column: 'connectedOn',
    where: connectedFirst('s.number'),
    code: `'contradicts'`,
    details: `jsonb_build_object('found', 'connected-first')`,
  });
}
