import type { TFunction } from 'i18next';
import { chosenColumns } from '~/database/access/table-choices.server';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { type HouseholdOfVillage, householdsOfVillage } from '~/database/households/households-of-village.server';
import { villageInScope } from '~/database/households/villages.server';
import { scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { hasWords, type ListChip, type ListWord, listWords } from '~/domain/household/list-words';
import { isFoundBy, searchKeyOf, searchTerms } from '~/domain/household/search';
import { inWalkingOrder, placeOfDoor } from '~/domain/household/walking-order';
import { refuse } from '~/domain/problems';
import { type StateOfHousehold, stateOfHousehold } from '~/domain/survey/household-state';
import { VILLAGE_TABLE, type VillageSort, type VillageView } from '~/domain/tables/household-tables';
import { columnsShown, type Direction } from '~/domain/tables/table-view';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonShown } from '~/domain/time/current-season';
import { chosenOf, shownTableSheet } from '~/reports/tables/shown-table';
import { type VillageRow, villageColumns } from '~/reports/tables/village-list';
import { type Exported, workbookOf } from '~/server/workflows/facts/export-coverage.server';

export type StatedHousehold = HouseholdOfVillage & { state: StateOfHousehold; words: readonly ListWord[] };

/** 村户: the households of a village in a season with their states; null before anybody has declared a season. */
export async function readVillage(db: Database, person: Person, asked: { code: string; season: string | null }, now: Date) {
  const scope = scopeOf(person);
  return withSql(db, async (sql) => {
    const seasons = await seasonsNewestFirst(sql);
    const season = seasonShown(seasons, asked.season, dayInShanghai(now));
    if (season === null) return null;
    const village = (await villageInScope(sql, scope, asked.code)) ?? refuse('division.unknown', { code: asked.code });
    const households = await householdsOfVillage(sql, scope, { village: asked.code, season, accountId: person.accountId });
    return {
      village,
      season,
      seasons: seasons.map((one) => one.name),
      open: seasons.some((one) => one.name === season && !one.closed),
      households: households.map(
        (household): StatedHousehold => ({
          ...household,
          state: stateOfHousehold(household.status, household.visits, household.hasDraft),
          words: listWords(household.flags, household.visits, household.hasDraft),
        }),
      ),
    };
  });
}

/** Those that the chips and the search leave. */
export function foundHouseholds(households: readonly StatedHousehold[], chips: readonly ListChip[], search: string): StatedHousehold[] {
  const terms = searchTerms(search);
  return households.filter((household) => hasWords(household, chips) && isFoundBy(searchKeyOf(household), terms));
}

/** The rows of the desk's table in their order. A village is read whole anyway, so it is sorted here. */
export function villageRows(households: readonly StatedHousehold[], { sort, dir }: { sort: VillageSort; dir: Direction }): VillageRow[] {
  const rows = households.map((one) => ({
    ...one,
    lastVisit:
      one.visits
        .map(({ day }) => day)
        .sort()
        .at(-1) ?? null,
  }));
  const byText = (text: (row: (typeof rows)[number]) => string) => (a: (typeof rows)[number], b: (typeof rows)[number]) =>
    compare(text(a), text(b)) || compare(a.number, b.number);
  const order = {
    number: byText((row) => row.number),
    head: byText((row) => row.pinyin ?? row.head),
    address: (a: (typeof rows)[number], b: (typeof rows)[number]) => inWalkingOrder(placeOfDoor(a), placeOfDoor(b)),
    visits: byText((row) => row.lastVisit ?? ''),
  }[sort];
  rows.sort((a, b) => (dir === 'desc' ? -1 : 1) * order(a, b));
  return rows.map(({ number, head, address, phoneMasked, status, state, words, mode, lastHeat, lastVisit }) => ({
    number,
    head,
    address,
    phoneMasked,
    status,
    state,
    words,
    mode,
    lastHeat,
    lastVisit,
  }));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** 导出村户台账: what the table shows, with all its pages. */
export async function exportVillage(
  db: Database,
  person: Person,
  t: TFunction<['households', 'coverage', 'enums', 'survey', 'tables']>,
  { code, view }: { code: string; view: VillageView },
  now: Date,
): Promise<Exported> {
  const found =
    (await readVillage(db, person, { code, season: view.season }, now)) ?? refuse('season.unknown', { season: view.season ?? '' });
  const { village, season } = found;
  const personal = mayPerson(person, 'list.personal-columns');
  const remembered = await withSql(db, (sql) => chosenColumns(sql, person.accountId, 'village'));
  const filters = [...view.chips.map((chip) => t(`households:chip.${chip}`)), view.search].filter((word) => word !== '');
  const sheet = shownTableSheet<VillageRow>({
    name: t('tables:list.village'),
    title: `${village.name}　${season}`,
    subtitle: [t('coverage:sheet.division', { name: village.name }), t('coverage:sheet.asOf', { season, day: dayInShanghai(now) }), ''],
    ordinal: t('tables:ordinal'),
    columns: chosenOf(villageColumns(t as never, personal), columnsShown(VILLAGE_TABLE, view.columns, remembered)),
    notes: [
      ...(filters.length > 0 ? [t('coverage:sheet.filters', { filters: filters.join('；') })] : []),
      t(personal ? 'coverage:sheet.masked' : 'coverage:sheet.noPersonal'),
    ],
    rows: villageRows(foundHouseholds(found.households, view.chips, view.search), view),
  });
  return {
    fileName: `${t('coverage:sheet.file', { name: village.name, what: t('tables:list.village'), season })}.xlsx`,
    content: await workbookOf(sheet, now),
  };
}
