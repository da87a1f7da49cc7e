import { packedCell, valueOfPacked } from '~/domain/package/packed-cell';
import { PACKED_QUESTIONS, PACKED_SHEETS, type PackedName } from '~/domain/package/packed-sheets';
import { refuse } from '~/domain/problems';
import { CsvReader, csvOf } from '~/domain/text/csv';

/** Rows written at a time: few enough for memory, enough that packing does not go row by row. */
const AT_ONCE = 500;

/** The rows of a sheet as the bytes of its file: a heading, then a line a record. */
export async function* csvOfRecords(
  name: PackedName,
  rows: AsyncIterable<Record<string, unknown>>,
  seen: (rows: number) => void,
): AsyncGenerator<Buffer> {
  const { columns } = PACKED_SHEETS[name];
  yield Buffer.from(`\ufeff${csvOf([columns.map(({ title }) => title)])}`);
  let waiting: string[][] = [];
  for await (const row of rows) {
    waiting.push(columns.map((column) => packedCell(column, row[column.column])));
    if (waiting.length < AT_ONCE) continue;
    yield Buffer.from(csvOf(waiting));
    seen(waiting.length);
    waiting = [];
  }
  seen(waiting.length);
  if (waiting.length > 0) yield Buffer.from(csvOf(waiting));
}

/** The records in the bytes of a file, as values in the order of `columnsOfPacked`. A cell that cannot be one is refused with its place. */
export async function* recordsOfCsv(name: PackedName, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<unknown[]> {
  const { columns, name: file } = PACKED_SHEETS[name];
  const reader = new CsvReader();
  const decoder = new TextDecoder('utf-8', { fatal: false });
  let line = 0;
  const titles = columns.map(({ title }) => title);
  const decode = (cells: readonly string[]): unknown[] | null => {
    line += 1;
    if (line === 1) {
      if (cells.length !== titles.length || cells.some((cell, at) => cell !== titles[at]))
        refuse('package.record-unreadable', { file, line, column: titles.find((title, at) => cells[at] !== title) ?? '' });
      return null;
    }
    return valuesOf(name, cells, (title) => refuse('package.record-unreadable', { file, line, column: title }));
  };
  for await (const piece of bytes) {
    for (const cells of reader.rows(decoder.decode(piece, { stream: true }))) {
      const values = decode(cells);
      if (values) yield values;
    }
  }
  for (const cells of reader.rest()) {
    const values = decode(cells);
    if (values) yield values;
  }
}

function valuesOf(name: PackedName, cells: readonly string[], unreadable: (title: string) => never): unknown[] {
  const { columns } = PACKED_SHEETS[name];
  if (cells.length !== columns.length) unreadable('');
  const values: unknown[] = [];
  const answers: Record<string, unknown> = {};
  for (const [at, column] of columns.entries()) {
    const value = valueOfPacked(column, cells[at]!);
    if (value === undefined) unreadable(column.title);
    if (column.column.startsWith('answer_')) {
      const answer = answerOf(column.column.slice('answer_'.length), value);
      if (answer !== undefined) answers[column.column.slice('answer_'.length)] = answer;
    } else values.push(value);
  }
  return name === 'visits' ? [...values, JSON.stringify(answers)] : values;
}

/** An empty answer is absent. */
function answerOf(question: string, value: unknown): unknown {
  if (value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  const { form } = PACKED_QUESTIONS.find((one) => one.question === question)!.form;
  return form === 'number' || form === 'decimals' ? Number(value) : value;
}
