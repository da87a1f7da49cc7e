import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { photosAfter } from '~/database/survey/photos.server';
import { inScratchDatabase } from '~/database/upkeep/scratch-database.server';
import { registerFigures, rowsOf } from '~/database/upkeep/whole-register.server';
import type { BackupClosing } from '~/domain/upkeep/backup-manifest';
import type { RehearsalResult } from '~/domain/upkeep/backup-run';
import { isPhotoItself } from '~/server/workflows/survey/photo-files.server';
import { loadBackup } from './load-backup.server';
import { openProved, ourKeys } from './restore-backup.server';

const PAGE = 2_000;
const MOST_FAULTS = 50;

/**
 * 演练 (docs/definitions.md#backup): restores a backup into a scratch database and compares what came out with what the register said when
 * the backup was made: rows of every table, the head over all history chains, the facts of the topmost divisions in every season, and
 * that every photo is in it with the bytes its name says. A damaged file is refused like in a restore.
 */
export async function rehearseBackup(
  db: Database,
  path: string,
  work: { onByte?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<RehearsalResult> {
  const begun = performance.now();
  const backup = await openProved(path, ourKeys(), work);
  try {
    return await inScratchDatabase(db, async (scratch) => {
      const photos = new Map<string, boolean>();
      const closing = await inTransaction(
        scratch,
        async (sql) => {
          photos.clear();
          return loadBackup(sql, backup, async (file) => {
            const sha256 = /^photos\/..\/([0-9a-f]{64})$/.exec(file.name)?.[1];
            const pieces: Buffer[] = [];
            for await (const piece of file.content) if (sha256) pieces.push(Buffer.from(piece));
            if (sha256) photos.set(sha256, isPhotoItself(Buffer.concat(pieces), sha256));
          });
        },
        { statementTimeoutMs: 0 },
      );
      const compared = await inTransaction(scratch, (sql) => compare(sql, closing, photos), { statementTimeoutMs: 0 });
      return { ...compared, ok: compared.faults.length === 0, seconds: (performance.now() - begun) / 1000 };
    });
  } finally {
    await backup.close();
  }
}

async function compare(
  sql: Sql,
  closing: BackupClosing,
  photos: ReadonlyMap<string, boolean>,
): Promise<Omit<RehearsalResult, 'ok' | 'seconds'>> {
  const faults: RehearsalResult['faults'] = [];
  let rows = 0;
  for (const { name, rows: expected } of closing.tables) {
    const found = await rowsOf(sql, name);
    rows += found;
    if (found !== expected) faults.push({ what: 'rows', name, expected, found });
  }
  const { figures } = closing;
  if (figures) {
    const found = await registerFigures(sql);
    if (found.head !== figures.head || found.entries !== figures.entries) faults.push({ what: 'chains', name: figures.head.slice(0, 12) });
    const keyed = (one: { season: string; division: string }) => `${one.season} ${one.division}`;
    const restored = new Map(found.facts.map((one) => [keyed(one), JSON.stringify(one.sums)]));
    for (const one of figures.facts)
      if (restored.get(keyed(one)) !== JSON.stringify(one.sums)) faults.push({ what: 'facts', name: keyed(one) });
  }
  let compared = 0;
  for (let after = ''; ; ) {
    const names = await photosAfter(sql, after, PAGE);
    for (const sha256 of names) {
      compared += 1;
      const whole = photos.get(sha256);
      if (whole !== true) faults.push({ what: whole === undefined ? 'photo' : 'content', name: sha256 });
    }
    if (names.length < PAGE) break;
    after = names.at(-1)!;
  }
  return { faults: faults.slice(0, MOST_FAULTS), rows, photos: compared, figures: figures?.facts.length ?? 0 };
}
