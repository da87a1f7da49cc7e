import { constants, createDecipheriv, createPrivateKey, privateDecrypt } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { accountInScope } from '~/database/phones/devices.server';
import { senderOf } from '~/database/phones/waiting-records.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { Refusal, refuse } from '~/domain/problems';
import { draftSchema } from '~/domain/survey/draft';
import {
  type ExportEnvelope,
  exportEnvelopeSchema,
  exportLabel,
  isCutOff,
  type UnsentExport,
  unsentExportSchema,
} from '~/domain/sync/unsent-export';
import { sentJson } from '~/domain/text/sent-json';
import { storableName } from '~/domain/text/storable';
import { isSeasonName } from '~/domain/time/heating-season';
import { privateExportKey } from '~/server/personal/export-key.server';
import { receiveReports } from '~/server/workflows/findings/receive-reports.server';
import { receiveHouseholds } from '~/server/workflows/households/receive-households.server';
import { keepPhotoBytes } from '~/server/workflows/survey/keep-photo.server';
import { putBackDraft } from '~/server/workflows/survey/save-draft.server';
import type { RecordOutcome } from './checked-record.server';
import { receiveRecords } from './receive-batch.server';

/** More than twice a phone's file, so that the single file of an older app version is accepted too. */
export const LARGEST_EXPORT_BYTES = 90_000_000;

export type UnsentImported = {
  by: string;
  device: string;
  exportedAt: string;
  /** Which file of how many; null when there is only one. */
  part: { nth: number; of: number } | null;
  outcomes: (RecordOutcome & { household: string | null })[];
  photos: { taken: number; refused: number };
  /** Problems reported that are here now. */
  problems: number;
  /**
   * Drafts put back for the account, and drafts left out because the account has one of the same household or no longer has the
   * household.
   */
  drafts: { putBack: number; left: number };
};

/**
 * 导入手机导出的未发送数据: opens the file with the server's key and takes every record as if its phone had sent it now: under its account,
 * device and number, by the same rules. Drafts become drafts of the account again. The account must work within the person's
 * scope. Importing a file twice changes nothing.
 */
export async function importUnsent(
  db: Database,
  person: Person,
  input: { text: string; dataDir: string },
  now: Date,
  failed: (error: unknown) => void,
): Promise<UnsentImported> {
  if (!mayPerson(person, 'visit.review')) refuse('access.not-allowed');
  const unsent = await openExport(input.text, input.dataDir);
  const sender = await withSql(db, async (sql) => {
    if (!(await accountInScope(sql, scopeOf(person), unsent.accountId))) refuse('unsent.account-unknown', { username: unsent.username });
    return senderOf(sql, unsent.accountId);
  });
  // Only a cadre's account records visits, so the file of any other account is refused.
  if (!mayPerson(sender, 'visit.submit')) refuse('unsent.account-unknown', { username: unsent.username });
  const photos = { taken: 0, refused: 0 };
  for (const photo of unsent.photos) {
    try {
      await keepPhotoBytes(
        db,
        { dataDir: input.dataDir, sha256: photo.sha256, bytes: Buffer.from(photo.data, 'base64'), accountId: sender.accountId },
        now,
      );
      photos.taken += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      photos.refused += 1;
    }
  }
  const asSent = { device: unsent.device, app: unsent.app ?? null, source: 'export' as const };
  const households = await receiveHouseholds(db, sender, { ...asSent, records: unsent.households }, now, failed);
  const outcomes = await receiveRecords(
    db,
    unsent.records.map((sent) => ({ person: sender, device: unsent.device, app: unsent.app ?? null, source: 'export', sent })),
    now,
    failed,
  );
  const problems = await receiveReports(db, sender, { ...asSent, records: unsent.problems }, now, failed);
  const drafts = { putBack: 0, left: 0 };
  for (const one of unsent.drafts) drafts[(await putBack(db, sender, one, now)) ? 'putBack' : 'left'] += 1;
  await inTransaction(db, (sql) =>
    appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: 'unsent.import',
        entity: 'device',
        entityKey: unsent.device,
        after: {
          account: sender.username,
          exportedAt: unsent.exportedAt,
          ...(unsent.part && { part: unsent.part }),
          records: outcomes.map(({ id, contentHash, status }) => ({ id, contentHash, status })),
          ...(households.length > 0 && { households: households.map(({ id, status, number }) => ({ id, status, number })) }),
          ...(problems.length > 0 && { problems: problems.map(({ id, status }) => ({ id, status })) }),
          photos,
        },
      },
    ]),
  );
  return {
    by: sender.name,
    device: unsent.device,
    exportedAt: unsent.exportedAt,
    part: unsent.part ?? null,
    photos,
    drafts,
    problems: problems.filter(({ status }) => status === 'received' || status === 'same').length,
    outcomes: outcomes.map((outcome, i) => ({ ...outcome, household: textOf(unsent.records[i]!.visit.household) })),
  };
}

/** The fields of an exported draft that are put back. */
const exportedDraftSchema = z.object({
  household: z.string().min(1).max(64),
  season: z.string().refine(isSeasonName),
  visitId: z.string().min(1).max(64),
  draft: draftSchema,
});

async function putBack(db: Database, sender: Person, one: unknown, now: Date): Promise<boolean> {
  const draft = exportedDraftSchema.safeParse(one);
  return draft.success && putBackDraft(db, sender, draft.data, now);
}

/** Checks the whole file before any of it is used. */
async function openExport(text: string, dataDir: string): Promise<UnsentExport> {
  const envelope = exportEnvelopeSchema.safeParse(sentJson(text));
  if (!envelope.success) return refuse(isCutOff(text) ? 'unsent.cut-off' : 'unsent.not-a-file');
  const pkcs8 = await privateExportKey(dataDir, envelope.data.keyId);
  const inside = unsentExportSchema.safeParse(sentJson(decrypted(envelope.data, pkcs8)));
  if (!inside.success) return refuse('unsent.damaged');
  const { device, accountId, records } = inside.data;
  if (device !== envelope.data.device || accountId !== envelope.data.accountId || records.length !== envelope.data.records)
    refuse('unsent.damaged');
  return inside.data;
}

function decrypted(envelope: ExportEnvelope, pkcs8: Buffer): string {
  try {
    const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    const contentKey = privateDecrypt(
      { key, oaepHash: 'sha256', padding: constants.RSA_PKCS1_OAEP_PADDING },
      Buffer.from(envelope.key, 'base64'),
    );
    const data = Buffer.from(envelope.data, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', contentKey, Buffer.from(envelope.iv, 'base64'))
      .setAAD(Buffer.from(exportLabel(envelope)))
      .setAuthTag(data.subarray(-16));
    return decipher.update(data.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return refuse('unsent.damaged');
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? storableName(value, 64) : null;
}
