import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { keyHistoryWith, openSealedWith } from '~/database/connection/opener.server';
import { refuse } from '~/domain/problems';
import { env } from '../http/env.server';
import type { DataKey } from './data-keys.server';

/** The kind that a fingerprint is made for. The same digits as an ID and as an account have different fingerprints. */
export type FingerprintKind = 'id-number' | 'bank-account' | 'phone' | 'address' | 'recovery-code';

export interface Seal {
  /** 'k1.iv.tag.text' in base64url: AES-256-GCM under the first key of the ring, with a new random iv each time. */
  seal(plain: string): string;
  /** Refuses when the key is not in the ring, or when the text was changed. */
  open(sealed: string): string;
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
    seal(plain) {
      const iv = randomBytes(12);
      // The id is authenticated too, so that a text does not open under another key's name.
      const cipher = createCipheriv('aes-256-gcm', newest.key, iv).setAAD(Buffer.from(newest.id));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return [newest.id, ...[iv, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))].join('.');
    },
    open(sealed) {
      const [id = '', ...parts] = sealed.split('.');
      const [iv, tag, text] = parts.map((part) => Buffer.from(part, 'base64url'));
      if (parts.length !== 3 || iv?.length !== 12 || tag?.length !== 16 || !text) return refuse('settings.sealed-damaged');
      const key = byId.get(id);
      if (!key) return refuse('settings.key-unknown', { id });
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id)).setAuthTag(tag);
      try {
        return decipher.update(text, undefined, 'utf8') + decipher.final('utf8');
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

let own: Seal | undefined;
/** The seal of this process's DATA_KEY, read once. */
const ours = () => (own ??= sealWith(env().dataKeys));

export const seal = (plain: string): string => ours().seal(plain);
export const open = (sealed: string): string => ours().open(sealed);
// Rules that depend on a sealed value are decided in app/database, which has no keys.
openSealedWith(open);
keyHistoryWith((text) => ours().history(text));
export const fingerprint = (kind: FingerprintKind, plain: string): string => ours().fingerprint(kind, plain);
