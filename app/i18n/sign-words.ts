import type { TFunction } from 'i18next';
import type { ListedSign } from '~/domain/coverage/signs-of-listed';
import { enumWord } from './enum-word';

/** A sign in words: “复烧：煤炉在用、本季购煤”. The same on the screen and in an exported list. */
export function signWords(t: TFunction<['coverage', 'enums', 'survey']>, sign: ListedSign): string {
  const list = (words: readonly string[]): string => words.join(t('survey:listSeparator'));
  const colon = (head: string, rest: string): string => (rest === '' ? head : t('coverage:sign.because', { what: head, why: rest }));
  switch (sign.kind) {
    case 'reburn':
      return colon(t('coverage:sign.reburn'), list(sign.signs.map((one) => t(`coverage:sign.${one}`))));
    case 'unstable':
      return colon(t('coverage:sign.unstable'), list(sign.causes.map((cause) => enumWord(t, 'unstableCause', cause))));
    case 'cold':
      return colon(t('coverage:sign.cold'), sign.temperature === undefined ? '' : t('coverage:sign.temperature', { value: sign.temperature }));
    case 'letNotUsed':
      return t('coverage:sign.letNotUsed', { count: sign.count });
    default:
      return t(`coverage:sign.${sign.kind}`);
  }
}
