import { createHash } from 'node:crypto';
import { mayPerson } from '~/domain/access/who-may';
import type { Person } from '~/domain/access/person';
import type { Mode, Residence } from '~/domain/contract/enumerations';
import { Refusal, refuse } from '~/domain/problems';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { RULE_VERSION } from '~/domain/survey/visit-answers';
import { checkVisit, shapeOfVisit, type VisitInput } from '~/domain/survey/visit-schema';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { decideReceipt, type StoredVisit } from '~/domain/sync/receive-visit';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { refreshFacts } from '~/database/facts.server';
import { appendHistory, type HistoryEntry } from '~/database/history.server';
import type { Database } from '~/database/open.server';
import { scopeOf } from '~/database/scope.server';
import { inTransaction, type Sql } from '~/database/sql.server';
import { applyHouseholdChanges } from './change-household.server';

/** What the sender may delete once it has this: the very content with this hash is stored, once. */
export type VisitReceipt = { status: 'received' | 'same'; id: string; contentHash: string; revision: number };

/** The visit's answers were not taken; `problems` name the questions. */
export class VisitProblems extends Refusal {
  constructor(readonly problems: AnswerProblem[]) {
    super({ code: 'visit.incomplete', details: { count: problems.length } });
  }
}

/**
 * 提交入户: takes one visit – record, rooms, what was found to differ in the household, history, facts and roll-ups – in one
 * transaction, or refuses it whole. The receipt is given only after the commit.
 *
 * The same id with the same content is received once; the household must lie in the person's scope; an approved visit is
 * locked; a form that saw an older revision of the household is refused (`household.changed-meanwhile`).
 */
export async function submitVisit(db: Database, person: Person, input: unknown, now: Date, source: 'web' | 'api' = 'web'): Promise<VisitReceipt> {
  if (!mayPerson(person, 'visit.submit')) refuse('access.not-allowed');
  return inTransaction(db, (sql) => submitVisitIn(sql, person, input, now, source));
}

/** The same within the caller's transaction. */
export async function submitVisitIn(sql: Sql, person: Person, input: unknown, now: Date, source: 'web' | 'api'): Promise<VisitReceipt> {
  const number = householdOf(input);
  const household = await lockHousehold(sql, person, number);
  // First whether it was received before: a visit that is stored stays received, whatever has changed since.
  const shape = shapeOfVisit(input, 'field');
  const contentHash = shape && hashOfContent(shape);
  const stored = shape && (await findStored(sql, shape.visit));
  if (shape && contentHash) {
    const decision = decideReceipt({ household: number, contentHash, baseRevision: shape.baseRevision, householdRevision: household.revision }, stored);
    if (decision.outcome === 'refuse') refuse(decision.code);
    if (decision.outcome === 'same') return { status: 'same', id: shape.visit, contentHash, revision: stored!.revision };
  }
  const checked = checkVisit(input, 'field', {
    mode: household.mode ?? 'none',
    residence: household.residence,
    people: household.people,
    elderly: household.elderly,
    now: now.toISOString(),
  });
  if (!checked.ok || !contentHash) throw new VisitProblems(checked.ok ? [] : checked.problems);
  const visit = checked.visit;
  await requireOpenSeason(sql, visit.season);

  const revision = (stored?.revision ?? 0) + 1;
  const record = recordOf(visit, { accountId: person.accountId, revision, contentHash, source, now, evidence: stored?.record.evidence });
  const entries: HistoryEntry[] = [
    {
      chain: household.village_code,
      action: stored ? 'visit.resubmit' : 'visit.submit',
      entity: 'visit',
      entityKey: visit.visit,
      before: stored?.record,
      after: record,
    },
  ];
  await storeVisit(sql, record);
  if (visit.rooms) entries.push(...(await replaceRooms(sql, visit, household.village_code)));
  if (visit.householdChanges) {
    entries.push(...(await applyHouseholdChanges(sql, number, household.village_code, visit.householdChanges)));
  }
  await sql.query('UPDATE household SET revision = revision + 1 WHERE number = $1', [number]);
  await sql.query('UPDATE visit_remark SET resolved_at = $2 WHERE visit_id = $1 AND resolved_at IS NULL', [visit.visit, now.toISOString()]);
  if (person.accountId) {
    await sql.query('DELETE FROM visit_draft WHERE account_id = $1 AND household_number = $2 AND season = $3', [person.accountId, number, visit.season]);
  }
  await refreshFacts(sql, [number], dayInShanghai(now));
  await appendHistory(sql, now, person.username, entries);
  return { status: 'received', id: visit.visit, contentHash, revision };
}

function householdOf(input: unknown): string {
  const number = typeof input === 'object' && input !== null ? (input as { household?: unknown }).household : undefined;
  return typeof number === 'string' ? number.trim() : '';
}

