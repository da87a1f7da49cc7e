import { createContext, type ReactNode, useContext } from 'react';
import type { Contradictable } from '~/domain/household/contradictions';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import type { KnownBefore } from '~/domain/survey/prefill';
import type { Remark } from '~/domain/survey/remark-answered';
import type { SurveyContext } from '~/domain/survey/survey-context';
import type { Typed } from '~/domain/survey/typed';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import type { EvidenceState } from './evidence-tools';

/** The household as the register has it, shown on the first card. */
export type RecordedHousehold = {
  number: string;
  head: string;
  address: string | null;
  village: string;
  residence: string;
  houseUse: string | null;
  people: number | null;
  elderly: number | null;
  phoneMasked: string | null;
  /** What the register knows that answers may contradict; on the phone only the subsidies. */
  register?: Pick<Contradictable, 'paid' | 'meteredZero' | 'installedOn' | 'connectedOn'>;
  subsidy?: readonly { season: string; paid: number }[];
};

/** The state that the cards of one visit share. */
export type VisitState = {
  typed: Typed;
  /** Sets one field; no value removes it. */
  set: (name: string, values: readonly string[]) => void;
  /** Sets several fields at once. */
  replace: (typed: Typed) => void;
  /** Sets fields so that a room is removed; this can be undone for a minute. */
  removeRoom: (typed: Typed) => void;
  /** Counts the undone steps. A component with state of its own uses it as key, so that it starts anew. */
  timesUndone: number;
  /** The answers as far as they can be read, and what they depend on. */
  answers: VisitAnswers;
  context: SurveyContext;
  before: KnownBefore;
  household: RecordedHousehold;
  remarks: readonly Remark[];
  /** Photos, place and signature; absent where none can be taken. */
  evidence?: EvidenceState;
  /** The problems on the cards that were gone through. */
  problems: readonly AnswerProblem[];
  /** The sentence beside a field, if any. */
  sentenceAt: (field: string) => string | undefined;
};

/** What to do tonight, shown with a room temperature below the limit: the page around the form brings it. */
export const ColdRoomContext = createContext<ReactNode>(null);

const StateContext = createContext<VisitState | null>(null);
export const VisitStateProvider = StateContext.Provider;

export function useVisit(): VisitState {
  const state = useContext(StateContext);
  if (!state) throw new Error('useVisit() outside a visit form');
  return state;
}
