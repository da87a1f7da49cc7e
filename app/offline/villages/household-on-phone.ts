import { CLEAN_MODES, type HouseholdStatus } from '~/domain/contract/enumerations';
import { reburnSigns } from '~/domain/heating/reburn';
import type { SearchableHousehold } from '~/domain/household/search';
import { visitUsed } from '~/domain/survey/counted-visit';
import { type StateOfHousehold, stateOfHousehold } from '~/domain/survey/household-state';
import type { FieldHousehold, FieldVisit } from '~/domain/sync/protocol';

/**
 * 名单上的一户: what the lists show of a household and what it is searched by. It is computed when the household is stored and read
 * again without the household itself (households.ts). Data that only this phone has, drafts and the outbox, is added when it is
 * shown.
 */
export type HouseholdOnPhone = SearchableHousehold & {
  status: HouseholdStatus;
  state: StateOfHousehold;
  /** Last season's main heat, else the mode it was converted to. */
  heat: { list: 'heat' | 'mode'; key: string; season: 'last' | 'register' } | null;
  reburning: boolean;
  letting: boolean;
  /** Whether a completed visit counts, or the household is closed. */
  done: boolean;
  /** Begun on the web by this account. */
  webDraft: boolean;
  /** The newest visit of the season. */
  visited: { by: string; at: string } | null;
};

export function listedOf(household: FieldHousehold, visits: readonly FieldVisit[] = household.visits, begunHere = false): HouseholdOnPhone {
  const { number, head, initials, address, phoneMasked, status, mode, lastAnswers } = household;
  const used = visitUsed(visits);
  const answers = used?.answers ?? lastAnswers;
  const state = stateOfHousehold(status, visits, begunHere || household.draft !== null);
  const [newest] = [...visits].sort((a, b) => (a.visitedAt < b.visitedAt ? 1 : -1));
  return {
    number,
    head,
    initials,
    address,
    phoneMasked,
    status,
    state,
    heat: lastAnswers?.mainHeat
      ? { list: 'heat', key: lastAnswers.mainHeat, season: 'last' }
      : mode
        ? { list: 'mode', key: mode, season: 'register' }
        : null,
    reburning: mode !== null && CLEAN_MODES.has(mode) && answers !== null && reburnSigns(answers).length > 0,
    letting: (household.rooms ?? []).some((room) => room.letting !== 'own'),
    done: state.state === 'closed' || used !== null,
    webDraft: household.draft !== null,
    visited: newest ? { by: newest.visitor, at: newest.visitedAt } : null,
  };
}
