import type { TFunction } from 'i18next';
import type { Database } from '~/database/connection/open.server';
import { scopeOf } from '~/database/scope.server';
import { streamArrears } from '~/database/subsidy/arrears.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import type { ArrearsView } from '~/domain/subsidy/arrears-view';
import { arrearsSheet, subsidyTableSheet } from '~/reports/subsidy-table.sheet';
import { type Exported, workbookOf } from '~/server/workflows/facts/export-coverage.server';
import { atPlaceAndSeason } from '~/server/workflows/facts/read-coverage.server';
import { readSubsidyOverview } from './read-subsidy.server';

type Words = TFunction<['subsidy', 'enums']>;

/** 导出补贴总览: the table of the divisions below. */
export async function exportSubsidyOverview(
  db: Database,
  person: Person,
  t: Words,
  query: { division: string; season: string | null },
  now: Date,
): Promise<Exported> {
  const found = await readSubsidyOverview(db, person, query, now);
  if (found.season === null) return refuse('season.unknown', { season: query.season ?? '' });
  const head = { division: found.division.name, season: found.season.name, asOf: found.asOf };
  const rows = found.divisionsBelow.filter((row) => row.endedOn === null || row.sums.some((sums) => sums.H > 0 || sums.due > 0));
  return {
    fileName: nameOf(t, head.division, t('subsidy:sheet.overview'), head.season),
    content: await workbookOf(subsidyTableSheet(t, head, rows), now),
  };
}

/** 导出拖欠明细: all of them, in the order of the page. */
export async function exportArrears(
  db: Database,
  person: Person,
  t: Words,
  query: { division: string; view: ArrearsView },
  now: Date,
): Promise<Exported> {
  if (!mayPerson(person, 'subsidy.read')) refuse('access.not-allowed');
  const { division, view } = query;
  const made = await atPlaceAndSeason(db, person, { division, season: view.season }, now, async (sql, place) => {
    const season = view.allSeasons ? null : place.season.name;
    const head = { division: place.division.name, season: season ?? t('subsidy:sheet.allSeasons'), asOf: place.asOf };
    const rows = streamArrears(sql, scopeOf(person), { ...view, division, season }, place.asOf);
    return {
      fileName: nameOf(t, head.division, t('subsidy:sheet.arrears'), head.season),
      content: await workbookOf(arrearsSheet(t, head, mayPerson(person, 'list.personal-columns'), rows), now),
    };
  });
  return 'content' in made ? made : refuse('season.unknown', { season: view.season ?? '' });
}

function nameOf(t: Words, name: string, what: string, season: string): string {
  return `${t('subsidy:sheet.file', { name, what, season })}.xlsx`;
}
