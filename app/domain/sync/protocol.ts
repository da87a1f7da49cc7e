import { z } from 'zod';
import type { Continuity, HouseholdStatus, HouseUse, Mode, Residence, VisitKind, VisitOutcome } from '../contract/enumerations';
import { keysOf } from '../contract/enumerations';
import type { VillageFindings } from '../findings/cadre-finding';
import type { ShownReport } from '../findings/problem-report';
import type { AnswerProblem } from '../survey/answer-problems';
import type { ClosureDraft, Place } from '../survey/draft';
import type { Evidence } from '../survey/evidence';
import type { SurveyRoom } from '../survey/room';
import type { VisitAnswers } from '../survey/visit-answers';
import { cleanText } from '../text/clean-text';
import type { CalendarDay } from '../time/calendar-day';

/**
 * 手机与服务器之间说什么. The one description of what a phone and the server say to each other below `/field-data/`; both
 * read and write with these schemas. JSON, session cookie, and X-CSRF-Token with everything that is not a GET.
 *
 *   GET  /field-data/session                                  → FieldSession
 *   GET  /field-data/package?village=CODE[&since=CURSOR][&findings=MARK][&page=PAGE]  → PackagePage
 *   POST /field-data/devices    RegisterDevice                → DeviceAnswer
 *   POST /field-data/visits     SendVisits                    → VisitsAnswer
 *   PUT  /field-data/photos/SHA256  (the bytes, their type)   → PhotoAnswer
 *   GET  /field-data/sign-in                                  → GuestAnswer
 *   POST /field-data/sign-in    username, password            → FormAnswer with SignedIn
 *   POST /field-data/password   the fields of password-form   → FormAnswer
 *   GET  /field-data/complaints                               → ComplaintsAnswer
 *   POST /field-data/complaints text                          → FormAnswer
 *   POST /field-data/language   language                      → FormAnswer
 *
 * Every answer of ours carries the header `X-Field-Data` with the server's protocol number: an answer without it was given by
 * somebody else on the way (a portal, a proxy) and says nothing about our data. 401 {code: 'sign-in.needed'}: sign in again,
 * keep everything. 401 or 403 {code: 'device.retired', account}: delete what is here of that account. 403 {code: 'form.outdated'}: the
 * token is old, ask for /session again. 413: send fewer at once. The phone says which it is with every request (device-header.ts).
 *
 * Versions: a server takes requests of every protocol from 1 to its own; a reader ignores fields it does not
 * know, and a new field is optional. So an old app with a newer server still sends, and a new app with an older server too.
 */
export const PROTOCOL_VERSION = 1;

export { PROTOCOL_HEADER } from './protocol-header';

/** Records in one sending, and bytes of its body; a visit with rooms has 1 to 2 kB. */
export const MOST_RECORDS = 50;
export const LARGEST_SENDING_BYTES = 1_000_000;
/** The size to which the phone shrinks a photo; the server takes no larger one. */
export const LARGEST_PHOTO_BYTES = 250_000;
/** Photos are JPEG; a signature's drawing is PNG. */
export const PHOTO_TYPES = ['image/jpeg', 'image/png'] as const;

/** What a column for whole numbers holds. */
const MOST_COUNTED = 2_147_483_647;
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Made by the phone once, at random, and kept beside its data: 16 to 64 letters, digits and hyphens. */
export const deviceIdSchema = z.string().regex(/^[A-Za-z0-9-]{16,64}$/);

// Session --------------------------------------------------------------------------------------------------------------

/** The telephones are absent from an older server, and null where none is kept. */
export type FieldVillage = {
  code: string;
  name: string;
  township: string;
  county: string;
  /** In a package: the end of the season in the village's county; null: no dates were set; absent: an older server's. */
  seasonEnd?: CalendarDay | null;
  townshipPhone?: string | null;
  countyPhone?: string | null;
  /**
   * In a package: what is to be seen to at its households, whole, when it is not what the phone says it has (MARK, empty: nothing).
   * Absent: the phone keeps what it has, or did not ask.
   */
  findings?: VillageFindings;
};

