import { CLEAN_MODES, type HouseholdStatus } from '~/domain/contract/enumerations';
import { type ListWord, listWords } from '~/domain/household/list-words';
import { searchKeyOf } from '~/domain/household/search';
import { flagsOf } from '~/domain/indicators/flags-of';
import { type StateOfHousehold, stateOfHousehold } from '~/domain/survey/household-state';
import type { SurveyRoom } from '~/domain/survey/room';
import type { FieldHousehold, FieldVisit } from '~/domain/sync/protocol';
import type { CalendarDay } from '~/domain/time/calendar-day';

/**
 * 名单上的一户: what the lists show of a household and what it is searched by. It is computed when the household is stored and read
 * again without the household itself (households.ts). Data that only this phone has, drafts and the outbox, is added when it is
 * shown.
 */
export type HouseholdOnPhone = {
  number: string;
  head: string;
  address: string | null;
  status: HouseholdStatus;
  state: StateOfHousehold;
  /** Last season's main heat, else the mode it was converted to. */
  heat: { list: 'heat' | 'mode'; key: string; season: 'last' | 'register' } | null;
  words: readonly ListWord[];
  /** The day on which the calendar alone changes the words; null: never. */
  changesOn: CalendarDay | null;
  /** The text in which a search looks (searchKeyOf). */
  key: string;
  /** Begun on the web by this account. */
  webDraft: boolean;
  /** The newest visit of the season. */
  visited: { by: string; at: string } | null;
};

/** The season as the list of a village sees it: its end in the village's county, and the day from which one looks. */
export type SeasonSeen = { end: CalendarDay | null; asOf: CalendarDay };

/** What is known of a household now, beside what the package says. */
type KnownHere = { visits: readonly FieldVisit[]; rooms: readonly SurveyRoom[]; begun: boolean };

export function listedOf(
  household: FieldHousehold,
  season: SeasonSeen,
  here: KnownHere = { visits: household.visits, rooms: packedRooms(household), begun: false },
): HouseholdOnPhone {
  const { number, head, address, status, mode, lastAnswers } = household;
  const { visits } = here;
  const hasDraft = here.begun || household.draft !== null;
  const flags = flagsOf(
    { status, conversion: mode && { mode, installedOn: installedOn(household), year: null }, visits, rooms: here.rooms },
    season.end,
    season.asOf,
  );
  const [newest] = [...visits].sort((a, b) => (a.visitedAt < b.visitedAt ? 1 : -1));
  return {
    number,
    head,
    address,
    status,
    state: stateOfHousehold(status, visits, hasDraft),
    heat: lastAnswers?.mainHeat
      ? { list: 'heat', key: lastAnswers.mainHeat, season: 'last' }
      : mode
        ? { list: 'mode', key: mode, season: 'register' }
        : null,
    words: listWords(flags, visits, hasDraft),
    changesOn: flags.changesOn,
    key: searchKeyOf(household),
    webDraft: household.draft !== null,
    visited: newest ? { by: newest.visitor, at: newest.visitedAt } : null,
  };
}

/** This season's rooms as the package has them. */
export function packedRooms({ rooms, roomsOfThisSeason }: FieldHousehold): readonly SurveyRoom[] {
  return (roomsOfThisSeason && rooms) || [];
}

/** An older server did not say when: until the next package comes, a clean mode counts as installed long ago. */
function installedOn({ mode, installedOn: on }: FieldHousehold): CalendarDay | null {
  return on === undefined ? (mode && CLEAN_MODES.has(mode) ? '2000-01-01' : null) : on;
}
