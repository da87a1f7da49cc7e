import type { TFunction } from 'i18next';
import type { TableFilter } from './table-toolbar';

export type Town = { code: string; name: string; above: string | null };

/** 所在地: the townships of the page's division, with their counties where it has several; none for a village. */
export function townFilter(t: TFunction<['tables']>, level: string, towns: readonly Town[], chosen: string | null): TableFilter[] {
  if (towns.length === 0) return [];
  const any = level === 'province' ? 'town.county' : level === 'township' ? 'town.village' : 'town.any';
  return [
    {
      name: 'town',
      label: t('tables:town.label'),
      any: t(`tables:${any}`),
      chosen: chosen === null ? [] : [chosen],
      options: towns.map(({ code, name, above }) => ({ value: code, label: name, group: above })),
    },
  ];
}
