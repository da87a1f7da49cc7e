import type { VisitStatus } from './queued-visit';

/** 收回批准: for ten minutes, by who approved the visit (docs/definitions.md#take-back); afterwards it is reopened with a reason. */
const TAKE_BACK_WITHIN_MINUTES = 10;

export function mayStillTakeBack(visit: { status: VisitStatus; reviewedAt: string | null }, now: Date): boolean {
  if (visit.status !== 'approved' || visit.reviewedAt === null) return false;
  return now.getTime() - Date.parse(visit.reviewedAt) <= TAKE_BACK_WITHIN_MINUTES * 60_000;
}
