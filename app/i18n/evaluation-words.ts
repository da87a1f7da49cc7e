/** The figures of an 评估报告 in words: for the screen in the person's language, for the paper in Chinese. */
import type { TFunction } from 'i18next';
import { type IndicatorKey, indicator } from '~/domain/indicators/indicators';
import { formatRate } from '~/domain/indicators/rate';
import type { EvaluationLine, EvaluationSaid, EvaluationTable } from '~/domain/report/evaluation/evaluation-words';
import { targetText } from '~/domain/targets/target';
import { withoutGaps } from '~/domain/text/without-gaps';
import { isCalendarDay } from '~/domain/time/calendar-day';
import { enumWord } from './enum-word';
import { ruleName } from './finding-words';
import { formatArea, formatCount, formatDayOnPaper, formatWanYuan } from './formats';
import type { TableWords } from './plan-words';

export type EvaluationT = TFunction<['evaluation', 'coverage', 'targets', 'enums']>;
type Unit = 'households' | 'rooms' | 'area' | 'money' | 'findings';

const inUnit = (amount: number, unit: Unit): string =>
  unit === 'area' ? formatArea(amount) : unit === 'money' ? formatWanYuan(amount) : formatCount(amount);

/** One value; null says that nothing is on record. */
function saidText(t: EvaluationT, said: EvaluationSaid): string {
  if (said === null) return t('evaluation:none');
  if (typeof said === 'string') return said;
  if (typeof said === 'number') return formatCount(said);
  if ('rate' in said) return formatRate(...said.rate);
  if ('fraction' in said) {
    const { unit } = indicator(said.key);
    return said.fraction.map((one) => inUnit(one, unit)).join(' / ');
  }
  if ('amount' in said) return t(`evaluation:amount.${said.unit}`, { amount: inUnit(said.amount, said.unit) });
  if ('pieces' in said) return t(`evaluation:amount.${said.unit}`, { amount: formatCount(said.pieces) });
  if ('wan' in said) return formatWanYuan(said.wan);
  if ('area' in said) return formatArea(said.area);
  if ('points' in said) return targetText(said.points);
  if ('percent' in said) return `${targetText(said.percent)} %`;
  if ('of' in said) return enumWord(t, said.of, said.key);
  return wordOf(t, said);
}

type Word = Extract<
  EvaluationSaid,
  | { indicator: unknown }
  | { basis: unknown }
  | { zone: unknown }
  | { rule: unknown }
  | { clause: unknown }
  | { reached: unknown }
  | { task: unknown }
>;

function wordOf(t: EvaluationT, said: Word): string {
  if ('indicator' in said) return t(`targets:indicator.${said.indicator}`);
  if ('basis' in said) return basisWords(t, said.basis);
  if ('zone' in said) return said.zone === 'all' ? t('evaluation:everyZone') : enumWord(t, 'zoneType', said.zone);
  if ('rule' in said) return said.rule === 'hand' ? t('evaluation:byHand') : ruleName(t as never, said.rule);
  if ('clause' in said) return t(`targets:clause.${said.clause}.name`);
  if ('reached' in said) return t(said.reached ? 'evaluation:reached' : 'evaluation:notReached');
  return t(`evaluation:task.${said.task}`);
}

const BASIS_HERE = ['paidRateAmount', 'paidRateHouseholds', 'continuityRate', 'rectifiedRate'] as const;

/** Who would be counted. */
function basisWords(t: EvaluationT, key: IndicatorKey): string {
  const here = BASIS_HERE.find((one) => one === key);
  return here ? t(`evaluation:basis.${here}`) : t(`coverage:indicator.${key as Exclude<IndicatorKey, (typeof BASIS_HERE)[number]>}.basis`);
}

export function evaluationSentence(t: EvaluationT, { say, values }: EvaluationLine): string {
  const said = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === 'string' && isCalendarDay(value) ? formatDayOnPaper(value, t('evaluation:language') as 'en') : saidText(t, value),
  ]);
  return (t as (key: string, values: object) => string)(`evaluation:line.${say}`, Object.fromEntries(said));
}

const NUMBERS = ['rate', 'wan', 'area', 'amount', 'pieces', 'percent', 'fraction'];

function isNumber(said: EvaluationSaid): boolean {
  return typeof said === 'number' || (typeof said === 'object' && said !== null && NUMBERS.some((key) => key in said));
}

export function evaluationTable(t: EvaluationT, table: EvaluationTable): TableWords {
  return {
    title: t(`evaluation:table.${table.say}`),
    columns: table.columns.map((column, at) => ({
      heading: t(`evaluation:column.${column}`),
      number: table.rows.some((row) => isNumber(row[at]!)),
    })),
    rows: table.rows.map((row) => row.map((said) => saidText(t, said))),
  };
}

/** A sentence and a table as they stand on paper. */
export const paperSentence = (t: EvaluationT, line: EvaluationLine): string => withoutGaps(evaluationSentence(t, line));

export function paperTable(t: EvaluationT, table: EvaluationTable): TableWords {
  const { title, columns, rows } = evaluationTable(t, table);
  return { title: withoutGaps(title), columns, rows: rows.map((row) => row.map(withoutGaps)) };
}
