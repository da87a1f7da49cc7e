import { z } from 'zod';
import { type EnumName, keysOf } from '~/domain/contract/enumerations';
import { FINDING_LEVELS, FINDING_SOURCES } from '~/domain/findings/desk/finding';
import { FINDING_STATES } from '~/domain/findings/life';
import { RULE_CODES } from '~/domain/findings/rule-codes';
import { INDICATOR_KEYS } from '~/domain/indicators/indicators';
import { answersSchema } from '~/domain/survey/visit-answers';
import { visitSchema } from '~/domain/survey/visit-schema';
import { foldWidth } from '~/domain/text/clean-text';
import { isCalendarDay } from '~/domain/time/calendar-day';
import { isSeasonName } from '~/domain/time/heating-season';
import { PRINTED_COUNTS } from '~/server/workflows/facts/read-facts.server';

/**
 * What the API takes and returns. Requests are parsed with these schemas. Answers pass through them too, so that a field not
 * listed here, such as a personal one, never leaves. The OpenAPI document is made from them.
 */
const choice = <N extends EnumName>(name: N) => z.enum(keysOf(name));
const code = z
  .string()
  .overwrite(foldWidth)
  .regex(/^\d{2,12}$/);
const seasonName = z
  .string()
  .regex(/^\d{4}-\d{4}$/)
  .refine(isSeasonName)
  .meta({ example: '2020-2021' });
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isCalendarDay)
  .meta({ description: 'A day in China.', example: '2021-01-15' });
const instant = z.iso.datetime({ offset: true });

const PAGE_SIZE = 100;
const LARGEST_PAGE = 500;
const limit = z.coerce.number().int().min(1).max(LARGEST_PAGE).default(PAGE_SIZE).meta({ description: 'Rows of a page.' });

// Errors -------------------------------------------------------------------------------------------------------------

export const problemSchema = z
  .strictObject({
    type: z.literal('about:blank'),
    status: z.number().int(),
    code: z.string().meta({ description: 'Stable; decide by this.', example: 'household.unknown' }),
    title: z.string().meta({ description: 'What is wrong and what to do, in Chinese.' }),
    title_en: z.string().meta({ description: 'The same in English.' }),
    detail: z.string().optional().meta({ description: 'Where in the request, for whoever writes the program.' }),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });

// Sign-in ------------------------------------------------------------------------------------------------------------

export const signInRequest = z
  .strictObject({
    username: z.string().min(1).max(64),
    password: z.string().min(1).max(200),
    code: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Of the authenticator app, or a recovery code: for an account with a second factor' }),
  })
  .meta({ id: 'SignIn' });

export const signInAnswer = z
  .strictObject({
    token: z.string().meta({ description: 'Send it as “Authorization: Bearer …”. It is shown once.' }),
    expiresAt: instant,
    person: z.strictObject({ username: z.string(), name: z.string(), role: choice('role'), divisions: z.array(code) }),
  })
  .meta({ id: 'SignedIn' });

// Divisions ----------------------------------------------------------------------------------------------------------

export const divisionsQuery = z.strictObject({
  root: code.optional().meta({ description: 'Only this division and what lies below it. Default: everything the account sees.' }),
  after: code.optional().meta({ description: 'The `next` of the page before.' }),
  limit,
});

export const divisionsAnswer = z
  .strictObject({
    rows: z.array(
      z
        .strictObject({
          code,
          name: z.string(),
          level: z.enum(['province', 'city', 'county', 'township', 'village']),
          parent: code.nullable(),
          zoneType: choice('zoneType').nullable(),
          within5km: z.boolean(),
          relocating: z.boolean(),
          completedOn: day.nullable(),
          validFrom: day.nullable(),
          validTo: day.nullable(),
          mergedInto: code.nullable(),
        })
        .meta({ id: 'Division' }),
    ),
    next: code.nullable().meta({ description: 'Ask again with `after` set to this; null on the last page.' }),
  })
  .meta({ id: 'Divisions' });

// Households ---------------------------------------------------------------------------------------------------------

export const householdsQuery = z.strictObject({
  village: code.optional(),
  search: z
    .string()
    .trim()
    .min(1)
    .max(50)
    .optional()
    .meta({ description: 'Part of head, number or address, the head’s pinyin initials, or the last four digits of the phone.' }),
  after: z.string().min(1).max(64).optional().meta({ description: 'The `next` of the page before.' }),
  limit,
});

const listedHousehold = {
  number: z.string(),
  village: code,
  villageName: z.string(),
  head: z.string(),
  address: z.string().nullable(),
  residence: choice('residence'),
  status: choice('householdStatus'),
  mode: choice('mode'),
  revision: z.number().int().meta({ description: 'Send it as `baseRevision` with a visit.' }),
};

export const householdsAnswer = z
  .strictObject({ rows: z.array(z.strictObject(listedHousehold).meta({ id: 'ListedHousehold' })), next: z.string().nullable() })
  .meta({ id: 'Households' });

export const householdPath = z.strictObject({ number: z.string().overwrite(foldWidth).min(1).max(64) });

const recordedRoom = z.strictObject({
  season: seasonName,
  room: z.number().int(),
  kind: choice('roomKind'),
  heatedArea: z.number(),
  letting: choice('letting'),
  connected: z.boolean(),
  use: choice('roomUse'),
});

const recordedVisit = z
  .strictObject({
    id: z.string(),
    season: seasonName,
    visitedAt: instant,
    visitor: z.string(),
    kind: choice('visitKind'),
    outcome: choice('visitOutcome'),
    status: z.enum(['submitted', 'returned', 'approved']),
    revision: z.number().int(),
    answers: answersSchema('import'),
    remarks: z.array(z.strictObject({ question: z.string(), text: z.string(), by: z.string(), at: instant, resolved: z.boolean() })),
  })
  .meta({ id: 'RecordedVisit' });

