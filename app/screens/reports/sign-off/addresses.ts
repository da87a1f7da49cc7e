/** 报送 of a division and season. */
export function signOffAddress(code: string, season: string, more: Record<string, string> = {}): string {
  return `/sign-off/${code}?${new URLSearchParams({ season, ...more }).toString()}`;
}

/** A version of its report. */
export function versionAddress(code: string, id: string, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more).toString();
  return `/sign-off/${code}/${id}${query === '' ? '' : `?${query}`}`;
}
