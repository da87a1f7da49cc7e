/**
 * What a Word document is: headings, paragraphs and tables as data, in the order of the paper. This file knows nothing of files, and
 * write-word.server.ts knows nothing of heating.
 */
export type WordTable = {
  /** Printed above, centred. */
  caption: string;
  columns: readonly { heading: string; number: boolean }[];
  rows: readonly (readonly string[])[];
};
/** Bars, a group for each category from the top. A value that is null has no bar. */
export type WordChart = {
  /** Printed above, centred, and read to whoever does not see the bars. */
  caption: string;
  categories: readonly string[];
  series: readonly { name: string; values: readonly (number | null)[] }[];
  /** How values are written, as in a workbook: 0.00 */
  numberFormat: string;
  /** Of the axis, when it is not chosen from the values. */
  highest?: number;
};
export type WordBlock =
  /** 一、 */
  | { is: 'heading1'; text: string }
  /** （一） */
  | { is: 'heading2'; text: string }
  /** `leads`: on the page of what follows it. */
  | { is: 'paragraph'; text: string; leads?: boolean }
  /** What follows begins a new page. */
  | { is: 'page' }
  | ({ is: 'table' } & WordTable)
  | ({ is: 'chart' } & WordChart);

export type WordDocument = {
  title: string;
  /** Below the title, centred, one line each. */
  below: readonly string[];
  blocks: readonly WordBlock[];
  /** 落款: the office and the day, at the right. */
  signed: { office: string; day: string } | null;
  /** A form and no 公文: narrower margins, and lines as high as what stands in them. */
  form?: true;
};
