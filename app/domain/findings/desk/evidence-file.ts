import type { ProblemCode } from '../../problems';
import { photoTypeOf } from '../../sync/photo-type';

/** 佐证: photos and PDF, so many of so many bytes with one step. A page scanned in colour has one megabyte. */
export const MOST_EVIDENCE_FILES = 5;
export const LARGEST_EVIDENCE_BYTES = 10_000_000;
export const EVIDENCE_ACCEPTED = 'image/jpeg,image/png,application/pdf';

/** What the first bytes say a file is, whatever its name says; null: neither a photo nor a PDF. */
export function evidenceTypeOf(bytes: Uint8Array): 'image/jpeg' | 'image/png' | 'application/pdf' | null {
  if (bytes.length > 20 && String.fromCharCode(...bytes.subarray(0, 5)) === '%PDF-') return 'application/pdf';
  return photoTypeOf(bytes);
}

/** What is wrong with a file as evidence; null: nothing. */
export function evidenceFault(bytes: Uint8Array): ProblemCode | null {
  if (bytes.length > LARGEST_EVIDENCE_BYTES) return 'finding.file-too-large';
  return evidenceTypeOf(bytes) === null ? 'finding.file-not-evidence' : null;
}
