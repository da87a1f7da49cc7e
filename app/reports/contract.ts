/**
 * The sheets and columns of the report workbook as app/domain/contract/report.json lists them: names, groups, titles and
 * their order. Everything the workbook writes is looked up here; nothing repeats the lists.
 */
import contract from '~/domain/contract/report.json';

export type ContractColumn = {
  /** First header row; '' when the column stands alone. */
  group: string;
  /** Second header row. */
  title: string;
  /** Only the summary sheets name their columns by key. */
  key?: string;
};

type Listed = { name: string; columns?: readonly (string | ContractColumn)[] };

const SHEETS: readonly Listed[] = contract.sheets;

/** '附件4 分户台账' for '附件4'. The names of 封面, 填报说明 and 校核 have nothing after their start. */
export function contractSheetName(start: string): string {
  const found = SHEETS.find((sheet) => sheet.name === start || sheet.name.startsWith(`${start} `));
  if (!found) throw new RangeError(`app/domain/contract/report.json has no sheet ${start}`);
  return found.name;
}

/** The columns of a sheet, in order. */
export function contractColumns(start: string): ContractColumn[] {
  const name = contractSheetName(start);
  const columns = SHEETS.find((sheet) => sheet.name === name)?.columns ?? [];
  return columns.map((column) => (typeof column === 'string' ? { group: '', title: column } : column));
}

/** The annexes of the report, in order: 附件1 分县汇总, … */
export const REPORT_ANNEXES: readonly string[] = SHEETS.map(({ name }) => name).filter((name) => name.startsWith('附件'));
