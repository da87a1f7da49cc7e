import type { TFunction } from 'i18next';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { batchesOf } from '~/database/facts/facts.server';
import { LONGEST_EXPORT } from '~/database/households/list.server';
import {
  type FrozenFigure,
  frozenFigures,
  householdsToday,
  recordedFacts,
  recordsOf,
  type SignedReport,
  signedReport,
} from '~/database/report/signed-reports.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { figureBehind, type ListKey, unitOf } from '~/domain/indicators/household-lists';
import { refuse } from '~/domain/problems';
import { type FrozenRow, frozenRows } from '~/domain/report/frozen-list';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { type FrozenListRow, frozenListColumns } from '~/reports/tables/frozen-list';
import { shownTableSheet } from '~/reports/tables/shown-table';
import { type Exported, workbookOf } from '~/server/workflows/facts/export-coverage.server';

type FrozenListQuery = { id: string; at: string | null; list: ListKey };

/** A figure of a version, the divisions from the report's own down to the figure's, and the villages that have a part in it. */
type FrozenPlace = {
  report: SignedReport;
  figure: number;
  trail: FrozenFigure[];
  villages: FrozenFigure[];
  placeOf: ReadonlyMap<string, string>;
};

type FrozenList = {
  report: SignedReport;
  figure: number;
  trail: { code: string; name: string }[];
  rows: FrozenListRow[];
  more: boolean;
};

/** Villages whose recorded facts are in memory at once. */
const AT_ONCE = 50;

/** 定稿数字背后的户: one page of the households behind a figure of a frozen version, as recorded with it. */
export async function readFrozenList(db: Database, person: Person, query: FrozenListQuery & { page: number }): Promise<FrozenList> {
  if (!mayPerson(person, 'sign-off.read')) refuse('access.not-allowed');
  return inTransaction(
    db,
    async (sql) => {
      const scope = scopeOf(person);
      const place = await placeOf(sql, scope, query);
      const skip = (query.page - 1) * ROWS_A_PAGE;
      const rows: FrozenListRow[] = [];
      for await (const some of rowsOf(sql, scope, place, query.list, skip)) {
        rows.push(...some.slice(0, ROWS_A_PAGE + 1 - rows.length));
        if (rows.length > ROWS_A_PAGE) break;
      }
      const { report, figure, trail } = place;
      return {
        report,
        figure,
        trail: trail.map(({ code, name }) => ({ code, name })),
        rows: rows.slice(0, ROWS_A_PAGE),
        more: rows.length > ROWS_A_PAGE,
      };
    },
    { readOnly: true },
  );
}

/** 导出定稿名单: all of them, for who may see personal columns with head and address. Refused beyond what a list may export. */
export async function exportFrozenList(
  db: Database,
  person: Person,
  t: TFunction<['as-of', 'coverage', 'tables']>,
  query: FrozenListQuery,
  now: Date,
): Promise<Exported> {
  if (!mayPerson(person, 'sign-off.read')) refuse('access.not-allowed');
  return inTransaction(
    db,
    async (sql) => {
      const scope = scopeOf(person);
      const place = await placeOf(sql, scope, query);
      if (unitOf(query.list) === 'households' && place.figure > LONGEST_EXPORT)
        refuse('list.too-long', { households: place.figure, most: LONGEST_EXPORT });
      const { name } = place.trail.at(-1)!;
      const { report } = place;
      const list = t(`coverage:list.${query.list.replace('.', '_') as 'B'}`);
      const rows: FrozenListRow[] = [];
      // A figure of rooms, area or money does not say how many households are behind it; those beyond the bound are counted alone.
      let households = 0;
      for await (const some of rowsOf(sql, scope, place, query.list, 0)) {
        households += some.length;
        if (households <= LONGEST_EXPORT) rows.push(...some);
      }
      if (households > LONGEST_EXPORT) refuse('list.too-long', { households, most: LONGEST_EXPORT });
      const sheet = shownTableSheet<FrozenListRow>({
        name: t('as-of:frozen.sheet'),
        title: `${t('as-of:frozen.title', { name, version: report.version, list })}　${report.season}`,
        subtitle: [t('coverage:sheet.division', { name }), t('coverage:sheet.asOf', { season: report.season, day: report.asOf }), ''],
        ordinal: t('tables:ordinal'),
        columns: frozenListColumns(t as never, { list: query.list, personal: mayPerson(person, 'list.personal-columns') }),
        notes: [t('as-of:frozen.basis')],
        rows,
      });
      return { fileName: `${name}-${report.season}-${report.version}-${list}.xlsx`, content: await workbookOf(sheet, now) };
    },
    { readOnly: true },
  );
}

/** Refuses a version or a division of it that does not exist, or lies outside the scope, in the same words. */
async function placeOf(sql: Sql, scope: Scope, { id, at, list }: FrozenListQuery): Promise<FrozenPlace> {
  const report = (await signedReport(sql, scope, id)) ?? refuse('sign-off.unknown');
  const all = new Map((await frozenFigures(sql, report.id)).map((figure) => [figure.code, figure]));
  const code = at ?? report.division;
  const pathOf = (from: string): FrozenFigure[] => {
    const path: FrozenFigure[] = [];
    for (let one = all.get(from); one; one = one.parent === null ? undefined : all.get(one.parent)) path.unshift(one);
    return path;
  };
  const own = all.get(code) ?? refuse('division.unknown', { code });
  const villages: FrozenFigure[] = [];
  const names = new Map<string, string>();
  for (const figure of all.values()) {
    if (figure.level !== 'village' || figureBehind(list, figure.sums) === 0) continue;
    const path = pathOf(figure.code);
    const from = path.findIndex((step) => step.code === code);
    if (from < 0) continue;
    villages.push(figure);
    names.set(figure.code, (path.length === from + 1 ? path.slice(from) : path.slice(from + 1)).map(({ name }) => name).join(' '));
  }
  return { report, figure: figureBehind(list, own.sums), trail: pathOf(code), villages, placeOf: names };
}

/**
 * The rows of a figure, a few villages at a time, after the first `skip`. Villages that lie before are not read where the figure is the
 * number of their households.
 */
async function* rowsOf(
  sql: Sql,
  scope: Scope,
  { report, villages, placeOf: places }: FrozenPlace,
  list: ListKey,
  skip: number,
): AsyncIterable<FrozenListRow[]> {
  let before = skip;
  let from = 0;
  if (unitOf(list) === 'households')
    for (; from < villages.length && before >= figureBehind(list, villages[from]!.sums); from += 1)
      before -= figureBehind(list, villages[from]!.sums);
  for (const some of batchesOf(villages.slice(from), AT_ONCE)) {
    const recorded = await recordedFacts(
      sql,
      some.map(({ code }) => code),
      report.id,
    );
    const all = frozenRows(recordsOf(recorded), list);
    const left = all.slice(before);
    before = Math.max(0, before - all.length);
    if (left.length > 0) yield await withNames(sql, scope, left, places);
  }
}

async function withNames(
  sql: Sql,
  scope: Scope,
  rows: readonly FrozenRow[],
  places: ReadonlyMap<string, string>,
): Promise<FrozenListRow[]> {
  const today = await householdsToday(
    sql,
    scope,
    rows.map(({ number }) => number),
  );
  return rows.map((row) => ({ ...row, place: places.get(row.village) ?? row.village, today: today.get(row.number) ?? null }));
}
