import type { FindingsView } from '~/domain/tables/findings-table';

/** The desk of findings of a division, narrowed as asked; with a day as they were when it ended. */
export function findingsAddress(
  code: string,
  season: string,
  asked: Partial<Record<keyof Pick<FindingsView, 'state' | 'kind' | 'source' | 'only'>, string>> = {},
  asOf: string | null = null,
): string {
  return `/findings/${code}?${new URLSearchParams({ season, ...(asOf !== null && { asOf }), ...asked }).toString()}`;
}

export function findingAddress(number: string): string {
  return `/findings/${encodeURIComponent(number)}`;
}

/** 立案 with division, season and what it is about filled in. */
export function openFindingAddress(about: { division: string; season: string; household?: string; list?: string; count?: number }): string {
  const { division, season, household, list, count } = about;
  const asked: Record<string, string> = { code: division, season };
  if (household !== undefined) asked.household = household;
  if (list !== undefined) asked.list = list;
  if (count !== undefined) asked.count = String(count);
  return `/findings/new?${new URLSearchParams(asked).toString()}`;
}
