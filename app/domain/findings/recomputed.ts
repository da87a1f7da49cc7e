import type { FindingState } from './finding-state';

/** A finding as it stands. `causeGone`: its cause is gone, so that a return is seen. */
export type StandingFinding = {
  state: FindingState;
  exception: boolean;
  causeKey: string;
  causeGone: boolean;
  proposedBy: string | null;
  /** Whether somebody is responsible for it. */
  owned: boolean;
};

/** What is written: the state from now on, whether the cause is gone, and the step that says so; none where nobody need be told. */
export type Recomputed = { state: FindingState; causeGone: boolean; step: 'proposed' | 'returned' | 'reopened' | 'cause' | null };

/** Who proposes what the rules find gone. */
export const BY_THE_RULES = 'system';

/**
 * 重新计算后: what computing again makes of a finding of a rule (docs/definitions.md#finding-life); null when nothing. `causeKey` is null when
 * the rule opens nothing for its subject.
 *
 * - Gone: what is open or in progress is proposed for closing. Once a person has returned that, it is theirs: it is not proposed again
 *   until the cause has come back. What a person proposed stays as it is, what is closed stays closed; an exception too.
 * - There: what the rules proposed goes back to where it was. What a person proposed stays; they may mean something that no record shows.
 *   What is closed reopens when its cause was gone in between or is another one, an exception only when it is another one.
 *
 * Doing it twice does nothing the second time.
 */
export function recomputed(finding: StandingFinding, causeKey: string | null): Recomputed | null {
  return causeKey === null ? whenGone(finding) : whenThere(finding, causeKey !== finding.causeKey);
}

function whenGone({ state, exception, causeGone }: StandingFinding): Recomputed | null {
  if (causeGone || exception) return null;
  const waits = state === 'open' || state === 'in_progress';
  return { state: waits ? 'proposed' : state, causeGone: true, step: waits ? 'proposed' : null };
}

function whenThere({ state, exception, causeGone, proposedBy, owned }: StandingFinding, changed: boolean): Recomputed | null {
  if (state === 'closed') {
    if (!changed && (exception || !causeGone)) return null;
    return { state: 'open', causeGone: false, step: 'reopened' };
  }
  if (state === 'proposed' && proposedBy === BY_THE_RULES)
    return { state: owned ? 'in_progress' : 'open', causeGone: false, step: 'returned' };
  return changed || causeGone ? { state, causeGone: false, step: 'cause' } : null;
}
