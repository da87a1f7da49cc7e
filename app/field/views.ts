/**
 * The phone's data in the form the screens need. It uses no clock and no network, and gives the same results as the server's
 * pages.
 */
import { countStates, isOnChip, type ListChip } from '~/domain/household/list-filter';
import { isFoundBy, searchTextOf, searchWords } from '~/domain/household/search';
import { type HouseholdState, stateOfHousehold } from '~/domain/survey/household-state';
import { nextDoors } from '~/domain/survey/next-doors';
import type { FieldHousehold } from '~/domain/sync/protocol';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import type { Phone } from '~/offline/phone';
import type { OutboxRecord } from '~/offline/store/sealed-rows';
import { type HouseholdOnPhone, listedOf } from '~/offline/villages/household-on-phone';
import type { Village } from '~/offline/villages/village';
import { visitsNow } from '~/offline/villages/visits-now';
import type { HouseholdScreenProps } from '~/screens/households/household-screen';
import type { NextDoor, TodoItem, TodoScreenProps } from '~/screens/households/todo-screen';
import type { ListedRow, VillageScreenProps } from '~/screens/households/village-screen';
import type { VillageProgress } from '~/screens/households/villages-screen';

/** Rows on a page of the list. */
const ROWS = 40;
/** Rows drawn at first: a little more than a screen. The others follow when these are drawn. */
const ROWS_AT_ONCE = 12;
/** How many next doors are named: the work of an afternoon. */
const NEXT_DOORS = 8;

/** The computed list of a village, and the version of the phone's data it was computed from. */
type Worked = {
  version: number;
  listed: HouseholdOnPhone[];
  unsent: ReadonlySet<string>;
  inScope: HouseholdOnPhone[];
  done: number;
  chips: Record<ListChip, number>;
};
const worked = new WeakMap<Village, Worked>();
const searchTexts = new WeakMap<HouseholdOnPhone, string>();

/**
 * The village's list with the phone's own drafts and outbox applied. It is computed once for each change, from the few
 * households that have any.
 */
function listOf(phone: Phone, village: Village): Worked {
  const known = worked.get(village);
  if (known?.version === phone.version) return known;
  const waiting = new Map<string, OutboxRecord[]>();
  for (const one of phone.outbox.values()) waiting.set(one.household, [...(waiting.get(one.household) ?? []), one]);
  const listed = village.households.list().map((one) => {
    const waits = waiting.get(one.number) ?? [];
    const drafted = phone.drafts.has(one.number);
    if (waits.length === 0 && !drafted) return one;
    const household = village.households.get(one.number)!;
    return listedOf(household, visitsNow(household, waits), drafted);
  });
  const inScope = listed.filter(({ state }) => state.state !== 'out_of_scope');
  const { chips } = countStates(listed.map(({ state, reburning, letting }) => ({ state: state.state, reburning, letting })));
  const now: Worked = {
    version: phone.version,
    listed,
    unsent: new Set(waiting.keys()),
    inScope,
    done: inScope.filter(({ done }) => done).length,
    chips,
  };
  worked.set(village, now);
  return now;
}

function textOf(listed: HouseholdOnPhone): string {
  let text = searchTexts.get(listed);
  if (text === undefined) {
    text = searchTextOf(listed);
    searchTexts.set(listed, text);
  }
  return text;
}

/**
 * Prepares the search texts of a village before somebody types, so that the first key does not wait for three thousand
 * households.
 */
export function prepareSearch(phone: Phone, village: Village): void {
  for (const one of listOf(phone, village).listed) textOf(one);
}

export function villageRows(phone: Phone): VillageProgress[] {
  return [...phone.villages.values()].map((village) => {
    const { inScope, done } = listOf(phone, village);
    const count = (which: HouseholdState) => inScope.filter(({ state }) => state.state === which).length;
    const closed = count('closed');
    return {
      code: village.village.code,
      name: village.village.name,
      township: village.village.township,
      households: inScope.length,
      visited: done - closed,
      closed,
      waiting: count('submitted'),
      returned: count('returned'),
      drafts: count('draft'),
    };
  });
}

export function villagePage(
  phone: Phone,
  village: Village,
  asked: { search: string; chip: ListChip | null; after: number; submitted: string | null },
): VillageScreenProps {
  const { listed, unsent, inScope, done, chips } = listOf(phone, village);
  const { chip } = asked;
  const words = searchWords(asked.search);
  const found = listed.filter(
    (one) =>
      (chip === null || isOnChip({ ...one, state: one.state.state }, chip)) && (words.length === 0 || isFoundBy(one, textOf(one), words)),
  );
  const submitted = asked.submitted === null ? undefined : village.households.get(asked.submitted);
  const shown = found.slice(0, asked.after + ROWS);
  return {
    village: village.village,
    season: village.season,
    seasons: [village.season],
    progress: { done, total: inScope.length },
    all: listed.length,
    chips,
    found: found.length,
    // A household keeps its row object, so that a drawn row is not drawn again.
    rows: shown.map((one): ListedRow => (unsent.has(one.number) ? { ...one, unsent: true } : one)),
    search: asked.search,
    chip: asked.chip,
    next: found.length > shown.length ? String(shown.length) : null,
    mayAdd: true,
    single: phone.villages.size === 1,
    submitted: submitted ? { number: submitted.number, head: submitted.head, waits: phone.waitingOf(submitted.number).length > 0 } : null,
    searchAfterMs: 30,
    drawnAtOnce: ROWS_AT_ONCE,
  };
}

