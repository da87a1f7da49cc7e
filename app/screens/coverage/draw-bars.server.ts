/**
 * Draws charts on the server. An SVG in the page works without scripts, can be printed, and needs no chart library in the
 * browser. Each is drawn twice, for a desk and for a phone, because scaling one down would shrink its words.
 */
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, LegendComponent, SVGRenderer]);

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

export type Drawing = { wide: string; narrow: string };

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
const BAR = 26;
/** Pixels below the numbers of the axis, for its name. */
const AXIS_NAME = 20;
/** The patterns as echarts describes them: white lines, wide enough to print. */
const DECALS: Record<Pattern, object | undefined> = {
  rising: { color: 'rgba(255,255,255,0.75)', dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: -Math.PI / 4 },
  falling: { color: 'rgba(255,255,255,0.75)', dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: Math.PI / 4 },
  dots: {
    color: 'rgba(255,255,255,0.85)',
    symbol: 'circle',
    dashArrayX: [
      [6, 6],
      [0, 6, 6, 0],
    ],
    dashArrayY: [6, 0],
    symbolSize: 0.6,
  },
  plain: undefined,
};
/** Pixels of one legend entry beside its name: the mark and the gaps. */
const LEGEND_ITEM = 32;

export function drawBars(bars: Bars): Drawing {
  return { wide: draw(bars, 620), narrow: draw(bars, 330) };
}

function draw(bars: Bars, width: number): string {
  const legendRows =
    bars.series.length > 1
      ? rowsOfLegend(
          bars.series.map((series) => series.name),
          width,
        )
      : 0;
  const height = bars.rows.length * BAR + legendRows * 24 + 34 + AXIS_NAME;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(optionOf(bars, legendRows));
    return withoutStyles(chart.renderToSVGString(), width, height);
  } finally {
    chart.dispose();
  }
}

/** The number of legend rows: the entries follow each other and wrap at the width. */
function rowsOfLegend(names: readonly string[], width: number): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const needed = LEGEND_ITEM + [...name].reduce((sum, character) => sum + (character.codePointAt(0)! < 0x2e80 ? 7 : 12), 0);
    if (used + needed > width && used > 0) {
      rows += 1;
      used = 0;
    }
    used += needed;
  }
  return rows;
}

function optionOf(bars: Bars, legendRows: number): EChartsCoreOption {
  const text = { fontFamily: FONT, fontSize: 12, color: '#1c2430' };
  return {
    animation: false,
    textStyle: text,
    legend: { show: legendRows > 0, top: 0, left: 0, itemWidth: 12, itemHeight: 12, itemGap: 12, textStyle: text, selectedMode: false },
    grid: {
      left: 4,
      right: bars.labels ? 96 : 20,
      top: legendRows * 24 + 6,
      bottom: 2 + AXIS_NAME,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'value',
      name: bars.axis,
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { ...text, color: '#4b5563' },
      axisLabel: { ...text, color: '#4b5563', hideOverlap: true },
      splitLine: { lineStyle: { color: '#d8dde4' } },
      splitNumber: 4,
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...bars.rows],
      axisTick: { show: false },
      axisLabel: { ...text, width: 124, overflow: 'truncate' },
    },
    series: bars.series.map((series, at) => ({
      type: 'bar',
      name: series.name,
      stack: 'all',
      barWidth: 16,
      silent: true,
      emphasis: { disabled: true },
      data: [...series.values],
      itemStyle: { color: series.colour, borderColor: '#ffffff', borderWidth: 0.5, decal: series.pattern && DECALS[series.pattern] },
      label:
        bars.labels && at === bars.series.length - 1
          ? { show: true, position: 'right', ...text, formatter: ({ dataIndex }: { dataIndex: number }) => bars.labels![dataIndex] }
          : undefined,
    })),
  };
}

/**
 * Removes <style> elements, which the pages' policy refuses and a still picture does not need, and says once what every text has: a
 * page carries a drawing twice. The page decides the width and the font.
 */
function withoutStyles(svg: string, width: number, height: number): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ class="zr[^"]*"/g, '')
    .replace(/ ecmeta_[a-z_]+="[^"]*"/g, '')
    .replace(/ style="font-size:12px;[^>]*?sans-serif;"/g, '')
    .replace(/ pointer-events="visible"/g, '')
    .replace(/><\/(path|rect)>/g, '/>')
    .replaceAll('\n', '')
    .replace(
      /^<svg[^>]*>/,
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="100%"` +
        ` font-size="12" aria-hidden="true" focusable="false">`,
    );
}
