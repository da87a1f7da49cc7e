/**
 * The personal values of a household. They are sealed for their place, that is for column and household: written into another row they do
 * not open. What an older version sealed opens anywhere until it has been sealed again.
 */

import { type Opener, sealedPlace } from '~/database/connection/opener.server';
import type { Sql } from '~/database/connection/sql.server';
import { isRefusal, refuse } from '~/domain/problems';
import { comparableKey } from '~/domain/text/clean-text';

export const PERSONAL_COLUMNS = ['id_number_encrypted', 'phone_encrypted', 'bank_account_encrypted', 'hardship_encrypted'] as const;
export type PersonalColumn = (typeof PERSONAL_COLUMNS)[number];

/** A number that was typed in another spelling names the same household. */
export const personalPlace = (column: PersonalColumn, household: string): string =>
  sealedPlace('household', column, comparableKey(household));

/** The refusal names the household: whoever computes for a county has to know whose value it is. */
export function openFor(open: Opener, column: PersonalColumn, household: string, sealed: string): string {
  try {
    return open(sealed, personalPlace(column, household));
  } catch (error) {
    if (isRefusal(error) && error.problem.code === 'settings.sealed-damaged') refuse('household.value-damaged', { number: household });
    throw error;
  }
}

const AT_ONCE = 500;

type PersonalValues = { number: string; village: string } & Record<PersonalColumn, string | null>;

/** Households after a number with a value that is sealed for no place, locked. The index household_sealed_anywhere has this condition. */
export async function sealedAnywhere(sql: Sql, after: string): Promise<PersonalValues[]> {
  return sql.query(
    `SELECT number, village_code AS village, ${PERSONAL_COLUMNS.join(', ')} FROM household
     WHERE (${PERSONAL_COLUMNS.map((column) => `split_part(${column}, '.', 2) <> 'b'`).join(' OR ')}) AND number > $1
     ORDER BY number LIMIT ${AT_ONCE} FOR UPDATE`,
    [after],
  );
}

/** They hold what they held, so phones need not fetch them: no revision. */
export async function storeSealedAgain(sql: Sql, sealed: readonly PersonalValues[]): Promise<void> {
  await sql.query(
    `UPDATE household h SET ${PERSONAL_COLUMNS.map((column) => `${column} = s.${column}`).join(', ')}
     FROM json_to_recordset($1::json) AS s(number text, ${PERSONAL_COLUMNS.map((column) => `${column} text`).join(', ')})
     WHERE h.number = s.number`,
    [JSON.stringify(sealed)],
  );
}
