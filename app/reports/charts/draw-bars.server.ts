/**
 * Draws charts on the server. A picture in the page works without scripts, can be printed, and needs no chart library in the
 * browser. Each can be drawn for a desk and for a phone, because scaling one down would shrink its words.
 */
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { AXIS_NAME, type Bars, barsHeight, type ChartWidth, LEGEND_ROW, legendRows, type Pattern, WIDTHS } from './bars';

use([BarChart, GridComponent, LegendComponent, SVGRenderer]);

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
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
/** The SVG of a chart, with all that it needs to be a picture of its own. */
export function drawBars(bars: Bars, of: ChartWidth): string {
  const [width, height] = [WIDTHS[of], barsHeight(bars, of)];
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(optionOf(bars, legendRows(bars, of)));
    return withoutStyles(chart.renderToSVGString(), width, height);
  } finally {
    chart.dispose();
  }
}

function optionOf(bars: Bars, rowsOfLegend: number): EChartsCoreOption {
  const text = { fontFamily: FONT, fontSize: 12, color: '#1c2430' };
  return {
    animation: false,
    textStyle: text,
    legend: { show: rowsOfLegend > 0, top: 0, left: 0, itemWidth: 12, itemHeight: 12, itemGap: 12, textStyle: text, selectedMode: false },
    grid: {
      left: 4,
      right: bars.labels ? 96 : 20,
      top: rowsOfLegend * LEGEND_ROW + 6,
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
 * Removes <style> elements, which the pages' policy refuses and a still picture does not need, and says once what every text has.
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
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"` +
        ` font-size="12" font-family="${FONT.replaceAll('"', "'")}">`,
    );
}
