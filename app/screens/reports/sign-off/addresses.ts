import type { ListKey } from '~/domain/indicators/household-lists';

/** 报送 of a division and season. */
export function signOffAddress(code: string, season: string, more: Record<string, string> = {}): string {
  return `/sign-off/${code}?${new URLSearchParams({ season, ...more }).toString()}`;
}

/** The households behind a figure of a version, of its own division or one below; `rest` is a part of that page. */
export function frozenListAddress(report: { division: string; id: string }, at: string, list: ListKey, rest = ''): string {
  return `/sign-off/${report.division}/${report.id}/households${rest}?${new URLSearchParams({ at, flag: list }).toString()}`;
}

/** A version of its report. */
export function versionAddress(code: string, id: string, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more).toString();
  return `/sign-off/${code}/${id}${query === '' ? '' : `?${query}`}`;
}
