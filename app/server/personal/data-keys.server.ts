import { createHash } from 'node:crypto';

/** One key of the ring: personal data sealed with it carry its id. */
export interface DataKey {
  readonly id: string;
  readonly key: Buffer;
}

export const DATA_KEY_FORM = 'ID:BASE64[,ID:BASE64…] (ID: 1–16 of a–z 0–9 -, BASE64: 32 bytes)';

/** The ring of DATA_KEY, newest first; undefined when the text is not one. */
export function dataKeysOf(text: string): DataKey[] | undefined {
  const keys: DataKey[] = [];
  for (const part of text.split(',').map((entry) => entry.trim())) {
    const found = /^([a-z0-9-]{1,16}):([A-Za-z0-9+/_-]{43}=?)$/.exec(part);
    if (!found) return undefined;
    const key = Buffer.from(found[2]!, 'base64');
    if (key.length !== 32 || keys.some((other) => other.id === found[1])) return undefined;
    keys.push({ id: found[1]!, key });
  }
  return keys;
}

/** A key made by hand ("0000…", an example from some page) has few different bytes; 32 random bytes have about 30. */
export function looksRandom(key: Buffer): boolean {
  return new Set(key).size >= 20;
}

/** The name of a random key, so that keys made on two machines are not taken for the same one. */
export function nameFor(key: Buffer): string {
  return `k${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;
}
