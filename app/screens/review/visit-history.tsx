import { useTranslation } from 'react-i18next';
import { compareAnswers, compareRooms } from '~/domain/review/compare-visits';
import type { VisitHistoryEntry } from '~/domain/review/reviewed-visit';
import { formatInstant } from '~/i18n/formats';
import { answerText } from '~/screens/survey/answer-text';
import { roomText } from './compare-rooms-table';

/** The history of the visit: who did what, and what it changed (before → after in words). */
export function VisitHistory({ history }: { history: readonly VisitHistoryEntry[] }) {
  const { t } = useTranslation('review');
  return (
    <section aria-label={t('history.title')} className="mb-4">
      <h3 className="mb-1 font-semibold">{t('history.title')}</h3>
      {history.length === 0 && <p className="text-ink-soft">{t('history.none')}</p>}
      <ol className="space-y-2 border-l-2 border-line pl-3">
        {history.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
          <Entry key={at} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

const ACTIONS = new Set([
  'visit.submit',
  'visit.resubmit',
  'visit.approve',
  'visit.return',
  'visit.reopen',
  'visit.take-back',
  'visit.import',
  'rooms.record',
  'rooms.import',
]);

function Entry({ entry }: { entry: VisitHistoryEntry }) {
  const { t } = useTranslation(['review', 'survey', 'enums']);
  const what = ACTIONS.has(entry.action) ? t(`review:history.${entry.action as 'visit.submit'}`) : t('review:history.other');
  const lines = [
    ...answerLines(t, entry),
    ...roomLines(t, entry),
    ...entry.remarks.map((remark) => t('review:history.remark', { question: questionName(t, remark.question), text: remark.text })),
  ];
  return (
    <li>
      <p>{t('review:history.line', { at: formatInstant(entry.at), by: entry.actorName, what })}</p>
      {entry.reason && <p className="text-ink-soft">{t('review:history.reason', { reason: entry.reason })}</p>}
      {lines.length > 0 && (
        <ul className="text-small text-ink-soft">
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
            <li key={at}>{line}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

type Words = ReturnType<typeof useTranslation<['review', 'survey', 'enums']>>['t'];

/** A question by its label; rooms and the whole visit have names of their own. */
function questionName(t: unknown, question: string): string {
  const say = t as (key: string, options?: object) => string;
  if (question === 'rooms' || question === 'visit') return say(`review:remark.${question}`);
  return say(`survey:question.${question}`, { defaultValue: question });
}

/** The changed answers of a correction. The first submission is left out, because the page shows it already. */
function answerLines(t: Words, { answers }: VisitHistoryEntry): string[] {
  if (!answers?.before) return [];
  return compareAnswers(answers.before, answers.after)
    .filter(({ change }) => change !== 'same')
    .map(({ question, before, after }) => {
      const word = (value: unknown): string => (value === undefined ? t('review:history.empty') : answerText(t, question, value));
      return t('review:history.change', { question: t(`survey:question.${question}`), before: word(before), after: word(after) });
    });
}

function roomLines(t: Words, { rooms }: VisitHistoryEntry): string[] {
  if (!rooms || rooms.before.length === 0) return [];
  return compareRooms(rooms.before, rooms.after).flatMap(({ room, before, after, changed }) => {
    if (!before) return [t('review:history.roomNew', { number: room })];
    if (!after) return [t('review:history.roomGone', { number: room })];
    return changed.map((field) =>
      t('review:history.change', {
        question: t('review:history.room', { number: room, field: t(`survey:roomQuestion.${field}`) }),
        before: roomText(t, before, field),
        after: roomText(t, after, field),
      }),
    );
  });
}
