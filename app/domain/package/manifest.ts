import { z } from 'zod';
import { isCalendarDay } from '../time/calendar-day';
import { isSeasonName } from '../time/heating-season';

/**
 * 数据包的清单: what a package says about itself (docs/package.md). The sender signs the exact bytes of `manifest.json`, so everything that
 * is true of the package stands here: every other file is named with its SHA-256.
 */
export const PACKAGE_FORMAT = 'qingnuan-package/1';
export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.sig';
export const FIGURES = 'figures.jsonl';
export const WORKBOOK = 'workbook.xlsx';
export const EVALUATION = 'evaluation.docx';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const day = z.string().refine(isCalendarDay);
const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)));

const packedFile = z.object({ name: z.string().regex(/^[a-z0-9/.-]{1,80}$/), bytes: z.number().int().min(0), sha256 });
export type PackedFile = z.infer<typeof packedFile>;

/** A season of the package; `day` is the day as of which its figures are: the as-of date, or that of its closing when it is earlier. */
const packedSeason = z.object({
  season: z.string().refine(isSeasonName),
  day,
  closedAt: instant.nullable(),
});
export type PackedSeason = z.infer<typeof packedSeason>;

export const manifestSchema = z.object({
  format: z.literal(PACKAGE_FORMAT),
  /** The Ed25519 key that signs, as SPKI in base64. Its SHA-256 is the fingerprint that people compare. */
  sender: z.object({ publicKey: z.string().min(40).max(200), fingerprint: sha256 }),
  /** Counts the sender's packages, so a greater one is newer. */
  version: z.number().int().min(1),
  division: z.object({ code: z.string(), name: z.string(), level: z.enum(['province', 'city', 'county']) }),
  season: z.string().refine(isSeasonName),
  /** The season of the package and every earlier one of the sender, oldest first. */
  seasons: z.array(packedSeason).min(1),
  asOf: day,
  madeAt: instant,
  ruleVersion: z.string(),
  history: z.object({ chains: z.number().int(), entries: z.number().int(), head: z.string() }),
  households: z.number().int().min(0),
  files: z.array(packedFile).min(1),
});
export type Manifest = z.infer<typeof manifestSchema>;
