import type { TFunction } from 'i18next';

export type Unsent = { visits: number; photos: number; drafts: number };

/** “入户 2 份、照片 1 张”: what is not at the server; empty: nothing. */
export function unsentWords(t: TFunction<'phone'>, unsent: Unsent): string {
  const parts = (['visits', 'photos', 'drafts'] as const).filter((what) => unsent[what] > 0);
  return parts.map((what) => t(`accounts.${what}`, { count: unsent[what] })).join(t('accounts.and'));
}
