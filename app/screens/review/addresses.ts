/** The address of the review page with some parameters changed; null takes one away. What was said of the last decision goes. */
export function reviewAddress(parameters: URLSearchParams, changes: Record<string, string | null>): string {
  const next = new URLSearchParams(parameters);
  for (const name of ['done', 'count', 'about']) next.delete(name);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return `/review?${next.toString()}`;
}
