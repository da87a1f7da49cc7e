import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { refuse } from '~/domain/problems';
import { nameFor } from '../personal/data-keys.server';

const SECRETS = z.object({ sessionSecret: z.string().min(32), dataKey: z.string().min(32) });
export type Secrets = z.infer<typeof SECRETS>;

/**
 * Random secrets for development and the demonstration, made once and kept in DATA_DIR where only its owner can read them. When
 * two processes start at the same moment, the second reads the secrets that the first made.
 */
export function secretsOf(dataDirectory: string): Secrets {
  const path = join(dataDirectory, 'secrets.json');
  return read(path) ?? make(path);
}

function make(path: string): Secrets {
  const key = randomBytes(32);
  const secrets: Secrets = { sessionSecret: randomBytes(48).toString('base64url'), dataKey: `${nameFor(key)}:${key.toString('base64')}` };
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return secrets;
  } catch (error) {
    const theirs = read(path);
    if (!theirs) throw error;
    return theirs;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(path: string): Secrets | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    // Another user probably made the file; nobody else may read it.
    return refuse('database.data-dir-unusable', { folder: path, reason: String(code) });
  }
  try {
    return SECRETS.parse(JSON.parse(text));
  } catch {
    // The file is never replaced, because what was sealed with its key would be lost.
    return refuse('settings.not-understood', { name: path, expected: '{"sessionSecret": "…", "dataKey": "…"}' });
  }
}
