/**
 * 困难类型 of a household as one text, which is then sealed: the keys of the contract, in its order, separated by commas. 无 beside
 * another key is left out. The same set always gives the same text.
 */
import { type Hardship, keysOf } from '../contract/enumerations';

export function hardshipText(keys: readonly Hardship[]): string {
  const named = keysOf('hardship').filter((key) => keys.includes(key));
  return (named.length > 1 ? named.filter((key) => key !== 'none') : named).join(',');
}

/** The keys of such a text; what the contract does not know is left out. */
export function hardshipOf(text: string): Hardship[] {
  const parts = text.split(',');
  return keysOf('hardship').filter((key) => parts.includes(key));
}