/**
 * 要抽查的一户: what finds its door and decides which questions apply, and nothing of what was answered there. `id` is also that of the visit
 * with which it is done.
 */
export type FieldCheck = {
  id: string;
  number: string;
  head: string;
  address: string | null;
  village: string;
  township: string | null;
  season: string;
  mode: Mode;
  residence: Residence;
  assignedOn: string;
};

export type FieldSession = {
  protocol: number;
  ruleVersion: string;
  accountId: string;
  username: string;
  name: string;
  role: string;
  language: 'zh-CN' | 'en';
  csrfToken: string;
  /** The newest open season; null: there is nothing to survey now. */
  season: string | null;
  serverTime: string;
  /** After so many days without an answer the phone asks for the password; absent: an older server. */
  passwordAfterDays?: number;
  /** Whether this phone is registered under this session; absent: an older server, or a phone that did not say which it is. */
  registered?: boolean;
  villages: FieldVillage[];
  /** 抽查: the households that this account has still to check; absent from an older server. */
  checks?: FieldCheck[];
  /** What an export of unsent records is sealed for (unsent-export.ts): SPKI in base64, RSA-OAEP with SHA-256. */
  exportKey: { id: string; spki: string };
};

// Forms of the app: sent as forms are ---------------------------------------------------------------------------------------

/** Of nobody yet: the token with which one signs in. */
export type GuestAnswer = { protocol: number; csrfToken: string };
export type SignedIn = { accountId: string; mustChangePassword: boolean };
/** Done, with what it gave; or what is wrong, each sentence at its field. */
export type FormAnswer<T = null> = { protocol: number } & ({ done: T } | { problems: { field?: string; sentence: string }[] });
export type OwnComplaint = { id: string; text: string; createdAt: string; answer: string | null; answeredAt: string | null };
export type ComplaintsAnswer = { protocol: number; complaints: OwnComplaint[] };

// Work package ---------------------------------------------------------------------------------------------------------

export type FieldRemark = { question: string; text: string; by: string; at: string; resolved: boolean };

export type FieldVisit = {
  id: string;
  kind: VisitKind;
  outcome: VisitOutcome;
  status: 'submitted' | 'returned' | 'approved';
  visitedAt: string;
  /** Day of the visit in China. */
  day: string;
  visitor: string;
  revision: number;
  contentHash: string;
  answers: VisitAnswers;
  evidence: Evidence | null;
  remarks: FieldRemark[];
};

/** Begun by this account on the web, or put back from an export: what saveDraft kept (draft.ts). */
export type FieldDraft = {
  visitId: string;
  typed: Record<string, string[]>;
  card: Place | null;
  baseRevision: number | null;
  openedAt: string | null;
  updatedAt: string;
  evidence?: Evidence;
  closure?: ClosureDraft;
};

/** “我家的补贴呢”: a season of a household's subsidies, enough to answer at the door. Amounts in 分. */
export type FieldSubsidy = {
  season: string;
  /** Null for a household outside H. */
  continuity: Continuity | null;
  due: number;
  paid: number;
  /** Due and not paid, past its date or not. */
  owed: number;
  /** The earliest due date of what is owed. */
  dueOn: string | null;
  lastPaidOn: string | null;
  /** Why the latest payment that failed, and was not sent again, did not arrive. */
  failReason: string | null;
  /** Why the continuity is as it is, in the words of the household's page; absent where there is nothing to say. */
  why?: string;
  /** The season since which it has been so, when it is an earlier one. */
  since?: string;
  /** How each amount came about: 运行：前1500立方米×1.36元=…. */
  how?: string[];
};

