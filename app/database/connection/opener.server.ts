/**
 * How sealed text is opened, and how the history is keyed. Only app/server knows the keys; it says here how, so that a rule that
 * depends on a sealed value can be decided where the records are read, in the transaction that changes them.
 */
export type Opener = (sealed: string) => string;

let opener: Opener | null = null;

export function openSealedWith(open: Opener): void {
  opener = open;
}

export const openSealed: Opener = (sealed) => {
  if (!opener) throw new Error('No key ring was loaded in this process');
  return opener(sealed);
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
