import { type ReburnSign, reburnSigns } from '../heating/reburn';
import type { VisitAnswers } from '../survey/visit-answers';

/** One thing a list says of a household: what the facts say, with the answers of the visit that decided. */
export type ListedSign =
  | { kind: 'closed' | 'suspected' | 'notConnected' | 'notUsed' }
  | { kind: 'reburn'; signs: ReburnSign[] }
  | { kind: 'cold'; temperature: number | undefined }
  | { kind: 'unstable'; causes: readonly string[] }
  | { kind: 'letNotUsed'; count: number };

/** The facts of a household as a list reads them; `answers` are those of the visit that decided, or none. */
type FactsOfListed = {
  marks: Record<'visited' | 'closed' | 'installed' | 'connected' | 'used' | 'reburning' | 'suspected' | 'unstable' | 'cold', boolean>;
  /** Let blocks that are occupied, and of them those used well. */
  letRooms: { occupied: number; used: number };
  answers: VisitAnswers;
};

/** 情况: what the reader of a list has to know of a household, the urgent signs first; empty when there is nothing to say. */
export function signsOfListed({ marks, answers, letRooms }: FactsOfListed): ListedSign[] {
  const signs: ListedSign[] = [];
  if (marks.cold) signs.push({ kind: 'cold', temperature: answers.roomTemperature });
  if (marks.reburning) signs.push({ kind: 'reburn', signs: reburnSigns(answers) });
  if (marks.unstable) signs.push({ kind: 'unstable', causes: answers.unstableCauses ?? [] });
  if (marks.suspected) signs.push({ kind: 'suspected' });
  if (marks.installed && !marks.connected) signs.push({ kind: 'notConnected' });
  if (marks.visited && marks.connected && !marks.used) signs.push({ kind: 'notUsed' });
  if (letRooms.occupied > letRooms.used) signs.push({ kind: 'letNotUsed', count: letRooms.occupied - letRooms.used });
  if (marks.closed) signs.push({ kind: 'closed' });
  return signs;
}
