import { actorName } from '~/database/access/actor-name.server';
import type { Sql } from '~/database/connection/sql.server';
import { readPayload } from '~/database/facts/read-payload.server';
import type { Scope } from '~/database/scope.server';
import type { Room } from '~/domain/review/compare-visits';
import type { VisitHistoryEntry } from '~/domain/review/reviewed-visit';
import type { VisitAnswers } from '~/domain/survey/visit-answers';

/** What happened to a visit and to the rooms recorded with it, the latest first, from the history of its village. */
export async function visitHistory(sql: Sql, scope: Scope, visitId: string): Promise<VisitHistoryEntry[]> {
  const rows = await sql.query<{ at: string; actor_name: string; action: string; payload: string }>(
    `SELECT e.at, ${actorName('e.actor')} AS actor_name, e.action, e.payload
     FROM history e JOIN division v ON v.code = e.chain
     WHERE v.path && $2::text[] AND (
       (e.entity = 'visit' AND e.entity_key = $1)
       OR (e.entity = 'rooms' AND e.entity_key = (SELECT household_number || '/' || season FROM visit WHERE id = $1))
     )
     ORDER BY e.at DESC, e.seq DESC`,
    [visitId, scope.roots],
  );
  return rows.map((row) => {
    const payload = readPayload(row.payload) ?? {};
    const after = answersIn(payload.after);
    return {
      at: row.at,
      actorName: row.actor_name,
      action: row.action,
      reason: typeof payload.reason === 'string' ? payload.reason : null,
      remarks: remarksIn(payload.after),
      answers: after && { before: answersIn(payload.before), after },
      rooms: Array.isArray(payload.after) ? { before: roomsIn(payload.before), after: roomsIn(payload.after) } : null,
    };
  });
}

function partOf(record: unknown, key: string): unknown {
  return typeof record === 'object' && record !== null ? (record as Record<string, unknown>)[key] : undefined;
}

function answersIn(record: unknown): VisitAnswers | null {
  const answers = partOf(record, 'answers');
  return typeof answers === 'object' && answers !== null ? (answers as VisitAnswers) : null;
}

function remarksIn(record: unknown): VisitHistoryEntry['remarks'] {
  const remarks = partOf(record, 'remarks');
  return Array.isArray(remarks) ? (remarks as VisitHistoryEntry['remarks']) : [];
}

/** Rooms as the history keeps them, with the area in m². */
function roomsIn(list: unknown): Room[] {
  if (!Array.isArray(list)) return [];
  return (list as (Omit<Room, 'heatedArea'> & { heated_area: number })[]).map(({ heated_area, ...room }) => ({
    ...room,
    heatedArea: Math.round(heated_area * 100),
  }));
}
