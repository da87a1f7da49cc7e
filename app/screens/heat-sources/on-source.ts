/** The list of the installed households on a heat source. */
export function onSource(code: string, season: string, number: string): string {
  return `/lists/${code}?${new URLSearchParams({ season, flag: 'I', source: number }).toString()}`;
}
