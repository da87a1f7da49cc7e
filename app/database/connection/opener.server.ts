/**
 * How sealed text is opened. Only app/server knows the keys; it says here how, so that a rule that depends on a sealed value can be
 * decided where the records are read, in the transaction that changes them.
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
