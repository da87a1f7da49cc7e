import { CLEAN_MODES, type Heat, type Residence, type Stability } from '~/domain/contract/enumerations';
import { type CoalAnswers, isResident, reburnSigns } from '~/domain/heating/reburn';
import type { SurveyContext } from '~/domain/survey/survey-context';

/**
 * When questions are asked and required, in the words the records share. Each names the answers it looks at; answers may
 * still be wrong by themselves, so a condition looks at them and does not trust them.
 */
export const always = (): boolean => true;

export const converted = (_: object, { mode }: SurveyContext): boolean => CLEAN_MODES.has(mode);

export const connectedTo = (answers: { connected?: boolean }, context: SurveyContext): boolean =>
  converted(answers, context) && answers.connected === true;

/** Connected, and more was said of the heat than that it runs 稳定. */
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
