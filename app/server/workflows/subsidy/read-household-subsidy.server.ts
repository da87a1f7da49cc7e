import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { type TakenOut, takenOutOf } from '~/database/subsidy/objections.server';
import {
  type HouseholdSubsidy,
  type SubsidyEntitlement,
  type SubsidySeason,
  subsidyOfHousehold,
  subsidyOfHouseholds,
} from '~/database/subsidy/of-household.server';
import { policiesOf } from '~/database/subsidy/policy-list.server';
import type { Language } from '~/domain/access/language';
import type { Continuity } from '~/domain/contract/enumerations';
import { continuityOf, withSince } from '~/domain/subsidy/continuity';
import type { Policy } from '~/domain/subsidy/policy';
import type { FieldHousehold } from '~/domain/sync/protocol';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { amountSentence, levelsSentence } from '~/i18n/amount-sentence';
import { continuitySentence } from '~/i18n/continuity-sentence';
import { words } from '~/i18n/words.server';

export type SubsidyStrip = {
  seasons: { season: string; continuity: Continuity; sentence: string; due: number; paid: number; since: string }[];
  entitlements: (Omit<SubsidyEntitlement, 'trace' | 'quantity'> & { sentences: string[] })[];
};

/**
 * “我家的补贴呢”: the seasons of a household with anything to show, each with its continuity, the reason in words and since when.
 * Every entitlement comes with the way it was computed and what was paid, then the batches it was taken out of and why. The caller checks
 * the rights and provides the transaction.
 */
export async function householdSubsidy(
  sql: Sql,
  scope: Scope,
  number: string,
  language: Language,
  today: CalendarDay,
): Promise<SubsidyStrip & { takenOut: (Omit<TakenOut, 'on'> & { on: CalendarDay })[] }> {
  const found = await subsidyOfHousehold(sql, scope, number);
  const takenOut = await takenOutOf(sql, scope, number);
  return {
    ...stripOf(found, await policiesOf(sql, policiesNamed([found])), language, today),
    takenOut: takenOut.map((one) => ({ ...one, on: dayInShanghai(new Date(one.on)) })),
  };
}

/** The same for the work package: for every season of these households the reason, since when, and how each amount was computed. */
export async function explainSubsidies(
  sql: Sql,
  scope: Scope,
  households: readonly FieldHousehold[],
  language: Language,
  today: CalendarDay,
): Promise<FieldHousehold[]> {
  const asked = households.filter(({ subsidy }) => subsidy !== undefined && subsidy.length > 0).map(({ number }) => number);
  if (asked.length === 0) return [...households];
  const found = await subsidyOfHouseholds(sql, scope, asked);
  const policies = await policiesOf(sql, policiesNamed([...found.values()]));
  const t = words(language) as never as (key: string) => string;
  return households.map((household) => {
    const known = found.get(household.number);
    if (!known || household.subsidy === undefined) return household;
    const { seasons, entitlements } = stripOf(known, policies, language, today);
    const explained = household.subsidy.map((season) => {
      const told = seasons.find((one) => one.season === season.season && one.continuity === season.continuity);
      const how = entitlements
        .filter((one) => one.season === season.season)
        .flatMap(({ kind, sentences }) =>
          sentences[0] === undefined ? [] : [`${t(`enums:policyKind.${kind}`)}${t('subsidy:claims.trace.colon')}${sentences[0]}`],
        );
      return {
        ...season,
        ...(told && told.sentence !== '' && { why: told.sentence }),
        ...(told && told.since !== season.season && { since: told.since }),
        ...(how.length > 0 && { how }),
      };
    });
    return { ...household, subsidy: explained };
  });
}

const policiesNamed = (found: readonly HouseholdSubsidy[]): string[] => [
  ...new Set(found.flatMap(({ entitlements }) => entitlements.map(({ policy }) => policy))),
];

function stripOf(
  { seasons, entitlements }: HouseholdSubsidy,
  policies: Map<string, Policy>,
  language: Language,
  today: CalendarDay,
): SubsidyStrip {
  const t = words(language);
  const ledgerOf = (season: string) =>
    entitlements
      .filter((one) => one.season === season)
      .flatMap(({ policy, quantity, due, paid }) => {
        const found = policies.get(policy);
        return found ? [{ policy: found, quantity, due, paid }] : [];
      });
  const told = seasons.flatMap((season) => {
    const reason = continuityOf(
      season.flags,
      season.season as never,
      ledgerOf(season.season),
      ledgerOf(seasonBefore(season.season as never)),
      today,
    );
    // The continuity is the one that the facts hold. The reason is shown only when it gives the same status.
    const continuity = season.continuity ?? reason?.status ?? 'not_applicable';
    const sentence = reason?.status === continuity ? continuitySentence(t as never, reason, language) : '';
    return isWorthTelling(season, continuity) ? [{ season: season.season, continuity, sentence, due: season.due, paid: season.paid }] : [];
  });
  return {
    seasons: withSince(told),
    entitlements: entitlements.map(({ trace, quantity: _quantity, ...one }) => ({
      ...one,
      sentences: trace
        ? [amountSentence(t as never, trace), levelsSentence(t as never, trace.levels)].filter((sentence) => sentence !== '')
        : [],
    })),
  };
}

function isWorthTelling(season: SubsidySeason, continuity: Continuity): boolean {
  return season.due > 0 || season.paid > 0 || continuity !== 'not_applicable';
}
