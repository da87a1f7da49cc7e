import { createHash } from 'node:crypto';
import type { Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory, type HistoryEntry } from '~/database/facts/history.server';
import { raiseRevisionsOf } from '~/database/households/register-changes.server';
import { type FirstVisitThen, storeDone } from '~/database/quality/checks.server';
import { deleteDraftsEndedBy } from '~/database/survey/drafts.server';
import { notePhotoUses } from '~/database/survey/photos.server';
import { replaceRooms, resolveRemarks, upsertVisits, type WholeVisit } from '~/database/survey/visit-writes.server';
import { isOfCountedKind } from '~/domain/survey/counted-visit';
import { filesOfEvidence } from '~/domain/survey/evidence-files';
import { RULE_VERSION } from '~/domain/survey/questions/questions';
import type { SurveyRoom } from '~/domain/survey/room';
import type { VisitInput } from '~/domain/survey/visit-schema';
import { contentText } from '~/domain/sync/canonical-json';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { applyHouseholdChanges } from '~/server/workflows/households/change-household.server';

export type VisitToStore = {
  visit: VisitInput;
  /** The household's village, whose chain gets the entries. */
  village: string;
  /** The record stored now under the visit's id. */
  stored: WholeVisit | null;
  /** The household's stored rooms of the season; null when they have to be read. */
  roomsBefore: readonly SurveyRoom[] | null;
  /** The account that owns the record from now on and that the history names. */
  accountId: string | null;
  actor: string;
  source: string;
  device?: { id: string; sequence: number } | null;
  /** Whether the visit answers its remarks, because its sender had seen them. */
  answersRemarks: boolean;
  action?: string;
  reason?: string;
  /** Of a spot check: the first visit as it is now. */
  checked?: FirstVisitThen;
};

/**
 * Stores visits that were checked and decided, each of another household, with their locks held: record, rooms, what was found
 * to differ in the household, drafts, photos, facts, roll-ups and history, in a fixed number of statements. Visits of the field
 * are written only here.
 */
export async function storeVisits(sql: Sql, now: Date, visits: readonly VisitToStore[], more: readonly HistoryEntry[] = []): Promise<void> {
  const entries: HistoryEntry[] = [];
  const records = visits.map((one) => ({ one, record: recordOf(one, now) }));
  await upsertVisits(
    sql,
    records.map(({ record }) => record),
  );
  const rooms = visits.flatMap(({ visit, roomsBefore }) =>
    visit.rooms
      ? [{ household: visit.household, season: visit.season, before: roomsBefore, after: [...visit.rooms].sort((a, b) => a.room - b.room) }]
      : [],
  );
  const replaced = await replaceRooms(sql, rooms);
  const changed = await applyHouseholdChanges(
    sql,
    visits.flatMap(({ visit, village }) =>
      visit.householdChanges ? [{ household: visit.household, village, changes: visit.householdChanges }] : [],
    ),
  );
  for (const { one, record } of records) {
    const { visit, village, stored, actor, reason } = one;
    entries.push({
      chain: village,
      action: one.action ?? (stored ? 'visit.resubmit' : 'visit.submit'),
      entity: 'visit',
      entityKey: visit.visit,
      before: stored ?? undefined,
      after: record,
      actor,
      ...(reason && { reason }),
    });
    const room = replaced.get(`${visit.household}/${visit.season}`);
    if (room)
      entries.push({
        chain: village,
        action: 'rooms.record',
        entity: 'rooms',
        entityKey: `${visit.household}/${visit.season}`,
        ...room,
        actor,
      });
    const change = changed.get(visit.household);
    if (change) entries.push({ ...change, actor });
  }
  const checks = visits.flatMap(({ visit, village, actor, checked }) => (checked ? [{ visit, village, actor, checked }] : []));
  await storeDone(
    sql,
    checks.map(({ visit, checked }) => ({ id: visit.visit, first: checked })),
    now,
  );
  for (const { visit, village, actor } of checks)
    entries.push({
      chain: village,
      action: 'spot-check.do',
      entity: 'spot-check',
      entityKey: visit.visit,
      after: { household: visit.household, doneAt: now.toISOString() },
      actor,
    });
  // A spot check says nothing of the household's record, so that a form which is open elsewhere is not outdated by it.
  const numbers = visits.filter(({ checked }) => !checked).map(({ visit }) => visit.household);
  await raiseRevisionsOf(sql, numbers);
  await resolveRemarks(
    sql,
    visits.filter((one) => one.answersRemarks).map(({ visit }) => visit.visit),
    now,
  );
  await deleteDraftsEndedBy(
    sql,
    visits.flatMap(({ accountId, visit }) =>
      accountId
        ? [{ account: accountId, household: visit.household, season: visit.season, visit: visit.visit, done: visit.outcome === 'done' }]
        : [],
    ),
  );
  const photos = visits.flatMap(({ visit }) =>
    filesOfEvidence(visit.evidence).map((sha256) => ({ sha256, visit_id: visit.visit, household_number: visit.household })),
  );
  await notePhotoUses(sql, photos);
  await refreshFacts(sql, numbers, dayInShanghai(now));
  await appendHistory(sql, now, 'operator', [...entries, ...more]);
}

/** SHA-256 over what was submitted; the revision the sender saw is not part of it. */
export function hashOfContent(visit: object): string {
  return createHash('sha256').update(contentText(visit)).digest('hex');
}

function recordOf({ visit, stored, accountId, source, device }: VisitToStore, now: Date): WholeVisit {
  return {
    id: visit.visit,
    household_number: visit.household,
    season: visit.season,
    visited_at: new Date(visit.visitedAt).toISOString(),
    visitor: visit.visitor,
    account_id: accountId,
    kind: visit.kind,
    outcome: visit.outcome,
    // A spot check is compared and not reviewed.
    status: isOfCountedKind(visit) ? 'submitted' : 'approved',
    answers: visit.answers,
    // A sender without evidence says nothing of it.
    evidence: visit.evidence ?? stored?.evidence ?? null,
    revision: (stored?.revision ?? 0) + 1,
    content_hash: hashOfContent(visit),
    source,
    rule_version: RULE_VERSION,
    submitted_at: now.toISOString(),
    device_id: device?.id ?? null,
    sequence: device?.sequence ?? null,
  };
}
