/** The sentences of an import: what is wrong with a row, where, and what to do. */
import { SHEETS, type SheetName } from './contract-sheets';
import type { FileNote } from './open-sheets';

export type SaidProblem = {
  sheet: string;
  row: number;
  column: string;
  value: string;
  code: string;
  details?: Record<string, string | number> | null;
};

/** `t` of either language over all namespaces. */
export type Translate = (key: never, values: never) => unknown;

/** The title of a column in the workbook. Titles are Chinese in every language, because the file has them in Chinese. */
export function titleOf(sheet: string, key: string): string {
  return SHEETS[sheet as SheetName]?.columns.find((column) => column.key === key)?.title ?? '';
}

/** The sentence without its place. */
export function sentenceOfProblem(t: Translate, problem: Pick<SaidProblem, 'sheet' | 'column' | 'code' | 'details' | 'value'>): string {
  const values = { value: problem.value, ...problem.details, ...contradicted(t, problem), column: titleOf(problem.sheet, problem.column) };
  const key = problem.code.startsWith('policy.') ? `problems:${problem.code}` : `imports:problem.${problem.code}`;
  return t(key as never, values as never) as string;
}

/** What a record contradicts (app/domain/household/contradictions), in the words of the form. */
function contradicted(t: Translate, { code, details }: Pick<SaidProblem, 'code' | 'details'>): { what?: string } {
  if (code !== 'contradicts') return {};
  const found = String(details?.found ?? '').split(' ');
  return { what: found.map((one) => t(`contradictions:what.${one}` as never, {} as never) as string).join('') };
}

/** Place, value and sentence in one line, for the command line. */
export function lineOfProblem(t: Translate, problem: SaidProblem): string {
  const place = t(
    'imports:place' as never,
    { sheet: problem.sheet, row: problem.row, column: titleOf(problem.sheet, problem.column) } as never,
  ) as string;
  const value = problem.value === '' ? '' : (t('imports:typed' as never, { value: problem.value } as never) as string);
  return `${place}${value}${sentenceOfProblem(t, problem)}`;
}

export function sentenceOfNote(t: Translate, note: FileNote): string {
  return t(`imports:fileNote.${note.code}` as never, note as never) as string;
}
