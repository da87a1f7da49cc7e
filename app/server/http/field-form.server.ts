/** A form of the phone's pages: refused, it is told what is wrong at which field, in the words of the server's own pages. */
import type { ProblemCode } from '~/domain/problems';
import { type FormAnswer, PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { type FormReply, isFormReply, type Typed } from '~/i18n/form-reply';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { actionResult } from './respond.server';

export async function fieldForm<T>(
  request: Request,
  work: (typed: Typed) => Promise<T>,
  fieldOf: Partial<Record<ProblemCode, string>> = {},
): Promise<FormAnswer<T>> {
  const result = await actionResult(await sentForm(request), async (typed) => ({ done: await work(typed) }), fieldOf);
  if ('done' in result) return { protocol: PROTOCOL_VERSION, done: result.done };
  const reply: FormReply | null = isFormReply(result.data) ? result.data : null;
  return { protocol: PROTOCOL_VERSION, problems: reply?.problems ?? [] };
}
