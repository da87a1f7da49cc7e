import { resolve } from 'node:path';
import { broughtUpToDate, openAsItIs } from '~/database/connection/open.server';
import { openProved, ourKeys, restoreBackup } from '~/server/workflows/upkeep/restore-backup.server';
import { runCommand } from '../command/command';

runCommand({
  name: 'restore',
  usage: 'npm run restore -- FILE',
  about:
    '把备份恢复到空的 DATA_DIR 或 DATABASE_URL。先核验整个文件，再在一次事务里恢复；拒绝损坏、不完整、密钥不符、版本更新的备份，也不覆盖已有的台账。\n' +
    'Restores a backup into an empty DATA_DIR or DATABASE_URL. The whole file is verified before anything changes, and the rows are one ' +
    'transaction. Refuses a file that is damaged, incomplete, of another key or of a newer version, and a register that is not empty.',
  options: {},
  files: [{ name: 'FILE', about: '备份文件 / the backup' }],
  async run({ files, progress, print, signal, atEnd }) {
    progress.begin('核验备份 / verifying the backup', 100);
    const backup = await openProved(resolve(files[0]!), ourKeys(), {
      signal,
      onByte: (done, total) => progress.reach(Math.floor((done / total) * 100)),
    });
    atEnd(() => backup.close());
    const opening = openAsItIs({ connections: 2 });
    atEnd(async () => (await opening.catch(() => undefined))?.close());
    const db = await opening;
    progress.begin('恢复 / restoring');
    const restoring = restoreBackup(db, backup, { onTable: (done) => progress.reach(done) });
    // When told to stop, the command waits for the database to roll back and for its files to be deleted.
    atEnd(() => restoring.catch(() => undefined));
    const closing = await restoring;
    progress.end();
    // A backup of an older version is brought to this one.
    const used = await broughtUpToDate(db, { connections: 2 });
    atEnd(() => used.close());
    const rows = closing.tables.reduce((sum, table) => sum + table.rows, 0);
    print(`已恢复 ${backup.header.madeAt} 的备份：${rows} 行、${closing.files} 个文件。所有人需要重新登录。建议再运行 npm run verify。`);
    print(
      `Restored the backup of ${backup.header.madeAt}: ${rows} rows, ${closing.files} files. Everybody signs in anew. Run npm run verify.`,
    );
  },
});
