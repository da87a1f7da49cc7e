import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { instanceKey, keepInstanceKey } from '~/database/package/packages.server';
import { open, seal } from '~/server/personal/seal.server';

/**
 * 本机密钥 (docs/package.md#signature): the Ed25519 key of this instance, made when it is first needed and never again. The private part
 * is sealed with DATA_KEY as every secret of the register is.
 */
export type InstanceKey = { publicKey: string; fingerprint: string; sign(bytes: Uint8Array): Buffer };

export async function keyOfInstance(db: Database, now: Date): Promise<InstanceKey> {
  const kept = await inTransaction(db, async (sql) => (await instanceKey(sql)) ?? keepInstanceKey(sql, newKey(), now));
  const privateKey = createPrivateKey({ key: Buffer.from(open(kept.privateKeySealed), 'base64'), format: 'der', type: 'pkcs8' });
  return {
    publicKey: kept.publicKey,
    fingerprint: fingerprintOf(kept.publicKey),
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}

function newKey(): { publicKey: string; privateKeySealed: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    privateKeySealed: seal(privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')),
  };
}

/** The SHA-256 of a public key: what two offices read to each other on the telephone. */
export function fingerprintOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
}

export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, bytes, key, signature);
  } catch {
    return false;
  }
}
