/**
 * The key that exports of unsent records are sealed for: made once, the private half in DATA_DIR/sealed under DATA_KEY, the
 * public half handed to every phone. A person with a phone's file cannot read it without both DATA_DIR and DATA_KEY.
 */
import { createHash, generateKeyPair, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { refuse } from '~/domain/problems';
import { open, seal } from './seal.server';

const KEY_FILE = z.object({ id: z.string(), spki: z.string(), privateSealed: z.string() });
export type ExportKey = { id: string; spki: string };

const read = new Map<string, z.infer<typeof KEY_FILE>>();

export async function exportKey(dataDir: string): Promise<ExportKey> {
  const { id, spki } = await keyFile(dataDir);
  return { id, spki };
}

/** The private key as PKCS #8 in base64. Refuses when the export was sealed for another server. */
export async function privateExportKey(dataDir: string, id: string): Promise<Buffer> {
  const key = await keyFile(dataDir);
  if (key.id !== id) refuse('unsent.other-server');
  return Buffer.from(open(key.privateSealed), 'base64');
}

async function keyFile(dataDir: string): Promise<z.infer<typeof KEY_FILE>> {
  const known = read.get(dataDir);
  if (known) return known;
  const folder = join(dataDir, 'sealed');
  const path = join(folder, 'export-key.json');
  const found = (await readKey(path)) ?? (await makeKey(folder, path));
  read.set(dataDir, found);
  return found;
}

async function readKey(path: string): Promise<z.infer<typeof KEY_FILE> | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : KEY_FILE.parse(JSON.parse(text));
}

/** When two processes start at the same moment, the second reads the key that the first made. */
async function makeKey(folder: string, path: string): Promise<z.infer<typeof KEY_FILE>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 3072,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  const made = {
    id: createHash('sha256').update(publicKey).digest('hex').slice(0, 16),
    spki: publicKey.toString('base64'),
    privateSealed: seal(privateKey.toString('base64')),
  };
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(made)}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
    return made;
  } catch (error) {
    const theirs = await readKey(path);
    if (!theirs) throw error;
    return theirs;
  } finally {
    await rm(draft, { force: true });
  }
}
