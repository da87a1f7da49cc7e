import type { EnumName, LabelListName } from '~/domain/contract/enumerations';
import { FORM_OF_QUESTION } from '~/domain/survey/question-blocks';
import { yuanTyped } from '~/domain/survey/typed';
import type { QuestionKey } from '~/domain/survey/visit-answers';
import { enumWord } from '~/i18n/enum-word';

/** The list of words a question chooses from. */
export const LIST_OF_QUESTION: Partial<Record<QuestionKey, EnumName | LabelListName>> = {
  mainHeat: 'heat',
  otherHeat: 'heat',
  stability: 'stability',
  unstableCauses: 'unstableCause',
  coalStock: 'coalStock',
  stove: 'stove',
  reburnReasons: 'reburnReason',
  satisfaction: 'satisfaction',
};

type Say = (key: string, values?: Record<string, unknown>) => string;

/** An answer in words, for “last season: …” and for lists: 稳定 · 是 · 18.5 ℃ · 停气、限气. `t` knows survey and enums. */
export function answerText(t: unknown, question: QuestionKey, value: unknown): string {
  const say = t as Say;
  const list = LIST_OF_QUESTION[question];
  const word = (key: unknown): string => (list ? enumWord(t, list, String(key)) : String(key));
  if (Array.isArray(value)) return value.map(word).join(say('survey:listSeparator'));
  if (typeof value === 'boolean') return say(value ? 'survey:yes' : 'survey:no');
  const form = FORM_OF_QUESTION[question];
  if (typeof value === 'number' && (form === 'number' || form === 'money')) {
    const unit = say(`survey:unit.${question}`, { defaultValue: '' });
    return `${form === 'money' ? yuanTyped(value) : String(value).replace('-', '−')}${unit && ` ${unit}`}`;
  }
  return word(value);
}
