/** 评估报告 on paper: the eight parts, each with what the figures say and what the office wrote (docs/definitions.md#evaluation-report). */
import type { TFunction } from 'i18next';
import { evaluationChart } from '~/domain/report/evaluation/evaluation-chart';
import type { EvaluationFigures } from '~/domain/report/evaluation/evaluation-figures';
import type { EvaluationTexts } from '~/domain/report/evaluation/evaluation-texts';
import { EVALUATION_PARTS, evaluationPart } from '~/domain/report/evaluation/parts';
import { reportingUnit } from '~/domain/report/reporting-unit';
import { withoutGaps } from '~/domain/text/without-gaps';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { type EvaluationT, paperSentence, paperTable } from '~/i18n/evaluation-words';
import { formatDayOnPaper } from '~/i18n/formats';
import { REPORT_ANNEXES } from '~/reports/contract';
import type { WordBlock, WordDocument } from './document';

/** The tables that are drawn as well, each with a title that names the unit. */
type DrawnTable = 'operation' | 'reburning' | 'money';
const ON_PAPER = {
  percent: { numberFormat: '0.00', highest: 100 },
  count: { numberFormat: '#,##0' },
  wan: { numberFormat: '#,##0.00' },
} as const;

/**
 * Nothing but the figures and the texts decides what it says, so that it can be made again from kept ones. `t` is of the Chinese words.
 * `version` is that of the texts, 0 while nothing is written. `frozen`: the version of the report it belongs to and the day on which that
 * was frozen; office and day stand below it then.
 */
export function evaluationDocument(
  t: TFunction<['evaluation', 'coverage', 'targets', 'enums']>,
  figures: EvaluationFigures,
  { texts, version, frozen }: { texts: EvaluationTexts; version: number; frozen?: { version: number; day: CalendarDay } },
): WordDocument {
  const { division, season, asOf } = figures;
  const day = formatDayOnPaper(asOf, 'zh-CN');
  const blocks: WordBlock[] = [];
  let tables = 0;
  let charts = 0;
  for (const part of EVALUATION_PARTS) {
    const said = evaluationPart(part, figures);
    const written = texts[part].split('\n').filter((line) => line.trim() !== '');
    blocks.push({ is: 'heading1', text: t(`evaluation:numbered.${part}`) });
    // A part without words of the office needs no sub-headings.
    if (written.length > 0) blocks.push({ is: 'heading2', text: t('evaluation:paper.data') });
    for (const line of said.lines) blocks.push({ is: 'paragraph', text: paperSentence(t as EvaluationT, line) });
    for (const table of said.tables) {
      tables += 1;
      const { title, columns, rows } = paperTable(t as EvaluationT, table);
      blocks.push({ is: 'table', caption: t('evaluation:paper.table', { number: tables, title }), columns, rows });
      const chart = evaluationChart(table);
      if (chart === null) continue;
      charts += 1;
      blocks.push({
        is: 'chart',
        caption: t('evaluation:paper.chart', { number: charts, title: withoutGaps(t(`evaluation:chart.${table.say as DrawnTable}`)) }),
        categories: chart.places,
        series: chart.series.map(({ column, values }) => ({ name: withoutGaps(t(`evaluation:column.${column}`)), values })),
        ...ON_PAPER[chart.unit],
      });
    }
    if (written.length > 0) blocks.push({ is: 'heading2', text: t('evaluation:paper.written') });
    for (const line of written) blocks.push({ is: 'paragraph', text: line.trim() });
  }
  blocks.push({ is: 'paragraph', text: t('evaluation:paper.note') });
  blocks.push({ is: 'paragraph', text: t('evaluation:paper.annexes'), leads: true });
  for (const name of REPORT_ANNEXES) blocks.push({ is: 'paragraph', text: name.replace(' ', '　') });
  blocks.push({ is: 'paragraph', text: t('evaluation:paper.annexNote') });
  return {
    title: t('evaluation:paper.title', { division: division.name }),
    below: [
      reportingUnit(division),
      withoutGaps(t('evaluation:paper.season', { season })),
      t('evaluation:paper.asOf', { day }),
      ...state(),
    ],
    blocks,
    signed: frozen ? { office: reportingUnit(division), day: formatDayOnPaper(frozen.day, 'zh-CN') } : null,
  };

  function state(): string[] {
    if (frozen) {
      return [withoutGaps(t('evaluation:paper.frozen', { version: frozen.version, day: formatDayOnPaper(frozen.day, 'zh-CN') }))];
    }
    return version === 0 ? [] : [withoutGaps(t('evaluation:paper.draft', { version }))];
  }
}
