/**
 * Where to go after signing in: only a path on this site, never another one ('//elsewhere', 'https:…', '/\elsewhere'),
 * and never back to the pages of signing in and out.
 */
export function safeReturnPath(wanted: string | null | undefined): string {
  if (!wanted || !/^\/(?![/\\])/.test(wanted) || /[\u0000-\u001f\u007f\\]/.test(wanted)) return '/';
  const path = wanted.split(/[?#]/)[0] ?? '/';
  return /^\/(sign-in|sign-out|password|language)(\/|\.|$)/.test(path) ? '/' : wanted;
}
