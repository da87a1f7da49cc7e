/** The address of the review page with some parameters changed; null removes one. The note on the last decision is removed too. */
export function reviewAddress(parameters: URLSearchParams, changes: Record<string, string | null>): string {
  const next = new URLSearchParams(parameters);
  for (const name of ['done', 'count', 'about', 'together']) next.delete(name);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return `/review?${next.toString()}`;
}
