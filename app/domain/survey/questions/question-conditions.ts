import { CLEAN_MODES, type Heat, type Residence, type Stability } from '~/domain/contract/enumerations';
import { type CoalAnswers, isResident, reburnSigns } from '~/domain/heating/reburn';
import type { SurveyContext } from '~/domain/survey/survey-context';

/**
 * Conditions that the question records share: when a question is asked and when it is required. Each condition names the
 * answers it reads. Those answers may not have been validated yet.
 */
export const always = (): boolean => true;

export const converted = (_: object, { mode }: SurveyContext): boolean => CLEAN_MODES.has(mode);

export const connectedTo = (answers: { connected?: boolean }, context: SurveyContext): boolean =>
  converted(answers, context) && answers.connected === true;

/** Connected, and the stability was answered with something other than 稳定. */
export const notQuiteStable = (answers: { connected?: boolean; stability?: Stability }, context: SurveyContext): boolean =>
  connectedTo(answers, context) && answers.stability !== undefined && answers.stability !== 'stable';

export const isTrouble = (stability: Stability | undefined): boolean => stability === 'unstable' || stability === 'unable';

export const troubled = (answers: { connected?: boolean; stability?: Stability }, context: SurveyContext): boolean =>
  connectedTo(answers, context) && isTrouble(answers.stability);

export const reburning = (answers: CoalAnswers, context: SurveyContext): boolean =>
  converted(answers, context) && reburnSigns(answers).length > 0;

/** Somebody lives here and may be freezing: 受冻 is decided by the thermometer (docs/definitions.md#flag-cold). */
export const mayBeCold = (
  { mainHeat, stability }: { mainHeat?: Heat; stability?: Stability },
  { residence }: { residence?: Residence },
): boolean => (residence === undefined || isResident(residence)) && (isTrouble(stability) || mainHeat === 'no_heating');
