import type { Problem } from '../problems';

/** What must stay free on the disk of an instance: a report and a day of work. */
export const LEAST_FREE_BYTES = 200_000_000;

/**
 * 上传的空间: why a file of at most so many bytes may not be uploaded now; null when it may. `kept`: what this person has uploaded and is not
 * deleted yet; `most`: how much that may be. Files are deleted once they are imported, a day after they were refused, a week at the latest.
 */
export function whyNoRoom(bytes: number, at: { kept: number; most: number; free: number }): Problem | null {
  if (at.free - bytes < LEAST_FREE_BYTES) return { code: 'upload.disk-full' };
  if (at.kept + bytes > at.most)
    return { code: 'upload.too-much-kept', details: { megabytes: Math.ceil(at.kept / 1_000_000), limit: Math.floor(at.most / 1_000_000) } };
  return null;
}
