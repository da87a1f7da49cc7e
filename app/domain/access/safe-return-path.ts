/**
 * Where to go after signing in: only a path on this site, never another one ('//elsewhere', 'https:…', '/\elsewhere'),
 * and never back to the pages of signing in and out.
 */
export function safeReturnPath(wanted: string | null | undefined): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a path with a control character is refused.
  const strange = /[\u0000-\u001f\u007f\\]/;
  if (!wanted || !/^\/(?![/\\])/.test(wanted) || strange.test(wanted)) return '/';
  const path = wanted.split(/[?#]/)[0] ?? '/';
  return /^\/(sign-in|sign-out|password|language)(\/|\.|$)/.test(path) ? '/' : wanted;
}
