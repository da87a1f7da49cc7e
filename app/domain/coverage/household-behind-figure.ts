import type { HouseholdStatus, Mode, Residence, VisitOutcome } from '~/domain/contract/enumerations';
import type { ListKey } from '~/domain/indicators/household-lists';
import type { HouseholdsSort } from '~/domain/tables/household-tables';
import type { Direction } from '~/domain/tables/table-view';
import type { CalendarDay } from '~/domain/time/calendar-day';
import type { ListedSign } from './signs-of-listed';

/** The query for the households behind a figure of a division in a season. */
export type HouseholdListQuery = {
  division: string;
  season: string;
  list: ListKey;
  /** Keeps only the households that are on these lists too. */
  also?: readonly ListKey[];
  mode?: Mode;
  /** The number of a heat source: keeps only the households whose current conversion names it. */
  source?: string;
  /** A division below `division`; keeps only its households. */
  town?: string;
  /** As typed into the search of a list (app/domain/household/search). */
  search?: string;
  /** By number unless it says otherwise. */
  order?: { sort: HouseholdsSort; dir: Direction; page: number };
};

/** The last household of the page before, or the first of the page after: the list is in the order of village and number. */
type ListKeyOfRow = { village: string; number: string };
export type ListPosition = { after?: ListKeyOfRow; before?: ListKeyOfRow };

export type HouseholdBehindFigure = {
  number: string;
  village: string;
  /** The names below the division asked for, down to the village. */
  place: string;
  head: string;
  address: string | null;
  phoneMasked: string | null;
  residence: Residence;
  status: HouseholdStatus;
  mode: Mode;
  /** What this household adds to the figure. */
  value: number;
  /** The visit that decided; when none did, the latest of the season in whatever state. */
  visit: null | {
    day: CalendarDay;
    outcome: VisitOutcome;
    status: 'submitted' | 'returned' | 'approved';
    decided: boolean;
  };
  /** 情况, from the facts and the answers of the visit that decided; what else was answered is no part of a list. */
  signs: ListedSign[];
  used: boolean;
};
