import { HOUSEHOLD_STATES, type HouseholdState } from '../survey/household-state';

/** The chips above the list name the work to do first. One is active at a time. */
export const LIST_CHIPS = ['not_visited', 'returned', 'draft', 'reburning', 'letting'] as const;
export type ListChip = (typeof LIST_CHIPS)[number];

export type FilterableHousehold = { state: HouseholdState; reburning: boolean; letting: boolean };

export function isOnChip(household: FilterableHousehold, chip: ListChip): boolean {
  if (chip === 'reburning') return household.reburning;
  if (chip === 'letting') return household.letting;
  return household.state === chip;
}

export function isListChip(text: string | null): text is ListChip {
  return (LIST_CHIPS as readonly (string | null)[]).includes(text);
}

/** How many households are in each state, and on each chip. */
export function countStates(households: readonly FilterableHousehold[]): {
  states: Record<HouseholdState, number>;
  chips: Record<ListChip, number>;
} {
  const states = Object.fromEntries(HOUSEHOLD_STATES.map((state) => [state, 0])) as Record<HouseholdState, number>;
  const chips = Object.fromEntries(LIST_CHIPS.map((chip) => [chip, 0])) as Record<ListChip, number>;
  for (const household of households) {
    states[household.state] += 1;
    for (const chip of LIST_CHIPS) if (isOnChip(household, chip)) chips[chip] += 1;
  }
  return { states, chips };
}
