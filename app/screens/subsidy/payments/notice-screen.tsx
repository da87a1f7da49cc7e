import { Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDayOnPaper, formatYuan } from '~/i18n/formats';
import { changed } from '~/screens/coverage/addresses';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { DeskPage } from '~/screens/shell/desk-page';
import { useViewer } from '~/screens/shell/viewer';
import { subsidyPartAddress } from '~/screens/subsidy/addresses';

type NoticeLine = { village: string; head: string; amount: number };

type Batch = { number: string; noticeFrom: string | null; noticeTo: string | null };
type Props = { division: { code: string; name: string }; season: string; batch: Batch; lines: readonly NoticeLine[] };

/**
 * 公示: the list for the wall, of the whole batch or with a sheet for each village. It shows village, head and amount, and no
 * other personal data.
 */
export function NoticeScreen({ division, season, batch, lines }: Props) {
  const { t } = useTranslation('subsidy');
  const [parameters] = useSearchParams();
  const byVillage = parameters.get('each') === 'village';
  const villages = [...new Set(lines.map(({ village }) => village))];
  const title = t('notice.title', { name: division.name, season });
  const back = subsidyPartAddress(division.code, season, 'payments', batch.number);
  return (
    <DeskPage
      heading={<span className={byVillage ? 'print:hidden' : ''}>{title}</span>}
      breadcrumb={[{ name: t('batch.title', { batch: batch.number }), to: back }, { name: t('batch.notice') }]}
      narrow
      ownPaper
      actions={lines.length > 0 && <Print label={t('notice.print')} />}
    >
      {villages.length > 1 && (
        <p className="no-print mb-3">
          <Link className="link" to={changed(parameters, { each: byVillage ? null : 'village' })} preventScrollReset>
            {t(byVillage ? 'notice.together' : 'notice.each', { villages: formatCount(villages.length) })}
          </Link>
        </p>
      )}
      {lines.length === 0 ? (
        <EmptyState title={t('notice.none')}>
          <p>{t('notice.noneNow')}</p>
        </EmptyState>
      ) : !byVillage ? (
        <Sheet batch={batch} division={division.name} lines={lines} />
      ) : (
        villages.map((village, at) => (
          <section key={village} aria-label={village} className="mb-8 break-after-page">
            <h2 className={`mb-2 text-lead ${at > 0 ? 'border-t border-line pt-4 print:border-0 print:pt-0' : ''}`}>
              <span className="hidden print:block">{title}</span>
              {village}
            </h2>
            <Sheet batch={batch} division={division.name} village={village} lines={lines.filter((line) => line.village === village)} />
          </section>
        ))
      )}
      <p className="no-print mt-4">
        <ButtonLink to={back}>{t('notice.back')}</ButtonLink>
      </p>
    </DeskPage>
  );
}

/** One list with its sum, the days it is on display, and where to object. */
function Sheet({ batch, division, village, lines }: { batch: Batch; division: string; village?: string; lines: readonly NoticeLine[] }) {
  const { t } = useTranslation('subsidy');
  const { language } = useViewer();
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const cell = 'border border-line px-2 py-1';
  const head = 'border border-line-strong bg-page px-2 py-1';
  return (
    <>
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
              <td className={`${cell} whitespace-nowrap`}>{line.head}</td>
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
      <p className="mt-4 hidden justify-between gap-4 print:flex">
        <span>{t('notice.seal', { name: division })}</span>
        <span>{t('notice.call')}</span>
      </p>
    </>
  );
}

function Print({ label }: { label: string }) {
  return (
    <Button type="button" icon="print" onClick={() => window.print()}>
      {label}
    </Button>
  );
}
