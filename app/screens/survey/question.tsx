import { useTranslation } from 'react-i18next';
import { ENUMERATIONS, type EnumName, keysOf } from '~/domain/contract/enumerations';
import { FORM_OF_QUESTION, heatsInOrder } from '~/domain/survey/question-blocks';
import { NO, typedAnswer, YES } from '~/domain/survey/typed';
import type { QuestionKey } from '~/domain/survey/visit-answers';
import { isRequired } from '~/domain/survey/which-questions';
import { enumWord } from '~/i18n/enum-word';
import { Choices } from '~/screens/shared/choices';
import type { Option } from '~/screens/shared/field';
import { answerText, LIST_OF_QUESTION } from './answer-text';
import { RemarksAt } from './remarks';
import { NumberField, WritingField } from './typed-field';
import { useVisit } from './visit-state';

/** One question with its last season's answer, the reviewer's remark and what is wrong with it. */
export function Question({ question }: { question: QuestionKey }) {
  const { t } = useTranslation(['survey', 'enums']);
  const { typed, set, before, answers, context, sentenceAt } = useVisit();
  const form = FORM_OF_QUESTION[question];
  const label = t(`question.${question}`);
  const optional = isRequired(question, answers, context) ? undefined : t('optional');
  const last = before.answers?.[question];
  const hint = t(`hint.${question}` as never, { defaultValue: '' }) as string;
  const values = typed[question] ?? [];
  const sentence = sentenceAt(question);

  if (form === 'number' || form === 'money' || form === 'text') {
    const lastText = last === undefined ? undefined : t('lastSeasonWas', { value: answerText(t, question, last) });
    const common = {
      name: question,
      label,
      optional,
      hint: [hint, lastText].filter(Boolean).join(' · ') || undefined,
      sentence,
      value: values[0] ?? '',
      onValue: (value: string) => set(question, value === '' ? [] : [value]),
    };
    return (
      <>
        <RemarksAt question={question} />
        {form === 'text' ? (
          <WritingField {...common} />
        ) : (
          <NumberField
            {...common}
            unit={t(`unit.${question}` as never) as string}
            whole={form === 'number' && question !== 'roomTemperature' && question !== 'coalTonnes'}
            signed={question === 'roomTemperature'}
          />
        )}
      </>
    );
  }
  const lastValues = typedAnswer(question, last);
  const options = optionsOf(question, context.mode).map(
    (value): Option => ({
      value,
      label: form === 'yes-no' ? t(value === YES ? 'yes' : 'no') : enumWord(t, LIST_OF_QUESTION[question]!, value),
      ...(lastValues.includes(value) && { hint: t('lastSeason') }),
    }),
  );
  return (
    <>
      <RemarksAt question={question} />
      <Choices
        name={question}
        label={optional ? `${label}${optional}` : label}
        options={question === 'otherHeat' ? options.filter(({ value }) => value !== answers.mainHeat || values.includes(value)) : options}
        many={form === 'many'}
        hint={hint || undefined}
        chosen={values}
        onChange={(chosen) => set(question, chosen)}
        sentence={sentence}
      />
      {optional && form !== 'many' && values.length > 0 && <ClearChoice onClear={() => set(question, [])} label={label} />}
    </>
  );
}

/** A chosen radio cannot be taken back by itself; an optional answer can. */
function ClearChoice({ label, onClear }: { label: string; onClear: () => void }) {
  const { t } = useTranslation('survey');
  return (
    <button type="button" className="link -mt-2 block min-h-target text-small" onClick={onClear}>
      {t('clear', { label })}
    </button>
  );
}

function optionsOf(question: QuestionKey, mode: string): readonly string[] {
  if (FORM_OF_QUESTION[question] === 'yes-no') return [YES, NO];
  const list = LIST_OF_QUESTION[question]!;
  if (list === 'unstableCause' || list === 'reburnReason' || list === 'device') return ENUMERATIONS[list];
  const keys: readonly string[] = keysOf(list as EnumName);
  if (question === 'otherHeat') return heatsInOrder(keys, mode).filter((key) => key !== 'no_heating');
  return list === 'heat' ? heatsInOrder(keys, mode) : keys;
}
