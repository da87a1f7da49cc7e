import { createHash } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { notePhoto } from '~/database/survey/photos.server';
import { evidenceToKeep, LARGEST_EVIDENCE_BYTES, MOST_EVIDENCE_FILES } from '~/domain/findings/desk/evidence-file';
import type { EvidenceFile } from '~/domain/findings/desk/finding';
import { refuse } from '~/domain/problems';
import { firstCharacters } from '~/domain/text/storable';
import { keepPhotoFile } from '../survey/photo-files.server';

/**
 * 收下佐证: the files of a form, checked by their first bytes and stored like photos: on the disk before in the register. A photo is kept
 * without its place and camera (photo-without-marks.ts). Each file is known by the SHA-256 of its bytes; its name, which may hold a
 * person's, is not kept. One that is refused afterwards is an orphan that no step
 * names, and that nobody is shown.
 */
export async function keepEvidence(
  db: Database,
  kept: { dataDir: string; accountId: string | null; files: readonly File[] },
  now: Date,
): Promise<EvidenceFile[]> {
  const files = kept.files.filter(({ size, name }) => size > 0 || name !== '');
  if (files.length > MOST_EVIDENCE_FILES) refuse('finding.too-many-files');
  const read: { bytes: Uint8Array; type: string }[] = [];
  // All are looked at before the first is stored.
  for (const file of files) {
    const name = firstCharacters(file.name, 80);
    if (file.size > LARGEST_EVIDENCE_BYTES) refuse('finding.file-too-large', { name });
    const kept = evidenceToKeep(new Uint8Array(await file.arrayBuffer()));
    if ('fault' in kept) return refuse(kept.fault, { name });
    read.push(kept);
  }
  const evidence: EvidenceFile[] = [];
  for (const { bytes, type } of read) {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (evidence.some((one) => one.sha256 === sha256)) continue;
    await keepPhotoFile(kept.dataDir, sha256, bytes);
    await inTransaction(db, (sql) => notePhoto(sql, { sha256, type, bytes: bytes.length, accountId: kept.accountId, now }), {
      durable: true,
    });
    evidence.push({ sha256, type, bytes: bytes.length });
  }
  return evidence;
}
