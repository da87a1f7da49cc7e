import { useTranslation } from 'react-i18next';
import { unpackedRow } from '~/domain/household/label-code';
import { formatCount } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { DeskPage } from '~/screens/shell/desk-page';

type Label = { number: string; short: string; sign: string; rows: readonly string[] };
type Props = { village: { code: string; name: string }; count: number; page: number; pages: number; labels: readonly Label[] };

/** 户码, to be printed and cut: twenty a sheet, four beside each other. */
export function LabelsScreen({ village, count, page, pages, labels }: Props) {
  const { t } = useTranslation('evaluation');
  const here = `/villages/${village.code}`;
  return (
    <DeskPage
      heading={<span className="print:hidden">{t('labels.title', { village: village.name })}</span>}
      breadcrumb={[{ name: village.name, to: here }, { name: t('labels.heading') }]}
      ownPaper
      actions={
        labels.length > 0 && (
          <Button type="button" icon="print" onClick={() => window.print()}>
            {t('labels.print')}
          </Button>
        )
      }
    >
      <p className="no-print mb-4 max-w-form text-ink-soft">{t('labels.what')}</p>
      {labels.length === 0 ? (
        <EmptyState title={t('labels.none')}>
          <p>{t('labels.noneNow')}</p>
        </EmptyState>
      ) : (
        <ul className="grid grid-cols-2 tablet:grid-cols-4 print:grid-cols-4" aria-label={t('labels.heading')}>
          {labels.map((label) => (
            <LabelOfHousehold key={label.number} label={label} village={village.name} />
          ))}
        </ul>
      )}
      <p className="no-print mt-4 flex flex-wrap items-center gap-3">
        {page > 1 && <ButtonLink to={`${here}/labels?page=${page - 1}`}>{t('labels.earlier')}</ButtonLink>}
        <span>{t('labels.page', { page, pages, count: formatCount(count) as never })}</span>
        {page < pages && <ButtonLink to={`${here}/labels?page=${page + 1}`}>{t('labels.later')}</ButtonLink>}
      </p>
    </DeskPage>
  );
}

function LabelOfHousehold({ label, village }: { label: Label; village: string }) {
  const { t } = useTranslation('evaluation');
  const { number, short, sign, rows } = label;
  return (
    <li className="break-inside-avoid border border-dashed border-line-strong bg-white p-2 text-center text-black print:h-[50mm]">
      <svg
        role="img"
        aria-label={t('labels.alt', { number })}
        viewBox={`-4 -4.5 ${rows.length + 8} ${rows.length + 8}`}
        className="mx-auto h-28 w-28 print:h-[32mm] print:w-[32mm]"
        shapeRendering="crispEdges"
      >
        <path d={rows.map(lineOf).join('')} stroke="#000" strokeWidth="1" />
      </svg>
      <p className="truncate text-small">{village}</p>
      <p className="font-semibold tabular-nums">{short}</p>
      <p className="break-all text-small tabular-nums">
        {number}:{sign}
      </p>
    </li>
  );
}

/** The dark squares of a row as strokes. */
function lineOf(row: string, at: number, { length }: readonly string[]): string {
  return [...unpackedRow(row, length).matchAll(/1+/g)].map(({ 0: dark, index }) => `M${index} ${at}h${dark.length}`).join('');
}
