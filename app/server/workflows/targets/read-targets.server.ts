import type { Database } from '~/database/connection/open.server';
import { scopeOf } from '~/database/scope.server';
import { targetsBelow } from '~/database/targets/targets.server';
import type { Person } from '~/domain/access/person';
import type { TargetRow } from '~/domain/report/report-rows';
import { compareTargets } from '~/domain/targets/target';
import { targetGap } from '~/domain/targets/target-gap';
import { atPlaceAndSeason, type CoveragePlace, type NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';

/** 目标: those of a division and of all below it, with what was reached. */
export async function readTargets(
  db: Database,
  person: Person,
  query: { division: string; season: string | null },
  now: Date,
): Promise<(CoveragePlace & { targets: TargetRow[] }) | NoSeasonYet> {
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const found = await targetsBelow(sql, scopeOf(person), { division: query.division, season: place.season.name, rollUp: 'roll_up' });
    const targets = found
      .sort(compareTargets)
      .map(({ sums, ...target }) => ({ ...target, gap: targetGap(target.indicator, sums, target.target) }));
    return { ...place, targets };
  });
}
