import type { Sql } from '~/database/connection/sql.server';
import { makeEmptyRegister } from '~/database/upkeep/whole-register.server';
import { refuse } from '~/domain/problems';
import type { BackupClosing } from '~/domain/upkeep/backup-manifest';
import { type ReadEntry, readEntries } from './backup-entries.server';
import type { SealedFile } from './sealed-file.server';

/**
 * Puts the register of a backup in place of an empty one, in the transaction of `sql`. Files go to `keep`. Refuses when anything is not
 * what the backup says of itself at its end.
 */
export async function loadBackup(
  sql: Sql,
  backup: SealedFile,
  keep: (file: ReadEntry) => Promise<void>,
  onTable: (done: number) => void = () => undefined,
): Promise<BackupClosing> {
  const damaged = () => refuse('backup.damaged', { file: backup.path });
  const register = await makeEmptyRegister(sql, backup.header.migrations);
  const tables: BackupClosing['tables'] = [];
  let files = 0;
  const closing = await readEntries(backup, async (entry) => {
    if (entry.kind === 'file') {
      await keep(entry);
      files += 1;
      return;
    }
    const rows = await sql.copyTextIn(entry.name, entry.columns ?? damaged(), entry.content);
    tables.push({ name: entry.name, rows, sha256: entry.sha256() });
    onTable(tables.length);
  });
  if (files !== closing.files || JSON.stringify(tables) !== JSON.stringify(closing.tables)) damaged();
  await register.finish(closing.counters);
  return closing;
}
