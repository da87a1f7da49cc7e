/** The findings of households, in the transaction that changes a record of theirs. */
import type { Sql } from '~/database/connection/sql.server';
import type { LoadedHousehold } from '~/database/facts/records.server';
import { clearedBy } from '~/domain/findings/cleared-by';
import type { HouseholdCase } from '~/domain/findings/household-case';
import { HOUSEHOLD_RULE_CODES, openedForHousehold } from '~/domain/findings/rules/rules-of-household';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { casesOf, type SeasonRules } from './household-cases.server';
import { differencesHere, type Placed, type Settled, storedFindings, writeDifferences } from './settle.server';

const OF_HOUSEHOLDS = 'f.household_number = ANY($1::text[]) AND f.season = ANY($2::text[]) AND f.rule = ANY($3::text[])';

/** Brings the findings of households that are locked up to date with the records that were just loaded. */
export async function settleHouseholds(
  sql: Sql,
  loaded: readonly LoadedHousehold[],
  today: CalendarDay,
  rules: ReadonlyMap<string, SeasonRules>,
  now?: Date,
): Promise<void> {
  await writeDifferences(sql, await householdDifferences(sql, loaded, today, rules, true), now);
}

/** What of the findings of households is not as the rules have it. */
export async function householdDifferences(
  sql: Sql,
  all: readonly LoadedHousehold[],
  today: CalendarDay,
  rules: ReadonlyMap<string, SeasonRules>,
  lock: boolean,
): Promise<Settled> {
  // Of a household that came with a package the ID, the hardship and the meters are not known here.
  const loaded = all.filter(({ row }) => !row.taken);
  if (loaded.length === 0) return { opened: [], changed: [], today };
  const cases = await casesOf(sql, loaded, today, rules);
  const numbers = [...new Set(loaded.map(({ row }) => row.number))];
  const seasons = [...new Set(loaded.map(({ facts }) => facts.season))];
  const stored = await storedFindings(sql, OF_HOUSEHOLDS, [numbers, seasons, HOUSEHOLD_RULE_CODES], lock);
  const byKey = new Map(cases.map((one) => [`${one.season}\n${one.household}`, one]));
  return differencesHere(sql, stored, placedOf(cases, loaded), {
    today,
    clearedOf: ({ season, household, rule }) => clearedBy(rule, byKey.get(`${season}\n${household}`)!),
  });
}

function placedOf(cases: readonly HouseholdCase[], loaded: readonly LoadedHousehold[]): Placed[] {
  return cases.flatMap((home, at) =>
    openedForHousehold(home).map((opened) => ({
      season: home.season,
      opened,
      division: loaded[at]!.row.village_code,
      household: home.household,
    })),
  );
}
