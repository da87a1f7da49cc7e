import { Form, Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatDayOnPaper, formatYuan } from '~/i18n/formats';
import { changed } from '~/screens/coverage/addresses';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf, useViewer } from '~/screens/shell/viewer';
import { subsidyPartAddress } from '~/screens/subsidy/addresses';

type NoticeLine = { village: string; head: string; amount: number; door?: string; numberEnd?: string };
/** Who puts the notice on the wall: the bureau with its seal, and whom to call. */
type Place = { code: string; name: string; sealedBy: string; phone: string | null };

type Batch = { number: string; noticeFrom: string | null; noticeTo: string | null; document: string | null; revision: number };
type Props = {
  division: Place;
  season: string;
  batch: Batch;
  lines: readonly NoticeLine[];
  /** Whether this person may give the notice its number. */
  mayName: boolean;
  saved: boolean;
  reply?: FormReply;
  busy: boolean;
};

/**
 * 公示: the list for the wall, of the whole batch or with a sheet for each village. It shows village, head and amount, the door of
 * namesakes, and no other personal data. The document number is kept with the batch.
 */
export function NoticeScreen({ division, season, batch, lines, mayName, saved, reply, busy }: Props) {
  const { t } = useTranslation('subsidy');
  const [parameters] = useSearchParams();
  const byVillage = parameters.get('each') === 'village';
  const villages = [...new Set(lines.map(({ village }) => village))];
  const title = t('notice.title', { name: division.name, season });
  const back = subsidyPartAddress(division.code, season, 'payments', batch.number);
  return (
    <DeskPage
      heading={<span className="print:hidden">{title}</span>}
      breadcrumb={[{ name: t('batch.title', { batch: batch.number }), to: back }, { name: t('batch.notice') }]}
      narrow
      ownPaper
      actions={lines.length > 0 && <Print label={t('notice.print')} />}
    >
      {villages.length > 1 && (
        <p className="no-print mb-3">
          <Link className="link" to={changed(parameters, { each: byVillage ? null : 'village', done: null })} preventScrollReset>
            {t(byVillage ? 'notice.together' : 'notice.each', { villages: formatCount(villages.length) })}
          </Link>
        </p>
      )}
      {saved && !reply && (
        <Notice tone="ok" live>
          {t('notice.documentSaved')}
        </Notice>
      )}
      <ErrorSummary reply={reply} />
      {lines.length > 0 && mayName && <DocumentNumber batch={batch} reply={reply} busy={busy} />}
      {lines.length === 0 ? (
        <EmptyState title={t('notice.none')}>
          <p>{t('notice.noneNow')}</p>
        </EmptyState>
      ) : !byVillage ? (
        <Sheet batch={batch} title={title} division={division} lines={lines} />
      ) : (
        villages.map((village, at) => (
          <section key={village} aria-label={village} className="mb-8 break-after-page">
            <h2 className={`mb-2 text-lead print:hidden ${at > 0 ? 'border-t border-line pt-4' : ''}`}>{village}</h2>
            <Sheet
              batch={batch}
              title={title}
              division={division}
              village={village}
              lines={lines.filter((line) => line.village === village)}
            />
          </section>
        ))
      )}
      <p className="no-print mt-4">
        <ButtonLink to={back}>{t('notice.back')}</ButtonLink>
      </p>
    </DeskPage>
  );
}

/** 文号, kept with the batch. */
function DocumentNumber({ batch, reply, busy }: { batch: Batch; reply?: FormReply; busy: boolean }) {
  const { t } = useTranslation('subsidy');
  return (
    <Form method="post" preventScrollReset className="no-print mb-4 flex flex-wrap items-end gap-2" noValidate>
      <Csrf />
      <input type="hidden" name="revision" value={batch.revision} />
      <div className="min-w-0 flex-1">
        <Field
          name="document"
          label={t('notice.documentField')}
          hint={t('notice.documentHint')}
          reply={reply}
          stored={batch.document ?? ''}
          autoComplete="off"
        />
      </div>
      <Button disabled={busy}>{t('notice.documentShow')}</Button>
    </Form>
  );
}

type SheetProps = { batch: Batch; title: string; division: Place; village?: string; lines: readonly NoticeLine[] };

/** One list as it hangs on the wall: title, 文号, sum, days on display, households, where to object, who signs. */
function Sheet({ batch, title, division, village, lines }: SheetProps) {
  const { t } = useTranslation('subsidy');
  const { language } = useViewer();
  const { document } = batch;
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const cell = 'border border-line px-2 py-1';
  const head = 'border border-line-strong bg-page px-2 py-1';
  return (
    <>
      <div className="mb-4 text-center">
        <p className="hidden text-title font-semibold print:block">{title}</p>
        {village !== undefined && <p className="hidden text-lead print:block">{village}</p>}
        <p className={document ? '' : 'hidden print:block'}>{document ? t('notice.document', { document }) : t('notice.documentBlank')}</p>
      </div>
      <p className="mb-2">{t('notice.lead', { batch: batch.number, households: formatCount(lines.length), amount: formatYuan(total) })}</p>
      <p className="mb-4">
        {batch.noticeFrom && batch.noticeTo
          ? t('notice.period', {
              from: formatDayOnPaper(batch.noticeFrom as never, language),
              to: formatDayOnPaper(batch.noticeTo as never, language),
            })
          : t('notice.notYet')}
      </p>
      <table className="w-full border-collapse bg-paper">
        <caption className="sr-only">{t('batch.notice')}</caption>
        <thead>
          <tr>
            <th scope="col" className={`${head} w-12 whitespace-nowrap text-left`}>
              {t('notice.number')}
            </th>
            {village === undefined && (
              <th scope="col" className={`${head} text-left`}>
                {t('field.place')}
              </th>
            )}
            <th scope="col" className={`${head} text-left`}>
              {t('field.head')}
            </th>
            <th scope="col" className={`${head} whitespace-nowrap text-right`}>
              {t('money.amountYuan')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
            <tr key={at}>
              <td className={`${cell} tabular-nums`}>{at + 1}</td>
              {village === undefined && <td className={cell}>{line.village}</td>}
              <td className={cell}>
                <span className="whitespace-nowrap">{line.head}</span>
                <Namesake {...line} />
              </td>
              <td className={`${cell} text-right tabular-nums`}>{formatYuan(line.amount)}</td>
            </tr>
          ))}
          <tr className="font-semibold">
            <td colSpan={village === undefined ? 3 : 2} className={cell}>
              {t('sum')}
            </td>
            <td className={`${cell} text-right tabular-nums`}>{formatYuan(total)}</td>
          </tr>
        </tbody>
      </table>
      <p className="mt-4">{t('notice.objection')}</p>
      <p className="mt-2">{division.phone ? t('notice.call', { phone: division.phone }) : t('notice.callBlank')}</p>
      <div className="mt-8 break-inside-avoid text-right">
        <p>{t('notice.seal', { name: division.sealedBy })}</p>
        {batch.noticeFrom && <p className="mt-1">{formatDayOnPaper(batch.noticeFrom as never, language)}</p>}
      </div>
    </>
  );
}

/** What tells a head from another of the same name in the village. */
function Namesake({ door, numberEnd }: Pick<NoticeLine, 'door' | 'numberEnd'>) {
  const { t } = useTranslation('subsidy');
  const mark = door ?? (numberEnd && t('notice.numberEnd', { end: numberEnd }));
  return mark ? <span className="inline-block">（{mark}）</span> : null;
}

function Print({ label }: { label: string }) {
  return (
    <Button type="button" icon="print" onClick={() => window.print()}>
      {label}
    </Button>
  );
}
