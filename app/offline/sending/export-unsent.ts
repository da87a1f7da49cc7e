import { PROTOCOL_VERSION, type VisitRecordSent } from '~/domain/sync/protocol';
import type { SubmissionSent } from '~/domain/sync/submissions';
import {
  EXPORT_FILE_ENDING,
  EXPORT_FORMAT,
  EXPORT_VERSION,
  type ExportEnvelope,
  exportLabel,
  LARGEST_EXPORT_FILE_BYTES,
  type UnsentExport,
} from '~/domain/sync/unsent-export';
import { clockInShanghai } from '~/domain/time/china-clock';
import type { Phone } from '~/offline/phone';
import type { PhoneDraft } from '~/offline/store/phone-draft';
import { recordOf } from '~/offline/submissions/send-submissions';

/** The content of one file: visits and drafts, each with its photos. */
type ExportPart = {
  records: VisitRecordSent[];
  households: SubmissionSent[];
  problems: SubmissionSent[];
  drafts: PhoneDraft[];
  photos: string[];
};
/** Everything that was unsent at one moment, divided into files. Each file is sealed when it is saved. */
export type ExportPlan = { at: string; parts: ExportPart[] };
export type ExportFile = { name: string; content: string };

/**
 * 导出全部未上传: puts what only this phone has (visits, including discarded ones, photos, drafts) into files that only the server can
 * open (unsent-export.ts). It makes one file unless that would be too large. Nothing is removed from the phone.
 */
export async function planExport(phone: Phone, at: string, largest = LARGEST_EXPORT_FILE_BYTES): Promise<ExportPlan> {
  await phone.reread();
  const photos = [...phone.photos.values()];
  const left = new Set(photos.map(({ sha256 }) => sha256));
  const parts: (ExportPart & { bytes: number })[] = [];
  const add = (one: {
    record?: VisitRecordSent;
    household?: SubmissionSent;
    problem?: SubmissionSent;
    draft?: PhoneDraft;
    photos: readonly { sha256: string; bytes: number }[];
  }) => {
    const bytes = sealedBytes(JSON.stringify(one.record ?? one.household ?? one.problem ?? one.draft ?? '').length * 3, one.photos);
    let part = parts[parts.length - 1];
    if (!part || (part.bytes > 0 && part.bytes + bytes > largest)) {
      part = { ...emptyPart(), bytes: 0 };
      parts.push(part);
    }
    part.bytes += bytes;
    if (one.record) part.records.push(one.record);
    if (one.household) part.households.push(one.household);
    if (one.problem) part.problems.push(one.problem);
    if (one.draft) part.drafts.push(one.draft);
    for (const { sha256 } of one.photos) {
      part.photos.push(sha256);
      left.delete(sha256);
    }
  };
  const photosOf = (visit: string) => photos.filter((photo) => photo.visit === visit && left.has(photo.sha256));
  for (const { record } of [...phone.outbox.values(), ...phone.bin.values()].sort((a, b) => a.sequence - b.sequence))
    add({ record, photos: photosOf(record.id) });
  for (const one of phone.submitted('waiting', 'refused')) {
    const record = await recordOf(phone, one, new Date().toISOString());
    add({ [one.kind]: record, photos: photosOf(one.id) });
  }
  for (const draft of phone.drafts.values()) {
    const { closure } = draft.draft;
    add({ draft, photos: [...photosOf(draft.visitId), ...(closure && closure.visit !== draft.visitId ? photosOf(closure.visit) : [])] });
  }
  // Photos of visits that were already received.
  for (const photo of photos.filter(({ sha256 }) => left.has(sha256))) add({ photos: [photo] });
  return { at, parts: parts.length > 0 ? parts.map(({ bytes: _bytes, ...part }) => part) : [emptyPart()] };
}

const emptyPart = (): ExportPart => ({ records: [], households: [], problems: [], drafts: [], photos: [] });

/** The file is base64 of content that holds base64 itself. */
function sealedBytes(text: number, photos: readonly { bytes: number }[]): number {
  const inside = text + photos.reduce((sum, { bytes }) => sum + Math.ceil(bytes / 3) * 4 + 100, 0);
  return Math.ceil(inside / 3) * 4;
}

/** One file of the plan, ready to save. */
export async function exportPart(phone: Phone, plan: ExportPlan, nth: number, app?: string): Promise<ExportFile> {
  const { session, device, account } = phone;
  const { at: exportedAt, parts } = plan;
  const { records, households, problems, drafts, photos: names } = parts[nth - 1]!;
  const photos: UnsentExport['photos'] = [];
  for (const sha256 of names) {
    const photo = await phone.photo(sha256);
    if (photo) photos.push({ sha256, data: base64(await photo.arrayBuffer()) });
  }
  const several = parts.length > 1;
  const inside: UnsentExport = {
    protocol: PROTOCOL_VERSION,
    device,
    accountId: account,
    username: session.username,
    name: session.name,
    exportedAt,
    ...(app && { app }),
    ...(several && { part: { nth, of: parts.length } }),
    records,
    households,
    problems,
    photos,
    drafts: drafts.map((draft) => ({ ...draft })),
  };
  const outside = { version: EXPORT_VERSION, device, accountId: account, exportedAt, records: records.length };
  const contentKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = (value: string) => new TextEncoder().encode(value) as BufferSource;
  const data = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: text(exportLabel(outside)) },
    contentKey,
    text(JSON.stringify(inside)),
  );
  const spki = Uint8Array.from(atob(session.exportKey.spki), (character) => character.charCodeAt(0));
  const publicKey = await crypto.subtle.importKey('spki', spki, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
  const key = await crypto.subtle.encrypt({ name: 'RSA-OAEP' }, publicKey, await crypto.subtle.exportKey('raw', contentKey));
  const envelope: ExportEnvelope = {
    format: EXPORT_FORMAT,
    ...outside,
    keyId: session.exportKey.id,
    key: base64(key),
    iv: base64(iv),
    data: base64(data),
  };
  const part = several ? `-${nth}of${parts.length}` : '';
  return {
    name: `${session.username}-${clockInShanghai(exportedAt).slice(0, 16).replace(/[T:]/g, '-')}${part}${EXPORT_FILE_ENDING}`,
    content: JSON.stringify(envelope),
  };
}

function base64(bytes: ArrayBuffer | Uint8Array): string {
  const view = new Uint8Array(bytes);
  const texts: string[] = [];
  // Each piece is a multiple of three bytes, so that the base64 texts can be joined.
  for (let at = 0; at < view.length; at += 0x6000) texts.push(btoa(String.fromCharCode(...view.subarray(at, at + 0x6000))));
  return texts.join('');
}
