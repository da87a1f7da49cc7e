/** Bars in a Word file, as a chart of Word itself: sharp in print, with its numbers in it, in fonts by name. */
import { ChartRun } from 'docx/charts';
import type { WordChart } from './document';
import { FONTS, TEXT } from './page';

const TWIPS_OF_PIXEL = 15;
const BAR = 15;
const BETWEEN_GROUPS = 12;
/** Legend and the labels of the axis. */
const AROUND = 90;
const HIGHEST = Math.floor(TEXT.height / TWIPS_OF_PIXEL) - 80;
/** Told apart in black and white too. */
const COLOURS = ['1F5C4A', '7FB39B', 'C9CFCB'];
const font = { name: FONTS.body, size: 9, color: '000000' };

/** As wide as `width` twips, as high as its bars need and a page allows. */
export function chartRun({ caption, categories, series, numberFormat, highest }: WordChart, width: number): ChartRun {
  const wanted = AROUND + categories.length * (series.length * BAR + BETWEEN_GROUPS);
  return new ChartRun({
    type: 'bar',
    categories,
    series: series.map((one, at) => ({ ...one, color: COLOURS[at % COLOURS.length]! })),
    gapWidth: 60,
    legend: { position: 'bottom', font },
    font: { name: FONTS.body, color: '000000' },
    chartArea: { border: 'none' },
    // The first division stands at the top, as in the table.
    categoryAxis: { reverseOrder: true, font },
    valueAxis: { minimum: 0, maximum: highest, crossesAt: 'maximum', numberFormat: '#,##0', font },
    dataLabels: { value: true, numberFormat, font },
    transformation: { width: Math.floor(width / TWIPS_OF_PIXEL), height: Math.min(wanted, HIGHEST) },
    altText: { name: caption, title: caption },
  });
}
