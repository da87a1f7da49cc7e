import { z } from 'zod';

/**
 * 佐证: photos, the place and the household's signature of a visit. Everything is optional (国办函〔2026〕12号). A photo or a
 * signature is named by the SHA-256 of its bytes, which travel by themselves.
 * - at most 6 photos: the stove, the coal, the meter, the device, a room, the door.
 * - `about`: the question a photo shows something of; null for the household as a whole.
 * - `accuracy` in metres as the phone said it; a place is kept as it was measured, never made more exact.
 */
export const MOST_PHOTOS = 6;

const sha256 = z.string({ error: 'not_text' }).regex(/^[0-9a-f]{64}$/, { error: 'not_text' });

export const evidenceSchema = z.strictObject(
  {
    photos: z
      .array(z.strictObject({ sha256, about: z.string({ error: 'not_text' }).max(40, { error: 'too_long' }).nullable() }), { error: 'not_answers' })
      .max(MOST_PHOTOS, { error: 'out_of_range' })
      .optional(),
    place: z
      .strictObject({
        latitude: z.number({ error: 'not_a_number' }).min(-90, { error: 'out_of_range' }).max(90, { error: 'out_of_range' }),
        longitude: z.number({ error: 'not_a_number' }).min(-180, { error: 'out_of_range' }).max(180, { error: 'out_of_range' }),
        accuracy: z.number({ error: 'not_a_number' }).min(0, { error: 'out_of_range' }).max(100_000, { error: 'out_of_range' }),
        at: z.iso.datetime({ offset: true, error: 'not_an_instant' }),
      })
      .optional(),
    /** 散煤禁用承诺书, signed on the screen. */
    signature: z.strictObject({ sha256, of: z.enum(['no_coal_pledge'], { error: 'not_a_choice' }) }).optional(),
  },
  { error: 'unknown_question' },
);

export type Evidence = z.infer<typeof evidenceSchema>;

/** The files a visit needs: its photos and the signature, each once. */
export function filesOfEvidence(evidence: Evidence | undefined | null): string[] {
  if (!evidence) return [];
  return [...new Set([...(evidence.photos ?? []).map((photo) => photo.sha256), ...(evidence.signature ? [evidence.signature.sha256] : [])])];
}
