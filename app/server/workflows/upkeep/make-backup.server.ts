import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { missingMigrations } from '~/database/connection/migrate.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { dataDirectory } from '~/database/connection/where.server';
import { appliedMigrations, counters, type RegisterTable, registerFigures, registerTables } from '~/database/upkeep/whole-register.server';
import type { BackupClosing } from '~/domain/upkeep/backup-manifest';
import { env } from '~/server/http/env.server';
import { writeClosing, writeEntry } from './backup-entries.server';
import { filePieces, filesToBackUp, refuseFullDisk, refuseUnwritable, weighFiles } from './backup-files.server';
import { SealedWriter } from './sealed-file.server';

type BackupStage = 'tables' | 'files';
type BackupProgress = (stage: BackupStage, done: number, total: number) => void;
export type MadeBackup = { file: string; id: string; bytes: number; rows: number; files: number; seconds: number };
type Work = { now?: Date; signal?: AbortSignal; onProgress?: BackupProgress; dataDir?: string; free?: (folder: string) => Promise<number> };

/** Tables shrink to a sixth and less; photos hardly. */
const SHARE_OF_TABLES = 0.3;

/**
 * 备份 (docs/definitions.md#backup): the whole register as of one moment, and every file that belongs to it, sealed with DATA_KEY into one
 * file, beside a running app. All tables are read in one snapshot. The files are listed after it was taken and never change under their
 * names, so every photo that the register of that moment knows is among them. Memory does not grow with the register. The file has its
 * name only when it is whole and on the disk; until then, and after any error, there is nothing of it.
 */
export async function makeBackup(db: Database, file: string, work: Work = {}): Promise<MadeBackup> {
  const { now = new Date(), signal, onProgress = () => undefined, dataDir = dataDirectory() } = work;
  const begun = performance.now();
  const draft = `${file}.unfinished-${randomUUID()}`;
  const current = (await missingMigrations(db.pool)).length === 0;
  const id = randomUUID();
  let rows = 0;
  let expected = 0;
  try {
    const handle = await open(draft, 'wx', 0o600);
    let writer: SealedWriter;
    let files: number;
    try {
      const closing: BackupClosing = { tables: [], files: 0, counters: [], figures: null };
      writer = await inTransaction(
        db,
        async (sql) => {
          const tables = await registerTables(sql);
          const tableBytes = tables.reduce((sum, { bytes }) => sum + bytes, 0);
          const { files: filesThen, bytes: fileBytes } = await weighFiles(dataDir);
          expected = filesThen;
          await refuseFullDisk(dirname(file), tableBytes * SHARE_OF_TABLES + fileBytes, work.free);
          const about = { id, madeAt: now.toISOString(), migrations: await appliedMigrations(sql), tableBytes, fileBytes };
          const to = await SealedWriter.begin(handle, env().dataKeys[0]!, about);
          for (const [at, table] of tables.entries()) {
            onProgress('tables', at, tables.length);
            closing.tables.push(await writeTable(sql, to, table, signal));
          }
          onProgress('tables', tables.length, tables.length);
          closing.figures = current ? await registerFigures(sql) : null;
          closing.counters = await counters(sql);
          return to;
        },
        { isolation: 'repeatable read', readOnly: true, statementTimeoutMs: 0 },
      );
      rows = closing.tables.reduce((sum, table) => sum + table.rows, 0);
      for await (const name of filesToBackUp(dataDir)) {
        signal?.throwIfAborted();
        const content = await filePieces(join(dataDir, name));
        if (!content) continue; // a job's file that was deleted meanwhile
        await writeEntry(writer, { kind: 'file', name }, content);
        closing.files += 1;
        onProgress('files', closing.files, Math.max(expected, closing.files));
      }
      files = closing.files;
      await writeClosing(writer, closing);
      await writer.end();
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    await syncFolder(dirname(file));
    return { file, id, bytes: writer.bytes, rows, files, seconds: (performance.now() - begun) / 1000 };
  } catch (error) {
    return await refuseUnwritable(error, file);
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeTable(
  sql: Sql,
  to: SealedWriter,
  table: RegisterTable,
  signal?: AbortSignal,
): Promise<BackupClosing['tables'][number]> {
  let rows = 0;
  const content = (async function* () {
    for await (const piece of sql.copyTextOut(table.name, table.columns)) {
      signal?.throwIfAborted();
      // A line end inside a value is written as \n, so every one ends a row.
      for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) rows += 1;
      yield piece;
    }
  })();
  const sha256 = await writeEntry(to, { kind: 'table', name: table.name, columns: table.columns }, content);
  return { name: table.name, rows, sha256 };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
