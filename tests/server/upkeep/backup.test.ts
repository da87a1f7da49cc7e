import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { EVERYTHING } from '~/database/scope.server';
import { lastGoodRun, latestRuns } from '~/database/upkeep/backup-runs.server';
import { registerFigures, rowsOf } from '~/database/upkeep/whole-register.server';
import { OPERATOR } from '~/domain/access/person';
import { Refusal } from '~/domain/problems';
import { openMetrics } from '~/server/http/metrics.server';
import { SAMPLE_SEASONS } from '~/server/sample/counties.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { keepPhotoFile } from '~/server/workflows/survey/photo-files.server';
import { type ReadEntry, readEntries, writeClosing, writeEntry } from '~/server/workflows/upkeep/backup-entries.server';
import { refuseUnwritable } from '~/server/workflows/upkeep/backup-files.server';
import { backupJob } from '~/server/workflows/upkeep/backup-job.server';
import { makeBackup } from '~/server/workflows/upkeep/make-backup.server';
import { rehearseBackup } from '~/server/workflows/upkeep/rehearse-backup.server';
import { openProved, ourKeys, restoreBackup } from '~/server/workflows/upkeep/restore-backup.server';
import { SealedFile, SealedWriter } from '~/server/workflows/upkeep/sealed-file.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { smallSample } from '../../fixtures/small-sample';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, VILLAGE, written } from '../../helpers/register';

const NOW = new Date();
const NO_EXPORTS = { counts: () => ({ running: 0, waiting: 0 }) };
let db: Database;
let folder: string;
let dataDir: string;
let backup: string;
const photo = randomBytes(3_000_000);
const named = createHash('sha256').update(photo).digest('hex');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qingnuan-backup-'));
  dataDir = await mkdtemp(join(folder, 'data-'));
  db = await freshDatabase();
  await smallSample(db, [VILLAGE], NOW);
  await keepPhotoFile(dataDir, named, photo);
  await written(db, `INSERT INTO photo (sha256, type, bytes, received_at) VALUES ($1, 'image/jpeg', $2, now())`, [named, photo.length]);
  backup = join(folder, 'quiet.qnb');
});
afterAll(() => rm(folder, { recursive: true }));

const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'nothing was refused';
  } catch (error) {
    if (error instanceof Refusal) return error.problem.code;
    throw error;
  }
};
const factsOf = (of: Database) =>
  Promise.all(
    SAMPLE_SEASONS.flatMap((season) =>
      ['1406', '140602', VILLAGE.slice(0, 9)].map((division) => readFacts(of, EVERYTHING, { division, season }, NOW)),
    ),
  );
const restoredInto = async (file: string) => {
  const target = { db: await freshDatabase(), dataDir: await mkdtemp(join(folder, 'restored-')) };
  const proved = await openProved(file, ourKeys());
  await restoreBackup(target.db, proved, { dataDir: target.dataDir }).finally(() => proved.close());
  return target;
};

