import type { Sealed } from './device-store';

/**
 * 本机加密: AES-GCM with a key that scripts can use but not read. The `id` of the row is authenticated, so that rows cannot be
 * exchanged.
 */
export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

export async function sealBytes(key: CryptoKey, id: string, bytes: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: textBytes(id) }, key, bytes) };
}

export function openBytes(key: CryptoKey, id: string, sealed: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv as BufferSource, additionalData: textBytes(id) }, key, sealed.data);
}

export function seal(key: CryptoKey, id: string, value: unknown): Promise<Sealed> {
  return sealBytes(key, id, textBytes(JSON.stringify(value)));
}

export async function open<T>(key: CryptoKey, id: string, sealed: Sealed): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await openBytes(key, id, sealed))) as T;
}

export async function sha256Hex(content: string | BufferSource): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', typeof content === 'string' ? textBytes(content) : content);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function textBytes(text: string): BufferSource {
  return new TextEncoder().encode(text) as BufferSource;
}
