/**
 * The phone's data in the form the screens need. It uses no clock and no network, and gives the same results as the server's
 * pages.
 */

import { countWords, hasWords, type ListChip, type ListWord } from '~/domain/household/list-words';
import { nextDoor } from '~/domain/household/next-doors';
import { isFoundBy, searchTerms } from '~/domain/household/search';
import { isVisitBegun } from '~/domain/survey/draft';
import { stateOfHousehold } from '~/domain/survey/household-state';
import type { FieldHousehold } from '~/domain/sync/protocol';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import type { Phone } from '~/offline/phone';
import type { OutboxRecord } from '~/offline/store/sealed-rows';
import { type HouseholdOnPhone, listedOf } from '~/offline/villages/household-on-phone';
import type { Village } from '~/offline/villages/village';
import { roomsNow, visitsNow } from '~/offline/villages/visits-now';
import type { HouseholdScreenProps } from '~/screens/households/household-screen';
import type { ListedRow, VillageScreenProps } from '~/screens/households/village-screen';
import type { VillageProgress } from '~/screens/households/villages-screen';

/** Rows with which a list begins. */
const ROWS = 40;
/** Rows drawn at first: a little more than a screen. The others follow when these are drawn. */
const ROWS_AT_ONCE = 12;

/** The computed list of a village, with the version of the phone's data and the day it was computed for. */
type Worked = {
  version: number;
  day: CalendarDay;
  listed: HouseholdOnPhone[];
  unsent: ReadonlySet<string>;
  counts: Record<ListWord, number>;
};
const worked = new WeakMap<Village, Worked>();

/**
 * The village's list with the phone's own drafts and outbox applied. It is computed once for each change and day, from the few
 * households that have any, or whose words the calendar has changed.
 */
export function listOf(phone: Phone, village: Village, now: string): Worked {
  const day = dayInShanghai(now);
  const known = worked.get(village);
  if (known?.version === phone.version && known.day === day) return known;
  const waiting = new Map<string, OutboxRecord[]>();
  for (const one of phone.outbox.values()) waiting.set(one.household, [...(waiting.get(one.household) ?? []), one]);
  const added = phone.addedIn(village).map((one) => listedOf(one, { ...village.households.season, asOf: day }));
  const listed = [...village.households.list(), ...added].map((one) => {
    const waits = waiting.get(one.number) ?? [];
    const begun = phone.drafts.has(one.number);
    if (waits.length === 0 && !begun && (one.changesOn === null || one.changesOn > day)) return one;
    const { household } = phone.household(one.number)!;
    const here = { visits: visitsNow(household, waits), rooms: roomsNow(household, waits), begun };
    return listedOf(household, { ...village.households.season, asOf: day }, here);
  });
  const result: Worked = { version: phone.version, day, listed, unsent: new Set(waiting.keys()), counts: countWords(listed) };
  worked.set(village, result);
  return result;
}

export function villageRows(phone: Phone, now: string): VillageProgress[] {
  return [...phone.villages.values()].map((village) => {
    const { counts } = listOf(phone, village, now);
    return {
      code: village.village.code,
      name: village.village.name,
      township: village.village.township,
      households: counts.in_scope,
      visited: counts.visited,
      closed: counts.closed,
      waiting: counts.waiting,
      returned: counts.returned,
      drafts: counts.draft,
    };
  });
}

export function villagePage(
  phone: Phone,
  village: Village,
  asked: { search: string; chips: readonly ListChip[]; rows: number; submitted: string | null },
  now: string,
): VillageScreenProps {
  const { listed, unsent, counts } = listOf(phone, village, now);
  const terms = searchTerms(asked.search);
  const found = listed.filter((one) => hasWords(one, asked.chips) && isFoundBy(one.key, terms));
  const submitted = asked.submitted === null ? undefined : phone.household(asked.submitted)?.household;
  const shown = found.slice(0, Math.max(asked.rows, ROWS));
  const today = dayInShanghai(now);
  return {
    village: village.village,
    season: village.season,
    seasons: [village.season],
    progress: { done: counts.visited + counts.closed, total: counts.in_scope },
    all: listed.length,
    counts: countWords(found),
    found: found.length,
    // A household keeps its row object, so that a drawn row is not drawn again.
    rows: shown.map((one): ListedRow => (unsent.has(one.number) ? { ...one, unsent: true } : one)),
    search: asked.search,
    chips: asked.chips,
    mayAdd: true,
    single: phone.villages.size === 1,
    submitted: submitted
      ? {
          number: submitted.number,
          head: submitted.head,
          waits: phone.waitingOf(submitted.number).length > 0,
          next: nextDoor(listed, submitted, asked.chips, ({ visited }) => visited !== null && dayInShanghai(visited.at) === today),
        }
      : null,
    searchAfterMs: 30,
    drawnAtOnce: ROWS_AT_ONCE,
  };
}

export function householdPage(phone: Phone, household: FieldHousehold, village: Village): Omit<HouseholdScreenProps, 'problem' | 'past'> {
  const visits = visitsNow(household, phone.waitingOf(household.number));
  const begun = phone.drafts.get(household.number)?.draft ?? household.draft;
  const last = seasonBefore(village.season);
  return {
    household: { ...household, villageCode: village.village.code, village: village.village.name, township: village.village.township },
    season: village.season,
    state: stateOfHousehold(household.status, visits, begun !== null),
    callBegun: begun !== null && !isVisitBegun(begun),
    conversions: household.mode ? [{ mode: household.mode }] : [],
    rooms: household.rooms ? { season: household.roomsOfThisSeason ? village.season : last, rooms: household.rooms } : null,
    visitedBefore: household.lastAnswers !== null,
    waitsForSeason: phone.session.season === null,
    may: { visit: phone.session.season !== null },
  };
}
