import type { Database } from '~/database/connection/open.server';
import type { Sql } from '~/database/connection/sql.server';
import { findingCounts } from '~/database/findings/counts.server';
import { scopeOf } from '~/database/scope.server';
import { type MarkedVillage, markedVillages, readinessOfVillages, yearsPlanned } from '~/database/targets/readiness.server';
import type { Person } from '~/domain/access/person';
import { openCount } from '~/domain/findings/counts';
import { type Readiness, readinessOf } from '~/domain/targets/readiness';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { atPlaceAndSeason, type CoveragePlace, type NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';

type ReadinessPage = CoveragePlace & {
  year: number;
  years: number[];
  own: Readiness;
  /** The divisions directly below that have something planned; the village itself on its own page. */
  below: (Readiness & { code: string; name: string })[];
  marked: MarkedVillage[];
  /** Findings by hand that are not closed. */
  leftOver: number;
};

/** The plan's year of a season: the one in which the season begins, unless another is asked for. */
export function planYear(season: string, asked: number | null): number {
  return asked ?? Number(season.slice(0, 4));
}

/** 确村确户: plan and progress of a year before the season, by division; villages of C6. */
export async function readReadiness(
  db: Database,
  person: Person,
  query: { division: string; season: string | null; year: number | null },
  now: Date,
): Promise<ReadinessPage | NoSeasonYet> {
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const scope = scopeOf(person);
    const of = { division: query.division, season: place.season.name };
    const year = planYear(place.season.name, query.year);
    const { own, below } = await readinessIn(sql, person, { ...of, year }, now);
    const counts = await findingCounts(sql, scope, of.season, [query.division]);
    return {
      ...place,
      year,
      years: [...new Set([year, ...(await yearsPlanned(sql, scope, query.division))])].sort((a, b) => b - a),
      own,
      below,
      marked: await markedVillages(sql, scope, of),
      leftOver: openCount(counts.get(query.division)!.hand),
    };
  });
}

export async function readinessIn(
  sql: Sql,
  person: Person,
  query: { division: string; season: string; year: number },
  now: Date,
): Promise<Pick<ReadinessPage, 'own' | 'below'>> {
  const scope = scopeOf(person);
  const today = dayInShanghai(now);
  const villages = await readinessOfVillages(sql, scope, { ...query, today });
  const children = new Map(villages.map(({ child, childName }) => [child, childName]));
  return {
    own: readinessOf(villages, today),
    below: [...children].map(([code, name]) => ({
      code,
      name,
      ...readinessOf(
        villages.filter(({ child }) => child === code),
        today,
      ),
    })),
  };
}
