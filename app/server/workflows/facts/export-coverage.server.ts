import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TFunction } from 'i18next';
import { chosenColumns } from '~/database/access/table-choices.server';
import type { Database } from '~/database/connection/open.server';
import { dataDirectory } from '~/database/connection/where.server';
import { countListed, LONGEST_EXPORT, streamListed } from '~/database/households/list.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { type CoverageView, needsFindings, rowsShown } from '~/domain/coverage/coverage-view';
import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import type { ListView } from '~/domain/coverage/list-view';
import { refuse } from '~/domain/problems';
import { checkOrder, HOUSEHOLDS_TABLE, sortableBy } from '~/domain/tables/household-tables';
import { columnsShown } from '~/domain/tables/table-view';
import { enumWord } from '~/i18n/enum-word';
import { coverageTableSheet } from '~/reports/coverage-table.sheet';
import type { Sheet } from '~/reports/sheet';
import { householdListColumns } from '~/reports/tables/household-list';
import { chosenOf, shownTableSheet } from '~/reports/tables/shown-table';
import { exportsFolder } from '~/server/exports/delete-old-exports.server';
import { readerGone } from '~/server/exports/reader.server';
import { atPlaceAndSeason, type CoveragePlace, readCoverage, townOf } from './read-coverage.server';

type Words = TFunction<['coverage', 'enums', 'survey']>;
export type Exported = { fileName: string; content: Buffer };

/** 导出覆盖情况: the table with the person's filters, order and columns, and with all its rows. */
export async function exportCoverage(
  db: Database,
  person: Person,
  t: Words,
  query: { division: string; view: CoverageView },
  now: Date,
): Promise<Exported> {
  const coverage = await readCoverage(
    db,
    person,
    { division: query.division, season: query.view.season, asOf: query.view.asOf, withFindings: needsFindings(query.view) },
    now,
  );
  if (coverage.season === null) return refuse('season.unknown', { season: query.view.season ?? '' });
  const name = coverage.division.name;
  const season = coverage.season.name;
  const sheet = coverageTableSheet(t as unknown as TFunction<'coverage'>, {
    division: name,
    season,
    asOf: coverage.asOf,
    columns: query.view.columns,
    compare: query.view.compare,
    filters: filterWords(t, { search: query.view.search, show: query.view.show, zone: query.view.zone }),
    notes: pastNotes(t as never, coverage),
    rows: rowsShown(coverage.divisionsBelow, query.view),
  });
  return {
    fileName: `${t('coverage:sheet.file', { name, what: t('coverage:sheet.coverage'), season })}${dayInName(coverage)}.xlsx`,
    content: await workbookOf(sheet, now),
  };
}

/**
 * 导出名单: every household on the filtered list, not only the page, with the columns shown and in the order shown. The rows and the
 * count that limits them come from one snapshot.
 */
export async function exportHouseholdList(
  db: Database,
  person: Person,
  t: Words,
  query: { division: string; view: ListView },
  now: Date,
): Promise<Exported> {
  const { view } = query;
  const made = await atPlaceAndSeason(
    db,
    person,
    { division: query.division, season: view.season, asOf: view.asOf },
    now,
    async (sql, place, facts) => {
      const scope = scopeOf(person);
      const at = { ...facts, day: place.past ? place.asOf : null };
      const list = {
        division: query.division,
        season: place.season.name,
        list: view.list,
        also: view.also,
        mode: view.mode ?? undefined,
        source: view.source ?? undefined,
        town: view.town ?? undefined,
        search: view.search,
        order: view,
      };
      const town = await townOf(sql, scope, list);
      const { households } = await countListed(sql, scope, list, at);
      if (households > LONGEST_EXPORT) refuse('list.too-long', { households, most: LONGEST_EXPORT });
      checkOrder(view.sort, sortableBy(view.list, households), households);
      const name = t(`coverage:list.${view.list.replace('.', '_') as 'B'}`);
      const personal = mayPerson(person, 'list.personal-columns');
      const filters = [
        ...(town ? [town] : []),
        ...filterWords(t, { search: view.search, also: view.also, mode: view.mode, source: view.source }),
      ];
      const keys = columnsShown(HOUSEHOLDS_TABLE, view.columns, await chosenColumns(sql, person.accountId, 'households'));
      const sheet = shownTableSheet<HouseholdBehindFigure>({
        name,
        title: `${t('coverage:listTitle', { name: place.division.name, list: name })}　${place.season.name}`,
        subtitle: [
          t('coverage:sheet.division', { name: place.division.name }),
          t('coverage:sheet.asOf', { season: place.season.name, day: place.asOf }),
          '',
        ],
        ordinal: (t as unknown as TFunction<['tables']>)('tables:ordinal'),
        columns: chosenOf(householdListColumns(t, { list: view.list, personal, withPlace: place.division.level !== 'village' }), keys),
        notes: [
          ...pastNotes(t as never, place),
          ...(filters.length > 0 ? [t('coverage:sheet.filters', { filters: filters.join('；') })] : []),
          t(personal ? 'coverage:sheet.masked' : 'coverage:sheet.noPersonal'),
        ],
        rows: streamListed(sql, scope, list, at),
      });
      return {
        fileName: `${t('coverage:sheet.file', { name: place.division.name, what: name, season: list.season })}${dayInName(place)}.xlsx`,
        content: await workbookOf(sheet, now),
      };
    },
  );
  return 'content' in made ? made : refuse('season.unknown', { season: view.season ?? '' });
}

/** The sentence that a sheet of a past day carries; none on any other. */
export function pastNotes(t: TFunction<['as-of']>, { past, asOf }: Pick<CoveragePlace, 'past' | 'asOf'>): string[] {
  return past ? [t('as-of:past.note', { day: asOf })] : [];
}

/** The day in the name of a file about a past day, so that it does not pass for today's. */
export function dayInName({ past, asOf }: Pick<CoveragePlace, 'past' | 'asOf'>): string {
  return past ? `-${asOf}` : '';
}

function filterWords(
  t: Words,
  {
    search,
    show,
    zone,
    also,
    mode,
    source,
  }: {
    search: string;
    show?: CoverageView['show'];
    zone?: CoverageView['zone'];
    also?: ListView['also'];
    mode?: ListView['mode'];
    source?: ListView['source'];
  },
): string[] {
  return [
    search,
    show ? t('coverage:sheet.onlyWith', { list: t(`coverage:list.${show}`) }) : '',
    ...(also ?? []).map((list) => t(`coverage:list.${list.replace('.', '_') as 'B'}`)),
    zone ? enumWord(t, 'zoneType', zone) : '',
    mode ? enumWord(t, 'mode', mode) : '',
    source ?? '',
  ].filter((word) => word !== '');
}

/** The workbook's bytes. The temporary file is deleted before the function returns, even on an error. */
export async function workbookOf<Row>(sheet: Sheet<Row>, now: Date): Promise<Buffer> {
  const folder = join(exportsFolder(dataDirectory()), randomUUID());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'list.xlsx');
  // Loaded with the first one, so that the app starts without it.
  const { WorkbookFile } = await import('~/reports/write-workbook.server');
  const workbook = new WorkbookFile(file, { creator: '清暖台账', created: now, signal: readerGone() });
  try {
    await workbook.writeSheet(sheet);
    await workbook.close([sheet.name]);
    await workbook.putInPlace();
    return await readFile(file);
  } catch (error) {
    await workbook.discard();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
