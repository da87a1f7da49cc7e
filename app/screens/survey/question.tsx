import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { valuesOf } from '~/domain/contract/enumerations';
import { isColdRoom } from '~/domain/heating/cold';
import { heatsInOrder } from '~/domain/survey/questions/question-blocks';
import { QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import { NO, typedAnswer, YES } from '~/domain/survey/typed';
import { isRequired } from '~/domain/survey/which-questions';
import { enumWord } from '~/i18n/enum-word';
import { Choices } from '~/screens/shared/choices';
import type { Option } from '~/screens/shared/field';
import { answerText } from './answer-text';
import { RemarksAt } from './remarks';
import { NumberField, WritingField } from './typed-field';
import { ColdRoomContext, useVisit } from './visit-state';

/** One question with last season's answer, the reviewer's remark and its problem. */
export function Question({ question }: { question: QuestionKey }) {
  const { t } = useTranslation(['survey', 'enums']);
  const { typed, set, before, answers, context, sentenceAt } = useVisit();
  const record = QUESTIONS[question];
  const label = t(`question.${question}`);
  const optional = isRequired(question, answers, context) ? undefined : t('optional');
  const last = before.answers?.[question];
  const hint = t(`hint.${question}` as never, { defaultValue: '' }) as string;
  const values = typed[question] ?? [];
  const sentence = sentenceAt(question);
  const coldRoom = useContext(ColdRoomContext);

  if ('range' in record || record.form === 'text') {
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
        {record.form === 'text' ? (
          <WritingField {...common} />
        ) : (
          <NumberField
            {...common}
            unit={t(`unit.${question}` as never) as string}
            whole={record.form === 'number' && record.range.decimals === 0}
            signed={record.range.min < 0}
          />
        )}
        {question === 'roomTemperature' && isColdRoom(answers.roomTemperature) && coldRoom}
      </>
    );
  }
  const lastValues = typedAnswer(question, last);
  const options = optionsOf(question, context.mode).map(
    (value): Option => ({
      value,
      label: record.form === 'yes-no' ? t(value === YES ? 'yes' : 'no') : enumWord(t, record.list, value),
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
        many={record.form === 'many'}
        hint={hint || undefined}
        chosen={values}
        onChange={(chosen) => set(question, chosen)}
        sentence={sentence}
      />
      {optional && record.form !== 'many' && values.length > 0 && <ClearChoice onClear={() => set(question, [])} label={label} />}
    </>
  );
}

/** Clears an optional answer, because a chosen radio button cannot be unchosen. */
function ClearChoice({ label, onClear }: { label: string; onClear: () => void }) {
  const { t } = useTranslation('survey');
  return (
    <button type="button" className="link -mt-2 block min-h-target text-small" onClick={onClear}>
      {t('clear', { label })}
    </button>
  );
}

function optionsOf(question: QuestionKey, mode: string): readonly string[] {
  const record = QUESTIONS[question];
  if (!('list' in record)) return [YES, NO];
  const values = valuesOf(record.list);
  if (question === 'otherHeat') return heatsInOrder(values, mode).filter((key) => key !== 'no_heating');
  return record.list === 'heat' ? heatsInOrder(values, mode) : values;
}
