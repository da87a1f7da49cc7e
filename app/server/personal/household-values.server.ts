/** Personal values of a household, sealed and opened for the place they stand in. */
import { openFor, type PersonalColumn, personalPlace } from '~/database/households/personal-columns.server';
import type { Hardship } from '~/domain/contract/enumerations';
import { hardshipOf } from '~/domain/household/hardship-text';
import { isRefusal } from '~/domain/problems';
import { open, seal } from './seal.server';

export const sealPersonal = (column: PersonalColumn, household: string, plain: string): string =>
  seal(plain, personalPlace(column, household));

/** Refuses a value that is damaged, or was sealed for another household or another column. */
export const openPersonal = (column: PersonalColumn, household: string, sealed: string): string => openFor(open, column, household, sealed);

/** 困难类型 of a household; the sealed text says “none” where there is none. */
export const openHardship = (household: string, sealed: string): Hardship[] =>
  hardshipOf(openPersonal('hardship_encrypted', household, sealed));

/** The same as `openPersonal` for whoever compares: what does not open is no value, and gives way to the one that is entered. */
export function openIfWhole(sealed: string, place?: string): string | null {
  try {
    return open(sealed, place);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}
