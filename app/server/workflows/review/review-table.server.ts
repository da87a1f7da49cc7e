import type { TFunction } from 'i18next';
import { chosenColumns } from '~/database/access/table-choices.server';
import type { Database } from '~/database/connection/open.server';
import { type Sql, withSql } from '~/database/connection/sql.server';
import { type Town, townsBelow } from '~/database/divisions/towns-below.server';
import { LONGEST_EXPORT } from '~/database/households/list.server';
import { reviewQueue } from '~/database/review/queue.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import type { QueuedVisit, QueuePosition, QueueQuery } from '~/domain/review/queued-visit';
import { REVIEW_TABLE, type ReviewTableView } from '~/domain/tables/review-table';
import { columnsShown } from '~/domain/tables/table-view';
import { reviewColumns } from '~/reports/tables/review-list';
import { chosenOf, shownTableSheet } from '~/reports/tables/shown-table';
import { type Exported, workbookOf } from '~/server/workflows/facts/export-coverage.server';
import { atPlaceAndSeason, type CoveragePlace, type NoSeasonYet, townOf } from '~/server/workflows/facts/read-coverage.server';

type Asked = { division: string; view: ReviewTableView };
type ReviewTable = CoveragePlace & { visits: QueuedVisit[]; next: QueuePosition | null; towns: Town[] };

/** 入户审核 as a table: a page of the queue. */
export async function readReviewTable(
  db: Database,
  person: Person,
  { division, view }: Asked,
  now: Date,
): Promise<ReviewTable | NoSeasonYet> {
  return atPlaceAndSeason(db, person, { division, season: view.season }, now, async (sql, place) => {
    const scope = scopeOf(person);
    await townOf(sql, scope, { division, town: view.town });
    const queue = await reviewQueue(sql, scope, queryOf({ division, view }, place.season.name), view.after ?? undefined);
    return { ...place, ...queue, towns: await townsBelow(sql, scope, division) };
  });
}

const queryOf = ({ division, view }: Asked, season: string): QueueQuery => ({
  division: view.town ?? division,
  season,
  status: view.status,
  order: view.order,
  signs: view.signs,
});

/** 导出: the whole queue in the order and with the columns of the table. */
export async function exportReview(
  db: Database,
  person: Person,
  t: TFunction<['review', 'contradictions', 'coverage', 'enums', 'survey', 'tables']>,
  { division, view }: Asked,
  now: Date,
): Promise<Exported> {
  const made = await atPlaceAndSeason(db, person, { division, season: view.season }, now, async (sql, place) => {
    const scope = scopeOf(person);
    const town = await townOf(sql, scope, { division, town: view.town });
    const personal = mayPerson(person, 'list.personal-columns');
    const season = place.season.name;
    const remembered = await withSql(db, (other) => chosenColumns(other, person.accountId, 'review'));
    const signs = view.signs === 'all' ? [] : [t(`review:signFilter.${view.signs}`)];
    const filters = [t(`review:status.${view.status}`), ...signs, ...(town ? [town] : [])];
    const sheet = shownTableSheet<QueuedVisit>({
      name: t('tables:list.review'),
      title: `${t('review:table.title', { name: place.division.name })}　${season}`,
      subtitle: [t('coverage:sheet.division', { name: place.division.name }), t('coverage:sheet.asOf', { season, day: place.asOf }), ''],
      ordinal: t('tables:ordinal'),
      columns: chosenOf(reviewColumns(t as never, personal), columnsShown(REVIEW_TABLE, view.columns, remembered)),
      notes: [
        t('coverage:sheet.filters', { filters: filters.join('；') }),
        t(personal ? 'coverage:sheet.masked' : 'coverage:sheet.noPersonal'),
      ],
      rows: wholeQueue(sql, scope, queryOf({ division, view }, season)),
    });
    return {
      fileName: `${t('coverage:sheet.file', { name: place.division.name, what: t('tables:list.review'), season })}.xlsx`,
      content: await workbookOf(sheet, now),
    };
  });
  return 'content' in made ? made : refuse('season.unknown', { season: view.season ?? '' });
}

async function* wholeQueue(sql: Sql, scope: Scope, query: QueueQuery): AsyncIterable<QueuedVisit> {
  let [position, written]: [QueuePosition | undefined, number] = [undefined, 0];
  do {
    const { visits, next }: { visits: QueuedVisit[]; next: QueuePosition | null } = await reviewQueue(sql, scope, query, position);
    yield* visits;
    written += visits.length;
    if (written > LONGEST_EXPORT) refuse('list.too-long', { households: written, most: LONGEST_EXPORT });
    position = next ?? undefined;
  } while (position);
}
