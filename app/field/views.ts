/** What the phone has, as the screens want it. No clock, no network: the same answers as the server's pages give. */
import { CLEAN_MODES } from '~/domain/contract/enumerations';
import { reburnSigns } from '~/domain/heating/reburn';
import { nobodyDays } from '~/domain/household/closure';
import { countStates, isOnChip, type ListChip } from '~/domain/household/list-filter';
import { matchesSearch } from '~/domain/household/search';
import { stateOfHousehold, type StateOfHousehold } from '~/domain/survey/household-state';
import { nextDoors } from '~/domain/survey/next-doors';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import type { FieldHousehold, FieldVisit } from '~/domain/sync/protocol';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import type { Phone, Village } from '~/offline/phone';
import type { Waiting } from '~/offline/sealed-rows';
import type { ListedRow, VillageScreenProps } from '~/screens/households/village-screen';
import type { VillageProgress } from '~/screens/households/villages-screen';
import type { HouseholdScreenProps } from '~/screens/households/household-screen';
import type { NextDoor, TodoItem, TodoScreenProps } from '~/screens/households/todo-screen';

/** Rows shown at once: few enough for an old phone to draw while one types. */
const ROWS = 40;
/** Doors named as the next ones: an afternoon's. */
const NEXT_DOORS = 8;

/** This season's visits with what waits on the phone of this household in their place: for the cadre it is submitted. */
export function visitsNow(household: FieldHousehold, waiting: readonly Waiting[]): FieldVisit[] {
  const own = waiting.map(fieldVisitOf);
  return [...own, ...household.visits.filter((visit) => own.every(({ id }) => id !== visit.id))];
}

function fieldVisitOf({ record, contentHash }: Waiting): FieldVisit {
  const visit = record.visit as { visit: string; visitedAt: string; visitor: string; kind: 'survey'; outcome: 'done'; answers: VisitAnswers; evidence?: FieldVisit['evidence'] };
  return {
    id: visit.visit, kind: visit.kind, outcome: visit.outcome, status: 'submitted', visitedAt: visit.visitedAt, day: dayInShanghai(visit.visitedAt), visitor: visit.visitor,
    revision: 0, contentHash, answers: visit.answers, evidence: visit.evidence ?? null, remarks: [],
  };
}

type Stated = { household: FieldHousehold; state: StateOfHousehold; reburning: boolean; letting: boolean; unsent: boolean; done: boolean };

function statedOf(phone: Phone, village: Village): Stated[] {
  const waiting = new Map<string, Waiting[]>();
  for (const one of phone.outbox.values()) waiting.set(one.household, [...(waiting.get(one.household) ?? []), one]);
  return [...village.households.values()].map((household) => {
    const waits = waiting.get(household.number);
    const visits = waits ? visitsNow(household, waits) : household.visits;
    const answers = visits.find((visit) => visit.outcome === 'done' && visit.status !== 'returned')?.answers ?? household.lastAnswers;
    const state = stateOfHousehold(household.status, visits, phone.drafts.has(household.number) || household.draft !== null);
    const counted = visits.filter((visit) => visit.status !== 'returned' && visit.kind !== 'spot_check');
    return {
      household,
      state,
      reburning: household.mode !== null && CLEAN_MODES.has(household.mode) && answers !== null && reburnSigns(answers).length > 0,
      letting: (household.rooms ?? []).some((room) => room.letting !== 'own'),
      unsent: waits !== undefined,
      done: counted.some((visit) => visit.outcome === 'done') || state.state === 'closed',
    };
  });
}

export function villageRows(phone: Phone): VillageProgress[] {
  return [...phone.villages.values()].map((village) => {
    const stated = statedOf(phone, village).filter(({ state }) => state.state !== 'out_of_scope');
    const count = (which: (one: Stated) => boolean) => stated.filter(which).length;
    const closed = count(({ state }) => state.state === 'closed');
    return {
      code: village.village.code, name: village.village.name, township: village.village.township,
      households: stated.length, visited: count(({ done }) => done) - closed, closed,
      waiting: count(({ state }) => state.state === 'submitted'), returned: count(({ state }) => state.state === 'returned'), drafts: count(({ state }) => state.state === 'draft'),
    };
  });
}

export function villagePage(phone: Phone, village: Village, asked: { search: string; chip: ListChip | null; after: number; submitted: string | null }): VillageScreenProps {
  const stated = statedOf(phone, village);
  const { chips } = countStates(stated.map(({ state, reburning, letting }) => ({ state: state.state, reburning, letting })));
  const inScope = stated.filter(({ state }) => state.state !== 'out_of_scope');
  const found = stated.filter((one) => matchesSearch(one.household, asked.search) && (asked.chip === null || isOnChip({ ...one, state: one.state.state }, asked.chip)));
  const submitted = asked.submitted === null ? undefined : village.households.get(asked.submitted);
  const shown = found.slice(0, asked.after + ROWS);
  return {
    village: village.village,
    season: village.season,
    seasons: [village.season],
    progress: { done: inScope.filter(({ done }) => done).length, total: inScope.length },
    all: stated.length,
    chips,
    found: found.length,
    rows: shown.map(rowOf),
    search: asked.search,
    chip: asked.chip,
    next: found.length > shown.length ? String(shown.length) : null,
    mayAdd: true,
    single: phone.villages.size === 1,
    submitted: submitted ? { number: submitted.number, head: submitted.head, waits: phone.waitingOf(submitted.number).length > 0 } : null,
    searchAfterMs: 30,
  };
}

