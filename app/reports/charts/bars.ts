/** Bars lying on their side, stacked: what a chart says, and how much room it takes. */

/** The pattern that marks a series beside its colour. */
export type Pattern = 'rising' | 'falling' | 'dots' | 'plain';

export type Bars = {
  /** Names of the rows from the top down. */
  rows: readonly string[];
  series: readonly {
    name: string;
    colour: string;
    /** For series that must also differ in black and white. */
    pattern?: Pattern;
    values: readonly number[];
  }[];
  /** What the length of a bar means, with its unit. */
  axis: string;
  /** Printed at the end of each bar instead of the value. */
  labels?: readonly string[];
};

/** Pixels of a chart for a desk and for a phone. */
export const WIDTHS = { wide: 620, narrow: 330 };
export type ChartWidth = keyof typeof WIDTHS;

/** A chart of a page: the address of its picture without the width, and the heights of both widths. */
export type ChartPicture = { address: string; heights: Record<ChartWidth, number> };

const BAR = 26;
export const LEGEND_ROW = 24;
/** Pixels below the numbers of the axis, for its name. */
export const AXIS_NAME = 20;
/** Pixels below the bars: the numbers of the axis and its name. */
const AXIS = 34 + AXIS_NAME;
/** Pixels of one legend entry beside its name: the mark and the gaps. */
const LEGEND_ITEM = 32;

export function barsHeight(bars: Bars, of: ChartWidth): number {
  return bars.rows.length * BAR + legendRows(bars, of) * LEGEND_ROW + AXIS;
}

/** The number of legend rows: the entries follow each other and wrap at the width. One series needs none. */
export function legendRows({ series }: Bars, of: ChartWidth): number {
  if (series.length <= 1) return 0;
  let rows = 1;
  let used = 0;
  for (const { name } of series) {
    const needed = LEGEND_ITEM + [...name].reduce((sum, character) => sum + (character.codePointAt(0)! < 0x2e80 ? 7 : 12), 0);
    if (used + needed > WIDTHS[of] && used > 0) {
      rows += 1;
      used = 0;
    }
    used += needed;
  }
  return rows;
}
