import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Database, OpenOptions } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { beginRun, noteMade } from '~/database/upkeep/backup-runs.server';
import { backupFolder, backupName } from './backup-files.server';
import { type MadeBackup, makeBackup } from './make-backup.server';

/**
 * 升级前备份: opens a register and backs it up before it is brought to this version. When the backup fails, nothing is upgraded: the
 * sentence says why, and the version before still runs. `told` hears of the file.
 */
export async function openAfterBackup(
  open: (options: Pick<OpenOptions, 'beforeMigrating'>) => Promise<Database>,
  told: (file: string) => void,
): Promise<Database> {
  const now = new Date();
  let made: MadeBackup | null = null;
  const db = await open({
    async beforeMigrating(before) {
      made = await makeBackup(before, join(await backupFolder(), backupName(now, 'upgrade')), { now });
    },
  });
  if (made !== null) await noteUpgrade(db, made, now, told);
  return db;
}

async function noteUpgrade(db: Database, made: MadeBackup, now: Date, told: (file: string) => void): Promise<void> {
  told(made.file);
  // The table may be new with this upgrade, so it is written only now.
  await inTransaction(db, async (sql) => {
    const id = randomUUID();
    await beginRun(sql, { id, why: 'upgrade', begunAt: now, file: made.file });
    await noteMade(sql, id, made);
  });
}
