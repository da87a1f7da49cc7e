import { resolve } from 'node:path';
import { refuse } from '~/domain/problems';
import { makeBackup } from '~/server/workflows/upkeep/make-backup.server';
import { rehearseBackup } from '~/server/workflows/upkeep/rehearse-backup.server';
import { runCommand } from '../command/command';

const STAGES = { tables: '备份数据库 / tables', files: '备份文件 / files' } as const;

runCommand({
  name: 'backup',
  usage: 'npm run backup -- --out FILE [--rehearse]',
  about:
    '把整个台账（数据库和照片等文件）在同一时刻的状态备份到一个文件，用 DATA_KEY 封存；应用可以照常运行。恢复时需要同一个 DATA_KEY。\n' +
    'Writes the whole register of one moment, photos and other files included, into one file sealed with DATA_KEY, beside a running app. ' +
    'Restoring it needs the same DATA_KEY.',
  options: {
    out: { type: 'string', value: 'FILE', about: '写到这个文件 / the file to write', required: true },
    rehearse: { type: 'boolean', about: '做完后恢复到临时数据库，与台账核对 / restore it into a scratch database and compare' },
  },
  async run({ values, database, progress, print, signal, atEnd }) {
    const db = await database();
    let current = '';
    const making = makeBackup(db, resolve(values.out), {
      signal,
      onProgress(stage, done, total) {
        if (stage !== current) progress.begin(STAGES[stage], total);
        current = stage;
        progress.reach(done);
      },
    });
    // When told to stop, the command deletes the half-written file before it ends.
    atEnd(() => making.catch(() => undefined));
    const made = await making;
    progress.end();
    const megabytes = (made.bytes / 1_000_000).toFixed(1);
    print(`已备份 ${made.rows} 行、${made.files} 个文件，${megabytes} MB，用时 ${made.seconds.toFixed(1)} 秒：${made.file}`);
    print(`Backed up: ${made.rows} rows, ${made.files} files, ${megabytes} MB in ${made.seconds.toFixed(1)} s.`);
    if (!values.rehearse) return;
    progress.begin('演练恢复 / rehearsing', made.bytes);
    const rehearsal = await rehearseBackup(db, made.file, { signal, onByte: (done) => progress.reach(done) });
    progress.end();
    for (const fault of rehearsal.faults) print(`不符 differs: ${fault.what} ${fault.name}`);
    if (!rehearsal.ok) refuse('backup.rehearsal-failed', { count: rehearsal.faults.length });
    print(`演练通过：${rehearsal.rows} 行、${rehearsal.figures} 组指标、${rehearsal.photos} 张照片与备份时一致。`);
    print(`Rehearsed: ${rehearsal.rows} rows, ${rehearsal.figures} sets of figures and ${rehearsal.photos} photos are as they were.`);
  },
});
