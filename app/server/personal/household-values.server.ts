/** Personal values of a household, sealed and opened for the place they stand in. */
import { type PersonalColumn, personalPlace } from '~/database/households/personal-columns.server';
import { open, seal } from './seal.server';

export const sealPersonal = (column: PersonalColumn, household: string, plain: string): string =>
  seal(plain, personalPlace(column, household));

/** Refuses a value that was sealed for another household or another column. */
export const openPersonal = (column: PersonalColumn, household: string, sealed: string): string =>
  open(sealed, personalPlace(column, household));
