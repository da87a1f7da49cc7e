import { Form, Link, useSearchParams, useSubmit } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { QUEUE_ORDERS, type QueuedVisit, type QueuePosition, SIGN_FILTERS, type WaitingVisits } from '~/domain/review/queued-visit';
import { type ReviewView, VISIT_STATUSES } from '~/domain/review/review-view';
import type { FormReply } from '~/i18n/form-reply';
import { qualityAddress } from '~/screens/quality/quality-page';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Notice } from '~/screens/shared/notice';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { reviewAddress } from './addresses';
import { Queue } from './queue';
import { useShortcuts } from './shortcuts';
import { TakeBack } from './take-back';
import { VisitPane, type VisitPaneProps } from './visit-pane';

export type ReviewProps = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  view: ReviewView;
  waiting: readonly WaitingVisits[];
  /** Other open seasons where visits of this state wait. */
  elsewhere: readonly { season: string; count: number }[];
  visits: readonly QueuedVisit[];
  next: QueuePosition | null;
  pageSize: number;
  mayReview: boolean;
  /** The visit on the right: the one asked for, else the first of the queue. */
  shown: Omit<VisitPaneProps, 'previous' | 'next' | 'reply'> | null;
  /** What was decided just now. */
  done: {
    what: 'approve' | 'return' | 'returnMany' | 'reopen' | 'takeBack';
    count: number;
    about: string | null;
    together: boolean;
  } | null;
  reply?: FormReply;
};

/** 审核: the queue on the left and one visit on the right; on a phone one after the other. */
export function ReviewScreen({
  trail,
  seasons,
  season,
  view,
  waiting,
  elsewhere,
  visits,
  next,
  pageSize,
  mayReview,
  shown,
  done,
  reply,
}: ReviewProps) {
  const { t } = useTranslation(['review', 'quality']);
  const [parameters] = useSearchParams();
  const shortcuts = useShortcuts();
  const division = trail[trail.length - 1]!;
  const chosen = shown?.visit.id ?? null;
  const at = visits.findIndex((visit) => visit.id === chosen);
  // On a phone a requested visit is shown alone. The first of the queue is shown only when there is room.
  const asked = view.visit !== null;
  const isMany = reply?.typed.do === 'approve-many' || reply?.typed.do === 'return-many';
  return (
    <DeskPage
      heading={t('titleOf', { name: division.name })}
      breadcrumb={trail.map((step, position) => ({
        name: step.name,
        to: position < trail.length - 1 ? reviewAddress(parameters, { code: step.code, below: null, visit: null, after: null }) : undefined,
      }))}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      actions={
        <>
          <Link className="link" to={qualityAddress(division.code, season, 'reasons')}>
            {t('quality:pages')}
          </Link>
          <Link className="link" to={asTable(division.code, season, view)}>
            {t('table.open')}
          </Link>
        </>
      }
    >
      {done && <Done done={done} />}
      {!mayReview && <Notice>{t('pane.readOnly')}</Notice>}
      {elsewhere.map((one) => (
        <Notice key={one.season} tone="attention">
          {t('queue.elsewhere', { season: one.season })}{' '}
          <Link className="link" to={reviewAddress(parameters, { season: one.season, below: null, visit: null, after: null })}>
            {t('queue.elsewhereCount', { count: one.count })}
          </Link>{' '}
          {t(`status.${view.status}`)}
        </Notice>
      ))}
      <div className="desk:grid desk:grid-cols-[minmax(300px,26%)_minmax(0,1fr)] desk:items-start desk:gap-4">
        <section aria-label={t('queue.label')} className={`desk:sticky desk:top-2 ${asked ? 'hidden desk:block' : ''}`}>
          <QueueFilters view={view} waiting={waiting} season={season} />
          {isMany && <ErrorSummary reply={reply} />}
          <Queue
            visits={visits}
            next={next}
            pageSize={pageSize}
            chosen={chosen}
            status={view.status}
            mayReview={mayReview}
            isFirstPage={view.after === null}
            reply={isMany ? reply : undefined}
          />
        </section>
        <div className={asked ? '' : 'hidden desk:block'}>
          {shown ? (
            <>
              <p className="no-print mb-1 hidden flex-wrap items-center gap-x-4 text-small text-ink-faint desk:flex">
                <span>{t(mayReview ? 'keys.help' : 'keys.look')}</span>
                <label className="flex items-center gap-1">
                  <input type="checkbox" checked={shortcuts.on} onChange={(event) => shortcuts.setOn(event.currentTarget.checked)} />
                  {t('keys.on')}
                </label>
              </p>
              <VisitPane
                key={`${shown.visit.id} ${shown.visit.revision}`}
                {...shown}
                previous={at > 0 ? visits[at - 1]!.id : null}
                next={visits[at + 1]?.id ?? null}
                reply={isMany ? undefined : reply}
              />
            </>
          ) : (
            <p className="card px-4 py-8 text-center text-ink-soft">{t('pane.none')}</p>
          )}
        </div>
      </div>
    </DeskPage>
  );
}

