import { PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { EXPORT_FILE_ENDING, EXPORT_FORMAT, EXPORT_VERSION, exportLabel, type ExportEnvelope, type UnsentExport } from '~/domain/sync/unsent-export';
import type { Phone } from './phone';

/**
 * 导出全部未上传: one file with everything only this phone has – visits, photos, drafts –, which only the server can open
 * (unsent-export.ts). Nothing is taken off the phone by it.
 */
export async function exportUnsent(phone: Phone, exportedAt: string, app?: string): Promise<{ name: string; content: string }> {
  await phone.reread();
  const { session, device, account } = phone;
  const records = [...phone.outbox.values()].map(({ record }) => record);
  const photos: UnsentExport['photos'] = [];
  for (const { sha256 } of phone.photos.values()) {
    const photo = await phone.photo(sha256);
    if (photo) photos.push({ sha256, data: base64(await photo.arrayBuffer()) });
  }
  const inside: UnsentExport = {
    protocol: PROTOCOL_VERSION, device, accountId: account, username: session.username, name: session.name, exportedAt, ...(app && { app }), records, photos,
    drafts: [...phone.drafts.values()].map((draft) => ({ ...draft })),
  };
  const outside = { version: EXPORT_VERSION, device, accountId: account, exportedAt, records: records.length };
  const contentKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = (value: string) => new TextEncoder().encode(value) as BufferSource;
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: text(exportLabel(outside)) }, contentKey, text(JSON.stringify(inside)));
  const spki = Uint8Array.from(atob(session.exportKey.spki), (character) => character.charCodeAt(0));
  const publicKey = await crypto.subtle.importKey('spki', spki, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
  const key = await crypto.subtle.encrypt({ name: 'RSA-OAEP' }, publicKey, await crypto.subtle.exportKey('raw', contentKey));
  const envelope: ExportEnvelope = { format: EXPORT_FORMAT, ...outside, keyId: session.exportKey.id, key: base64(key), iv: base64(iv), data: base64(data) };
  return { name: `${session.username}-${exportedAt.slice(0, 16).replace(/[T:]/g, '-')}${EXPORT_FILE_ENDING}`, content: JSON.stringify(envelope) };
}

function base64(bytes: ArrayBuffer | Uint8Array): string {
  const view = new Uint8Array(bytes);
  let text = '';
  for (let at = 0; at < view.length; at += 0x8000) text += String.fromCharCode(...view.subarray(at, at + 0x8000));
  return btoa(text);
}
