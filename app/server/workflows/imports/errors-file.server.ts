/**
 * The refused rows of a workbook as a workbook of their own, to be corrected and imported again. It is written while the
 * problems are still in the database, and moved into place when the import has ended.
 */
import { rename, rm } from 'node:fs/promises';
import type { Sql } from '~/database/connection/sql.server';
import { problemsOfRows } from '~/database/imports/staging.server';
import { words } from '~/i18n/words.server';
import { SHEETS } from '~/imports/contract-sheets';
import type { OpenSheet } from '~/imports/open-sheets';
import type { RowSource } from '~/imports/row-source';
import { sentenceOfProblem, titleOf } from '~/imports/sentences';
import type { SheetRow } from '~/imports/workbook/cell';
import { RefusedRowsWriter } from '~/imports/write-workbook.server';

export class ErrorsFile {
  private readonly part: string;
  private writer: RefusedRowsWriter | undefined;

  constructor(
    private readonly path: string,
    private readonly source: RowSource,
  ) {
    this.part = `${path}.${process.pid}.part`;
  }

  /**
   * Reads the file again and writes each refused row as it was, with its problems in the last column. Rows that passed are not in it. When
   * they were not imported either, the first row of each sheet says what to do.
   */
  async write(sql: Sql, sheets: readonly OpenSheet[], goodRowsLeft: number, most = Number.POSITIVE_INFINITY): Promise<void> {
    this.writer?.abandon();
    this.writer = new RefusedRowsWriter(this.part);
    let written = 0;
    for (const sheet of sheets) if (written < most) written += await this.writeSheet(sql, sheet, this.writer, goodRowsLeft, most - written);
    await this.writer.close();
  }

  /** Moves the file into place, or removes one of an earlier run. Returns the path when there is one. */
  async keep(anyRefused: boolean): Promise<string | undefined> {
    if (!anyRefused) {
      await rm(this.path, { force: true });
      return undefined;
    }
    await rename(this.part, this.path);
    return this.path;
  }

  /** Removes a half-written file in every case. */
  async discard(): Promise<void> {
    this.writer?.abandon();
    await rm(this.part, { force: true });
  }

  private async writeSheet(sql: Sql, sheet: OpenSheet, writer: RefusedRowsWriter, goodRowsLeft: number, most: number): Promise<number> {
    const found = sheet.header.columns.flatMap((column, at) => (column ? [{ at, key: column.key }] : []));
    // Only columns the file had, so that people find their own sheet again.
    const columns = SHEETS[sheet.name].columns.filter(({ key }) => found.some((one) => one.key === key));
    const places = columns.map(({ key }) => found.find((one) => one.key === key)!.at);
    let started = false;
    let written = 0;
    for await (const batch of this.source.rows(sheet.inFile)) {
      for (const { row, errors } of await this.refusedOf(sql, sheet, batch)) {
        if (written === most) return written;
        written += 1;
        if (!started) writer.startSheet(sheet.name, columns);
        const left = !started && goodRowsLeft > 0 ? `\n${words('zh-CN')('imports:goodRowsLeft', { rows: goodRowsLeft })}` : '';
        started = true;
        await writer.row(
          places.map((at) => row.cells[at]),
          `${errors}${left}`,
        );
      }
    }
    return written;
  }

  private async refusedOf(sql: Sql, sheet: OpenSheet, batch: readonly SheetRow[]): Promise<{ row: SheetRow; errors: string }[]> {
    const [first, last] = [batch[0], batch.at(-1)];
    if (!first || !last) return [];
    const t = words('zh-CN');
    const errors = new Map<number, string[]>();
    for (const problem of await problemsOfRows(sql, sheet.name, first.row, last.row)) {
      const title = titleOf(problem.sheet, problem.column);
      const line = `${title === '' ? '' : `${title}：`}${sentenceOfProblem(t, problem)}`;
      errors.set(problem.row, [...(errors.get(problem.row) ?? []), line]);
    }
    return batch.flatMap((row) => (errors.has(row.row) ? [{ row, errors: errors.get(row.row)!.join('\n') }] : []));
  }
}
