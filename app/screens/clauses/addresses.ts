/** The pages of a division by clause. */
export const CLAUSE_PAGES = ['clauses', 'targets', 'readiness'] as const;
export type ClausePage = (typeof CLAUSE_PAGES)[number];

export function clauseAddress(code: string, season: string, page: ClausePage = 'clauses', more: Record<string, string> = {}): string {
  const path = page === 'clauses' ? `/clauses/${code}` : `/clauses/${code}/${page}`;
  return `${path}?${new URLSearchParams({ season, ...more }).toString()}`;
}

/** The file of a page's table. */
export function clauseExport(code: string, page: 'targets' | 'readiness', asked: Record<string, string>): string {
  return `/clauses/${code}/${page}/export?${new URLSearchParams(asked).toString()}`;
}

/** 热源 below a division, all or only some. */
export function heatSourcesAddress(code: string, season: string, only?: 'faulty' | 'small' | 'closing' | 'unused'): string {
  return `/heat-sources?${new URLSearchParams({ code, season, ...(only && { only }) }).toString()}`;
}
