import type { TFunction } from 'i18next';
import type { DivisionSums } from '~/domain/coverage/division';
import { formatRate } from '~/domain/indicators/rate';
import type { Bars } from '~/reports/charts/bars';
import { rowsByConversions, rowsByReburning } from './chart-answers';
import { MODE_COLOURS, MODE_MEASURES, modeWordKey } from './mode-colours';
import { grouped } from './words';

export type CoverageBars = { modes: Bars | null; reburning: Bars | null };

const REBURN_COLOUR = '#1f5fa8';

/** The charts of a coverage page, in the words of its language. */
export function coverageBars(t: TFunction<'coverage'>, divisionsBelow: readonly DivisionSums[]): CoverageBars {
  const converted = rowsByConversions(divisionsBelow);
  const reburning = rowsByReburning(divisionsBelow);
  return {
    modes:
      converted.length === 0
        ? null
        : {
            axis: t('chart.axisModes'),
            rows: converted.map((row) => row.name),
            series: MODE_MEASURES.map((mode) => ({
              name: t(`mode.${modeWordKey(mode)}`),
              colour: MODE_COLOURS[mode],
              values: converted.map((row) => row.sums[0]![mode]),
            })).filter((series) => series.values.some((value) => value > 0)),
          },
    reburning:
      reburning.length === 0
        ? null
        : {
            axis: t('chart.axisReburn'),
            rows: reburning.map(({ row }) => row.name),
            series: [
              {
                name: t('indicator.reburnRate.name'),
                colour: REBURN_COLOUR,
                values: reburning.map(({ rate }) => Math.round(rate * 10_000) / 100),
              },
            ],
            labels: reburning.map(
              ({ numerator, denominator }) => `${formatRate(numerator, denominator)}  ${grouped(numerator)}/${grouped(denominator)}`,
            ),
          },
  };
}