export const householdAnswer = z
  .strictObject({
    ...listedHousehold,
    phoneMasked: z.string().nullable(),
    houseUse: choice('houseUse').nullable(),
    people: z.number().int().nullable(),
    elderly: z.number().int().nullable(),
    heatedArea: z.number().nullable(),
    conversion: z
      .strictObject({
        mode: choice('mode'),
        device: z.string().nullable(),
        year: z.number().int().nullable(),
        installedOn: day.nullable(),
        connectedOn: day.nullable(),
      })
      .nullable()
      .meta({ description: 'The current conversion.' }),
    rooms: z.array(recordedRoom),
    visits: z.array(recordedVisit).meta({ description: 'Newest first.' }),
  })
  .meta({ id: 'Household' });

// Visits -------------------------------------------------------------------------------------------------------------

const LARGEST_BATCH = 100;
const submittedVisit = visitSchema('field').meta({
  id: 'Visit',
  description:
    'A visit as the survey form submits it. Questions that do not apply are left out; those that apply and decide a figure are required. ' +
    'The same `visit` with the same content is received once.',
});
/** `item` is the visit's schema in the document. The envelope accepts any item, so that one bad visit stops no other. */
const batchOf = <Item extends z.ZodType>(item: Item) => z.strictObject({ visits: z.array(item).min(1).max(LARGEST_BATCH) });
export const visitsRequest = batchOf(z.unknown());
export const visitsRequestDocumented = batchOf(submittedVisit).meta({ id: 'Visits' });

const answerProblem = z
  .strictObject({
    question: z.string(),
    room: z.number().int().optional().meta({ description: 'Position in `rooms`, from 0.' }),
    code: z.string(),
    title: z.string(),
    title_en: z.string(),
  })
  .meta({ id: 'AnswerProblem' });

export const visitReceipt = z
  .discriminatedUnion('status', [
    z.strictObject({
      status: z.enum(['received', 'same']),
      id: z.string(),
      contentHash: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .meta({ description: 'SHA-256 of the stored content.' }),
      revision: z.number().int(),
    }),
    z.strictObject({
      status: z.enum(['conflict', 'refused', 'failed']).meta({
        description:
          'conflict: stored is something else (the same id with other content, an approved visit, a household changed meanwhile). ' +
          'refused: put it right and send it again. failed: our fault; send it again unchanged.',
      }),
      id: z.string().nullable(),
      code: z.string(),
      title: z.string(),
      title_en: z.string(),
      problems: z.array(answerProblem).optional().meta({ description: 'What is wrong, question by question.' }),
    }),
  ])
  .meta({ id: 'Receipt' });

export const visitsAnswer = z
  .strictObject({ receipts: z.array(visitReceipt).meta({ description: 'One for each visit, in the order sent.' }) })
  .meta({ id: 'Receipts' });

// Facts --------------------------------------------------------------------------------------------------------------

export const factsQuery = z.strictObject({
  division: code,
  season: seasonName,
  asOf: day.optional().meta({ description: 'Default: today in China.' }),
});

const wholeNumber = z.number().int();
const objectOf = <K extends string, V extends z.ZodType>(keys: readonly K[], value: V) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, value])) as Record<K, V>);

const rate = z
  .strictObject({ numerator: z.number(), denominator: z.number(), rate: z.number().nullable() })
  .meta({ id: 'Rate', description: 'Areas in m² with two decimals, amounts in 分; `rate` is null when the denominator is 0.' });

export const factsAnswer = z
  .strictObject({
    season: seasonName,
    asOf: day,
    division: code,
    rows: z
      .array(
        z
          .strictObject({
            code,
            name: z.string(),
            counts: objectOf(PRINTED_COUNTS, wholeNumber),
            indicators: objectOf(INDICATOR_KEYS, rate),
            amountsFen: objectOf(['due', 'paid', 'arrears'], wholeNumber),
            continuity: objectOf(keysOf('continuity'), wholeNumber),
          })
          .meta({ id: 'FactsOfDivision' }),
      )
      .meta({ description: 'The division first, then its direct children.' }),
  })
  .meta({ id: 'Facts' });

// Findings -----------------------------------------------------------------------------------------------------------

export const findingsQuery = z.strictObject({
  division: code,
  season: seasonName,
  state: z.enum(FINDING_STATES).optional(),
  rule: z.enum(RULE_CODES).optional(),
  after: z.string().min(1).max(64).optional().meta({ description: 'The `next` of the page before.' }),
  limit,
});

export const findingsAnswer = z
  .strictObject({
    rows: z.array(
      z
        .strictObject({
          number: z.string(),
          source: z.enum(FINDING_SOURCES),
          rule: z.enum(RULE_CODES).nullable(),
          division: code.meta({ description: 'Where it lies: a village, or the division of another subject.' }),
          household: z.string().nullable(),
          households: z.number().int().meta({ description: 'How many households it is about, as far as the account sees them.' }),
          level: z.enum(FINDING_LEVELS).meta({ description: 'Whose desk it lies on.' }),
          state: z.enum(FINDING_STATES),
          urgent: z.boolean(),
          openedOn: day,
          dueOn: day,
          overdue: z.boolean(),
          times: z.number().int().meta({ description: 'How many times it was opened.' }),
          amountFen: z.number().int().nullable(),
          cause: z
            .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
            .meta({ description: 'What the rule saw, in plain values.' }),
        })
        .meta({ id: 'Finding', description: 'What people wrote of it and who is responsible are not here.' }),
    ),
    next: z.string().nullable().meta({ description: 'Ask again with `after` set to this; null on the last page.' }),
  })
  .meta({ id: 'Findings' });
