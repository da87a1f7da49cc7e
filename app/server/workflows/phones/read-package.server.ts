import type { Database } from '~/database/connection/open.server';
import { type Sql, withSql } from '~/database/connection/sql.server';
import { reportsOfHouseholds } from '~/database/findings/problem-reports.server';
import {
  changedHouseholds,
  draftedHouseholds,
  householdsOfPackage,
  PACKAGE_PAGE,
  packageStart,
  packedHouseholds,
  removedHouseholds,
  seasonEndOf,
} from '~/database/phones/work-package.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { ShownReport } from '~/domain/findings/problem-report';
import { refuse } from '~/domain/problems';
import { cursorIn, cursorText, markOfHash, type PackageCursor, positionIn, positionText } from '~/domain/sync/package-cursor';
import { type FieldHousehold, type PackagePage, PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonSurveyed } from '~/domain/time/current-season';
import { seasonBefore } from '~/domain/time/heating-season';
import { shownReport } from '~/server/workflows/findings/answer-report.server';
import { findingsForPhone } from '~/server/workflows/findings/cadre-findings.server';
import { explainSubsidies } from '~/server/workflows/subsidy/read-household-subsidy.server';

/**
 * 工作包: one page of a village's data for a phone, either everything or what changed since a cursor. The cursor is the position
 * in the village's history that was read before the households, so later commits come with the next delta.
 */
export async function readPackage(
  db: Database,
  person: Person,
  query: { village: string; since: string | null; page: string | null; findings?: string | null },
  now: Date,
  language: Language = 'zh-CN',
): Promise<PackagePage> {
  if (!mayPerson(person, 'visit.submit')) refuse('access.not-allowed');
  const scope = scopeOf(person);
  return withSql(db, async (sql) => {
    const since = cursorIn(query.since);
    const start = (await packageStart(sql, scope, query.village, since?.seq ?? 0)) ?? refuse('division.unknown', { code: query.village });
    const season = seasonSurveyed(await seasonsNewestFirst(sql), dayInShanghai(now));
    if (season === null) return refuse('season.none-open');
    const asked = positionIn(query.page);
    const page =
      asked && asked.cursor.season === season && asked.cursor.language === language && asked.cursor.seq <= start.seq ? asked : null;
    const from = page
      ? page.from
      : since && since.season === season && since.language === language && follows(since, start)
        ? since.seq
        : null;
    const cursor: PackageCursor = page?.cursor ?? { season, seq: start.seq, hash: start.hash, language };
    const after = page?.after ?? '';

    const own = { season, accountId: person.accountId };
    const found =
      from === null
        ? await householdsOfPackage(sql, scope, query.village, after)
        : await changedHouseholds(sql, scope, { village: query.village, from, to: cursor.seq, after, ...own });
    const numbers = found.numbers.slice(0, PACKAGE_PAGE);
    const first = page === null;
    const findings =
      first && query.findings != null
        ? await findingsForPhone(sql, scope, { village: start.code, ...own, mark: query.findings })
        : undefined;
    return {
      protocol: PROTOCOL_VERSION,
      village: {
        code: start.code,
        name: start.name,
        township: start.township,
        county: start.county,
        seasonEnd: await seasonEndOf(sql, scope, start.code, season),
        townshipPhone: start.townshipPhone ?? null,
        countyPhone: start.countyPhone ?? null,
        ...(findings && { findings }),
      },
      season,
      full: from === null,
      cursor: cursorText(cursor),
      total: found.total,
      households:
        numbers.length === 0
          ? []
          : await withReports(
              sql,
              scope,
              await explainSubsidies(
                sql,
                scope,
                await packedHouseholds(sql, scope, { numbers, lastSeason: seasonBefore(season), ...own }),
                language,
                dayInShanghai(now),
              ),
            ),
      removed: first && from !== null ? await removedHouseholds(sql, scope, { village: query.village, from, to: cursor.seq }) : [],
      drafts: first ? await draftedHouseholds(sql, scope, { village: query.village, ...own }) : [],
      next: found.numbers.length > PACKAGE_PAGE ? positionText({ cursor, from, after: numbers.at(-1)! }) : null,
    };
  });
}

/** With what was reported of each. */
async function withReports(sql: Sql, scope: Scope, households: FieldHousehold[]): Promise<FieldHousehold[]> {
  const of = new Map<string | null, ShownReport[]>();
  for (const row of await reportsOfHouseholds(
    sql,
    scope,
    households.map(({ number }) => number),
  ))
    of.set(row.household, [...(of.get(row.household) ?? []), shownReport(row)]);
  return households.map((household) => {
    const reports = of.get(household.number);
    return reports ? { ...household, reports } : household;
  });
}

/** Whether a phone's cursor is a position of this village's history. */
function follows(since: PackageCursor, start: { seq: number; hashAt: string | null }): boolean {
  return since.seq <= start.seq && start.hashAt !== null && markOfHash(start.hashAt) === since.hash;
}
