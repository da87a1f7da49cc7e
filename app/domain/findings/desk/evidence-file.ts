import type { ProblemCode } from '../../problems';
import { photoTypeOf } from '../../sync/photo-type';
import { type PhotoType, photoWithoutMarks } from './photo-without-marks';

/** 佐证: photos and PDF, so many of so many bytes with one step. A page scanned in colour has one megabyte. */
export const MOST_EVIDENCE_FILES = 5;
export const LARGEST_EVIDENCE_BYTES = 10_000_000;
export const EVIDENCE_ACCEPTED = 'image/jpeg,image/png,image/webp,application/pdf';

/** What the first bytes say a file is, whatever its name says; null: neither a photo nor a PDF. */
function evidenceTypeOf(bytes: Uint8Array): PhotoType | 'application/pdf' | null {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes.length > 20 && text(0, 5) === '%PDF-') return 'application/pdf';
  if (bytes.length > 20 && text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  return photoTypeOf(bytes);
}

/** A file as it is kept: a photo without its place, camera and time, a PDF as it came. Or what is wrong with it. */
export function evidenceToKeep(bytes: Uint8Array): { bytes: Uint8Array; type: string } | { fault: ProblemCode } {
  if (bytes.length > LARGEST_EVIDENCE_BYTES) return { fault: 'finding.file-too-large' };
  const type = evidenceTypeOf(bytes);
  if (type === null) return { fault: 'finding.file-not-evidence' };
  const kept = type === 'application/pdf' ? bytes : photoWithoutMarks(bytes, type);
  return kept === null ? { fault: 'finding.photo-damaged' } : { bytes: kept, type };
}
