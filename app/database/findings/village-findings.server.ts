/** R22 不稳定区域, in the transaction that moves a village's roll-up. */
import type { Sql } from '~/database/connection/sql.server';
import type { MovedRollUp } from '~/database/facts/records.server';
import { unstableVillageOpened } from '~/domain/findings/rules/of-others/unstable-village';
import { subjectOf } from '~/domain/findings/subject';
import type { CalendarDay } from '~/domain/time/calendar-day';
import type { SeasonRules } from './household-cases.server';
import { differencesHere, type Placed, type Settled, storedFindings, writeDifferences } from './settle.server';

/** The roll-ups are as the caller's transaction wrote or locked them. */
export async function settleVillages(
  sql: Sql,
  rollUps: readonly MovedRollUp[],
  today: CalendarDay,
  rules: ReadonlyMap<string, SeasonRules>,
  now?: Date,
): Promise<void> {
  if (rollUps.length > 0) await writeDifferences(sql, await villageDifferences(sql, rollUps, today, rules, true), now);
}

export async function villageDifferences(
  sql: Sql,
  rollUps: readonly MovedRollUp[],
  today: CalendarDay,
  rules: ReadonlyMap<string, SeasonRules>,
  lock: boolean,
): Promise<Settled> {
  const stored = await storedFindings(
    sql,
    `f.rule = 'R22' AND (f.season, f.subject) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [rollUps.map(({ season }) => season), rollUps.map(({ village }) => subjectOf.village(village))],
    lock,
  );
  return differencesHere(sql, stored, villagesOpened(rollUps, rules), { today });
}

export function villagesOpened(rollUps: readonly MovedRollUp[], rules: ReadonlyMap<string, SeasonRules>): Placed[] {
  return rollUps.flatMap(({ season, village, ...sums }): Placed[] => {
    const opened = unstableVillageOpened(village, sums, rules.get(season)!.thresholds);
    return opened ? [{ season, opened, division: village, household: null }] : [];
  });
}
