import { SHARED_RULES, type SharedKey, type SharedRule } from '../subsidy/double-claims';
import type { MeterSign } from '../subsidy/meter-evidence';
import type { RuleCode } from './rule-codes';

/**
 * 重复与异常: the rule whose findings a list shows (docs/definitions.md#rules). It is a view: no list decides anything by itself, and a
 * finding leaves it when it is closed, as an exception too.
 */
export const RULE_OF_CLAIM_LIST = {
  id: 'R01',
  electric_meter: 'R02',
  gas_meter: 'R02',
  serial: 'R02',
  invoice: 'R02',
  account: 'R02',
  overpaid: 'R07',
  doubleConversion: 'R03',
  coalSubsidy: 'R13',
  paidUnused: 'R06',
  zeroUse: 'R08',
} as const satisfies Record<SharedKey, SharedRule> & Record<string, RuleCode>;
export type ClaimList = keyof typeof RULE_OF_CLAIM_LIST;

/** 计量佐证: the signs in the readings for which there is no rule. They are read from the meters when they are asked for. */
export const METER_LISTS = { farBelow: 'far-below', backwards: 'backwards', differs: 'differs', jump: 'jump' } as const satisfies Record<
  string,
  MeterSign
>;
export type MeterList = keyof typeof METER_LISTS;

export type ClaimTable = ClaimList | MeterList;
export const CLAIM_TABLES = [...Object.keys(RULE_OF_CLAIM_LIST), ...Object.keys(METER_LISTS)] as ClaimTable[];

export function isMeterList(list: ClaimTable): list is MeterList {
  return list in METER_LISTS;
}

/** The lists of several households with one number, of which a finding counts as one group. */
export function sharedKeyOf(list: ClaimTable): SharedKey | null {
  const rule = isMeterList(list) ? null : RULE_OF_CLAIM_LIST[list];
  return SHARED_RULES.some((shared) => shared === rule) ? (list as SharedKey) : null;
}
