import type { HouseholdCase, HouseholdRule } from '../household-case';
import type { Opened } from '../opened';
import type { RuleCode } from '../rule-codes';
import { claimedForNoHousehold } from './of-household/claimed-for-no-household';
import { coalSubsidisedWhereCoalIsOver } from './of-household/coal-subsidised-where-coal-is-over';
import { coldHome } from './of-household/cold-home';
import { datesOutOfOrder } from './of-household/dates-out-of-order';
import { hardshipWithoutSubsidy } from './of-household/hardship-without-subsidy';
import { idNumberMissingOrWrong } from './of-household/id-number-missing-or-wrong';
import { installedNotConnected } from './of-household/installed-not-connected';
import { letRoomsNotUsed } from './of-household/let-rooms-not-used';
import { notConverted } from './of-household/not-converted';
import { paidAboveTheRule } from './of-household/paid-above-rule';
import { paidWithoutUse } from './of-household/paid-without-use';
import { reburning } from './of-household/reburning';
import { stoveRemovedBeforeHeat } from './of-household/stove-removed-before-heat';
import { subsidyInArrears } from './of-household/subsidy-in-arrears';
import { subsidyInterruptedOrReduced } from './of-household/subsidy-interrupted-or-reduced';
import { suspectedReburn } from './of-household/suspected-reburn';
import { twoEquipmentSubsidies } from './of-household/two-equipment-subsidies';
import { woodBurntWithoutStove } from './of-household/wood-burnt-without-stove';

/** The rules that one household's records decide, in the order of their codes. The others look at several households or at none. */
const RULES_OF_HOUSEHOLD: Readonly<Partial<Record<RuleCode, HouseholdRule>>> = {
  R03: twoEquipmentSubsidies,
  R04: claimedForNoHousehold,
  R05: idNumberMissingOrWrong,
  R06: paidWithoutUse,
  R07: paidAboveTheRule,
  R08: suspectedReburn,
  R09: reburning,
  R10: installedNotConnected,
  R11: notConverted,
  R12: stoveRemovedBeforeHeat,
  R13: coalSubsidisedWhereCoalIsOver,
  R14: woodBurntWithoutStove,
  R16: subsidyInterruptedOrReduced,
  R17: subsidyInArrears,
  R18: hardshipWithoutSubsidy,
  R19: letRoomsNotUsed,
  R20: datesOutOfOrder,
  R25: coldHome,
};

/** What a household decides by itself, for whoever brings its findings up to date. */
export const HOUSEHOLD_RULE_CODES = Object.keys(RULES_OF_HOUSEHOLD) as readonly RuleCode[];

/**
 * 一户应立的问题 (docs/definitions.md#rules): everything the rules open for one household and season as of a day, in the order of the codes,
 * within R07 of the policies. Pure: the same records, in whatever order, open the same.
 */
export function openedForHousehold(home: HouseholdCase): Opened[] {
  return Object.values(RULES_OF_HOUSEHOLD).flatMap((rule) => rule(home));
}
