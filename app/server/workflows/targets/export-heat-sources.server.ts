import type { TFunction } from 'i18next';
import { chosenColumns } from '~/database/access/table-choices.server';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { HEAT_SOURCES_TABLE, type HeatSourcesView, sourcesListed } from '~/domain/tables/heat-source-table';
import { columnsShown } from '~/domain/tables/table-view';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { heatSourceColumns } from '~/reports/tables/heat-source-list';
import { chosenOf, shownTableSheet } from '~/reports/tables/shown-table';
import { workbookOf } from '~/server/workflows/facts/export-coverage.server';
import { readHeatSources } from './read-heat-sources.server';

/** 导出热源: exactly the rows, columns and order that the screen shows, over all its pages. */
export async function exportHeatSources(
  db: Database,
  person: Person,
  t: TFunction<['targets', 'enums', 'tables']>,
  view: HeatSourcesView,
  now: Date,
): Promise<{ fileName: string; content: Buffer }> {
  const { season, division, sources } = await readHeatSources(db, person, view, now);
  const keys = columnsShown(HEAT_SOURCES_TABLE, view.columns, await withSql(db, (sql) => chosenColumns(sql, person.accountId, 'sources')));
  const title = t('targets:sheet.title', { name: division.name });
  const sheet = shownTableSheet({
    name: t('targets:sheet.name'),
    title: `${title}　${season.name}`,
    subtitle: [
      t('targets:sheet.division', { name: division.name }),
      t('targets:sheet.asOf', { season: season.name, day: dayInShanghai(now) }),
      t('targets:sheet.unit'),
    ],
    ordinal: t('tables:ordinal'),
    columns: chosenOf(heatSourceColumns(t as never), keys),
    notes: [t('targets:sheet.note')],
    rows: sourcesListed(sources, view),
  });
  return { fileName: `${title}-${season.name}.xlsx`, content: await workbookOf(sheet, now) };
}