type LockedHousehold = { number: string; village_code: string; revision: number; residence: Residence; people: number | null; elderly: number | null; mode: Mode | null };

/** The household, if the person sees it, locked until the transaction ends: two submissions of one household follow each other. */
export async function lockHousehold(sql: Sql, person: Person, number: string): Promise<LockedHousehold> {
  const [household] = await sql.query<LockedHousehold>(
    `SELECT h.number, h.village_code, h.revision, h.residence, h.people, h.elderly,
            (SELECT mode FROM conversion c WHERE c.household_number = h.number AND c.current) AS mode
     FROM household h JOIN division v ON v.code = h.village_code
     WHERE h.number = $1 AND v.path && $2::text[] FOR UPDATE OF h`,
    [number, scopeOf(person).roots],
  );
  return household ?? refuse('household.unknown', { number });
}

export async function requireOpenSeason(sql: Sql, season: string): Promise<void> {
  const [found] = await sql.query<{ closed: boolean }>('SELECT closed_at IS NOT NULL AS closed FROM season WHERE name = $1', [season]);
  if (!found) refuse('season.unknown', { season });
  if (found.closed) refuse('season.closed', { season });
}

/** SHA-256 over what was submitted; the revision the sender saw is not part of it. */
export function hashOfContent(visit: VisitInput): string {
  const { baseRevision: _seen, ...content } = visit;
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

type VisitRecord = {
  id: string;
  household_number: string;
  season: string;
  visited_at: string;
  visitor: string;
  account_id: string | null;
  kind: string;
  outcome: string;
  status: string;
  answers: unknown;
  evidence: unknown;
  revision: number;
  content_hash: string;
  source: string;
  rule_version: string;
  submitted_at: string;
};

function recordOf(visit: VisitInput, by: { accountId: string | null; revision: number; contentHash: string; source: string; now: Date; evidence: unknown }): VisitRecord {
  return {
    id: visit.visit,
    household_number: visit.household,
    season: visit.season,
    visited_at: new Date(visit.visitedAt).toISOString(),
    visitor: visit.visitor,
    account_id: by.accountId,
    kind: visit.kind,
    outcome: visit.outcome,
    status: 'submitted',
    answers: visit.answers,
    // A correction by a sender that takes no photos leaves those that are there.
    evidence: visit.evidence ?? by.evidence ?? null,
    revision: by.revision,
    content_hash: by.contentHash,
    source: by.source,
    rule_version: RULE_VERSION,
    submitted_at: by.now.toISOString(),
  };
}

async function findStored(sql: Sql, id: string): Promise<(StoredVisit & { record: VisitRecord }) | null> {
  const [row] = await sql.query<VisitRecord>(
    `SELECT id, household_number, season, visited_at, visitor, account_id, kind, outcome, status, answers, evidence, revision,
            content_hash, source, rule_version, submitted_at FROM visit WHERE id = $1`,
    [id],
  );
  if (!row) return null;
  return {
    household: row.household_number,
    contentHash: row.content_hash,
    status: row.status as StoredVisit['status'],
    revision: row.revision,
    record: row,
  };
}

async function storeVisit(sql: Sql, record: VisitRecord): Promise<void> {
  const columns = Object.keys(record);
  await sql.query(
    `INSERT INTO visit (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM json_populate_record(null::visit, $1::json)
     ON CONFLICT (id) DO UPDATE SET ${columns.slice(1).map((column) => `${column} = excluded.${column}`).join(', ')}, reviewed_at = NULL, reviewed_by = NULL`,
    [JSON.stringify(record)],
  );
}

/** The rooms of the visit are all rooms of the household in the season. */
async function replaceRooms(sql: Sql, visit: VisitInput, village: string): Promise<HistoryEntry[]> {
  const columns = 'household_number, season, room, kind, heated_area, letting, connected, use';
  const before = await sql.query<object>(
    'SELECT room, kind, heated_area, letting, connected, use FROM room WHERE household_number = $1 AND season = $2 ORDER BY room',
    [visit.household, visit.season],
  );
  const after = (visit.rooms ?? [])
    .map((room) => ({ room: room.room, kind: room.kind, heated_area: room.heatedArea, letting: room.letting, connected: room.connected, use: room.use }))
    .sort((a, b) => a.room - b.room);
  if (canonicalJson(before) === canonicalJson(after)) return [];
  await sql.query('DELETE FROM room WHERE household_number = $1 AND season = $2', [visit.household, visit.season]);
  await sql.query(
    `INSERT INTO room (${columns}) SELECT $2, $3, room, kind, heated_area, letting, connected, use
     FROM json_to_recordset($1::json) AS r(room int, kind text, heated_area numeric, letting text, connected boolean, use text)`,
    [JSON.stringify(after), visit.household, visit.season],
  );
  return [{ chain: village, action: 'rooms.record', entity: 'rooms', entityKey: `${visit.household}/${visit.season}`, before, after }];
}
