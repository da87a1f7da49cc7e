import type { ListKey } from '~/domain/indicators/household-lists';

/** The page of a division in a season. The rest of the address (day, sort, columns) may be carried over. */
export function coverageAddress(code: string, season: string, carry?: URLSearchParams): string {
  const parameters = new URLSearchParams();
  for (const name of ['asOf', 'sort', 'col', 'compare']) for (const value of carry?.getAll(name) ?? []) parameters.append(name, value);
  parameters.set('season', season);
  return `/coverage/${code}?${parameters.toString()}`;
}

/** The list of the households behind a figure of a division, with a day behind its figure on that day. */
export function listAddress(code: string, season: string, list: ListKey, asOf: string | null = null): string {
  return `/lists/${code}?${new URLSearchParams({ season, ...(asOf !== null && { asOf }), flag: list }).toString()}`;
}

/** The same address with some parameters changed; null removes one. */
export function changed(parameters: URLSearchParams, changes: Record<string, string | null>): string {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return `?${next.toString()}`;
}
