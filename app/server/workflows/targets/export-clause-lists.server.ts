import type { TFunction } from 'i18next';
import type { Database } from '~/database/connection/open.server';
import type { Person } from '~/domain/access/person';
import { refuse } from '~/domain/problems';
import { mostMissingFirst } from '~/domain/targets/readiness';
import type { Column } from '~/reports/sheet';
import { readinessColumns, targetColumns } from '~/reports/tables/clause-lists';
import { shownTableSheet } from '~/reports/tables/shown-table';
import { type Exported, workbookOf } from '~/server/workflows/facts/export-coverage.server';
import type { CoveragePlace, NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';
import { readReadiness } from './read-readiness.server';
import { readTargets } from './read-targets.server';

type Words = TFunction<['targets', 'enums', 'tables']>;
type Query = { division: string; season: string | null };

/** 导出目标: every target on the page, in its order. */
export async function exportTargets(db: Database, person: Person, t: Words, query: Query, now: Date): Promise<Exported> {
  const place = shown(await readTargets(db, person, query, now), query);
  return listed(
    t,
    place,
    {
      name: t('targets:page.targets'),
      title: t('targets:targets.title', { name: place.division.name }),
      note: t('targets:targets.lead'),
      columns: targetColumns(t as never),
      rows: place.targets,
    },
    now,
  );
}

/** 导出采暖前准备: the divisions below, those that miss most first; of a village itself. */
export async function exportReadiness(
  db: Database,
  person: Person,
  t: Words,
  query: Query & { year: number | null },
  now: Date,
): Promise<Exported> {
  const place = shown(await readReadiness(db, person, query, now), query);
  const { division, year, own, below } = place;
  return listed(
    t,
    place,
    {
      name: t('targets:page.readiness'),
      title: t('targets:sheet.ofYear', { title: t('targets:readiness.title', { name: division.name }), year }),
      note: t('targets:readiness.basis'),
      columns: readinessColumns(t as never),
      rows: division.level === 'village' ? [{ ...own, code: division.code, name: division.name }] : mostMissingFirst(below),
    },
    now,
  );
}

function shown<Found extends CoveragePlace>(found: Found | NoSeasonYet, { season }: Query): Found {
  return found.season === null ? refuse('season.unknown', { season: season ?? '' }) : (found as Found);
}

async function listed<Row>(
  t: Words,
  { division, season, asOf }: CoveragePlace,
  list: { name: string; title: string; note: string; columns: readonly Column<Row>[]; rows: readonly Row[] },
  now: Date,
): Promise<Exported> {
  const sheet = shownTableSheet<Row>({
    name: list.name,
    title: `${list.title}　${season.name}`,
    subtitle: [
      t('targets:sheet.division', { name: division.name }),
      t('targets:sheet.asOf', { season: season.name, day: asOf }),
      t('targets:sheet.households'),
    ],
    ordinal: t('tables:ordinal'),
    columns: list.columns,
    notes: [list.note],
    rows: list.rows,
  });
  return { fileName: `${list.title}-${season.name}.xlsx`, content: await workbookOf(sheet, now) };
}
