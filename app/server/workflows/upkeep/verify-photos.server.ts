import { createHash } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { evidenceNotKept } from '~/database/findings/finding-writes.server';
import { awaitedPhotos, photosAfter } from '~/database/survey/photos.server';
import { listPhotoFiles, readPhotoFile } from '~/server/workflows/survey/photo-files.server';

type PhotoFault = { sha256: string; fault: 'missing' | 'other-content' };

export type PhotoVerification = {
  compared: number;
  faults: PhotoFault[];
  /** Files that the register does not know: written before a crash and never receipted, so the phone sends them again. No fault. */
  orphans: string[];
  /** Photos that visits name and that are still on a phone. No fault. */
  awaited: number;
};

const PAGE = 2_000;

/**
 * 核验照片: every photo the register says was received is a file with the bytes its name says. The folder is read before the
 * register and each file after its row, because the file is written first: a photo that arrives meanwhile is not reported as a
 * fault. Evidence of findings is kept the same way; a step that names a file the register never received is a fault.
 */
export async function verifyPhotos(
  db: Database,
  dataDir: string,
  onPhoto?: (done: number, total: number) => void,
): Promise<PhotoVerification> {
  const { photos, others } = await listPhotoFiles(dataDir);
  const faults: PhotoFault[] = [];
  let compared = 0;
  for (let after = ''; ; ) {
    const names = await withSql(db, (sql) => photosAfter(sql, after, PAGE));
    for (const sha256 of names) {
      const bytes = await readPhotoFile(dataDir, sha256);
      if (!bytes) faults.push({ sha256, fault: 'missing' });
      else if (createHash('sha256').update(bytes).digest('hex') !== sha256) faults.push({ sha256, fault: 'other-content' });
      photos.delete(sha256);
      compared += 1;
      onPhoto?.(compared, compared + photos.size);
    }
    if (names.length < PAGE) break;
    after = names.at(-1)!;
  }
  for (const sha256 of await withSql(db, evidenceNotKept)) faults.push({ sha256, fault: 'missing' });
  return { compared, faults, orphans: [...[...photos].sort(), ...others], awaited: await withSql(db, awaitedPhotos) };
}
