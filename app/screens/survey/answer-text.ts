import { QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import { yuanTyped } from '~/domain/survey/typed';
import { enumWord } from '~/i18n/enum-word';

type Say = (key: string, values?: Record<string, unknown>) => string;

/** An answer in words, for “last season: …” and for lists: 稳定 · 是 · 18.5 ℃ · 停气、限气. `t` knows survey and enums. */
export function answerText(t: unknown, question: QuestionKey, value: unknown): string {
  const say = t as Say;
  const record = QUESTIONS[question];
  const word = (key: unknown): string => ('list' in record ? enumWord(t, record.list, String(key)) : String(key));
  if (Array.isArray(value)) return value.map(word).join(say('survey:listSeparator'));
  if (typeof value === 'boolean') return say(value ? 'survey:yes' : 'survey:no');
  if (typeof value === 'number' && 'range' in record) {
    const unit = say(`survey:unit.${question}`, { defaultValue: '' });
    return `${record.form === 'money' ? yuanTyped(value) : String(value).replace('-', '−')}${unit && ` ${unit}`}`;
  }
  return word(value);
}
