import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { divisionAndChildren, pathsBelow } from '~/database/divisions/tree.server';
import { factsView } from '~/database/facts/facts.server';
import { findingCounts } from '~/database/findings/counts.server';
import { casesOf, rulesOfSeasons } from '~/database/findings/household-cases.server';
import { othersOpened, rollUpsOfSeason } from '~/database/findings/other-rules.server';
import { villagesOpened } from '~/database/findings/village-findings.server';
import type { Scope } from '~/database/scope.server';
import { addCount, type CountsOfStates, type FindingCounts, noCounts } from '~/domain/findings/counts';
import { RULE_CODES, type RuleCode } from '~/domain/findings/rule-codes';
import { openedForHousehold } from '~/domain/findings/rules/rules-of-household';
import { refuse } from '~/domain/problems';
import { type CalendarDay, dayInShanghai, isCalendarDay } from '~/domain/time/calendar-day';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';

type States = { open: number; inProgress: number; proposed: number; closed: number };
export type FindingsAnswer = {
  season: string;
  asOf: CalendarDay;
  division: string;
  rows: { code: string; name: string; rules: Record<RuleCode, States> }[];
};

/**
 * 问题数查询: the division first, then its direct children, by rule and state. As of today, and of any day since a season was closed, these
 * are the stored findings. Another day stores nothing: the rules are applied as of then to the records as they are known, and all they open
 * is open. R23 says what is wrong with the figures of today, so on another day it opens nothing.
 */
export async function countFindings(
  db: Database,
  scope: Scope,
  query: { division: string; season: string; asOf?: string },
  now: Date,
): Promise<FindingsAnswer> {
  const today = dayInShanghai(now);
  const asOf = query.asOf ?? today;
  if (!isCalendarDay(asOf)) refuse('day.not-a-day', { day: asOf });
  return inTransaction(
    db,
    async (sql) => {
      await requireDivisionAndSeason(sql, scope, query);
      const places = await divisionAndChildren(sql, scope, query.division);
      const codes = places.map(({ code }) => code);
      const counts =
        asOf === today ? await findingCounts(sql, scope, query.season, codes) : await countsAsOf(sql, { ...query, asOf, today }, codes);
      return {
        season: query.season,
        asOf,
        division: query.division,
        rows: places.map(({ code, name }) => ({ code, name, rules: rulesOf(counts.get(code)!) })),
      };
    },
    { statementTimeoutMs: 0 },
  );
}

function rulesOf(counts: FindingCounts): Record<RuleCode, States> {
  const states = ({ open, in_progress, proposed, closed }: CountsOfStates): States => ({ open, inProgress: in_progress, proposed, closed });
  return Object.fromEntries(RULE_CODES.map((code) => [code, states(counts[code])])) as Record<RuleCode, States>;
}

type AsOf = { division: string; season: string; asOf: CalendarDay; today: CalendarDay };

async function countsAsOf(
  sql: Sql,
  { division, season, asOf, today }: AsOf,
  codes: readonly string[],
): Promise<Map<string, FindingCounts>> {
  const counts = new Map(codes.map((code) => [code, noCounts()]));
  const paths = await pathsBelow(sql, division);
  const put = (rule: RuleCode, places: readonly string[]): void => {
    for (const code of new Set(places.flatMap((place) => paths.get(place) ?? []))) {
      const there = counts.get(code);
      if (there) addCount(there, rule, 'open', 1);
    }
  };
  const rules = await rulesOfSeasons(sql, [season]);
  const { thresholds } = rules.get(season)!;
  const judge = async (loaded: Parameters<typeof casesOf>[1]) => {
    for (const [at, home] of (await casesOf(sql, loaded, asOf, rules)).entries())
      for (const { rule } of openedForHousehold(home)) put(rule, [loaded[at]!.row.village_code]);
  };
  const view = await factsView(sql, { season, asOf, today, root: division, anew: true }, judge);
  for (const { opened, division: place, places } of await othersOpened(sql, { season, asOf, thresholds, view }))
    put(opened.rule, places?.map((one) => one.division) ?? [place]);
  for (const { opened, division: village } of villagesOpened(await rollUpsOfSeason(sql, season, view.rollUp, false), rules))
    put(opened.rule, [village]);
  return counts;
}
