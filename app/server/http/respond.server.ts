/** Turns the results of workflows into responses. Only here do refusals become sentences in the person's language. */
import { data } from '@remix-run/node';
import type { ZodType, z } from 'zod';
import { isRefusal, type Problem, type ProblemCode, type ProblemDetails, Refusal } from '~/domain/problems';
import { type FormReply, sentBy, type Typed, typedOf } from '~/i18n/form-reply';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { DayBeingComputed } from '~/server/workflows/facts/past-day.server';
import { requestContext } from './context.server';

const STATUS: Partial<Record<ProblemCode, number>> = {
  'table.unknown-value': 400,
  'table.too-many-to-sort': 400,
  'form.not-a-form': 400,
  'access.not-allowed': 403,
  'device.retired': 403,
  // The phone takes it as the request to sign in again.
  'device.other': 401,
  'evaluation.not-yours': 403,
  'household.changed-meanwhile': 409,
  'visit.id-taken': 409,
  'visit.locked': 409,
  'finding.changed-meanwhile': 409,
  'threshold.changed-meanwhile': 409,
  'finding.many-changed': 409,
  'account.changed-meanwhile': 409,
  'batch.changed-meanwhile': 409,
  'export.two-already': 429,
  'export.too-many': 429,
  'sign-in.too-many-from-address': 429,
  'second-factor.too-many': 429,
  'second-factor.there-already': 409,
  'problem-report.too-many': 429,
};

/**
 * The HTTP status of a problem: 404 for unknown things, 403 for rights, 409 for collisions, 422 for anything else, which the
 * person can correct.
 */
export function statusOf(problem: Problem): number {
  return STATUS[problem.code] ?? (problem.code.endsWith('.unknown') ? 404 : 422);
}

type ProblemBody = { code: string; sentence: string };

/** A whole page (or a JSON answer) that shows the problem. Throw it from a loader. */
export function problemResponse(problem: Problem, status = statusOf(problem)): Response {
  const body: ProblemBody = { code: problem.code, sentence: sentenceOf(requestContext().language, problem) };
  return Response.json(body, { status });
}

/** Shows a refusal of a workflow as a page and passes bugs on. For loaders: `await orProblem(() => …)`. */
export async function orProblem<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRefusal(error)) throw problemResponse(error.problem);
    // A page says how far it is (day-not-shown.server.ts); a file has to wait.
    if (error instanceof DayBeingComputed) throw problemResponse({ code: 'as-of.computing', details: { day: error.day } }, 503);
    // A form without a page of its own to come back to: the first of what is wrong.
    if (error instanceof FieldRefusal && error.problems[0]) throw problemResponse(error.problems[0].problem);
    throw error;
  }
}

/** A problem at a field of the form (its `name`), or at the whole form. */
class FieldRefusal extends Error {
  constructor(readonly problems: readonly { field?: string; problem: Problem }[]) {
    super('form refused');
  }
}

/**
 * The parsed form, or a FieldRefusal. Messages of the schema are problem codes (`z.string().min(1, 'account.name-missing')`);
 * the first problem of each field counts.
 */
export function parseForm<T>(schema: ZodType<T>, typed: Typed): T {
  const parsed = schema.safeParse(typed);
  if (parsed.success) return parsed.data;
  const byField = new Map<string, Problem>();
  for (const issue of parsed.error.issues) {
    const field = issue.path.join('.');
    if (!byField.has(field)) byField.set(field, { code: issue.message as ProblemCode, details: detailsOf(issue) });
  }
  throw new FieldRefusal([...byField].map(([field, problem]) => ({ field: field || undefined, problem })));
}

/** What a schema of ours says of its fault, for the sentence. */
function detailsOf(issue: z.core.$ZodIssue): ProblemDetails | undefined {
  return issue.code === 'custom' ? (issue.params as ProblemDetails | undefined) : undefined;
}

/**
 * Runs what a form asks for. A refusal shows the same page again with everything typed and the sentences for the summary and
 * the fields; `fieldOf` names the field that a workflow's refusal belongs to. The result of `work` (a redirect, data) is
 * returned as it is.
 */
export async function actionResult<T>(
  form: FormData,
  work: (typed: Typed) => Promise<T>,
  fieldOf: Partial<Record<ProblemCode, string>> = {},
): Promise<T | ReturnType<typeof data<FormReply>>> {
  const typed = typedOf(form);
  try {
    return await work(sentBy(form));
  } catch (error) {
    const { language } = requestContext();
    if (error instanceof FieldRefusal) {
      const problems = error.problems.map(({ field, problem }) => ({ field, sentence: sentenceOf(language, problem) }));
      return data<FormReply>({ typed, problems }, { status: 422 });
    }
    if (error instanceof Refusal) {
      const { problem } = error;
      return data<FormReply>(
        { typed, problems: [{ field: fieldOf[problem.code], sentence: sentenceOf(language, problem) }] },
        { status: statusOf(problem) },
      );
    }
    throw error;
  }
}

/** Headers of a file to save: always an attachment, with a Chinese name in the form of RFC 5987. */
export function attachmentHeaders(fileName: string, contentType: string): Record<string, string> {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return {
    'Content-Type': contentType,
    'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-store',
  };
}