function Done({ done }: { done: NonNullable<ReviewProps['done']> }) {
  const { t } = useTranslation('review');
  const [parameters] = useSearchParams();
  return (
    <Notice tone="ok" live>
      {t(`done.${done.what}`, { count: done.count })}
      {done.about && !done.together && (
        <>
          {' '}
          <Link className="link" to={reviewAddress(parameters, { visit: done.about })}>
            {t('done.look')}
          </Link>
        </>
      )}
      {done.what === 'approve' && done.about && <TakeBack visit={done.about} together={done.together} />}
    </Notice>
  );
}

function QueueFilters({ view, waiting, season }: { view: ReviewView; waiting: readonly WaitingVisits[]; season: string }) {
  const { t } = useTranslation(['review', 'common']);
  const submit = useSubmit();
  const countOf = (row: WaitingVisits): number => (view.status === 'returned' ? row.returned : row.submitted);
  const total = waiting.reduce((sum, row) => sum + countOf(row), 0);
  const withCount = view.status !== 'approved';
  return (
    <Form method="get" action="/review" className="no-print mb-3 grid grid-cols-2 gap-2" onChange={(event) => submit(event.currentTarget)}>
      <input type="hidden" name="season" value={season} />
      {view.division && <input type="hidden" name="code" value={view.division} />}
      <label>
        <span className="block text-small text-ink-soft">{t('review:status.label')}</span>
        <select key={view.status} name="status" defaultValue={view.status} className="field-box">
          {VISIT_STATUSES.map((status) => (
            <option key={status} value={status}>
              {t(`review:status.${status}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="block text-small text-ink-soft">{t('review:order.label')}</span>
        <select key={view.order} name="order" defaultValue={view.order} className="field-box">
          {QUEUE_ORDERS.map((order) => (
            <option key={order} value={order}>
              {t(`review:order.${order}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="col-span-2">
        <span className="block text-small text-ink-soft">{t('review:signFilter.label')}</span>
        <select key={view.signs} name="signs" defaultValue={view.signs} className="field-box">
          {SIGN_FILTERS.map((filter) => (
            <option key={filter} value={filter}>
              {t(`review:signFilter.${filter}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="col-span-2">
        <span className="block text-small text-ink-soft">{t('review:below.label')}</span>
        <select key={view.below ?? ''} name="below" defaultValue={view.below ?? ''} className="field-box">
          <option value="">{withCount ? t('review:below.all', { count: total }) : t('review:below.everywhere')}</option>
          {waiting
            .filter((row) => !withCount || countOf(row) > 0 || row.code === view.below)
            .map((row) => (
              <option key={row.code} value={row.code}>
                {withCount ? t('review:below.one', { name: row.name, count: countOf(row) }) : row.name}
              </option>
            ))}
        </select>
      </label>
      <noscript>
        <button type="submit" className="link">
          {t('review:show')}
        </button>
      </noscript>
    </Form>
  );
}

/** The same visits as a table. */
function asTable(code: string, season: string, { status, below }: ReviewView): string {
  return `/review/table?${new URLSearchParams({ code, season, status, ...(below && below !== code ? { town: below } : {}) }).toString()}`;
}
