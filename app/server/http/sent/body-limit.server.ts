import type { WebSettings } from '~/server/http/settings.server';

/**
 * The pages that take a file, by how many times the upload limit one may have. Each asks for the session and the right before it reads. A
 * package of a whole city is the largest; the files of a finding are photos and scanned pages.
 */
const TAKE_FILES: readonly (readonly [RegExp, number])[] = [
  [/^\/imports$/, 1],
  [/^\/devices\/import$/, 1],
  [/^\/subsidy\/[^/]+\/payments\/[^/]+\/result$/, 1],
  [/^\/findings\/[^/]+$/, 1],
  [/^\/packages$/, 20],
];

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
  const [, times] = TAKE_FILES.find(([page]) => page.test(path)) ?? [];
  if (type.startsWith('multipart/form-data') && times !== undefined) return settings.uploadLimitBytes * times;
  if (type.startsWith('application/json') && to.signedIn && path.startsWith('/field-data/')) return settings.formLimitBytes * SENDING_FORMS;
  return path.startsWith('/api/v1/') ? settings.formLimitBytes * BATCH_FORMS : settings.formLimitBytes;
}
