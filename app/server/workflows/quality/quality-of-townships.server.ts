import type { Sql } from '~/database/connection/sql.server';
import { comparedByTownship, countCompared, qualityCounts } from '~/database/quality/quality-sums.server';
import type { Scope } from '~/database/scope.server';
import { agreementOf } from '~/domain/quality/check-agreement';
import type { QualityOfTownship, ReportUnits } from '~/domain/report/report-rows';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** The rows of 附件16 in the order of 附件2, and how many checks the database counts over all of them. */
export async function qualityOfTownships(
  sql: Sql,
  scope: Scope,
  query: { division: string; season: string; asOf: CalendarDay },
  { townships, counties }: ReportUnits,
): Promise<{ rows: QualityOfTownship[]; checked: number }> {
  const about = { ...query, season: query.season as never };
  const counts = await qualityCounts(sql, scope, about);
  const pairs = await comparedByTownship(sql, scope, about);
  const rows = townships.map(({ code, name, path, villages, sums }): QualityOfTownship => {
    const own = pairs.get(code) ?? [];
    const { all } = agreementOf(own);
    return {
      code,
      county: counties.find((county) => path.includes(county.code))?.name ?? '',
      township: name,
      villages,
      H: sums.H,
      V: sums.V,
      X: sums.X,
      ...(counts.get(code) ?? { returned: 0, odd: 0 }),
      checked: own.length,
      ...all,
    };
  });
  return { rows, checked: await countCompared(sql, scope, about) };
}
