import type { Question } from '~/domain/survey/questions/question';
import { QUESTION_KEYS, QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import type { VisitAnswers } from '../survey/visit-answers';
import { type EnumName, isLabelList } from './enumerations';
import contract from './import.json';

/**
 * 答案列: the answers as columns on paper, in sheet 入户记录 and in the lists of the report. The title comes from the contract or, for
 * a question that the contract does not know, from its record; a question with neither is on no paper. Type and list come from
 * the record. The importer and the workbook read this; the phone does not.
 */
export type AnswerColumn = {
  key: QuestionKey;
  title: string;
  type: 'text' | 'enum' | 'bool' | 'int' | 'decimal' | 'money';
  many: boolean;
  enum?: EnumName;
};

const titles = new Map<string, string>(contract.sheets.入户记录.columns.map(({ key, title }) => [key, title]));

/** The contract's columns in its order, then the register's own. */
export const ANSWER_COLUMNS: readonly AnswerColumn[] = [
  ...QUESTION_KEYS.filter((key) => titles.has(key)),
  ...QUESTION_KEYS.filter((key) => !titles.has(key)),
].flatMap((key) => answerColumn(key, QUESTIONS[key]));

function answerColumn(key: QuestionKey, question: Question<VisitAnswers>): AnswerColumn[] {
  const title = titles.get(key) ?? question.column;
  return title === undefined ? [] : [{ key, title, many: question.form === 'many', ...typeOf(question) }];
}

function typeOf(question: Question<VisitAnswers>): Pick<AnswerColumn, 'type' | 'enum'> {
  switch (question.form) {
    case 'one':
    case 'many':
      return isLabelList(question.list) ? { type: 'text' } : { type: 'enum', enum: question.list };
    case 'yes-no':
      return { type: 'bool' };
    case 'number':
      return { type: question.range.decimals === 0 ? 'int' : 'decimal' };
    default:
      return { type: question.form };
  }
}
