/**
 * Photos and signatures are stored in DATA_DIR/photos/ab/abcd… under the SHA-256 of their bytes, sealed with the data key for that
 * name: who has only the disk sees no house and no handwriting, and cannot put one photo in another's place. The same photo is stored
 * once, and only a damaged one, or one that an older version left unsealed, is written again.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sealedPlace } from '~/database/connection/opener.server';
import { isRefusal } from '~/domain/problems';
import { isSealedFile, openBytes, sealBytes } from '~/server/personal/seal.server';

const FOLDER = 'photos';
const NAME = /^[0-9a-f]{64}$/;
/** The temporary name of a photo that is being written; a crash may leave such a file behind. */
const UNFINISHED = /^[0-9a-f]{64}\.[0-9a-f-]{36}$/;

export function photoPath(dataDir: string, sha256: string): string {
  if (!NAME.test(sha256)) throw new Error('not a hash');
  return join(dataDir, FOLDER, sha256.slice(0, 2), sha256);
}

/**
 * When it returns, the bytes, the name and the folders are on the disk. This is also ensured for an existing file: the process
 * that wrote it may not have synced the name yet, and the receipt given now must not depend on that.
 */
export async function keepPhotoFile(dataDir: string, sha256: string, bytes: Uint8Array): Promise<void> {
  const path = photoPath(dataDir, sha256);
  const stored = await storedFile(dataDir, sha256);
  if (!stored || !isSealedFile(stored) || !opened(stored, sha256).equals(bytes)) await writeWhole(path, sealBytes(bytes, placeOf(sha256)));
  for (const folder of [dirname(path), join(dataDir, FOLDER), dataDir]) {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

const placeOf = (sha256: string): string => sealedPlace('photo', 'bytes', sha256);

/** What was changed on the disk is handed on as it is: its hash is not its name, which verify says. A missing key is said at once. */
function opened(stored: Buffer, sha256: string): Buffer {
  try {
    return openBytes(stored, placeOf(sha256)) ?? stored;
  } catch (error) {
    if (isRefusal(error) && error.problem.code === 'settings.sealed-damaged') return stored;
    throw error;
  }
}

/** The photo itself; null: it has not arrived. One of an older version was not sealed. */
export async function readPhotoFile(dataDir: string, sha256: string): Promise<Buffer | null> {
  const stored = await storedFile(dataDir, sha256);
  return stored && opened(stored, sha256);
}

/** Whether a stored file, sealed or not, is the photo that its name says. */
export function isPhotoItself(stored: Buffer, sha256: string): boolean {
  return createHash('sha256').update(opened(stored, sha256)).digest('hex') === sha256;
}

/** Seals what an older version of the program left unsealed. A photo that is not what its name says stays as it is, for verify to find. */
export async function sealOlderPhotos(dataDir: string): Promise<number> {
  let sealed = 0;
  for (const sha256 of (await listPhotoFiles(dataDir)).photos) {
    if (await startsSealed(photoPath(dataDir, sha256))) continue;
    const bytes = await storedFile(dataDir, sha256);
    if (!bytes || !isPhotoItself(bytes, sha256)) continue;
    await writeWhole(photoPath(dataDir, sha256), sealBytes(bytes, placeOf(sha256)));
    sealed += 1;
  }
  return sealed;
}

async function startsSealed(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return isSealedFile(buffer);
  } finally {
    await file.close();
  }
}

async function storedFile(dataDir: string, sha256: string): Promise<Buffer | null> {
  return readFile(photoPath(dataDir, sha256)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** The content of the folder: photos by their names, and everything else by its path below it. */
export async function listPhotoFiles(dataDir: string): Promise<{ photos: Set<string>; others: string[] }> {
  const root = join(dataDir, FOLDER);
  const photos = new Set<string>();
  const others: string[] = [];
  for (const part of await entriesOf(root)) {
    if (!part.isDirectory()) {
      others.push(part.name);
      continue;
    }
    for (const { name } of await entriesOf(join(root, part.name))) {
      if (NAME.test(name) && name.startsWith(part.name)) photos.add(name);
      else others.push(join(part.name, name));
    }
  }
  return { photos, others: others.sort() };
}

/** Removes half-written files older than this instant, which a crash left; no receipt was given for them. */
export async function deleteUnfinishedPhotos(dataDir: string, before: Date): Promise<void> {
  const { others } = await listPhotoFiles(dataDir);
  for (const path of others.filter((one) => UNFINISHED.test(one.slice(3)))) {
    const file = join(dataDir, FOLDER, path);
    const found = await stat(file).catch(() => null);
    if (found && found.mtime < before) await rm(file, { force: true });
  }
}

async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
