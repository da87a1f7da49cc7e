/** Writes a document as a Word file. The only file that knows docx. */
import {
  AlignmentType,
  BorderStyle,
  Document,
  DocumentGridType,
  Footer,
  HeadingLevel,
  type IRunOptions,
  LineRuleType,
  Packer,
  PageBreak,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import { chartRun } from './chart.server';
import type { WordBlock, WordDocument, WordTable } from './document';
import { CHARACTER_SPACING, FONTS, FORM_MARGINS, fontTable, LINE_PITCH, MARGINS, PAPER, SIZES, TEXT, tableSize } from './page';

const fonts = (eastAsia: string) => ({ ascii: eastAsia, hAnsi: eastAsia, cs: eastAsia, eastAsia });
const LINE = { line: LINE_PITCH, lineRule: LineRuleType.EXACT };
const BODY = { font: fonts(FONTS.body), size: SIZES.body, characterSpacing: CHARACTER_SPACING };
/** Two characters. */
const INDENT = SIZES.body * 10 * 2;
/** The text area ends 35 mm above the edge; the page number stands 7 mm below it. */
const FOOTER = MARGINS.bottom - 397 - SIZES.pageNumber * 10;

export async function writeWord(document: WordDocument): Promise<Uint8Array> {
  const width = document.form ? PAPER.width - FORM_MARGINS.left - FORM_MARGINS.right : TEXT.width;
  const file = new Document({
    creator: '清暖台账',
    title: document.title,
    evenAndOddHeaderAndFooters: true,
    styles: {
      default: {
        document: { run: BODY, paragraph: { spacing: LINE } },
        title: { run: { font: fonts(FONTS.title), size: SIZES.title }, paragraph: { alignment: AlignmentType.CENTER } },
        heading1: heading(FONTS.heading1, 0),
        heading2: heading(FONTS.heading2, 1),
      },
    },
    sections: [
      {
        properties: {
          ...(document.form
            ? { page: { size: PAPER, margin: { ...FORM_MARGINS, footer: FORM_MARGINS.bottom / 2 } } }
            : {
                page: { size: PAPER, margin: { ...MARGINS, footer: FOOTER, header: MARGINS.top / 2 } },
                grid: { type: DocumentGridType.LINES, linePitch: LINE_PITCH },
              }),
        },
        footers: { default: pageNumber(AlignmentType.RIGHT), even: pageNumber(AlignmentType.LEFT) },
        children: [...head(document), ...document.blocks.flatMap((block) => blockOf(block, width)), ...signature(document)],
      },
    ],
  });
  return Packer.toBuffer(file, undefined, [{ path: 'word/fontTable.xml', data: fontTable() }]);
}

/** Word knows the level of its headings by their name, other programs need to be told it for a table of contents. */
function heading(font: string, outlineLevel: number) {
  return {
    run: { font: fonts(font), size: SIZES.body, color: '000000', bold: false },
    paragraph: { spacing: { ...LINE, before: 0, after: 0 }, indent: { firstLine: INDENT }, keepNext: true, outlineLevel },
  };
}

const run = (text: string, more: IRunOptions = {}) => new TextRun({ text, ...more });

function head({ title, below }: WordDocument): Paragraph[] {
  if (title === '') return [];
  return [
    new Paragraph({ heading: HeadingLevel.TITLE, spacing: { line: 700, lineRule: LineRuleType.AT_LEAST }, children: [run(title)] }),
    ...below.map((line) => new Paragraph({ alignment: AlignmentType.CENTER, children: [run(line, { font: fonts(FONTS.heading2) })] })),
    new Paragraph({}),
  ];
}

function blockOf(block: WordBlock, width: number): (Paragraph | Table)[] {
  switch (block.is) {
    case 'heading1':
      return [new Paragraph({ heading: HeadingLevel.HEADING_1, children: [run(block.text)] })];
    case 'heading2':
      return [new Paragraph({ heading: HeadingLevel.HEADING_2, children: [run(block.text)] })];
    case 'paragraph':
      return [
        new Paragraph({
          alignment: AlignmentType.JUSTIFIED,
          indent: { firstLine: INDENT },
          keepNext: block.leads,
          children: [run(block.text)],
        }),
      ];
    case 'page':
      return [new Paragraph({ spacing: { line: 20, lineRule: LineRuleType.EXACT }, children: [new PageBreak()] })];
    case 'table':
      return [captionOf(block), table(block, width), gap()];
    case 'chart':
      return [
        captionOf(block),
        new Paragraph({
          alignment: AlignmentType.CENTER,
          spacing: { line: 240, lineRule: LineRuleType.AUTO },
          children: [chartRun(block, width)],
        }),
        gap(),
      ];
  }
}

function captionOf({ caption }: { caption: string }): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    keepNext: true,
    children: [run(caption, { font: fonts(FONTS.heading1), size: SIZES.caption, snapToGrid: false })],
  });
}

