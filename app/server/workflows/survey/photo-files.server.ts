/**
 * Photos are stored in DATA_DIR/photos/ab/abcd… under the SHA-256 of their bytes. The same photo is stored once, and only a
 * damaged one is written again.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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
  const there = await readPhotoFile(dataDir, sha256);
  if (!there?.equals(bytes)) await writeWhole(path, bytes);
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

export async function readPhotoFile(dataDir: string, sha256: string): Promise<Buffer | null> {
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
