import { useTranslation } from 'react-i18next';
import { labelText, unpackedRows } from '~/domain/household/label-code';
import { shortNumber } from '~/domain/household/short-number';
import { formatCount } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { DeskPage } from '~/screens/shell/desk-page';

type Label = { number: string; squares: string };
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
            <LabelOfHousehold key={label.number} label={label} village={village} />
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

function LabelOfHousehold({ label, village }: { label: Label; village: Props['village'] }) {
  const { t } = useTranslation('evaluation');
  const { number, squares } = label;
  const rows = unpackedRows(squares);
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
      <p className="truncate text-small">{village.name}</p>
      <p className="font-semibold tabular-nums">{shortNumber(number, village.code)}</p>
      <p className="break-all text-small tabular-nums">{labelText(number)}</p>
    </li>
  );
}

/** The dark squares of a row as strokes, each but the first said by how far it is from the last one: those figures are short. */
function lineOf(row: string, at: number): string {
  let end: number | null = null;
  return [...row.matchAll(/1+/g)]
    .map(({ 0: dark, index }) => {
      const from = end === null ? `M${index} ${at}` : `m${index - end} 0`;
      end = index + dark.length;
      return `${from}h${dark.length}`;
    })
    .join('');
}
