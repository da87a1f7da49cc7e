import { useTranslation } from 'react-i18next';
import type { DivisionSums } from '~/domain/coverage/division';
import type { DivisionLevel } from '~/domain/divisions/division-code';
import type { Sums } from '~/domain/indicators/measures';
import { formatRate } from '~/domain/indicators/rate';
import type { ChartPicture as Chart } from '~/reports/charts/bars';
import { ChartPicture } from '~/screens/shared/chart-picture';
import { Table } from '~/screens/shared/table';
import { FEWEST_COMPARED, isMain, MOST_BARS, mainMode, rowsByConversions, rowsByReburning } from './chart-answers';
import { MODE_COLOURS, MODE_MEASURES, modeWordKey } from './mode-colours';
import { grouped } from './words';

type Props = {
  name: string;
  level: DivisionLevel;
  own: Sums;
  divisionsBelow: readonly DivisionSums[];
  charts: { modes: Chart | null; reburning: Chart | null };
};

/** Two charts: how people heat, and where loose coal burns again. The table beside them has all figures. */
export function CoverageCharts({ name, level, own, divisionsBelow, charts }: Props) {
  const { t } = useTranslation('coverage');
  return (
    <>
      <div className="mt-6 grid grid-cols-1 items-start gap-4 wide:grid-cols-2 print:grid-cols-2">
        <ChartCard
          title={modesAnswer(t, name, own)}
          note={rowsByConversions(divisionsBelow).length === MOST_BARS ? t('chart.mostFirst', { count: MOST_BARS }) : undefined}
          chart={charts.modes}
        />
        <ChartCard
          title={reburningAnswer(t, name, level, own, divisionsBelow)}
          note={reburningNote(t, level, divisionsBelow)}
          chart={charts.reburning}
        />
      </div>
      <ModesTable level={level} rows={divisionsBelow} own={own} name={name} />
    </>
  );
}

function ChartCard({ title, note, chart }: { title: string; note?: string; chart: Chart | null }) {
  return (
    <section className="card p-3">
      <h2 className="mb-2 text-lead">{title}</h2>
      {chart && <ChartPicture chart={chart} alt={title} />}
      {note && <p className="mt-1 text-small text-ink-faint">{note}</p>}
    </section>
  );
}

type Words = ReturnType<typeof useTranslation<'coverage'>>['t'];

function modesAnswer(t: Words, name: string, own: Sums): string {
  const mode = mainMode(own);
  if (!mode) return t('chart.modesNone', { name });
  const sentence = isMain(mode, own) ? 'chart.modes' : 'chart.modesMost';
  return t(sentence, { name, mode: t(`mode.${modeWordKey(mode)}`), figure: grouped(own[mode]), share: formatRate(own[mode], own.I) });
}

function reburningAnswer(t: Words, name: string, level: DivisionLevel, own: Sums, divisionsBelow: readonly DivisionSums[]): string {
  if (own.IV === 0) return t('chart.reburnUnknown');
  if (own.B === 0) return t('chart.reburnNone', { name });
  const [first] = rowsByReburning(divisionsBelow);
  if (!first || first.numerator === 0) return t('chart.reburnOwn', { name, rate: formatRate(own.B, own.IV) });
  return t('chart.reburnHighest', {
    name: first.row.name,
    rate: formatRate(first.numerator, first.denominator),
    level: t(`level.${level}`),
  });
}

/** The note that says which rows are compared and that the table has the others. */
function reburningNote(t: Words, level: DivisionLevel, divisionsBelow: readonly DivisionSums[]): string | undefined {
  const compared = rowsByReburning(divisionsBelow);
  const notes = [
    compared.length === MOST_BARS ? t('chart.highestFirst', { count: MOST_BARS }) : '',
    divisionsBelow.some((row) => row.sums[0]!.IV > 0 && row.sums[0]!.IV < FEWEST_COMPARED)
      ? t('chart.fewLeftOut', { fewest: FEWEST_COMPARED, level: t(`level.${level}`) })
      : '',
  ].filter(Boolean);
  return notes.length > 0 ? notes.join(' ') : undefined;
}

type ModeRow = { code: string; name: string; sums: Sums };

function ModesTable({ name, level, rows, own }: { name: string; level: DivisionLevel; rows: readonly DivisionSums[]; own: Sums }) {
  const { t } = useTranslation('coverage');
  const modes = MODE_MEASURES.filter((mode) => own[mode] > 0);
  if (modes.length === 0) return null;
  const caption = t('chart.modesTable', { name, level: t(`level.${level}`) });
  return (
    <section className="mt-4">
      <h2 className="mb-2 text-lead">{caption}</h2>
      <Table<ModeRow>
        caption={caption}
        columns={[
          {
            key: 'name',
            heading: t('table.name'),
            cell: (row) => <span className="whitespace-nowrap">{row.name || t('table.total')}</span>,
          },
          ...modes.map((mode) => ({
            key: mode,
            heading: (
              <span className="inline-flex items-center gap-1">
                <span aria-hidden="true" className="inline-block h-2 w-2" style={{ backgroundColor: MODE_COLOURS[mode] }} />
                {t(`mode.${modeWordKey(mode)}`)}
              </span>
            ),
            number: true,
            cell: (row: ModeRow) => grouped(row.sums[mode]),
          })),
          { key: 'I', heading: t('list.I'), number: true, cell: (row) => grouped(row.sums.I) },
        ]}
        rows={rows.filter((row) => row.sums[0]!.I > 0).map((row) => ({ code: row.code, name: row.name, sums: row.sums[0]! }))}
        rowKey={(row) => row.code}
        total={{ code: '', name: '', sums: own }}
        maxHeight="28rem"
      />
    </section>
  );
}
