import { keysOf } from '~/domain/contract/enumerations';
import type { ListView } from '~/domain/coverage/list-view';
import type { ListKey } from '~/domain/indicators/household-lists';
import type { ListWords } from '~/reports/tables/household-list';
import type { TableFilter } from '~/screens/tables/table-toolbar';
import { type Town, townFilter } from '~/screens/tables/town-filter';
import { listName } from './words';

/** The lists offered in the switch; the others are reached from their figures. */
const OFFERED: readonly ListKey[] = [
  'H',
  'notVisited',
  'X',
  'E',
  'notConverted',
  'notConnected',
  'notUsed',
  'unstable',
  'B',
  'Q',
  'cold',
  'let',
  'letNotConnected',
  'letNotUsed',
];

/** Which list, which place, which mode, and on which lists a household must be as well. */
export function listFilters(
  t: ListWords,
  { list, also, mode, source, town }: Pick<ListView, 'list' | 'also' | 'mode' | 'source' | 'town'>,
  towns: readonly Town[],
  level: string,
): TableFilter[] {
  return [
    { name: 'flag', label: t('coverage:lists.choose'), chosen: [list], options: offered(t, [list]) },
    ...townFilter(t as never, level, towns, town),
    {
      name: 'mode',
      label: t('coverage:households.modeFilter'),
      any: t('coverage:households.anyMode'),
      chosen: mode ? [mode] : [],
      options: keysOf('mode').map((value) => ({ value, label: t(`enums:mode.${value}`) })),
    },
    ...(source
      ? [
          {
            name: 'source',
            label: t('coverage:lists.source'),
            any: t('coverage:lists.anySource'),
            chosen: [source],
            options: [{ value: source, label: source }],
          },
        ]
      : []),
    { name: 'also', label: t('coverage:lists.also'), many: true, chosen: also, options: offered(t, also) },
  ];
}

/** The usual lists, and those that are chosen already. */
function offered(t: ListWords, chosen: readonly ListKey[]) {
  const keys = [...chosen.filter((key) => !OFFERED.includes(key)), ...OFFERED];
  return keys.map((value) => ({ value, label: listName(t as never, value) }));
}
