import type { PlanShow } from '~/domain/plans/plan-list';

/** The plans of a division and season. */
export function plansAddress(code: string, season: string | null, show: PlanShow = 'all', page = 1): string {
  const query = new URLSearchParams();
  if (season !== null) query.set('season', season);
  if (show !== 'all') query.set('show', show);
  if (page > 1) query.set('page', String(page));
  const text = query.toString();
  return text === '' ? `/plans/${code}` : `/plans/${code}?${text}`;
}

export function planAddress(county: string, number: string, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more).toString();
  return `/plans/${county}/${number}${query === '' ? '' : `?${query}`}`;
}

export function newPlanAddress(county: string, season: string, village?: string): string {
  return `/plans/${county}/new?${new URLSearchParams({ season, ...(village ? { village } : {}) }).toString()}`;
}
