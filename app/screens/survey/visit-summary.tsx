import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { isOfCountedKind } from '~/domain/survey/counted-visit';
import type { Place } from '~/domain/survey/draft';
import { cardOfProblem, fieldOfProblem } from '~/domain/survey/problem-fields';
import type { VisitFrame } from '~/domain/survey/proposed-visit';
import type { SurveyRoom } from '~/domain/survey/room';
import { readTyped, roomRows, timeTyped, VISITED_AT } from '~/domain/survey/typed';
import { answerSentence } from '~/i18n/answer-sentence';
import { householdChanged } from '~/i18n/household-changed';
import { FieldFrame } from '~/screens/shared/field';
import { Icon } from '~/screens/shared/icon';
import { latePart } from '~/screens/shared/late-part';
import { useVisit } from './visit-state';

const SummarySentences = latePart(() => import('./summary-sentences'));
const Contradictions = latePart(() => import('./contradictions/contradictions'));

type Props = { problems: readonly AnswerProblem[]; tried: boolean; frame: VisitFrame; now: string };

/** The last card: the visit repeated in sentences, what is still missing, and the time of the visit. */
export function VisitSummary({ problems, tried, frame, now }: Props) {
  const { t } = useTranslation(['survey', 'enums']);
  const { typed, set, household, answers, sentenceAt } = useVisit();
  const rooms =
    roomRows(typed) && problems.every((problem) => problem.room === undefined)
      ? ((readTyped(typed).rooms as SurveyRoom[] | undefined) ?? null)
      : null;
  // A value that cannot be read yet is shown above, among what is missing.
  const readable = Object.fromEntries(
    Object.entries(answers).filter(([question]) =>
      problems.every((problem) => problem.room !== undefined || problem.question !== question || problem.code === 'not_asked'),
    ),
  );
  const changed = householdChanged(t, typed, household);
  return (
    <section aria-labelledby="card-heading" className="space-y-4">
      <div>
        <h2 id="card-heading" tabIndex={-1} className="text-lead outline-none">
          {t('summaryTitle')}
        </h2>
        <p className="text-ink-soft">{t('summaryIntro', { head: household.head, season: frame.season })}</p>
      </div>
      {problems.length > 0 && <StillMissing problems={problems} urgent={tried} />}
      <Suspense fallback={null}>
        <Contradictions season={frame.season} />
      </Suspense>
      <div className="card space-y-1 p-3">
        {isOfCountedKind(frame) && (
          <p>{changed.length === 0 ? t('unchangedHousehold') : t('changedHousehold', { what: changed.join(t('changedSeparator')) })}</p>
        )}
        <Suspense fallback={null}>
          <SummarySentences answers={readable} rooms={rooms} />
        </Suspense>
      </div>
      <FieldFrame name={VISITED_AT} label={t('question.visitedAt')} hint={t('visitedAtHint')} sentence={sentenceAt(VISITED_AT)}>
        {({ id, describedBy, invalid }) => (
          <input
            id={id}
            name={VISITED_AT}
            type="datetime-local"
            max={timeTyped(now)}
            value={typed[VISITED_AT]?.[0] ?? timeTyped(frame.visitedAt)}
            onChange={(event) => set(VISITED_AT, event.currentTarget.value === '' ? [] : [event.currentTarget.value])}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            className="field-box"
          />
        )}
      </FieldFrame>
    </section>
  );
}

/** Every problem, each as a button that leads to its field. `placeOf` says where the field stands when it is not on its card. */
export function StillMissing({
  problems,
  urgent,
  placeOf = cardOfProblem,
}: {
  problems: readonly AnswerProblem[];
  urgent: boolean;
  placeOf?: (problem: AnswerProblem) => Place;
}) {
  const { t } = useTranslation(['survey', 'enums']);
  const { typed } = useVisit();
  return (
    <div
      role={urgent ? 'alert' : undefined}
      className={`rounded border p-3 ${urgent ? 'border-2 border-danger bg-danger-wash' : 'border-attention-line bg-attention-wash'}`}
    >
      <h3 className="mb-1 flex items-center gap-1.5 font-semibold">
        <Icon name="alert" className={urgent ? 'text-danger' : 'text-attention'} />
        {t('stillMissing')}
      </h3>
      <ul>
        {problems.map((problem, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
          <li key={at}>
            <button
              type="submit"
              name="do"
              value={`go:${placeOf(problem)}`}
              data-field={fieldOfProblem(problem, typed)}
              className="link min-h-target py-1 text-left"
            >
              {answerSentence(t, problem)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
