/** The filter and search of each village's list when it was last shown. Kept in memory only, because the search may be a name. */
const asked = new Map<string, URLSearchParams>();

export function rememberList(village: string, parameters: URLSearchParams): void {
  const kept = new URLSearchParams(parameters);
  kept.delete('done');
  asked.set(village, kept);
}

/** 名单还是原来的样子: the address of the list with its last filter and search. `done` is the household just submitted. */
export function listAddress(village: string, done?: string): string {
  const parameters = new URLSearchParams(asked.get(village));
  if (done) parameters.set('done', done);
  return `/villages/${village}?${parameters}`;
}

/** Where a scroll position is kept: a list has one for each filter, however one comes back; another page one for each visit. */
export function placeKept({ pathname, search, key }: { pathname: string; search: string; key: string }): string {
  return /\/villages\/[^/]+$/.test(pathname) ? `${pathname} ${new URLSearchParams(search).getAll('show')}` : key;
}
