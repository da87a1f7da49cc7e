import { Form, Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Contradiction } from '~/domain/household/contradictions';
import type { ComparedAnswer, ComparedRoom } from '~/domain/review/compare-visits';
import type { QualityHint } from '~/domain/review/quality-hints';
import { seenVisitText } from '~/domain/review/review-view';
import type { ReviewedVisit, VisitHistoryEntry } from '~/domain/review/reviewed-visit';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { Chip, Notice } from '~/screens/shared/notice';
import { Csrf } from '~/screens/shell/viewer';
import { reviewAddress } from './addresses';
import { CompareRoomsTable } from './compare-rooms-table';
import { CompareTable } from './compare-table';
import { EarlierRemarks } from './earlier-remarks';
import { RemarkField } from './remark-field';
import { TakeBack } from './take-back';
import { VisitEvidence } from './visit-evidence';
import { VisitHistory } from './visit-history';

export type VisitPaneProps = {
  visit: ReviewedVisit;
  answers: readonly ComparedAnswer[];
  rooms: readonly ComparedRoom[];
  hints: readonly QualityHint[];
  history: readonly VisitHistoryEntry[];
  contradictions: readonly Contradiction[];
  mayReview: boolean;
  mayTakeBack: boolean;
  /** The visits before and after this one on the page of the queue. */
  previous: string | null;
  next: string | null;
  reply?: FormReply;
};

/** One visit: its household and visitor, this season beside last season, and the decision. */
export function VisitPane(props: VisitPaneProps) {
  const { visit, answers, rooms, hints, contradictions, history, mayReview, mayTakeBack, previous, next, reply } = props;
  const { t } = useTranslation('review');
  const [parameters] = useSearchParams();
  const decidable = mayReview && visit.status === 'submitted';
  return (
    <article aria-label={`${visit.household.head} ${visit.household.address ?? visit.household.number}`} className="card p-3 desk:p-4">
      <nav className="no-print mb-2 flex flex-wrap items-center gap-x-4" aria-label={t('queue.label')}>
        <Link className="link flex min-h-target items-center desk:hidden" to={reviewAddress(parameters, { visit: null })}>
          {t('pane.back')}
        </Link>
        {previous && (
          <Link
            id="review-previous"
            className="link flex min-h-row items-center"
            preventScrollReset
            to={reviewAddress(parameters, { visit: previous })}
          >
            {t('pane.previous')}
          </Link>
        )}
        {next && (
          <Link
            id="review-next"
            className="link flex min-h-row items-center"
            preventScrollReset
            to={reviewAddress(parameters, { visit: next })}
          >
            {t('pane.next')}
          </Link>
        )}
      </nav>
      <VisitHead visit={visit} />
      {!visit.decides && visit.status !== 'returned' && visit.outcome === 'done' && (
        <Notice tone="attention">{t(visit.kind === 'spot_check' ? 'pane.spotCheck' : 'pane.notDeciding')}</Notice>
      )}
      {visit.seasonClosed && <Notice>{t('pane.closedSeason', { season: visit.season })}</Notice>}
      <Contradictions found={contradictions} />
      <Hints visit={visit} hints={hints} />
      {visit.evidence && <VisitEvidence evidence={visit.evidence} />}
      <ErrorSummary reply={reply} />
      {decidable && (
        <Form method="post" id="approve">
          <Decision visit={visit} what="approve" next={next} />
        </Form>
      )}
      <Form method="post" id="return">
        <Decision visit={visit} what="return" next={next} />
        <CompareTable visit={visit} answers={answers} mayRemark={decidable} reply={reply} />
        <CompareRoomsTable visit={visit} rooms={rooms} mayRemark={decidable} reply={reply} />
        <EarlierRemarks remarks={visit.remarks} question="visit" />
        {decidable && (
          <RemarkField question="visit" label={t('remark.visit')} word={t('remark.whole')} reply={reply} isFirst={answers.length === 0} />
        )}
      </Form>
      {decidable && (
        <div
          className="no-print sticky bottom-0 z-10 -mx-3 mb-4 flex flex-wrap items-center gap-3 border-y border-line bg-paper px-3
          py-2 desk:-mx-4 desk:px-4"
        >
          <Button form="approve" id="review-approve" look="main" icon="check">
            {t('actions.approve')}
          </Button>
          <Button form="return" icon="back">
            {t('actions.return')}
          </Button>
          <span className="text-small text-ink-faint">{t('actions.returnHint')}</span>
        </div>
      )}
      {mayTakeBack && (
        <Notice>
          {t('actions.takeBackHint')}
          <TakeBack visit={visit.id} />
        </Notice>
      )}
      {mayReview && visit.status === 'approved' && <Reopen visit={visit} reply={reply} />}
      <VisitHistory history={history} />
    </article>
  );
}

