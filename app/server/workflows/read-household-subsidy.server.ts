import type { Language } from '~/domain/access/language';
import type { Continuity } from '~/domain/contract/enumerations';
import { continuityOf, withSince } from '~/domain/subsidy/continuity';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import type { Scope } from '~/database/scope.server';
import type { Sql } from '~/database/sql.server';
import { subsidyOfHousehold, type SubsidyEntitlement, type SubsidySeason } from '~/database/subsidy-household.server';
import { policiesOf } from '~/database/subsidy-policy-list.server';
import { amountSentence, levelsSentence } from '~/i18n/amount-sentence';
import { continuitySentence } from '~/i18n/continuity-sentence';
import { words } from '~/i18n/words.server';

export type SubsidyStrip = {
  seasons: { season: string; continuity: Continuity; sentence: string; due: number; paid: number; since: string }[];
  entitlements: (Omit<SubsidyEntitlement, 'trace' | 'quantity'> & { sentences: string[] })[];
};

/**
 * “我家的补贴呢”: the seasons of a household that have anything to say, each with its continuity, the reason in words and since
 * when it is so; every entitlement with the way it was computed and what was paid. Within the caller's rights and transaction.
 */
export async function householdSubsidy(sql: Sql, scope: Scope, number: string, language: Language, today: CalendarDay): Promise<SubsidyStrip> {
  const t = words(language);
  const { seasons, entitlements } = await subsidyOfHousehold(sql, scope, number);
  const policies = await policiesOf(sql, [...new Set(entitlements.map(({ policy }) => policy))]);
  const ledgerOf = (season: string) =>
    entitlements.filter((one) => one.season === season).flatMap(({ policy, quantity, due, paid }) => {
      const found = policies.get(policy);
      return found ? [{ policy: found, quantity, due, paid }] : [];
    });
  const told = seasons.flatMap((season) => {
    const reason = continuityOf(season.flags, season.season as never, ledgerOf(season.season), ledgerOf(seasonBefore(season.season as never)), today);
    // What the figures say is what the facts hold; the reason is told when it is of the same opinion.
    const continuity = season.continuity ?? reason?.status ?? 'not_applicable';
    const sentence = reason?.status === continuity ? continuitySentence(t as never, reason, language) : '';
    return isWorthTelling(season, continuity) ? [{ season: season.season, continuity, sentence, due: season.due, paid: season.paid }] : [];
  });
  return {
    seasons: withSince(told),
    entitlements: entitlements.map(({ trace, quantity: _quantity, ...one }) => ({
      ...one,
      sentences: trace ? [amountSentence(t as never, trace), levelsSentence(t as never, trace.levels)].filter((sentence) => sentence !== '') : [],
    })),
  };
}

function isWorthTelling(season: SubsidySeason, continuity: Continuity): boolean {
  return season.due > 0 || season.paid > 0 || continuity !== 'not_applicable';
}
