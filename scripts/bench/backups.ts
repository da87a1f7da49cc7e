/**
 * How long a backup of a filled register with its photos takes, what it weighs, and how much memory it needs; then its rehearsal and its
 * restore on an empty server, from registers of two sizes.
 */
import { createHash, randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { broughtUpToDate, type Database, openAsItIs, openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { dataDirectory } from '~/database/connection/where.server';
import { photosAfter } from '~/database/survey/photos.server';
import { refuse } from '~/domain/problems';
import { keepPhotoBytes } from '~/server/workflows/survey/keep-photo.server';
import { makeBackup } from '~/server/workflows/upkeep/make-backup.server';
import { rehearseBackup } from '~/server/workflows/upkeep/rehearse-backup.server';
import { openProved, ourKeys, restoreBackup } from '~/server/workflows/upkeep/restore-backup.server';
import { environmentOf, inBenchFolder, openFilled } from './filled-register';
import { HEAP_MEGABYTES, inOwnProcess, lineOf, type MeasuredStep, measuredHere, tell } from './own-process';

export const BACKUPS_GOAL = { households: 400_000, smaller: 10, photos: 20_000, megabytes: 300 };
/** What a phone sends after it has made a photo smaller. */
const PHOTO_BYTES = 150_000;
const PHOTOS_AT_ONCE = 8;

type Step = 'fill' | 'photos' | 'backup' | 'rehearse' | 'restore';
type Measured = MeasuredStep<Step>;

export function benchBackups(households = BACKUPS_GOAL.households): Promise<Measured[]> {
  return inBenchFolder(async (folder) => {
    const steps: Measured[] = [];
    for (const size of [households, Math.ceil(households / BACKUPS_GOAL.smaller)]) {
      await rm(join(folder, restoredOf(size)), { recursive: true, force: true });
      for (const step of ['fill', 'photos', 'backup', 'rehearse', 'restore'] as const) {
        const env = environmentOf(folder, step === 'restore' ? restoredOf(size) : String(size));
        const measured = await inOwnProcess<Measured>(
          SELF,
          [step, folder, String(size)],
          env,
          step === 'fill' ? undefined : HEAP_MEGABYTES,
        );
        tell(lineOf(measured));
        if (step !== 'fill' && step !== 'photos') steps.push(measured);
      }
      await rm(join(folder, restoredOf(size)), { recursive: true, force: true });
      await rm(backupOf(folder, size));
    }
    return steps;
  });
}

export function printBackups(steps: readonly Measured[], print: (line: string) => void): boolean {
  let reached = true;
  for (const one of steps) {
    const over = one.peakMegabytes > BACKUPS_GOAL.megabytes;
    if (over) reached = false;
    print(`${lineOf(one)}${over ? `  ✗ > ${BACKUPS_GOAL.megabytes} MB` : ''}`);
  }
  return reached;
}

const SELF = fileURLToPath(import.meta.url);
const restoredOf = (households: number) => `restored-of-${households}`;
const backupOf = (folder: string, households: number) => join(folder, `${households}-backup`);

async function run(step: Step, folder: string, households: number): Promise<number> {
  if (step === 'fill') {
    await (await openFilled(households, tell, 'computed')).close();
    return 0;
  }
  const file = backupOf(folder, households);
  if (step === 'restore') return restored(file);
  const db = await openDatabase({ quiet: true });
  try {
    if (step === 'photos') return await addPhotos(db, Math.ceil((BACKUPS_GOAL.photos * households) / BACKUPS_GOAL.households));
    if (step === 'backup') {
      await rm(file, { force: true });
      return (await makeBackup(db, file)).bytes;
    }
    const rehearsal = await rehearseBackup(db, file);
    if (!rehearsal.ok) refuse('backup.rehearsal-failed', { count: rehearsal.faults.length });
    return (await stat(file)).size;
  } finally {
    await db.close();
  }
}

/** Photos of noise, which nothing makes smaller, received one by one as from phones, until the register has that many. */
async function addPhotos(db: Database, wanted: number): Promise<number> {
  let missing = wanted - (await withSql(db, (sql) => photosAfter(sql, '', wanted))).length;
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
  const one = async () => {
    while (missing-- > 0) {
      const bytes = Buffer.concat([head, randomBytes(PHOTO_BYTES)]);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await keepPhotoBytes(db, { dataDir: dataDirectory(), sha256, bytes, accountId: null }, new Date());
    }
  };
  await Promise.all(Array.from({ length: PHOTOS_AT_ONCE }, one));
  return wanted * PHOTO_BYTES;
}

async function restored(file: string): Promise<number> {
  const backup = await openProved(file, ourKeys(), {});
  try {
    const empty = await openAsItIs({ connections: 2 });
    await restoreBackup(empty, backup, {});
    await (await broughtUpToDate(empty, { connections: 2 })).close();
  } finally {
    await backup.close();
  }
  return (await stat(file)).size;
}

const [step, folder, households] = process.argv.slice(2);
if (process.send && process.argv[1] === SELF) {
  process.send(await measuredHere(step as Step, Number(households), () => run(step as Step, folder!, Number(households))));
  process.disconnect();
}
