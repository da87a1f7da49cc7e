import type { CalendarDay } from '../time/calendar-day';
import { type FindingState, type FindingStep, RULES_PROPOSE } from './life';

/**
 * A step as its finding's history keeps it. `day`: of its writing in China, or the day that it states itself: of a closing by sheet 问题 its
 * date, of a step of the rules the day as of which they ran.
 */
export type KeptStep = {
  kind: FindingStep;
  day: CalendarDay;
  actor: string;
  /** Of 交办: somebody is made responsible or measures are set. Of 进展: it is no mere request for news. Of other steps it says nothing. */
  begins: boolean;
};

/**
 * 那一天是什么状态 (docs/definitions.md#findings-then): the state of a finding on a past day, from the steps of its life in their order; null when
 * it was not there yet. It is what the finding stood at when that day ended, as `afterRules` and `afterAct` had it:
 * - What opened, proposed, returned or closed it last decides; where that left it open, whatever began the work since makes it in progress.
 * - A proposal that the rules withdraw goes back to where it was: in progress once it was given to somebody, or once there was a word about
 *   progress since it was last opened.
 * - A step that was written later of an earlier day counts from that day on, and what came before it in its life no later: a sheet that is
 *   imported in March with a closing of January tells of a finding that was there, and closed, in January.
 */
export function stateThen(steps: readonly KeptStep[], day: CalendarDay): FindingState | null {
  const last = steps.findLastIndex((step) => step.day <= day);
  let state: FindingState | null = null;
  let given = false;
  let told = false;
  for (const { kind, actor, begins } of steps.slice(0, last + 1)) {
    const byRules = actor === RULES_PROPOSE;
    if (kind === 'opened' || kind === 'reopened') {
      state = 'open';
      told = false;
    } else if (kind === 'closed' || kind === 'exception') state = 'closed';
    else if (kind === 'proposed') {
      state = 'proposed';
      told ||= !byRules;
    } else if (kind === 'returned') state = byRules && !given && !told ? 'open' : 'in_progress';
    else if (kind !== 'cause' && begins) {
      if (kind === 'assigned') given = true;
      else told = true;
      if (state === 'open') state = 'in_progress';
    }
  }
  return state;
}
