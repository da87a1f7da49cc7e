import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { VisitKind, VisitOutcome } from '~/domain/contract/enumerations';
import { summarySentences } from '~/domain/survey/summary-sentences';
import type { SurveyContext } from '~/domain/survey/survey-context';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { enumWord } from '~/i18n/enum-word';
import { Icon } from '~/screens/shared/icon';
import { Chip, type Tone } from '~/screens/shared/notice';
import { SummaryLine } from '~/screens/survey/summary-line';

export type PastVisit = {
  id: string;
  season: string;
  day: string;
  visitor: string;
  kind: VisitKind;
  outcome: VisitOutcome;
  status: 'submitted' | 'returned' | 'approved';
  answers: VisitAnswers;
  mode: SurveyContext['mode'];
  remarks: { question: string; text: string; by: string; resolved: boolean }[];
};

const TONE: Record<PastVisit['status'], Tone> = { submitted: 'info', returned: 'danger', approved: 'ok' };

/**
 * The visits of a household by season, newest first, each in sentences with the reviewer's remarks. `linkedAt`: the division at which
 * this person reviews or reads visits.
 */
export function PastVisits({ visits, linkedAt = null }: { visits: readonly PastVisit[]; linkedAt?: string | null }) {
  const { t } = useTranslation(['households', 'survey', 'enums']);
  const seasons = [...new Set(visits.map((visit) => visit.season))];
  return (
    <section className="card p-3">
      <h2 className="mb-2 text-lead">{t('visits.title')}</h2>
      {visits.length === 0 && <p className="text-ink-soft">{t('visits.none')}</p>}
      {seasons.map((season) => (
        <div key={season} className="mb-3 last:mb-0">
          <h3 className="text-body text-ink-soft">{season}</h3>
          <ul className="divide-y divide-line">
            {visits
              .filter((visit) => visit.season === season)
              .map((visit) => (
                <li key={visit.id} className="py-2">
                  <Visit visit={visit} linkedAt={linkedAt} />
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Visit({ visit, linkedAt }: { visit: PastVisit; linkedAt: string | null }) {
  const { t } = useTranslation(['households', 'survey', 'enums']);
  const say = t as unknown as (key: string, values: Record<string, unknown>) => string;
  const sentences = summarySentences(visit.answers, null, { outcome: visit.outcome, mode: visit.mode });
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{visit.day}</span>
        <span>{visit.visitor}</span>
        <Chip>{enumWord(t, 'visitOutcome', visit.outcome)}</Chip>
        {visit.kind !== 'survey' && <Chip>{enumWord(t, 'visitKind', visit.kind)}</Chip>}
        <Chip tone={TONE[visit.status]}>{t(`state.${visit.status}`)}</Chip>
        {linkedAt !== null && (
          <Link
            className="link"
            to={`/review?${new URLSearchParams({
              code: linkedAt,
              season: visit.season,
              visit: visit.id,
            }).toString()}`}
          >
            {t('visits.toReview')}
          </Link>
        )}
      </p>
      {sentences.length > 0 && (
        <details>
          <summary className="link flex min-h-target cursor-pointer items-center">{t('visits.answers')}</summary>
          {sentences.map((sentence, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
            <SummaryLine key={at} sentence={sentence} />
          ))}
        </details>
      )}
      {visit.remarks.map((remark, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
        <p key={at} className={`flex items-start gap-1.5 ${remark.resolved ? 'text-ink-soft' : 'text-attention'}`}>
          <Icon name={remark.resolved ? 'ok' : 'alert'} size={18} className="mt-1" />
          <span>
            {say(remark.question === 'visit' ? 'survey:wholeVisit' : `survey:question.${remark.question}`, {
              defaultValue: remark.question,
            })}
            {t('visits.remark', { text: remark.text, by: remark.by })}
            {remark.resolved && t('visits.resolved')}
          </span>
        </p>
      ))}
    </>
  );
}
