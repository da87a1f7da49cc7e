/**
 * How sealed text is opened, and how the history is keyed. Only app/server knows the keys; it says here how, so that a rule that
 * depends on a sealed value can be decided where the records are read, in the transaction that changes them.
 */
/** `place`: where it stands (sealedPlace), for a text that was sealed for its place. */
export type Opener = (sealed: string, place?: string) => string;
type Sealer = (plain: string, place: string) => string;

let opener: Opener | null = null;

export function openSealedWith(open: Opener): void {
  opener = open;
}

let sealer: Sealer | null = null;

export function sealForPlaceWith(seal: Sealer): void {
  sealer = seal;
}

export const sealForPlace: Sealer = (plain, place) => {
  if (!sealer) throw new Error('No key ring was loaded in this process');
  return sealer(plain, place);
};

/** Table, column and key of a row: a text sealed for one place opens at no other. */
export function sealedPlace(table: string, column: string, ...key: readonly string[]): string {
  return [table, column, ...key].join('\u001f');
}

export const openSealed: Opener = (sealed, place) => {
  if (!opener) throw new Error('No key ring was loaded in this process');
  return opener(sealed, place);
};

/** A keyed hash (HMAC-SHA-256) as 'ID.HEX': who has only the database can neither make one nor tell a right one from a wrong one. */
export type Keyed = (text: string) => string;

let keyed: Keyed | null = null;

export function keyHistoryWith(hash: Keyed): void {
  keyed = hash;
}

export const keyedHash: Keyed = (text) => {
  if (!keyed) throw new Error('No key ring was loaded in this process');
  return keyed(text);
};