describe('a backup', () => {
  it('gives back the register as it was: facts, history, every row, photos, and the next numbers', async () => {
    const made = await makeBackup(db, backup, { dataDir, now: NOW });
    expect(made.files).toBe(1);
    const target = await restoredInto(backup);
    expect(await factsOf(target.db)).toEqual(await factsOf(db));
    const verified = await verifyRegister(target.db, NOW, undefined, target.dataDir);
    expect(verified).toMatchObject({ ok: true, photos: { compared: 1, faults: [] } });
    expect(await readdir(target.dataDir)).toEqual(['photos']);
    // Triggers are in force again: what no program may do, the restored register refuses as well.
    await expect(target.db.pool.query('DELETE FROM history')).rejects.toThrow(/append-only|history/);
    await addHouseholds(target.db, [{ number: 'N900', village: VILLAGE }]);
    expect((await verifyRegister(target.db, NOW, undefined, target.dataDir)).ok).toBe(true);
  });

  it('is of one moment while records are written, and the rehearsal proves it', async () => {
    let writing = true;
    let written = 0;
    const writer = (async () => {
      for (; writing; written += 1) await addHouseholds(db, [{ number: `B${written}`, village: VILLAGE }]);
    })();
    const file = join(folder, 'busy.qnb');
    const before = await withSql(db, (sql) => rowsOf(sql, 'history'));
    await makeBackup(db, file, { dataDir });
    writing = false;
    await writer;
    const after = await withSql(db, (sql) => rowsOf(sql, 'history'));
    expect(written).toBeGreaterThan(0);
    const target = await restoredInto(file);
    const { entries } = await withSql(target.db, registerFigures);
    expect(entries).toBeGreaterThanOrEqual(before);
    expect(entries).toBeLessThan(after);
    expect((await verifyRegister(target.db, NOW, undefined, target.dataDir)).ok).toBe(true);
    expect(await rehearseBackup(db, file)).toMatchObject({ ok: true, faults: [], photos: 1 });
  });

  it('leaves nothing behind when it is stopped or the disk is full', async () => {
    const file = join(folder, 'none.qnb');
    const stop = new AbortController();
    const stopped = makeBackup(db, file, { dataDir, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toThrow(/abort/i);
    expect(await refusalOf(makeBackup(db, file, { dataDir, free: async () => 202_000_000 }))).toBe('backup.disk-full');
    expect((await readdir(folder)).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  it('gives up a large table at once when the disk fills, and the connection is free again', async () => {
    const other = await freshDatabase();
    await other.pool.query(`CREATE TABLE large AS SELECT md5(n::text) AS text FROM generate_series(1, 300000) n`);
    let written = 0;
    const full = {
      async write(bytes: Uint8Array) {
        written += bytes.length;
        if (written > 1_000_000) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      },
    } as SealedWriter;
    await withSql(other, async (sql) => {
      const writing = writeEntry(full, { kind: 'table', name: 'large' }, sql.copyTextOut('large', ['text']) as AsyncIterable<Buffer>);
      await expect(writing).rejects.toThrow('full');
      expect(await rowsOf(sql, 'large')).toBe(300_000);
    });
    expect(await refusalOf(refuseUnwritable(Object.assign(new Error(), { code: 'ENOSPC' }), backup))).toBe('backup.disk-full');
  });
});

describe('a backup is refused', () => {
  it('when any byte was changed, and wherever it was cut off', async () => {
    const bytes = await readFile(backup);
    const spoilt = join(folder, 'spoilt.qnb');
    const places = [
      0,
      17,
      30,
      200,
      1_000,
      ...Array.from({ length: 12 }, (_, i) => Math.floor((bytes.length * (i + 1)) / 13)),
      bytes.length - 20,
    ];
    for (const at of places) {
      const copy = Buffer.from(bytes);
      copy[at] = copy[at]! ^ 1;
      await writeFile(spoilt, copy);
      expect([at, await refusalOf(openProved(spoilt, ourKeys()))]).toEqual([
        at,
        expect.stringMatching(/^backup\.(not-a-backup|damaged|cut-off)$/),
      ]);
    }
    for (const length of [10, 25, 5_000, bytes.length - 1_048_592, bytes.length - 16, bytes.length - 1]) {
      await writeFile(spoilt, bytes.subarray(0, length));
      expect([length, await refusalOf(openProved(spoilt, ourKeys()))]).toEqual([
        length,
        expect.stringMatching(/^backup\.(cut-off|not-a-backup)$/),
      ]);
    }
    // The last piece left out, with the mark of the end put behind what remains.
    await writeFile(spoilt, Buffer.concat([bytes.subarray(0, bytes.length - 1_048_592), bytes.subarray(-16)]));
    expect(await refusalOf(openProved(spoilt, ourKeys()))).toBe('backup.damaged');
  });

  it('with another key, also one of the same name, and when a newer version made it', async () => {
    const id = ourKeys()[0]!.id;
    expect(await refusalOf(openProved(backup, [{ id: 'other', key: randomBytes(32) }]))).toBe('backup.other-key');
    expect(await refusalOf(openProved(backup, [{ id, key: randomBytes(32) }]))).toBe('backup.other-key');
    const newer = join(folder, 'newer.qnb');
    await rewritten(newer, { migrations: (all) => [...all, '29990101000000_not_yet'] });
    expect(await refusalOf(openProved(newer, ourKeys()))).toBe('backup.newer');
  });

  it('by a register that holds something, which stays as it is', async () => {
    const target = await freshDatabase();
    await addHouseholds(target, [{ number: 'KEPT', village: VILLAGE }]);
    const proved = await openProved(backup, ourKeys());
    const into = await mkdtemp(join(folder, 'full-'));
    expect(await refusalOf(restoreBackup(target, proved, { dataDir: into }))).toBe('backup.not-empty');
    await proved.close();
    expect(await readdir(into)).toEqual([]);
    expect((await target.pool.query('SELECT number FROM household')).rows).toEqual([{ number: 'KEPT' }]);
  });
});

describe('the rehearsal', () => {
  it('finds what a sabotaged backup lacks, though its seal is right', async () => {
    const file = join(folder, 'sabotaged.qnb');
    const without = (text: string) => text.slice(text.indexOf('\n') + 1);
    await rewritten(file, {
      text: (table, text) => (['history_chain', 'roll_up'].includes(table) ? without(text) : text),
      leaveOut: (entry) => entry.kind === 'file',
    });
    const { ok, faults } = await rehearseBackup(db, file);
    expect(ok).toBe(false);
    expect(new Set(faults.map(({ what }) => what))).toEqual(new Set(['chains', 'facts', 'photo']));
    // A row too few that the closing words still count is a damaged backup, not a difference.
    const counted = {
      text: (table: string, text: string) => (table === 'visit' ? without(text) : text),
      honest: false,
    };
    await rewritten(file, counted);
    expect(await refusalOf(rehearseBackup(db, file))).toBe('backup.damaged');
    expect((await db.pool.query(`SELECT FROM pg_database WHERE datname LIKE current_database() || '_%'`)).rowCount).toBe(0);
  });
});

describe('the nightly job', () => {
  const runJob = (jobId: string, why: 'nightly' | 'asked') =>
    backupJob.run(db, OPERATOR, { why }, { jobId, signal: new AbortController().signal, progress: async () => undefined });
  const before = { DATA_DIR: process.env.DATA_DIR, BACKUP_DIR: process.env.BACKUP_DIR };
  afterAll(() => Object.assign(process.env, before));

  it('makes, rehearses, keeps by age, and tells what came of it', async () => {
    Object.assign(process.env, { DATA_DIR: dataDir, BACKUP_DIR: folder });
    // Two good ones of a day long past: only the newer is kept, and one that was never rehearsed does not count.
    const old = ['01', '02', '03'].map((hour) => ({
      id: randomUUID(),
      file: join(folder, `old-${hour}.qnb`),
      at: `2021-01-05T${hour}:00:00Z`,
    }));
    for (const [i, { id, file, at }] of old.entries()) {
      await writeFile(file, '');
      await db.pool.query(`INSERT INTO backup_run (id, why, begun_at, file, bytes, rehearsal) VALUES ($1, 'asked', $2, $3, 1, $4)`, [
        id,
        at,
        file,
        i === 2 ? null : '{"ok": true}',
      ]);
    }
    const id = randomUUID();
    expect(await runJob(id, 'asked')).toMatchObject({ counts: { files: 1, faults: 0 } });
    const runs = await withSql(db, (sql) => latestRuns(sql, 10));
    expect(runs[0]).toMatchObject({ id, why: 'asked', files: 1, problem: null, rehearsal: { ok: true, faults: [], photos: 1 } });
    const left = (await readdir(folder)).filter((name) => name.endsWith('.qnb'));
    expect(left).toContain(runs[0]!.file.split('/').at(-1));
    expect(left).not.toContain('old-01.qnb');
    expect(left).toEqual(expect.arrayContaining(['old-02.qnb', 'old-03.qnb']));
    expect(runs.filter(({ deletedAt }) => deletedAt !== null).map((run) => run.id)).toEqual([old[0]!.id]);
    expect((await withSql(db, lastGoodRun))?.id).toBe(id);
    const numbers = await openMetrics(db, NO_EXPORTS).registry.metrics();
    expect(numbers).toContain('qingnuan_backup_last_failed 0');
    expect(numbers).toContain(`qingnuan_backup_last_good_bytes ${runs[0]!.bytes}`);
  });

  it('says why it could not, and the photo that is missing', async () => {
    await rm(join(dataDir, 'photos'), { recursive: true });
    const id = randomUUID();
    expect(await runJob(id, 'asked')).toMatchObject({ problem: { code: 'backup.rehearsal-failed', details: { count: 1 } } });
    const [run] = await withSql(db, (sql) => latestRuns(sql, 1));
    expect(run).toMatchObject({ id, rehearsal: { ok: false, faults: [{ what: 'photo', name: named }] } });
    expect(await openMetrics(db, NO_EXPORTS).registry.metrics()).toContain('qingnuan_backup_last_failed 1');
    process.env.BACKUP_DIR = join(backup, 'no-folder');
    expect(await refusalOf(runJob(randomUUID(), 'asked'))).toBe('backup.not-writable');
  });
});

/** The backup again, sealed with the right key, with something changed: what a fault in making it would give. */
async function rewritten(
  to: string,
  change: {
    text?: (table: string, text: string) => string;
    leaveOut?: (entry: ReadEntry) => boolean;
    migrations?: (all: string[]) => string[];
    /** False: the closing words stay those of the unchanged backup. */
    honest?: boolean;
  },
): Promise<void> {
  const from = await SealedFile.open(backup, ourKeys());
  const handle = await open(to, 'w');
  const writer = await SealedWriter.begin(handle, ourKeys()[0]!, {
    ...from.header,
    migrations: change.migrations?.(from.header.migrations) ?? from.header.migrations,
  });
  const counted = new Map<string, { rows: number; sha256: string }>();
  let files = 0;
  const closing = await readEntries(from, async (entry) => {
    const parts: Buffer[] = [];
    for await (const part of entry.content) parts.push(part);
    if (change.leaveOut?.(entry)) return;
    const bytes = Buffer.concat(parts);
    const content = entry.kind === 'table' ? Buffer.from(change.text?.(entry.name, bytes.toString()) ?? bytes) : bytes;
    const { kind, name, columns } = entry;
    const sha256 = await writeEntry(
      writer,
      { kind, name, columns },
      (async function* () {
        yield content;
      })(),
    );
    if (kind === 'file') files += 1;
    else counted.set(name, { rows: content.filter((byte) => byte === 10).length, sha256 });
  });
  const tables = closing.tables.map((table) => ({ ...table, ...(change.honest === false ? {} : counted.get(table.name)) }));
  await writeClosing(writer, { ...closing, tables, files: change.honest === false ? closing.files : files });
  await writer.end();
  await handle.close();
  await from.close();
}
