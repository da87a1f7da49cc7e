/** A form as a route reads it, in either of the two ways a browser sends one: texts cleaned, files as they are. */
import { refuse } from '~/domain/problems';
import { cleanText } from '~/domain/text/clean-text';
import { problemResponse } from '~/server/http/respond.server';
import { limitGoneOver, tooLarge } from './request-body.server';

export async function sentForm(request: Request): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of await readable(request)) {
    if (typeof value === 'string') form.append(cleanText(name), cleanText(value));
    else form.append(cleanText(name), value, cleanText(value.name));
  }
  return form;
}

/** A body that is no form, or breaks off within one, is the sender's fault. */
async function readable(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch (error) {
    const limit = limitGoneOver(error);
    if (limit !== null) throw problemResponse(tooLarge(limit), 413);
    if (error instanceof TypeError) refuse('form.not-a-form');
    throw error;
  }
}
