import { MEASURES, type Measure, noSums, type Sums } from '../indicators/measures';

/** The facts of a household as a frozen report recorded them: only measures that are not zero. */
export type RecordedFacts = { household: string; village: string; sums: Partial<Sums> };

/** A figure of a division that is not what it was. */
export type FigureDifference = { division: string; measure: Measure; frozen: number; now: number };

/** A household behind differences: what it counted for when the report was frozen, and what it counts for now. */
export type HouseholdDifference = { household: string; village: string; measure: Measure; frozen: number; now: number };

/** What a city remarks on a figure of a report that it returns. */
export type FigureRemark = { division: string; figure: string; text: string };

/** The division and everything above it within the report. */
type PathOf = (village: string) => readonly string[];

/**
 * 复算: adds recorded facts up, division by division, onto the figures there are. Every figure of a report is a sum of these, so that a
 * report frozen years ago adds up again whatever the rules say today: the recorded facts decide, not the rules
 * (docs/decisions/0021-frozen-reports.md).
 */
export function addUp(facts: Iterable<RecordedFacts>, pathOf: PathOf, figures = new Map<string, Sums>()): Map<string, Sums> {
  for (const { village, sums } of facts) {
    for (const division of pathOf(village)) {
      const own = figures.get(division) ?? noSums();
      for (const [measure, value] of Object.entries(sums) as [Measure, number][]) own[measure] += value;
      figures.set(division, own);
    }
  }
  return figures;
}

/** Figures that differ, by division in the order of their codes and then by measure. A division that is nowhere counts zero. */
export function figureDifferences(frozen: ReadonlyMap<string, Sums>, now: ReadonlyMap<string, Sums>): FigureDifference[] {
  const codes = [...new Set([...frozen.keys(), ...now.keys()])].sort();
  return codes.flatMap((division) =>
    MEASURES.flatMap((measure) => {
      const [then, today] = [frozen.get(division)?.[measure] ?? 0, now.get(division)?.[measure] ?? 0];
      return then === today ? [] : [{ division, measure, frozen: then, now: today }];
    }),
  );
}

/**
 * The households behind the differences, by number and then by measure. One that moved to another village counts for nothing in the old one
 * and anew in the other; one that was added or taken out counts zero before or after.
 */
export function householdDifferences(frozen: Iterable<RecordedFacts>, now: Iterable<RecordedFacts>): HouseholdDifference[] {
  const keyOf = ({ household, village }: RecordedFacts) => `${household}\n${village}`;
  const then = new Map([...frozen].map((one) => [keyOf(one), one]));
  const today = new Map([...now].map((one) => [keyOf(one), one]));
  const keys = [...new Set([...then.keys(), ...today.keys()])].sort();
  return keys.flatMap((key) => {
    const [was, is] = [then.get(key), today.get(key)];
    const { household, village } = (was ?? is)!;
    return MEASURES.flatMap((measure) => {
      const [before, after] = [was?.sums[measure] ?? 0, is?.sums[measure] ?? 0];
      return before === after ? [] : [{ household, village, measure, frozen: before, now: after }];
    });
  });
}
