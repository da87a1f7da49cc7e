import { z } from 'zod';
import { deviceIdSchema, visitRecordSchema } from './protocol';
import { submissionSchema } from './submissions';

/**
 * 未发送数据的导出文件: what a phone that cannot send gives to the township on a cable or a card. JSON in UTF-8, name
 * `*.qnunsent.json`. Only the server can open it:
 *
 *   contentKey = 32 random bytes, made on the phone
 *   key  = RSA-OAEP(SHA-256) of contentKey under the server's public key (`FieldSession.exportKey`, id in `keyId`)
 *   iv   = 12 random bytes
 *   data = AES-256-GCM(contentKey, iv, additional data: the text of `exportLabel(…)`) of the UTF-8 JSON of `UnsentExport`, the tag at its
 * end
 *
 * All three in base64. WebCrypto makes it on the phone, Node's crypto opens it.
 */
export const EXPORT_FORMAT = 'qingnuan-unsent';
export const EXPORT_VERSION = 1;
export const EXPORT_FILE_ENDING = '.qnunsent.json';
const MOST_EXPORTED = 5_000;
/**
 * More goes into further files, each whole by itself: with its visits' photos, to be imported alone, in any order. An old phone has
 * to hold a file several times over while it seals it, and the township's form takes 90 MB.
 */
export const LARGEST_EXPORT_FILE_BYTES = 40_000_000;

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

export const exportEnvelopeSchema = z.object({
  format: z.literal(EXPORT_FORMAT),
  version: z.number().int().min(1).max(EXPORT_VERSION),
  /** Repeated inside; outside only so that a person can tell two files apart. */
  device: deviceIdSchema,
  accountId: z.uuid(),
  exportedAt: z.iso.datetime({ offset: true }),
  records: z.number().int().min(0),
  keyId: z.string().max(40),
  key: base64,
  iv: base64,
  data: base64,
});
export type ExportEnvelope = z.infer<typeof exportEnvelopeSchema>;

/** The label binds the open fields of the envelope to its sealed content. */
export function exportLabel(envelope: Pick<ExportEnvelope, 'version' | 'device' | 'accountId' | 'exportedAt' | 'records'>): string {
  return [EXPORT_FORMAT, envelope.version, envelope.device, envelope.accountId, envelope.exportedAt, envelope.records].join('\n');
}

export const unsentExportSchema = z.object({
  protocol: z.number().int().min(1),
  device: deviceIdSchema,
  accountId: z.uuid(),
  username: z.string().max(64),
  name: z.string().max(64),
  exportedAt: z.iso.datetime({ offset: true }),
  app: z.string().max(40).optional(),
  /** Which file of how many; without it the only one. */
  part: z.object({ nth: z.number().int().min(1), of: z.number().int().min(1) }).optional(),
  records: z.array(visitRecordSchema).max(MOST_EXPORTED),
  /** Missed households and problems reported (submissions.ts); an older app wrote none. */
  households: z.array(submissionSchema).max(MOST_EXPORTED).default([]),
  problems: z.array(submissionSchema).max(MOST_EXPORTED).default([]),
  photos: z.array(z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), data: base64 })).max(MOST_EXPORTED),
  /** Begun and not finished (PhoneDraft of app/offline): put back as drafts of the account, never received as visits. */
  drafts: z.array(z.record(z.string(), z.unknown())).max(MOST_EXPORTED).default([]),
});
export type UnsentExport = z.infer<typeof unsentExportSchema>;

/** A file of ours that ends too early: the copying was interrupted. */
export function isCutOff(text: string): boolean {
  return text.trimStart().startsWith(`{"format":"${EXPORT_FORMAT}"`) && !text.trimEnd().endsWith('}');
}
