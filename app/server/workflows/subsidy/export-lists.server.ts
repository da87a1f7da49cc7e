/** 导出: the lists of the subsidy pages as files: the rows, columns and order that the page shows, with all its pages. */
import type { TFunction } from 'i18next';
import { chosenColumns } from '~/database/access/table-choices.server';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { scopeOf } from '~/database/scope.server';
import { streamArrears } from '~/database/subsidy/arrears.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import type { ArrearsView } from '~/domain/subsidy/arrears-view';
import { ARREARS_TABLE, CLAIMS_TABLE, type ClaimsView, WITHOUT_TABLE, type WithoutView } from '~/domain/tables/subsidy-tables';
import { columnsShown, type TableSpec } from '~/domain/tables/table-view';
import type { Column } from '~/reports/sheet';
import { arrearsColumns } from '~/reports/tables/arrears-list';
import { claimsColumns, withoutColumns } from '~/reports/tables/claims-list';
import { chosenOf, shownTableSheet } from '~/reports/tables/shown-table';
import { type Exported, workbookOf } from '~/server/workflows/facts/export-coverage.server';
import { atPlaceAndSeason, townOf } from '~/server/workflows/facts/read-coverage.server';
import { readClaimTable } from './read-claims.server';
import { readNotEntitled } from './read-subsidy.server';

type Words = TFunction<['subsidy', 'enums', 'tables', 'coverage']>;
type List<Row> = {
  spec: TableSpec;
  /** The columns that the address names. */
  asked: readonly string[] | null;
  place: { division: string; season: string; asOf: string };
  /** What the sheet and the file are called, and the line above the table. */
  name: string;
  title: string;
  filters: readonly (string | null)[];
  columns: (personal: boolean) => readonly Column<Row>[];
  rows: AsyncIterable<Row> | Iterable<Row>;
};

async function fileOf<Row>(db: Database, person: Person, t: Words, list: List<Row>, now: Date): Promise<Exported> {
  const { division, season, asOf } = list.place;
  const personal = mayPerson(person, 'list.personal-columns');
  const remembered = await withSql(db, (sql) => chosenColumns(sql, person.accountId, list.spec.list));
  const filters = list.filters.filter((word) => word);
  const sheet = shownTableSheet<Row>({
    name: list.name,
    title: `${list.title}　${season}`,
    subtitle: [t('subsidy:sheet.division', { name: division }), t('subsidy:sheet.asOf', { season, day: asOf }), t('subsidy:sheet.yuan')],
    ordinal: t('tables:ordinal'),
    columns: chosenOf(list.columns(personal), columnsShown(list.spec, list.asked, remembered)),
    notes: [
      ...(filters.length > 0 ? [t('coverage:sheet.filters', { filters: filters.join('；') })] : []),
      t(personal ? 'subsidy:sheet.masked' : 'subsidy:sheet.noPersonal'),
    ],
    rows: list.rows,
  });
  return {
    fileName: `${t('subsidy:sheet.file', { name: division, what: list.name, season })}.xlsx`,
    content: await workbookOf(sheet, now),
  };
}

/** 导出拖欠明细. */
export async function exportArrears(
  db: Database,
  person: Person,
  t: Words,
  { division, view }: { division: string; view: ArrearsView },
  now: Date,
): Promise<Exported> {
  if (!mayPerson(person, 'subsidy.read')) refuse('access.not-allowed');
  const made = await atPlaceAndSeason(db, person, { division, season: view.season }, now, async (sql, place) => {
    const town = await townOf(sql, scopeOf(person), { division, town: view.town });
    const season = view.allSeasons ? null : place.season.name;
    const list = {
      spec: ARREARS_TABLE,
      asked: view.columns,
      place: { division: place.division.name, season: season ?? t('subsidy:sheet.allSeasons'), asOf: place.asOf },
      name: t('subsidy:sheet.arrears'),
      title: t('subsidy:arrears.title', { name: place.division.name }),
      filters: [town, view.kind && t(`enums:policyKind.${view.kind}`), view.age && t(`subsidy:arrears.age.${view.age}`), view.search],
      columns: (personal: boolean) => arrearsColumns(t as never, personal),
      rows: streamArrears(sql, scopeOf(person), { ...view, division, season }, place.asOf),
    };
    return { file: await fileOf(db, person, t, list, now) };
  });
  return 'file' in made ? made.file : refuse('season.unknown', { season: view.season ?? '' });
}

/** 导出重复与异常: one of its lists. */
export async function exportClaims(
  db: Database,
  person: Person,
  t: Words,
  { division, view }: { division: string; view: ClaimsView },
  now: Date,
): Promise<Exported> {
  const only = view.only ?? refuse('table.unknown-value', { name: 'list', value: '' });
  const found = await readClaimTable(db, person, { division, season: view.season, only, view, page: null }, now);
  if (found.season === null) return refuse('season.unknown', { season: view.season ?? '' });
  const name = t(`subsidy:claims.list.${only}`);
  const list = {
    spec: CLAIMS_TABLE,
    asked: view.columns,
    place: { division: found.division.name, season: found.season.name, asOf: found.asOf },
    name,
    title: `${t('subsidy:claims.title', { name: found.division.name })}　${name}`,
    filters: [found.town],
    columns: (personal: boolean) => claimsColumns(t as never, only, personal),
    rows: found.table,
  };
  return fileOf(db, person, t, list, now);
}

/** 导出没有应补的户. */
export async function exportNotEntitled(
  db: Database,
  person: Person,
  t: Words,
  { division, view }: { division: string; view: WithoutView },
  now: Date,
): Promise<Exported> {
  const found = await readNotEntitled(db, person, { ...view, division, page: null }, now);
  if (found.season === null) return refuse('season.unknown', { season: view.season ?? '' });
  const why = { name: found.division.name, policy: view.policy, why: t(`subsidy:without.why.${view.reason}`) };
  const list = {
    spec: WITHOUT_TABLE,
    asked: view.columns,
    place: { division: found.division.name, season: found.season.name, asOf: found.asOf },
    name: t('tables:list.without'),
    title: t('subsidy:without.title', why),
    filters: [found.town],
    columns: (personal: boolean) => withoutColumns(t as never, personal),
    rows: found.rows,
  };
  return fileOf(db, person, t, list, now);
}
