import type { TFunction } from 'i18next';
import type { Database } from '~/database/connection/open.server';
import type { Person } from '~/domain/access/person';
import { refuse } from '~/domain/problems';
import { subsidyTableSheet } from '~/reports/subsidy-table.sheet';
import { dayInName, type Exported, pastNotes, workbookOf } from '~/server/workflows/facts/export-coverage.server';
import type { CoveragePlace } from '~/server/workflows/facts/read-coverage.server';
import { readSubsidyOverview, type SubsidyQuery } from './read-subsidy.server';

type Words = TFunction<['subsidy', 'enums']>;

/** 导出补贴总览: the table of the divisions below. */
export async function exportSubsidyOverview(db: Database, person: Person, t: Words, query: SubsidyQuery, now: Date): Promise<Exported> {
  const found = await readSubsidyOverview(db, person, query, now);
  if (found.season === null) return refuse('season.unknown', { season: query.season ?? '' });
  const head = { division: found.division.name, season: found.season.name, asOf: found.asOf, notes: pastNotes(t as never, found) };
  const rows = found.divisionsBelow.filter((row) => row.endedOn === null || row.sums.some((sums) => sums.H > 0 || sums.due > 0));
  return {
    fileName: nameOf(t, head.division, t('subsidy:sheet.overview'), head.season, found),
    content: await workbookOf(subsidyTableSheet(t, head, rows), now),
  };
}

function nameOf(t: Words, name: string, what: string, season: string, place: CoveragePlace): string {
  return `${t('subsidy:sheet.file', { name, what, season })}${dayInName(place)}.xlsx`;
}
