import type { EnumName, LabelListName } from '~/domain/contract/enumerations';

/**
 * The word for an enumeration's key in the person's language. A paper record's own word that is in no list is shown unchanged.
 * `t` may be of any namespace.
 */
export function enumWord(t: unknown, list: EnumName | LabelListName, key: string): string {
  const words = (t as (key: string, options: object) => unknown)(`enums:${list}`, { returnObjects: true });
  return (words as Record<string, string>)[key] ?? key;
}