export type FieldHousehold = {
  number: string;
  head: string;
  initials: string;
  /** The head in pinyin, a blank between syllables; absent: an older server's. */
  pinyin?: string;
  address: string | null;
  phoneMasked: string | null;
  /** The last four digits, to be searched for; null without a phone. */
  phoneTail: string | null;
  idNumberMasked: string | null;
  residence: Residence;
  houseUse: HouseUse | null;
  status: HouseholdStatus;
  people: number | null;
  elderly: number | null;
  heatedArea: number | null;
  note: string | null;
  /** register | field: field ones were added by a cadre as missed. */
  source: string;
  /** The mode of the current conversion; null without one. */
  mode: Mode | null;
  /** The day on which that conversion counts as installed; null: never; absent: an older server's. */
  installedOn?: CalendarDay | null;
  /** What the next visit names as baseRevision. */
  revision: number;
  /** The rooms of this season, else of the last one, else null; `roomsOfThisSeason` says which. */
  rooms: SurveyRoom[] | null;
  roomsOfThisSeason: boolean;
  /** Last season's counted, completed visit. */
  lastAnswers: VisitAnswers | null;
  lastDay: string | null;
  /** This season's visits, newest first. */
  visits: FieldVisit[];
  draft: FieldDraft | null;
  /** The last seasons with a subsidy, or with a state worth telling; newest first. */
  subsidy?: FieldSubsidy[];
  /** What was reported of it, with the answers; newest first. */
  reports?: ShownReport[];
};

/**
 * One page of the package of a village. Ask without `since` for all of it, with `since` (the last complete package's cursor)
 * for what changed. Go on with `next` as `page` until it is null, then replace (full) or put over (delta) what is there, in
 * one go, and keep `cursor`. `full` may be true although `since` was given: the season changed, or the cursor is of another
 * register; then what is there is replaced. `removed` and `drafts` come with the first page.
 */
export type PackagePage = {
  protocol: number;
  village: FieldVillage;
  season: string;
  full: boolean;
  cursor: string;
  /** Households of the whole answer, for the progress bar. */
  total: number;
  households: FieldHousehold[];
  /** Numbers that are no longer in this village. */
  removed: string[];
  /** Households that have a draft of this account on the web; with a delta the others have none (any more). */
  drafts: string[];
  next: string | null;
};

// Devices --------------------------------------------------------------------------------------------------------------

export const registerDeviceSchema = z.object({
  protocol: z.number().int().min(1),
  device: deviceIdSchema,
  /** “Android 10, Chrome 87”: for the township to recognise it. */
  name: z.string().max(100),
  app: z.string().max(40).optional(),
});
/** retired: what it sends is looked through by the township before it counts. */
export type DeviceAnswer = { protocol: number; device: string; state: 'active' | 'retired' };

// Visits ---------------------------------------------------------------------------------------------------------------

/** What the phone showed when the form was opened: the “before” of a three-way comparison. */
const seenSchema = z.object({
  household: z.object({
    residence: z.string().nullable(),
    houseUse: z.string().nullable(),
    people: z.number().nullable(),
    elderly: z.number().nullable(),
    phoneMasked: z.string().max(40).nullable(),
    address: z.string().max(200).nullable(),
  }),
  mode: z.string().nullable(),
  /** The rooms of this season as they were shown; null: none yet. */
  rooms: z.array(z.record(z.string(), z.unknown())).max(100).nullable(),
  /** Every visit of this season that was shown. */
  visits: z
    .array(
      z.object({
        id: z.string().max(64),
        revision: z.number().int(),
        contentHash: z.string().max(64),
        outcome: z.enum(keysOf('visitOutcome')),
        answers: z.record(z.string(), z.unknown()),
      }),
    )
    .max(100),
});
export type SeenHousehold = z.infer<typeof seenSchema>;

/** Counts the records of this device from 1, so that their order does not depend on clocks. */
export const sequenceSchema = z.number().int().min(1).max(MOST_COUNTED);
export const clockSchema = z.object({
  said: z.string().max(40).transform(cleanText),
  aheadSeconds: z.number().int().min(-MOST_COUNTED).max(MOST_COUNTED),
});