export function householdPage(phone: Phone, household: FieldHousehold, village: Village): Omit<HouseholdScreenProps, 'phone' | 'problem'> {
  const visits = visitsNow(household, phone.waitingOf(household.number));
  const last = seasonBefore(village.season);
  const mode = household.mode ?? 'none';
  return {
    household: { ...household, villageCode: village.village.code, village: village.village.name, township: village.village.township },
    season: village.season,
    state: stateOfHousehold(household.status, visits, phone.drafts.has(household.number) || household.draft !== null),
    conversions: household.mode
      ? [
          {
            current: true,
            mode: household.mode,
            device: null,
            year: null,
            installedOn: null,
            connectedOn: null,
            stoveRemovedOn: null,
            heatSource: null,
          },
        ]
      : [],
    rooms: household.rooms ? { season: household.roomsOfThisSeason ? village.season : last, rooms: household.rooms } : null,
    visits: [
      ...visits.map(({ id, day, visitor, kind, outcome, status, answers, remarks }) => ({
        id,
        season: village.season,
        day,
        visitor,
        kind,
        outcome,
        status,
        answers,
        mode,
        remarks,
      })),
      ...(household.lastAnswers
        ? [
            {
              id: 'last',
              season: last,
              day: household.lastDay ?? '',
              visitor: '',
              kind: 'survey' as const,
              outcome: 'done' as const,
              status: 'approved' as const,
              answers: household.lastAnswers,
              mode,
              remarks: [],
            },
          ]
        : []),
    ],
    waitsForSeason: phone.session.season === null,
    may: { visit: phone.session.season !== null, unmask: false, correct: false },
  };
}

export function todoPage(phone: Phone, now: string): TodoScreenProps {
  const item = (household: FieldHousehold, village: Village, day: string, count: number): TodoItem => ({
    number: household.number,
    head: household.head,
    address: household.address,
    village: village.village.name,
    day,
    count,
  });
  const returned: TodoItem[] = [];
  const drafts: TodoItem[] = [];
  const nobody: TodoItem[] = [];
  const doors: NextDoor[] = [];
  for (const village of phone.villages.values()) {
    for (const { number, head, address, state } of listOf(phone, village).listed) {
      const calls = state.nobodyDays > 0 && state.state === 'not_visited';
      if (state.state === 'not_visited' && !calls) doors.push({ number, head, address, village: village.village.name });
      if (state.state !== 'returned' && state.state !== 'draft' && !calls) continue;
      const household = village.households.get(number)!;
      const open = household.visits.find((visit) => visit.status === 'returned');
      const draft = phone.drafts.get(number)?.savedAt ?? household.draft?.updatedAt;
      if (state.state === 'returned' && open)
        returned.push(
          item(
            household,
            village,
            dayInShanghai(open.remarks[0]?.at ?? open.visitedAt),
            open.remarks.filter((remark) => !remark.resolved).length,
          ),
        );
      else if (state.state === 'draft' && draft) drafts.push(item(household, village, dayInShanghai(draft), 1));
      else if (calls) nobody.push(item(household, village, visitsNow(household, phone.waitingOf(number))[0]?.day ?? '—', state.nobodyDays));
    }
  }
  const list = (rows: TodoItem[]) => ({ rows: rows.slice(0, 50), total: rows.length });
  return {
    season: phone.session.season ?? [...phone.villages.values()][0]?.season ?? '',
    day: dayInShanghai(now),
    returned: list(returned),
    drafts: list(drafts),
    nobody: list(nobody),
    next: nextDoors(doors, lastDoorOf(phone), NEXT_DOORS),
    left: doors.length,
  };
}

/** The household this phone visited last. */
function lastDoorOf(phone: Phone): { number: string; village: string } | null {
  const waiting = [...phone.outbox.values()];
  const last = waiting[waiting.length - 1];
  if (last) return { number: last.household, village: last.village };
  let latest: { number: string; village: string; at: string } | null = null;
  for (const { village, households } of phone.villages.values()) {
    for (const { number, visited } of households.list())
      if (visited?.by === phone.session.name && (latest === null || visited.at > latest.at))
        latest = { number, village: village.name, at: visited.at };
  }
  return latest;
}
