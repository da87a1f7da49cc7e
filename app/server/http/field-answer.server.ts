/** Answers below /field-data. They are always JSON. The web server sets our header on all of them, whatever goes wrong. */
import type { z } from 'zod';
import { type Action, may } from '~/domain/access/who-may';
import { type Problem, Refusal } from '~/domain/problems';
import { type FieldProblem, PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { cleanJson } from '~/server/http/sent/clean-request.server';
import { limitGoneOver, tooLarge } from '~/server/http/sent/request-body.server';
import { holdToOnePhone, notePhoneHeard, retiredFor } from '~/server/workflows/phones/hear-phone.server';
import { requestContext } from './context.server';
import { loggableError } from './log.server';
import type { SessionPerson } from './person.server';
import { statusOf } from './respond.server';

/**
 * Does what a phone asks for, for a signed-in person with the right. The answer is JSON in every case. A phone that was retired gets no
 * other answer than that, signed in or not, with the account whose data it has to delete.
 */
export async function answerField(action: Action, work: (person: SessionPerson) => Promise<unknown>): Promise<Response> {
  const { db, phone, person, requestId, log, now } = requestContext();
  try {
    const retired = await retiredFor(db, { ...phone, person });
    if (retired !== null) return problem({ code: 'device.retired' }, person ? 403 : 401, { account: retired });
    if (!person) return problem({ code: 'sign-in.needed' }, 401);
    if (phone.says && phone.bound !== null && phone.says.device !== phone.bound) return problem({ code: 'device.other' }, 401);
    if (person.mustChangePassword) return problem({ code: 'api.password-first' }, 403);
    if (person.mustSetUpSecondFactor) return problem({ code: 'second-factor.set-up-first' }, 403);
    if (!may(person.role, action)) return problem({ code: 'access.not-allowed' }, 403);
    const answer = await work(person);
    // The phone compares its clock with this date.
    return Response.json(answer, { headers: { Date: now.toUTCString() } });
  } catch (error) {
    if (error instanceof Refusal) return problem(error.problem, statusOf(error.problem));
    if (error instanceof Response) return error;
    const limit = limitGoneOver(error);
    if (limit !== null) return problem(tooLarge(limit), 413);
    log.error({ requestId, error: loggableError(error) }, 'field data failed');
    return problem({ code: 'api.went-wrong', details: { requestId } }, 500);
  }
}

/** What only reads notes what the phone says of itself: nothing is to wait for that where records are taken. */
export async function answerReading(action: Action, work: (person: SessionPerson) => Promise<unknown>): Promise<Response> {
  return answerField(action, async (person) => {
    const { db, phone, now } = requestContext();
    await notePhoneHeard(db, { ...phone, person }, now);
    return work(person);
  });
}

/** What was sent names its phone: the one of this session, or refused. */
export async function requireOwnPhone(person: SessionPerson, device: string): Promise<void> {
  const { db, sessionId, phone } = requestContext();
  await holdToOnePhone(db, { id: sessionId, bound: phone.bound, accountId: person.accountId }, device);
}

function problem(what: Problem, status: number, more: { account?: string } = {}): Response {
  const body: FieldProblem = {
    protocol: PROTOCOL_VERSION,
    code: what.code,
    sentence: sentenceOf(requestContext().language, what),
    ...more,
  };
  return Response.json(body, { status, headers: { Date: requestContext().now.toUTCString() } });
}

/**
 * The JSON of the request, checked; anything else is refused. `read` parses its text: the records of a phone are hashed as they
 * were sent and cleaned afterwards, one by one.
 */
export async function fieldBody<T>(request: Request, schema: z.ZodType<T>, read: (text: string) => unknown = cleanJson): Promise<T> {
  const parsed = schema.safeParse(read(await request.text()));
  if (!parsed.success) throw new Refusal({ code: 'api.not-understood' });
  return parsed.data;
}
