import type { TFunction } from 'i18next';
import { chosenColumns } from '~/database/access/table-choices.server';
import type { Database } from '~/database/connection/open.server';
import { type Sql, withSql } from '~/database/connection/sql.server';
import { findingsPage } from '~/database/findings/desk.server';
import { LONGEST_EXPORT } from '~/database/households/list.server';
import { scopeOf } from '~/database/scope.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { FINDINGS_TABLE, type FindingsPosition, type FindingsView } from '~/domain/tables/findings-table';
import { columnsShown } from '~/domain/tables/table-view';
import { findingKind } from '~/i18n/finding-sentence';
import { type FindingLine, findingsColumns } from '~/reports/tables/findings-list';
import { chosenOf, shownTableSheet } from '~/reports/tables/shown-table';
import { type Exported, workbookOf } from '~/server/workflows/facts/export-coverage.server';
import { atPlaceAlone, type CoveragePlace, townOf } from '~/server/workflows/facts/read-coverage.server';
import { findingsAsked, lineOf } from './read-findings.server';

type Words = TFunction<['findings-desk', 'findings', 'coverage', 'tables']>;
/** The states of a past day are worked out anew for every page of it. */
const ROWS_AT_ONCE = { now: 1_000, past: 20_000 };

/** 导出: all findings of the list in the order and with the columns of the table. */
export async function exportFindings(
  db: Database,
  person: Person,
  t: Words,
  { division, view, language }: { division: string; view: FindingsView; language: Language },
  now: Date,
): Promise<Exported> {
  if (!mayPerson(person, 'finding.read')) refuse('access.not-allowed');
  const made = await atPlaceAlone(db, person, { division, season: view.season, asOf: view.asOf }, now, async (sql, place) => {
    const town = await townOf(sql, scopeOf(person), { division, town: view.town });
    const personal = mayPerson(person, 'list.personal-columns');
    const season = place.season.name;
    const remembered = await withSql(db, (other) => chosenColumns(other, person.accountId, 'findings'));
    const name = place.division.name;
    const sheet = shownTableSheet<FindingLine>({
      name: t('tables:list.findings'),
      title: `${t('findings-desk:title', { name })}　${season}`,
      subtitle: [t('coverage:sheet.division', { name }), t('coverage:sheet.asOf', { season, day: place.asOf }), ''],
      ordinal: t('tables:ordinal'),
      columns: chosenOf(findingsColumns(t as never, personal, language), columnsShown(FINDINGS_TABLE, view.columns, remembered)),
      notes: [
        t('coverage:sheet.filters', { filters: filterWords(t, place.past ? { ...view, only: null } : view, town).join('；') }),
        ...(place.past ? [t('findings-desk:past.states')] : []),
        t(personal ? 'coverage:sheet.masked' : 'coverage:sheet.noPersonal'),
      ],
      rows: wholeList(sql, person, { division: view.town ?? division, view }, place, now),
    });
    return {
      fileName: `${t('coverage:sheet.file', { name, what: t('tables:list.findings'), season })}.xlsx`,
      content: await workbookOf(sheet, now),
    };
  });
  return 'content' in made ? made : refuse('season.unknown', { season: view.season ?? '' });
}

function filterWords(t: Words, view: FindingsView, town: string | null): string[] {
  const { state, kind, source, only, search } = view;
  const kindWord = kind === null || kind === 'hand' ? kind : findingKind(t as never, { rule: kind, kind: null, reportKind: null });
  return [
    state === 'left' || state === 'all' ? t(`findings-desk:stateFilter.${state}`) : t(`findings-desk:state.${state}`),
    ...(kindWord === null ? [] : [kindWord === 'hand' ? t('findings-desk:kindFilter.hand') : kindWord]),
    ...(source === null ? [] : [t(`findings-desk:source.${source}`)]),
    ...(only === null ? [] : [t(`findings-desk:only.${only}`)]),
    ...(town === null ? [] : [town]),
    ...(search === '' ? [] : [search]),
  ];
}

async function* wholeList(
  sql: Sql,
  person: Person,
  { division, view }: { division: string; view: FindingsView },
  place: CoveragePlace,
  now: Date,
): AsyncIterable<FindingLine> {
  let [after, written]: [FindingsPosition | null, number] = [null, 0];
  do {
    const query = { ...findingsAsked(person, view, place, now), division, after, rows: ROWS_AT_ONCE[place.past ? 'past' : 'now'] };
    const page: Awaited<ReturnType<typeof findingsPage>> = await findingsPage(sql, scopeOf(person), query);
    written += page.rows.length;
    if (written > LONGEST_EXPORT) refuse('list.too-long', { households: written, most: LONGEST_EXPORT });
    for (const row of page.rows) yield lineOf(row, now, place.past);
    after = page.next;
  } while (after !== null);
}
