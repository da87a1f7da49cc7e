import type { Mode, Residence, VisitOutcome } from '../contract/enumerations';

/** What is known of the household before the first question. */
export type SurveyContext = {
  outcome: VisitOutcome;
  /** The mode of the current conversion; 'none' without one. */
  mode: Mode;
  /** The residence as recorded, or as changed on this visit. */
  residence?: Residence;
};
