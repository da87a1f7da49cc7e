import { PLACE_IN_LIST } from '~/domain/tables/table-view';

/** Where a table is: its page, and what its address says. */
export type TableAt = { path: string; query: URLSearchParams };

/** The same table with some parameters changed; null removes one. It begins at the first page again. */
export function tableAddress({ path, query }: TableAt, changes: Record<string, string | null> = {}): string {
  const next = new URLSearchParams(query);
  for (const name of ['_routes', 'index', ...PLACE_IN_LIST]) next.delete(name);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** What of the address a form has no field for, as its hidden fields. */
export function keptFields({ query }: TableAt, fields: readonly string[]): [string, string][] {
  const left = [...fields, '_routes', 'index', ...PLACE_IN_LIST];
  return [...query].filter(([name, value]) => !left.includes(name) && value !== '');
}
