import { useTranslation } from 'react-i18next';
import { formatDayOnPaper, formatYuan } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { DeskPage } from '~/screens/shell/desk-page';
import { useViewer } from '~/screens/shell/viewer';
import { subsidyPartAddress } from './addresses';

export type NoticeLine = { village: string; head: string; amount: number };

type Props = { division: { code: string; name: string }; season: string; batch: { number: string; noticeFrom: string | null; noticeTo: string | null }; lines: readonly NoticeLine[] };

/** 公示: the list that is put on the wall of the village. Village, head and amount; nothing else about anybody. */
export function NoticeScreen({ division, season, batch, lines }: Props) {
  const { t } = useTranslation('subsidy');
  const { language } = useViewer();
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const back = subsidyPartAddress(division.code, season, 'payments', batch.number);
  return (
    <DeskPage
      heading={t('notice.title', { name: division.name, season })}
      breadcrumb={[{ name: t('batch.title', { batch: batch.number }), to: back }, { name: t('batch.notice') }]}
      narrow
      actions={<Print label={t('notice.print')} />}
    >
      <p className="mb-2">{t('notice.lead', { batch: batch.number, households: lines.length, amount: formatYuan(total) })}</p>
      <p className="mb-4">{batch.noticeFrom && batch.noticeTo ? t('notice.period', { from: formatDayOnPaper(batch.noticeFrom as never, language), to: formatDayOnPaper(batch.noticeTo as never, language) }) : t('notice.notYet')}</p>
      <table className="w-full border-collapse">
        <caption className="sr-only">{t('batch.list')}</caption>
        <thead>
          <tr>
            {[t('notice.number'), t('field.place'), t('field.head')].map((heading) => <th key={heading} scope="col" className="border border-line-strong bg-page px-2 py-1 text-left">{heading}</th>)}
            <th scope="col" className="border border-line-strong bg-page px-2 py-1 text-right">{t('money.amountYuan')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={at}>
              <td className="border border-line px-2 py-1 tabular-nums">{at + 1}</td>
              <td className="border border-line px-2 py-1">{line.village}</td>
              <td className="border border-line px-2 py-1">{line.head}</td>
              <td className="border border-line px-2 py-1 text-right tabular-nums">{formatYuan(line.amount)}</td>
            </tr>
          ))}
          <tr className="font-semibold">
            <td colSpan={3} className="border border-line px-2 py-1">{t('sum')}</td>
            <td className="border border-line px-2 py-1 text-right tabular-nums">{formatYuan(total)}</td>
          </tr>
        </tbody>
      </table>
      <p className="mt-4">{t('notice.objection')}</p>
      <p className="no-print mt-4"><ButtonLink to={back}>{t('notice.back')}</ButtonLink></p>
    </DeskPage>
  );
}

function Print({ label }: { label: string }) {
  return <Button type="button" icon="print" onClick={() => window.print()}>{label}</Button>;
}
