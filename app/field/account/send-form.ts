import type { FormAnswer } from '~/domain/sync/protocol';
import { type FormReply, typedOf } from '~/i18n/form-reply';
import { SESSION, type Server, type Trouble } from '~/offline/sending/talk';

/** Why a form was not sent, as the pages say it. */
type NotSent = 'offline' | 'silent' | 'sign-in';
export type Refused = FormReply & { notSent?: NotSent };
type Token = { csrfToken: string };

/** A form of the app's pages to the server; where it does not arrive, the page keeps it as it is. */
export async function sendForm<T>(server: Server, path: string, form: FormData, tokenFrom = SESSION): Promise<{ done: T } | Refused> {
  const typed = typedOf(form);
  const notSent = ({ why, sentence }: Trouble): Refused => {
    if (why === 'refused' && sentence) return { typed, problems: [{ sentence }] };
    return { typed, problems: [], notSent: why === 'offline' ? 'offline' : why === 'sign-in' ? 'sign-in' : 'silent' };
  };
  const token = await server.ask<Token>(tokenFrom);
  if (!token.ok) return notSent(token);
  const fields = [...form.entries()].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const told = await server.ask<FormAnswer<T>>(path, {
    method: 'POST',
    type: 'application/x-www-form-urlencoded',
    body: String(new URLSearchParams(fields)),
    csrfToken: token.value.csrfToken,
  });
  if (!told.ok) return notSent(told);
  return 'done' in told.value ? { done: told.value.done } : { typed, problems: told.value.problems };
}
