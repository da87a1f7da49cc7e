import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { keyHistoryWith, openSealedWith, sealForPlaceWith } from '~/database/connection/opener.server';
import { refuse } from '~/domain/problems';
import { env } from '../http/env.server';
import type { DataKey } from './data-keys.server';

/** The kind that a fingerprint is made for. The same digits as an ID and as an account have different fingerprints. */
export type FingerprintKind = 'id-number' | 'bank-account' | 'phone' | 'address' | 'recovery-code';

export interface Seal {
  /**
   * 'k1.iv.tag.text' in base64url: AES-256-GCM under the first key of the ring, with a new random iv each time. With a place (table, column
   * and row, opener.server.ts) it is 'k1.b.iv.tag.text', and opens there only: whoever can write into the database cannot put one person's
   * sealed text into another's row.
   */
  seal(plain: string, place?: string): string;
  /**
   * Refuses when the key is not in the ring, when the text was changed, or when it was sealed for another place. What was sealed for none
   * opens anywhere, as it always did.
   */
  open(sealed: string, place?: string): string;
  /** The same for a file: a mark, the key's id, iv, tag, bytes; bound to its place. `null`: it carries no mark, so it was never sealed. */
  sealBytes(plain: Uint8Array, place: string): Buffer;
  openBytes(sealed: Buffer, place: string): Buffer | null;
  /**
   * Equal for equal texts and useless without the key. It finds duplicates without opening anything. The key is derived from
   * the last (oldest) of the ring, so that fingerprints stay the same when a new key is put in front. Its id stands first, so
   * that a changed key is noticed.
   */
  fingerprint(kind: FingerprintKind, plain: string): string;
  /** The links, heads and ends of the history, keyed like fingerprints. */
  history(text: string): string;
}

export function sealWith(ring: readonly DataKey[]): Seal {
  const newest = ring[0];
  const oldest = ring.at(-1);
  if (!newest || !oldest) throw new Error('The key ring is empty');
  const byId = new Map(ring.map(({ id, key }) => [id, key]));
  const fingerprintKey = Buffer.from(hkdfSync('sha256', oldest.key, '', 'qingnuan fingerprint', 32));
  const historyKey = Buffer.from(hkdfSync('sha256', oldest.key, '', 'qingnuan history', 32));

  return {
    seal(plain, place) {
      const iv = randomBytes(12);
      // The id is authenticated too, so that a text does not open under another key's name.
      const cipher = createCipheriv('aes-256-gcm', newest.key, iv).setAAD(bindingOf(newest.id, place));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return [
        newest.id,
        ...(place === undefined ? [] : [BOUND]),
        ...[iv, cipher.getAuthTag(), text].map((part) => part.toString('base64url')),
      ].join('.');
    },
    open(sealed, place) {
      const [id = '', ...rest] = sealed.split('.');
      const bound = rest[0] === BOUND;
      if (bound && place === undefined) return refuse('settings.sealed-damaged');
      const parts = bound ? rest.slice(1) : rest;
      const [iv, tag, text] = parts.map((part) => Buffer.from(part, 'base64url'));
      if (parts.length !== 3 || iv?.length !== 12 || tag?.length !== 16 || !text) return refuse('settings.sealed-damaged');
      const key = byId.get(id);
      if (!key) return refuse('settings.key-unknown', { id });
      const decipher = createDecipheriv('aes-256-gcm', key, iv)
        .setAAD(bindingOf(id, bound ? place : undefined))
        .setAuthTag(tag);
      try {
        return decipher.update(text, undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return refuse('settings.sealed-damaged');
      }
    },
    sealBytes(plain, place) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', newest.key, iv).setAAD(bindingOf(newest.id, place));
      const data = Buffer.concat([cipher.update(plain), cipher.final()]);
      const id = Buffer.from(newest.id);
      return Buffer.concat([FILE_MARK, Buffer.from([id.length]), id, iv, cipher.getAuthTag(), data]);
    },
    openBytes(sealed, place) {
      if (!isSealedFile(sealed)) return null;
      const from = FILE_MARK.length + 1 + (sealed[FILE_MARK.length] ?? 0);
      const id = sealed.subarray(FILE_MARK.length + 1, from).toString();
      const [iv, tag, data] = [sealed.subarray(from, from + 12), sealed.subarray(from + 12, from + 28), sealed.subarray(from + 28)];
      if (tag.length !== 16) return refuse('settings.sealed-damaged');
      const key = byId.get(id);
      if (!key) return refuse('settings.key-unknown', { id });
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(bindingOf(id, place)).setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(data), decipher.final()]);
      } catch {
        return refuse('settings.sealed-damaged');
      }
    },
    fingerprint(kind, plain) {
      return `${oldest.id}.${createHmac('sha256', fingerprintKey).update(`${kind}\0${plain}`).digest('base64url')}`;
    },
    history(text) {
      return `${oldest.id}.${createHmac('sha256', historyKey).update(text).digest('hex')}`;
    },
  };
}

/** No photo and no document begins so. */
const FILE_MARK = Buffer.from('QNsealed1\n');

export const isSealedFile = (bytes: Uint8Array): boolean => FILE_MARK.equals(bytes.subarray(0, FILE_MARK.length));

/** Stands where a text that is bound to no place has its iv, which is longer. */
const BOUND = 'b';

function bindingOf(id: string, place: string | undefined): Buffer {
  return Buffer.from(place === undefined ? id : `${id}\0${place}`);
}

let own: Seal | undefined;
/** The seal of this process's DATA_KEY, read once. */
const ours = () => (own ??= sealWith(env().dataKeys));

export const seal = (plain: string, place?: string): string => ours().seal(plain, place);
export const open = (sealed: string, place?: string): string => ours().open(sealed, place);
export const sealBytes = (plain: Uint8Array, place: string): Buffer => ours().sealBytes(plain, place);
export const openBytes = (sealed: Buffer, place: string): Buffer | null => ours().openBytes(sealed, place);
// Rules that depend on a sealed value are decided in app/database, which has no keys.
openSealedWith(open);
sealForPlaceWith(seal);
keyHistoryWith((text) => ours().history(text));
export const fingerprint = (kind: FingerprintKind, plain: string): string => ours().fingerprint(kind, plain);