export const visitRecordSchema = z.object({
  sequence: sequenceSchema,
  /** = visit.visit */
  id: z.string().min(1).max(64),
  /** SHA-256 (hex) over contentText(visit), exactly of what is sent. */
  contentHash: hash,
  /** The revision of the household that was shown when the form was opened. */
  baseRevision: z.number().int().min(1).nullable(),
  base: seenSchema.nullable(),
  /** A VisitInput (visit-schema.ts). Each visit is checked separately, so that one bad visit stops no other. */
  visit: z.record(z.string(), z.unknown()),
  /**
   * The phone's clock was wrong: what it showed, and by how much it was ahead (behind: negative) by the server's clock. `visit.visitedAt`
   * is corrected by it.
   */
  clock: clockSchema.optional(),
});
export type VisitRecordSent = z.infer<typeof visitRecordSchema>;

export const sendVisitsSchema = z.object({
  protocol: z.number().int().min(1),
  device: deviceIdSchema,
  app: z.string().max(40).optional(),
  records: z.array(z.unknown()).min(1).max(MOST_RECORDS),
});

const RECEIPT_STATUSES = ['received', 'same', 'merged', 'conflict', 'quarantined', 'refused', 'failed'] as const;
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

/**
 * received: stored. same: this very content was received before, or a later one of the same phone was. merged: stored together
 * with what somebody else changed meanwhile. conflict: kept whole at the township's desk until it is decided. quarantined: kept
 * whole until the township has looked at it. After these five the phone may delete what has this id and this content hash.
 * refused: not kept; `sentence` and `problems` say what to put right. failed: our fault, send it again unchanged.
 */
export const KEPT: ReadonlySet<ReceiptStatus> = new Set(['received', 'same', 'merged', 'conflict', 'quarantined']);

export type RecordReceipt = {
  sequence: number | null;
  id: string | null;
  /** The content hash of the record as it was sent. */
  contentHash: string | null;
  status: ReceiptStatus;
  /** The household's revision after it, to be the next base; only when it was stored. */
  revision?: number;
  /** The visit that holds the answers now, when it is another one (merged with a colleague's). */
  visit?: string;
  code?: string;
  /** In the person's language. */
  sentence?: string;
  problems?: AnswerProblem[];
  /** Photos named by this visit that the server does not have yet. */
  photosMissing?: string[];
};

/** One receipt for each record, in the order sent. */
export type VisitsAnswer = { protocol: number; device: 'active' | 'retired'; receipts: RecordReceipt[] };

const receiptSchema = z.object({
  sequence: z.number().nullable(),
  id: z.string().nullable(),
  contentHash: z.string().nullable(),
  status: z.enum(RECEIPT_STATUSES),
  revision: z.number().optional(),
  visit: z.string().optional(),
  code: z.string().optional(),
  sentence: z.string().optional(),
  problems: z.array(z.custom<AnswerProblem>((value) => typeof value === 'object' && value !== null)).optional(),
  photosMissing: z.array(z.string()).optional(),
});
export const visitsAnswerSchema = z.object({
  protocol: z.number(),
  device: z.enum(['active', 'retired']),
  receipts: z.array(receiptSchema),
});

// Photos ---------------------------------------------------------------------------------------------------------------

/** Given after the bytes are on the disk. Any other answer: send it again. */
export const photoAnswerSchema = z.object({ protocol: z.number(), sha256: hash, status: z.enum(['received', 'same']) });
export type PhotoAnswer = z.infer<typeof photoAnswerSchema>;
/** Not a photo, too large, or other bytes than the name says: 422 with this. It does not help to send it again. */
/** `account`: of 'device.retired', whose data the phone has to delete. */
export type FieldProblem = { protocol: number; code: string; sentence: string; account?: string };
