import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { shippedMigrations } from '~/database/connection/migrate.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { dataDirectory } from '~/database/connection/where.server';
import { firstFilledTable, otherClients } from '~/database/upkeep/whole-register.server';
import { refuse } from '~/domain/problems';
import type { BackupClosing } from '~/domain/upkeep/backup-manifest';
import { env } from '~/server/http/env.server';
import { checkSealedSample } from '~/server/personal/check-data-keys.server';
import type { DataKey } from '~/server/personal/data-keys.server';
import type { ReadEntry } from './backup-entries.server';
import { isBackedUpFile, refuseFullDisk, refuseUnwritable } from './backup-files.server';
import { loadBackup } from './load-backup.server';
import { SealedFile } from './sealed-file.server';

const UNFINISHED = 'restore.unfinished-';

/** Opens a backup and proves the whole of it, before anything is touched: every byte is there as it was, and this version can read it. */
export async function openProved(
  path: string,
  ring: readonly DataKey[],
  { onByte = () => undefined, signal }: { onByte?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<SealedFile> {
  const backup = await SealedFile.open(path, ring, signal);
  try {
    const shipped = new Set(shippedMigrations());
    const newer = backup.header.migrations.filter((name) => !shipped.has(name));
    if (newer.length > 0) refuse('backup.newer', { file: path, what: newer.join(', ') });
    let done = 0;
    for await (const piece of backup.pieces()) {
      done += piece.length;
      onByte(done, backup.bytes);
    }
    return backup;
  } catch (error) {
    await backup.close();
    throw error;
  }
}

/**
 * 恢复 (docs/definitions.md#backup): puts a proved backup into an empty database and its files into DATA_DIR. The rows are one
 * transaction; the files lie in a folder of their own until the whole backup was read and every reference was compared, then they take
 * their places and the transaction ends. Until then, and after any error, the register is as empty as before.
 */
export async function restoreBackup(
  db: Database,
  backup: SealedFile,
  { onTable, dataDir = dataDirectory() }: { onTable?: (done: number) => void; dataDir?: string } = {},
): Promise<BackupClosing> {
  const waiting = join(dataDir, `${UNFINISHED}${randomUUID()}`);
  try {
    await deleteUnfinished(dataDir);
    return await inTransaction(
      db,
      async (sql) => {
        const filled = await firstFilledTable(sql);
        if (filled !== null) refuse('backup.not-empty', { table: filled });
        if ((await otherClients(sql)) > 0) refuse('backup.in-use');
        await refuseFullDisk(dataDir, backup.header.fileBytes);
        await rm(waiting, { recursive: true, force: true }); // of an attempt that the database asked to repeat
        const names: string[] = [];
        const closing = await loadBackup(sql, backup, (file) => keepFile(waiting, file, names), onTable);
        await checkSealedSample(sql);
        await moveIn(waiting, dataDir, names);
        return closing;
      },
      { statementTimeoutMs: 0, durable: true },
    );
  } catch (error) {
    return await refuseUnwritable(error, join(dataDir, '-'));
  } finally {
    await rm(waiting, { recursive: true, force: true });
  }
}

async function keepFile(folder: string, entry: ReadEntry, names: string[]): Promise<void> {
  if (!isBackedUpFile(entry.name)) throw new Error('a file that no backup holds');
  const path = join(folder, entry.name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(Readable.from(entry.content), createWriteStream(path, { mode: 0o600, flush: true }));
  names.push(entry.name);
}

async function moveIn(from: string, dataDir: string, names: readonly string[]): Promise<void> {
  const folders = new Set<string>();
  for (const name of names) {
    const path = join(dataDir, name);
    if (!folders.has(dirname(path))) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    folders.add(dirname(path));
    await rename(join(from, name), path);
  }
  for (const folder of [...folders, dataDir]) {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  }
}

/** What a restore that was killed left. */
async function deleteUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir))
    if (name.startsWith(UNFINISHED)) await rm(join(dataDir, name), { recursive: true, force: true });
}

export const ourKeys = (): readonly DataKey[] => env().dataKeys;
