import type { WebSettings } from '~/server/http/settings.server';

/** The pages that take a file. Each asks for the session and the right before it reads, and writes or counts piece by piece. */
const TAKE_FILES = [/^\/imports$/, /^\/devices\/import$/, /^\/subsidy\/[^/]+\/payments\/[^/]+\/result$/];

/** A full sending of a phone, and a batch of a program, in forms of the ordinary size. */
const SENDING_FORMS = 10;
const BATCH_FORMS = 2;

/**
 * 请求体的上限, in bytes: an ordinary form's everywhere, because a route that reads a form holds it in memory. More only for the pages that
 * take a file, for what a signed-in phone sends and for a batch of a program.
 */
export function bodyLimit(
  type: string,
  settings: Pick<WebSettings, 'formLimitBytes' | 'uploadLimitBytes'>,
  to: { path: string; signedIn: boolean },
): number {
  // Remix sends a form of a page with scripts to the same path with this ending.
  const path = to.path.replace(/\.data$/, '');
  if (type.startsWith('multipart/form-data') && TAKE_FILES.some((page) => page.test(path))) return settings.uploadLimitBytes;
  if (type.startsWith('application/json') && to.signedIn && path.startsWith('/field-data/')) return settings.formLimitBytes * SENDING_FORMS;
  return path.startsWith('/api/v1/') ? settings.formLimitBytes * BATCH_FORMS : settings.formLimitBytes;
}