function rowOf({ household, state, reburning, letting, unsent }: Stated): ListedRow {
  const { number, head, address, status, lastAnswers, mode } = household;
  const heat: ListedRow['heat'] = lastAnswers?.mainHeat ? { list: 'heat', key: lastAnswers.mainHeat, season: 'last' } : mode ? { list: 'mode', key: mode, season: 'register' } : null;
  return { number, head, address, status, state, heat, reburning, letting, unsent };
}

export function householdPage(phone: Phone, household: FieldHousehold, village: Village): Omit<HouseholdScreenProps, 'phone' | 'problem'> {
  const visits = visitsNow(household, phone.waitingOf(household.number));
  const last = seasonBefore(village.season);
  const mode = household.mode ?? 'none';
  return {
    household: { ...household, villageCode: village.village.code, village: village.village.name, township: village.village.township },
    season: village.season,
    state: stateOfHousehold(household.status, visits, phone.drafts.has(household.number) || household.draft !== null),
    conversions: household.mode ? [{ current: true, mode: household.mode, device: null, year: null, installedOn: null, connectedOn: null, stoveRemovedOn: null, heatSource: null }] : [],
    rooms: household.rooms ? { season: household.roomsOfThisSeason ? village.season : last, rooms: household.rooms } : null,
    visits: [
      ...visits.map(({ id, day, visitor, kind, outcome, status, answers, remarks }) => ({ id, season: village.season, day, visitor, kind, outcome, status, answers, mode, remarks })),
      ...(household.lastAnswers ? [{ id: 'last', season: last, day: household.lastDay ?? '', visitor: '', kind: 'survey' as const, outcome: 'done' as const, status: 'approved' as const, answers: household.lastAnswers, mode, remarks: [] }] : []),
    ],
    waitsForSeason: phone.session.season === null,
    may: { visit: phone.session.season !== null, unmask: false, correct: false },
  };
}

export function todoPage(phone: Phone, now: string): TodoScreenProps {
  const item = (household: FieldHousehold, village: Village, day: string, count: number): TodoItem => ({ number: household.number, head: household.head, address: household.address, village: village.village.name, day, count });
  const returned: TodoItem[] = [];
  const drafts: TodoItem[] = [];
  const nobody: TodoItem[] = [];
  const doors: NextDoor[] = [];
  for (const village of phone.villages.values()) {
    for (const { household, state } of statedOf(phone, village)) {
      const open = household.visits.find((visit) => visit.status === 'returned');
      const draft = phone.drafts.get(household.number)?.savedAt ?? household.draft?.updatedAt;
      if (state.state === 'returned' && open) returned.push(item(household, village, dayInShanghai(open.remarks[0]?.at ?? open.visitedAt), open.remarks.filter((remark) => !remark.resolved).length));
      else if (state.state === 'draft' && draft) drafts.push(item(household, village, dayInShanghai(draft), 1));
      if (state.state === 'not_visited' && state.nobodyDays === 0) doors.push({ number: household.number, head: household.head, address: household.address, village: village.village.name });
      if (state.nobodyDays > 0 && state.state === 'not_visited') nobody.push(item(household, village, household.visits[0]?.day ?? '—', nobodyDays(household.visits)));
    }
  }
  const list = (rows: TodoItem[]) => ({ rows: rows.slice(0, 50), total: rows.length });
  return { season: phone.session.season ?? [...phone.villages.values()][0]?.season ?? '', day: dayInShanghai(now), returned: list(returned), drafts: list(drafts), nobody: list(nobody), next: nextDoors(doors, lastDoorOf(phone), NEXT_DOORS), left: doors.length };
}

/** The household this phone visited last. */
function lastDoorOf(phone: Phone): { number: string; village: string } | null {
  const waiting = [...phone.outbox.values()];
  const last = waiting[waiting.length - 1];
  if (last) return { number: last.household, village: last.village };
  let latest: { number: string; village: string; at: string } | null = null;
  for (const { village, households } of phone.villages.values()) {
    for (const { number, visits } of households.values()) {
      for (const { visitor, visitedAt } of visits) if (visitor === phone.session.name && (latest === null || visitedAt > latest.at)) latest = { number, village: village.name, at: visitedAt };
    }
  }
  return latest;
}
