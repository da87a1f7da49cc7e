/** Photos lie in DATA_DIR/photos/ab/abcd… by the SHA-256 of their bytes: the same photo is there once, and none is ever overwritten. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export function photoPath(dataDir: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a hash');
  return join(dataDir, 'photos', sha256.slice(0, 2), sha256);
}

/** On the disk when it returns: the bytes, the name and the folder that holds it. */
export async function keepPhotoFile(dataDir: string, sha256: string, bytes: Uint8Array): Promise<void> {
  const path = photoPath(dataDir, sha256);
  const there = await stat(path).catch(() => null);
  if (there?.size === bytes.length) return;
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
  for (const folder of [dirname(path), join(dataDir, 'photos')]) {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  }
}

export async function readPhotoFile(dataDir: string, sha256: string): Promise<Buffer | null> {
  return readFile(photoPath(dataDir, sha256)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
