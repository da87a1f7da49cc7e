import { z } from 'zod';
import type { CalendarDay } from '../time/calendar-day';
import type { FindingState } from './life';

/**
 * 村干部上报: what a cadre says is wrong at a household, at any time and without a visit (docs/definitions.md#problem-report). A record of
 * its own; the township answers it. It becomes a finding by hand with the source 村干部上报. Who is left out: nobody, a household outside H
 * or approved already can be reported too.
 */
export const PROBLEM_KINDS = ['stability', 'outage', 'cold', 'coal', 'subsidy', 'other'] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

export const LONGEST_PROBLEM_TEXT = 500;
export const MOST_PROBLEM_PHOTOS = 3;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What is said, by the phone or by the form of the web. `id` is made where it is written: sent twice it is one report. */
export const problemReportSchema = z
  .object({
    id: z.string().regex(/^[A-Za-z0-9-]{16,64}$/),
    household: z.string().min(1).max(64),
    kind: z.enum(PROBLEM_KINDS, { error: 'kind-missing' }),
    text: z.string().trim().max(LONGEST_PROBLEM_TEXT, 'text-too-long').default(''),
    photos: z.array(hash).max(MOST_PROBLEM_PHOTOS).default([]),
    /** ISO instant, by the server's clock as far as the phone knew it. */
    reportedAt: z.iso.datetime({ offset: true }),
  })
  .refine(({ kind, text }) => kind !== 'other' || text !== '', { path: ['text'], error: 'text-missing' });
export type ProblemReport = z.infer<typeof problemReportSchema>;

/** How far a report is: the finding it became. `closed`: what was done, and by whom it was closed. */
export type FindingOfReport = {
  number: string;
  state: FindingState;
  dueOn: CalendarDay;
  closed: { result: string; by: string; at: string } | null;
};

/** A report as it stands with its household, on the phone and on the web. */
export type ShownReport = {
  id: string;
  number: string;
  kind: ProblemKind;
  text: string;
  photos: string[];
  reportedAt: string;
  receivedAt: string;
  by: string;
  answer: { text: string; by: string; at: string } | null;
  /** The finding it became; absent: an older server's, or no season was declared yet. */
  finding?: FindingOfReport;
};

/** What can be wrong with a report that a person wrote, by the field it stands at. */
export type ReportFault = { field: 'kind' | 'text'; code: 'kind-missing' | 'text-missing' | 'text-too-long' };

export function faultsOfReport(said: unknown): ReportFault[] {
  const parsed = problemReportSchema.safeParse(said);
  if (parsed.success) return [];
  const faults = parsed.error.issues.map(({ path, message }) => ({ field: String(path[0]), code: message }) as ReportFault);
  return faults
    .filter(({ field }) => field === 'kind' || field === 'text')
    .filter((fault, at, all) => all.findIndex(({ field }) => field === fault.field) === at);
}

/** A report is never refused for its time: what a wrong clock said to lie ahead was said when it arrived. */
export function timeOfReport(reportedAt: string, now: string): string {
  return Date.parse(reportedAt) > Date.parse(now) ? now : reportedAt;
}

/** 答复: the township's or the county's. Messages are problem codes. */
export const answerReportForm = z.object({
  answer: z.string().trim().min(1, 'problem-report.answer-missing').max(LONGEST_PROBLEM_TEXT, 'problem-report.answer-too-long'),
});
