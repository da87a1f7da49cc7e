/**
 * The problems of a row or a cell. The sentences are in i18n, namespace imports, `problem.<code>`; each says what is wrong and
 * what to do. `refused` keeps the row out; `note` (提示) lets it in and names something to check.
 */

import { maskBank, maskId, maskPhone } from '~/domain/household/mask';
import type { ProblemCode, ProblemDetails } from '~/domain/problems';
import { firstCharacters } from '~/domain/text/storable';

export const ROW_PROBLEM_CODES = [
  // cells
  'required',
  'cannot_clear',
  'cell_error',
  'formula_without_result',
  'not_finite',
  'damaged_character',
  'broken_character',
  'too_long',
  'number_in_text',
  'digits_lost',
  'shown_otherwise',
  'date_in_text',
  'yes_no_in_text',
  'not_a_choice',
  'not_yes_no',
  'not_a_number',
  'not_whole',
  'too_many_decimals',
  'below_range',
  'above_range',
  'out_of_range',
  'not_a_date',
  'impossible_date',
  'number_not_a_date',
  'date_out_of_range',
  'not_a_date_time',
  // single values
  'id_length',
  'id_characters',
  'id_birth_day',
  'id_birth_in_future',
  'id_check_character',
  'not_a_season',
  'season_starts_outside',
  'season_ends_outside',
  'ends_before_start',
  'valid_order',
  'division_code',
  'username',
  // answers of a visit
  'answer',
  'visit_in_future',
  'visit_too_early',
  // the row among others
  'repeated_in_file',
  'unknown_division',
  'not_a_village',
  'village_merged',
  'village_ended',
  'unknown_parent',
  'code_level',
  'unknown_heat_source',
  'zone_named_twice',
  'unknown_household',
  'household_refused',
  'season_not_declared',
  'season_closed',
  'out_of_scope',
  'household_out_of_scope',
  'household_merged',
  'change_waits',
  'heat_source_out_of_scope',
  'visit_of_other_household',
  'visit_not_imported',
  'role_not_allowed',
  'account_out_of_scope',
  'account_own',
  'last_admin',
  'role_division',
  // subsidies
  'unknown_policy',
  'policy_out_of_scope',
  'policy_elsewhere',
  'policy_in_use',
  'unknown_superseded',
  'amount_differs',
  'amount_too_large',
  'no_entitlement',
  'entitlement_refused',
  'overpaid',
  'paid_twice',
  'paid_in_future',
  'batch_not_released',
  'batch_reconciled',
  'no_account',
  'not_in_batch',
  'batch_amount_differs',
  'season_unknown',
  // findings
  'finding_out_of_scope',
  'finding_number_ours',
  'finding_source_ours',
  'finding_close_by_second',
  'finding_close_own',
  'finding_closed',
  'finding_result_missing',
  'finding_household_elsewhere',
  'division_name_unknown',
  'division_name_shared',
  'closed_in_future',
  // readings of meters
  'usage_missing',
  'meter_unknown',
  'meter_shared',
  'meter_shared_more',
  'meters_disagree',
  'reading_in_both',
  // notes
  'finding_kept',
  'level_overpaid',
  'paid_without_account',
  'paid_above_due',
  'received_more',
  'received_without_day',
  'failed_without_reason',
  'account_waits',
  'shared_value',
  'shared_value_elsewhere',
  'unknown_reason',
  'phone_unusual',
  'more_elderly_than_people',
  'usage_differs',
  'contradicts',
  'meter_replaced',
  'meters_added',
] as const;
/** A problem with the terms of a policy uses the sentence of the form (problems.json). */
export type PolicyTermCode = ProblemCode & `policy.${string}`;
export type RowProblemCode = (typeof ROW_PROBLEM_CODES)[number] | PolicyTermCode;

type ProblemLevel = 'refused' | 'note';

export type RowProblem = {
  sheet: string;
  row: number;
  /** Key of the column in the contract; empty for the whole row. */
  column: string;
  /** The value as typed, personal data masked. */
  value: string;
  code: RowProblemCode;
  details?: ProblemDetails;
  level: ProblemLevel;
};

const LONGEST_SHOWN = 60;

/** A value as a list of problems may show it. */
export function shownValue(column: string, typed: string): string {
  const flat = typed.replace(/\s+/g, ' ').trim();
  const short = flat.length > LONGEST_SHOWN ? `${firstCharacters(flat, LONGEST_SHOWN)}…` : flat;
  if (column === 'idNumber') return maskId(short);
  if (column === 'phone') return maskPhone(short);
  if (column === 'bankAccount') return maskBank(short);
  // A hardship label is personal data, so lists do not repeat it.
  if (column === 'hardship') return '*'.repeat(Math.min(short.length, 6));
  return short;
}
