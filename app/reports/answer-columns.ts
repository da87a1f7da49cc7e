/** The columns of a list that print an answer, each in the format of its question. Titles and order come from the contract. */

import { ANSWER_COLUMNS, type AnswerColumn } from '~/domain/contract/answer-columns';
import { type EnumName, labelOf } from '~/domain/contract/enumerations';
import type { QuestionKey } from '~/domain/survey/questions/questions';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { contractColumns } from './contract';
import { type ListColumns, yesNo } from './place';
import type { Cell, Format } from './sheet';

const FORMAT: Record<AnswerColumn['type'], Format> = {
  enum: 'word',
  bool: 'word',
  int: 'count',
  decimal: 'decimal2',
  money: 'yuan',
  text: 'text',
};

/**
 * The columns of a sheet that has answer columns titled as in 入户记录; `widths` replaces widths where those of the format do not
 * fit. A title with another meaning on this sheet is described by the sheet, whose description follows and wins.
 */
export function answerColumns<Row>(
  sheet: string,
  answersOf: (row: Row) => VisitAnswers | undefined,
  widths: Partial<Record<QuestionKey, number>> = {},
): ListColumns<Row> {
  const printed = new Set(contractColumns(sheet).map(({ title }) => title));
  return Object.fromEntries(
    ANSWER_COLUMNS.filter(({ title }) => printed.has(title)).map((column) => {
      const format = column.many ? 'text' : FORMAT[column.type];
      const value = (row: Row): Cell => cellOf(column, answersOf(row)?.[column.key]);
      return [column.title, { width: widths[column.key] ?? (format === 'text' ? 18 : 9), format, value }];
    }),
  );
}

function cellOf(column: AnswerColumn, value: VisitAnswers[QuestionKey]): Cell {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => word(column.enum, item)).join('、') || null;
  if (typeof value === 'boolean') return yesNo(value);
  if (typeof value === 'string') return word(column.enum, value);
  return column.type === 'money' ? value / 100 : value;
}

function word(list: EnumName | undefined, key: string): string {
  return list ? labelOf(list, key) : key;
}