/** The fields of every decision: the visit, the revision that was seen, and where to go next. */
function Decision({ visit, what, next }: { visit: ReviewedVisit; what: 'approve' | 'return' | 'reopen'; next: string | null }) {
  return (
    <>
      <Csrf />
      <input type="hidden" name="do" value={what} />
      <input type="hidden" name="visit" value={seenVisitText(visit)} />
      <input type="hidden" name="next" value={next ?? ''} />
    </>
  );
}

const SIGNS = ['cold', 'reburning', 'unstable', 'letNotUsed', 'suspected'] as const;

function VisitHead({ visit }: { visit: ReviewedVisit }) {
  const { t } = useTranslation(['review', 'enums']);
  const { household } = visit;
  const facts: [string, string][] = [
    [t('review:pane.place'), household.place],
    [t('review:pane.mode'), enumWord(t, 'mode', household.mode)],
    [t('review:pane.residence'), enumWord(t, 'residence', household.residence)],
    [t('review:pane.phone'), household.phoneMasked ?? t('review:pane.noPhone')],
  ];
  return (
    <header className="mb-3">
      <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-title">
        {household.head}
        <span className="font-normal">{household.address}</span>
        <Chip tone={visit.status === 'approved' ? 'ok' : visit.status === 'returned' ? 'attention' : 'info'}>
          {t(`review:status.${visit.status}`)}
        </Chip>
        {visit.outcome !== 'done' && (
          <Chip tone="attention">{t('review:pane.outcome', { outcome: enumWord(t, 'visitOutcome', visit.outcome) })}</Chip>
        )}
        {SIGNS.filter((sign) => visit.signs[sign]).map((sign) => (
          <Chip
            key={sign}
            tone={sign === 'cold' || sign === 'reburning' ? 'danger' : 'attention'}
            icon={sign === 'reburning' ? 'flame' : 'alert'}
          >
            {t(`review:signs.${sign}`)}
          </Chip>
        ))}
      </h2>
      <dl className="mt-1 flex flex-wrap gap-x-4 text-ink-soft">
        {facts.map(([name, text]) => (
          <div key={name} className="flex gap-1">
            <dt className="text-ink-faint">{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <div>
          <dt className="sr-only">{household.number}</dt>
          <dd>
            <Link className="link" to={`/households/${encodeURIComponent(household.number)}`}>
              {t('review:pane.household')}
            </Link>
          </dd>
        </div>
      </dl>
      <p className="text-ink-soft">
        {t('review:pane.visitedBy', {
          day: visit.day,
          time: formatInstant(visit.visitedAt).slice(11),
          visitor: visit.visitor,
          kind: enumWord(t, 'visitKind', visit.kind),
        })}
        {' · '}
        {t('review:pane.submittedAt', { at: formatInstant(visit.submittedAt) })}
        {visit.revision > 1 && (
          <>
            {' · '}
            {t('review:pane.revision', { count: visit.revision })}
          </>
        )}
        {visit.reviewedAt && (
          <>
            {' · '}
            {t('review:pane.reviewed', { at: formatInstant(visit.reviewedAt), by: visit.reviewedByName ?? '' })}
          </>
        )}
      </p>
    </header>
  );
}

/** What the record contradicts; the note says what the cadre has confirmed. */
function Contradictions({ found }: { found: readonly Contradiction[] }) {
  const { t } = useTranslation('contradictions');
  if (found.length === 0) return null;
  return (
    <Notice tone="attention" title={t('review')}>
      <ul>
        {found.map((one) => (
          <li key={one}>{t(`what.${one}`)}</li>
        ))}
      </ul>
    </Notice>
  );
}

function Hints({ visit, hints }: { visit: ReviewedVisit; hints: readonly QualityHint[] }) {
  const { t } = useTranslation('review');
  if (hints.length === 0) return null;
  return (
    <Notice tone="attention" title={t('hints.title')}>
      <ul>
        {hints.map((hint) => (
          <li key={hint}>
            {t(`hints.${hint}`, { visitor: visit.visitor, count: visit.visitsWithinTheHour, day: visit.seasonStartsOn ?? '' })}
          </li>
        ))}
      </ul>
      <p className="text-small text-ink-soft">{t('hints.note')}</p>
    </Notice>
  );
}

function Reopen({ visit, reply }: { visit: ReviewedVisit; reply?: FormReply }) {
  const { t } = useTranslation('review');
  return (
    <details className="no-print mb-4" open={reply !== undefined}>
      <summary className="link flex min-h-target cursor-pointer items-center">{t('actions.reopen')}</summary>
      <Form method="post" className="max-w-form space-y-2 border-l-2 border-line pl-3">
        <Decision visit={visit} what="reopen" next={null} />
        <TextField
          name="reason"
          label={t('actions.reopenReason')}
          hint={t('actions.reopenHint')}
          reply={reply}
          rows={2}
          maxLength={200}
          required
        />
        <Button>{t('actions.reopen')}</Button>
      </Form>
    </details>
  );
}
