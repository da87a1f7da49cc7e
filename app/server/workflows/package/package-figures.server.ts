import type { Sql } from '~/database/connection/sql.server';
import { dropFactsView, factsView } from '~/database/facts/facts.server';
import { sumsInView } from '~/database/facts/sums-as-of.server';
import { divisionsWithChildren, packedFindings } from '~/database/package/records-out.server';
import type { PackedSeason } from '~/domain/package/manifest';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { type FactsOfDivision, factsRow } from '~/server/workflows/facts/read-facts.server';

/** A line of figures.jsonl: what `npm run facts` says about a division in a season, with its findings counted as they are now. */
export type FiguresRow = FactsOfDivision & { season: string; asOf: CalendarDay; findings: { findings: number; closed: number } };

const NONE = { findings: 0, closed: 0 };

/**
 * 包内数字: the facts of a division and of every division below it, season by season, each division once, by the functions that answer
 * `npm run facts`. `taken`: only findings that came with a package are counted.
 * `storedAs`: as of which days the stored facts of the seasons are, where they are not as everywhere else.
 */
export async function* packageFigures(
  sql: Sql,
  division: string,
  seasons: readonly PackedSeason[],
  { today, taken, storedAs }: { today: CalendarDay; taken: boolean; storedAs?: ReadonlyMap<string, CalendarDay> },
): AsyncGenerator<FiguresRow> {
  const parents = await divisionsWithChildren(sql, division);
  for (const { season, day } of seasons) {
    const view = await factsView(sql, {
      season,
      asOf: day,
      today,
      root: division,
      anew: storedAs !== undefined && storedAs.get(season) !== day,
    });
    const found = await packedFindings(sql, division, season, taken);
    const rowOf = (sums: Parameters<typeof factsRow>[0]): FiguresRow => {
      const findings = found.get(sums.code) ?? NONE;
      return { season, asOf: day, ...factsRow(sums, findings), findings };
    };
    for (const [index, parent] of parents.entries()) {
      const { own, divisionsBelow } = await sumsInView(sql, view, parent, season);
      if (index === 0) yield rowOf(own);
      yield* divisionsBelow.map(rowOf);
    }
    await dropFactsView(sql, view);
  }
}
