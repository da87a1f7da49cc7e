import { metresBetween, NEAR_METRES } from './metres-between';
import type { VisitToLookAt } from './reason';

/** Faster than a car on a country road from one door to the next. */
const FASTEST_METRES_A_SECOND = 60_000 / 3600;
const HALF_AN_HOUR = 1_800_000;

type ImpossibleSpeed =
  | { kind: 'many'; visits: string[]; village: string; count: number; most: number }
  | { kind: 'far'; visits: string[]; village: string; minutes: number; km: number };

/**
 * 时间太近 (docs/definitions.md#worth-a-look), of the visits of one visitor: more within an hour than the season's threshold (12 unless it
 * says otherwise, app/domain/findings/thresholds.ts, as in a review's hint and in R21), each run named once; and two visits one after
 * the other whose places were measured and lie further apart than a car comes in the time between – more than 60 km/h over more than
 * 500 m, after both accuracies were taken off. A place nobody measured says nothing.
 */
export function impossibleSpeed(ofVisitor: readonly VisitToLookAt[], visitsAnHour: number): ImpossibleSpeed[] {
  const visits = [...ofVisitor].sort((a, b) => Date.parse(a.visitedAt) - Date.parse(b.visitedAt) || (a.id < b.id ? -1 : 1));
  const times = visits.map(({ visitedAt }) => Date.parse(visitedAt));
  const found: ImpossibleSpeed[] = [];
  let start = 0;
  let end = 0;
  let run: [number, number] | null = null;
  const close = () => {
    if (run) {
      const of = visits.slice(run[0], run[1]);
      found.push({ kind: 'many', visits: of.map(({ id }) => id), village: of[0]!.village, count: of.length, most: visitsAnHour });
    }
    run = null;
  };
  for (const [at, time] of times.entries()) {
    while (times[start]! < time - HALF_AN_HOUR) start += 1;
    while (end < times.length && times[end]! <= time + HALF_AN_HOUR) end += 1;
    if (run && at >= run[1]) close();
    if (end - start > visitsAnHour) run = [run?.[0] ?? start, end];
  }
  close();
  for (let at = 1; at < visits.length; at += 1) {
    const [before, after] = [visits[at - 1]!, visits[at]!];
    if (!before.place || !after.place) continue;
    const metres = metresBetween(before.place, after.place) - before.place.accuracy - after.place.accuracy;
    const seconds = (times[at]! - times[at - 1]!) / 1000;
    if (metres <= NEAR_METRES || metres / Math.max(seconds, 1) <= FASTEST_METRES_A_SECOND) continue;
    const ids = [before.id, after.id];
    found.push({ kind: 'far', visits: ids, village: after.village, minutes: Math.round(seconds / 60), km: Math.round(metres / 100) / 10 });
  }
  return found;
}
