import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ThresholdLine } from '~/domain/findings/read-thresholds-form';
import type { FormReply } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { SeasonStateChip } from './seasons-screen';
import { ThresholdsSection } from './thresholds-section';

type SeasonDatesRow = {
  code: string;
  name: string;
  level: string;
  startsOn: string | null;
  endsOn: string | null;
  top: boolean;
  follows: { startsOn: string; endsOn: string } | null;
};
export type SeasonDone = 'declared' | 'dates' | 'closed' | 'reopened' | 'thresholds';

type Props = {
  season: { name: string; closedAt: string | null; closedBy: string | null };
  dates: SeasonDatesRow[];
  thresholds: { lines: ThresholdLine[]; seen: string };
  /** Whoever may not change a season only reads its thresholds. */
  mayManage: boolean;
  reply?: FormReply;
  done: SeasonDone | null;
};

export function SeasonScreen({ season, dates, thresholds, mayManage, reply, done }: Props) {
  const { t } = useTranslation('accounts');
  const closed = season.closedAt !== null;
  const aboutThresholds = reply?.typed.intent === 'thresholds';
  return (
    <DeskPage
      heading={
        <span className="flex flex-wrap items-center gap-3">
          {t('seasons.of', { name: season.name })}
          <SeasonStateChip closedAt={season.closedAt} />
        </span>
      }
      breadcrumb={mayManage ? [{ name: t('seasons.title'), to: '/settings/seasons' }, { name: season.name }] : undefined}
    >
      {done && !reply && <Notice tone="ok" title={t(`seasons.done.${done}`)} live />}
      <ErrorSummary reply={reply} />
      {mayManage && (
        <div className="grid items-start gap-4 wide:grid-cols-[minmax(0,1fr)_400px]">
          <section className="card">
            <h2 className="border-b border-line px-4 py-2 font-semibold">{t('seasons.dates')}</h2>
            <ul>
              {dates.map((row) => (
                <DatesRow
                  key={`${row.code}/${row.startsOn}/${row.endsOn}`}
                  row={row}
                  closed={closed}
                  reply={reply?.typed.division === row.code ? reply : undefined}
                />
              ))}
            </ul>
          </section>
          <CloseOrReopen closed={closed} reply={reply?.typed.division === undefined && !aboutThresholds ? reply : undefined} />
        </div>
      )}
      <ThresholdsSection
        {...thresholds}
        fixed={!mayManage ? 'byCity' : closed ? 'closed' : null}
        reply={aboutThresholds ? reply : undefined}
      />
    </DeskPage>
  );
}

function DatesRow({ row, closed, reply }: { row: SeasonDatesRow; closed: boolean; reply?: FormReply }) {
  const { t } = useTranslation('accounts');
  const busy = useNavigation().state !== 'idle';
  const own = row.startsOn !== null;
  // A refused form has the plain ids, which the summary links to.
  const id = (name: string) => (reply ? undefined : `${name}-${row.code}`);
  return (
    <li className="flex flex-wrap items-end gap-3 border-b border-line px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-40">
        <p className="font-medium">{row.name}</p>
        <p className="text-small text-ink-faint">
          {own
            ? t(row.top ? 'seasons.ofAll' : 'seasons.own')
            : row.follows
              ? t('seasons.follows', { from: row.follows.startsOn, to: row.follows.endsOn })
              : t('seasons.noDates')}
        </p>
      </div>
      {closed ? (
        <p className="tabular-nums">{own && `${row.startsOn} — ${row.endsOn}`}</p>
      ) : (
        <>
          <Form method="post" noValidate className="flex flex-wrap items-end gap-3">
            <Csrf />
            <input type="hidden" name="intent" value="dates" />
            <input type="hidden" name="division" value={row.code} />
            <Field
              id={id('startsOn')}
              name="startsOn"
              type="date"
              label={t('seasons.startsOn')}
              reply={reply}
              stored={row.startsOn ?? row.follows?.startsOn ?? ''}
            />
            <Field
              id={id('endsOn')}
              name="endsOn"
              type="date"
              label={t('seasons.endsOn')}
              reply={reply}
              stored={row.endsOn ?? row.follows?.endsOn ?? ''}
            />
            <Button disabled={busy}>{t(own || row.top ? 'seasons.saveDates' : 'seasons.ownDates')}</Button>
          </Form>
          {own && row.follows && (
            <Form method="post">
              <Csrf />
              <input type="hidden" name="intent" value="follow" />
              <input type="hidden" name="division" value={row.code} />
              <Button look="quiet" disabled={busy}>
                {t('seasons.follow')}
              </Button>
            </Form>
          )}
        </>
      )}
    </li>
  );
}

function CloseOrReopen({ closed, reply }: { closed: boolean; reply?: FormReply }) {
  const { t } = useTranslation('accounts');
  const busy = useNavigation().state !== 'idle';
  return (
    <Form method="post" noValidate className="card no-print flex flex-col gap-4 p-4">
      <Csrf />
      <input type="hidden" name="intent" value={closed ? 'reopen' : 'close'} />
      <h2 className="font-semibold">{t(closed ? 'seasons.reopen' : 'seasons.close')}</h2>
      <p className="text-ink-soft">{t(closed ? 'seasons.reopenWhy' : 'seasons.closeWhy')}</p>
      <Field name="reason" label={t('seasons.reason')} reply={reply} />
      <div>
        <Button look={closed ? 'main' : 'danger'} disabled={busy}>
          {t(closed ? 'seasons.reopen' : 'seasons.close')}
        </Button>
      </div>
    </Form>
  );
}