const gap = () => new Paragraph({ spacing: { line: 240, lineRule: LineRuleType.EXACT } });

/** As wide as it is told, that is as the text; the row of headings is repeated on every page, and no row is torn apart. */
function table({ columns, rows }: WordTable, width: number): Table {
  const widths = columnWidths({ columns, rows }, width);
  const border = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
  const cell = (text: string, at: number, font: string, alignment: (typeof AlignmentType)[keyof typeof AlignmentType]) =>
    new TableCell({
      width: { size: widths[at]!, type: WidthType.DXA },
      verticalAlign: VerticalAlign.CENTER,
      margins: { left: 70, right: 70 },
      children: [
        new Paragraph({
          alignment,
          spacing: { line: 300, lineRule: LineRuleType.AT_LEAST },
          children: [run(text, { font: fonts(font), size: tableSize(columns.length), snapToGrid: false })],
        }),
      ],
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: width, type: WidthType.DXA },
    columnWidths: widths,
    borders: { top: border, bottom: border, left: border, right: border, insideHorizontal: border, insideVertical: border },
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: columns.map(({ heading: text }, at) => cell(text, at, FONTS.heading1, AlignmentType.CENTER)),
      }),
      ...rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            children: row.map((text, at) => cell(text, at, FONTS.body, columns[at]!.number ? AlignmentType.RIGHT : AlignmentType.LEFT)),
          }),
      ),
    ],
  });
}

/** Columns share the width by the longest thing that stands in them, a heading in two lines. */
function columnWidths({ columns, rows }: Pick<WordTable, 'columns' | 'rows'>, width: number): number[] {
  const length = (text: string) => [...text].reduce((sum, character) => sum + (character.charCodeAt(0) > 255 ? 1 : 0.62), 0);
  const wanted = columns.map(({ heading: text }, at) =>
    Math.min(12, Math.max(3.5, length(text) / 2 + 1, ...rows.map((row) => length(row[at]!) + 1))),
  );
  const all = wanted.reduce((sum, one) => sum + one, 0);
  const widths = wanted.map((one) => Math.floor((width * one) / all));
  widths[0]! += width - widths.reduce((sum, one) => sum + one, 0);
  return widths;
}

function signature({ signed }: WordDocument): Paragraph[] {
  if (!signed) return [];
  const line = (text: string) => new Paragraph({ alignment: AlignmentType.RIGHT, indent: { right: INDENT }, children: [run(text)] });
  return [new Paragraph({}), line(signed.office), line(signed.day)];
}

/** — 1 —, at the outer side: right on odd pages, left on even ones, one character from the edge. */
function pageNumber(alignment: typeof AlignmentType.RIGHT | typeof AlignmentType.LEFT): Footer {
  const of = { font: fonts(FONTS.pageNumber), size: SIZES.pageNumber };
  return new Footer({
    children: [
      new Paragraph({
        alignment,
        indent: { left: SIZES.pageNumber * 10, right: SIZES.pageNumber * 10 },
        children: [new TextRun({ ...of, children: ['— ', PageNumber.CURRENT, ' —'] })],
      }),
    ],
  });
}
