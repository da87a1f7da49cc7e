import { z } from 'zod';
import { CLEAN_MODES } from '../contract/enumerations';
import { reburnSigns } from '../heating/reburn';
import type { AnswerProblem } from './answer-problems';
import type { SurveyContext } from './survey-context';
import { type AnswersSoFar, onlyAsked } from './which-questions';

/**
 * 佐证: photos, the place and the household's signature of a visit. They are not answers and enter no figure. A photo or a
 * signature is named by the SHA-256 of its bytes, which travel by themselves.
 * - at most 6 photos: the stove, the coal, the meter, the device, a room, the door.
 * - `accuracy` is in metres, as the phone reported it; a place is stored as it was measured.
 * - `noPhotoReason`: why there is no photo where one is asked for.
 * - `signature`: 散煤禁用承诺书, signed by the household on the screen; who signed, and when.
 */
export const MOST_PHOTOS = 6;
const LONGEST_REASON = 100;

export const PHOTO_SUBJECTS = ['stove', 'coal', 'device', 'room', 'house', 'other'] as const;
export type PhotoSubject = (typeof PHOTO_SUBJECTS)[number];
/** The subject of a photo that the form asks for. */
export type AskedPhoto = Extract<PhotoSubject, 'stove' | 'coal' | 'device'>;
/** 户主不同意, 手机拍不了, 其他 with a few words. */
export const NO_PHOTO_REASONS = ['refused', 'phone', 'other'] as const;

const sha256 = z.string({ error: 'not_a_photo' }).regex(/^[0-9a-f]{64}$/, { error: 'not_a_photo' });
const instant = z.iso.datetime({ offset: true, error: 'not_an_instant' });

function degrees(most: number) {
  return z.number({ error: 'not_a_place' }).min(-most, { error: 'not_a_place' }).max(most, { error: 'not_a_place' });
}

export const evidenceSchema = z.strictObject(
  {
    photos: z
      .array(z.strictObject({ sha256, about: z.enum(PHOTO_SUBJECTS, { error: 'not_a_choice' }), takenAt: instant }), {
        error: 'not_answers',
      })
      .max(MOST_PHOTOS, { error: 'too_many_photos' })
      .refine((photos) => new Set(photos.map((photo) => photo.sha256)).size === photos.length, { error: 'photo_repeated' })
      .optional(),
    place: z
      .strictObject(
        {
          latitude: degrees(90),
          longitude: degrees(180),
          accuracy: z.number({ error: 'not_a_place' }).min(0, { error: 'not_a_place' }),
          at: instant,
        },
        { error: 'not_a_place' },
      )
      .optional(),
    noPhotoReason: z
      .strictObject({
        why: z.enum(NO_PHOTO_REASONS, { error: 'not_a_choice' }),
        text: z.string({ error: 'not_text' }).trim().min(1, { error: 'required' }).max(LONGEST_REASON, { error: 'too_long' }).optional(),
      })
      .optional(),
    signature: z
      .strictObject({
        sha256,
        of: z.enum(['no_coal_pledge'], { error: 'not_a_choice' }),
        signer: z.string({ error: 'not_text' }).trim().min(1, { error: 'required' }).max(50, { error: 'too_long' }),
        signedAt: instant,
      })
      .optional(),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? 'unknown_question' : 'not_answers') },
);

export type Evidence = z.infer<typeof evidenceSchema>;
export type VisitPhoto = NonNullable<Evidence['photos']>[number];
export type VisitPlace = NonNullable<Evidence['place']>;
export type VisitSignature = NonNullable<Evidence['signature']>;

/**
 * 要不要照片: which photo the form asks for. It asks when the visit reports a problem that somebody will be sent out for: signs of
 * reburning in a converted household, or heat that runs 不稳定 or 不能运行. Elsewhere photos are the cadre's own choice (nothing
 * compulsory without need, docs/definitions.md#app-rules). A stated reason is accepted in place of a photo.
 */
export function photoAsked(answers: AnswersSoFar, context: SurveyContext): AskedPhoto | null {
  if (context.outcome !== 'done' || !CLEAN_MODES.has(context.mode)) return null;
  const said = onlyAsked(answers, context);
  if (reburnSigns(said).length > 0) return said.coalStock === 'loose' && said.stove !== 'in_use' ? 'coal' : 'stove';
  return said.stability === 'unstable' || said.stability === 'unable' ? 'device' : null;
}

/**
 * 散煤禁用承诺书: where it is offered for signature – in a converted household, when it has not signed one this season or
 * when there are signs of loose coal again. Never required. Null: this form takes none, as a spot check's, which is only compared.
 */
export function pledgeOffered(answers: AnswersSoFar, context: SurveyContext, signedThisSeason: boolean | null): boolean {
  if (signedThisSeason === null || context.outcome !== 'done' || !CLEAN_MODES.has(context.mode)) return false;
  return !signedThisSeason || answers.coalStock === 'loose' || reburnSigns(answers).length > 0;
}

/**
 * What the evidence lacks. A sender without evidence (a program, a paper record, the form of the web, which takes no photos) is
 * asked for none, and when it corrects a visit, the visit's photos, place and signature stay; the phone always sends evidence.
 */
export function problemsOfEvidence(evidence: Evidence | undefined, answers: AnswersSoFar, context: SurveyContext): AnswerProblem[] {
  if (!evidence) return [];
  const { photos = [], noPhotoReason } = evidence;
  if (noPhotoReason?.why === 'other' && !noPhotoReason.text) return [{ code: 'required', question: 'noPhotoReason' }];
  return photoAsked(answers, context) && photos.length === 0 && !noPhotoReason ? [{ code: 'photo_or_reason', question: 'photos' }] : [];
}

/** The evidence as it is sent: the reason is kept only where there is no photo. */
export function tidyEvidence({ photos, place, noPhotoReason, signature }: Evidence): Evidence {
  const text = noPhotoReason?.why === 'other' ? noPhotoReason.text?.trim() : undefined;
  return {
    ...(photos?.length && { photos }),
    ...(place && { place }),
    ...(noPhotoReason && !photos?.length && { noPhotoReason: { why: noPhotoReason.why, ...(text && { text }) } }),
    ...(signature && { signature }),
  };
}
