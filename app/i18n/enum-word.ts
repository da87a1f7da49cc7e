import type { EnumName, LabelListName } from '~/domain/contract/enumerations';

/**
 * The word of an enumeration's key in the person's language. A word of a paper record that is in no list is shown as it
 * stands. `t` is of any namespace.
 */
export function enumWord(t: unknown, list: EnumName | LabelListName, key: string): string {
  const words = (t as (key: string, options: object) => unknown)(`enums:${list}`, { returnObjects: true });
  return (words as Record<string, string>)[key] ?? key;
}
