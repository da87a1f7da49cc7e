import type { VisitKind, VisitOutcome } from '../contract/enumerations';

/** The kinds that count: 普查 and 复核. A spot check (抽查) checks a cadre's work and never counts. */
export const COUNTED_KINDS: readonly VisitKind[] = ['survey', 'recheck'];
/** The states that count; drafts and returned visits do not. SQL is built from both lists. */
export const COUNTED_STATUSES = ['submitted', 'approved'] as const;

type OfKind = { kind: VisitKind };
type OfStatus = { status: 'draft' | 'submitted' | 'returned' | 'approved' };

/** True for a visit that counts or will count once submitted, that is for every kind but a spot check. */
export function isOfCountedKind({ kind }: OfKind): boolean {
  return COUNTED_KINDS.includes(kind);
}

/** 计入的入户: submitted or approved, of a kind that counts (docs/definitions.md#counted-visit). */
export function isCounted(visit: OfKind & OfStatus): boolean {
  return isOfCountedKind(visit) && (COUNTED_STATUSES as readonly string[]).includes(visit.status);
}

/**
 * 采用的入户: of the visits given, all of one household and season, the latest that counts and is completed
 * (docs/definitions.md#visit-used). Of two at the same instant the one with the greater id is used, so that the order of the
 * records does not matter. Null when there is none.
 */
export function visitUsed<V extends OfKind & OfStatus & { id: string; outcome: VisitOutcome; visitedAt: string }>(
  visits: readonly V[],
): V | null {
  let latest: V | null = null;
  for (const visit of visits) {
    if (visit.outcome !== 'done' || !isCounted(visit)) continue;
    const difference = latest === null ? 1 : Date.parse(visit.visitedAt) - Date.parse(latest.visitedAt);
    if (latest === null || difference > 0 || (difference === 0 && visit.id > latest.id)) latest = visit;
  }
  return latest;
}

/** Whether a completed visit of this season counts. */
export function wasVisited(season: string, visits: readonly (OfKind & OfStatus & { season: string; outcome: VisitOutcome })[]): boolean {
  return visits.some((visit) => visit.season === season && visit.outcome === 'done' && isCounted(visit));
}
