import type { TFunction } from 'i18next';
import type { ListedSign } from '~/domain/coverage/signs-of-listed';
import { enumWord } from './enum-word';

type Words = TFunction<['coverage', 'enums', 'survey']>;

/** The name of a sign: 复烧. */
export function signName(t: Words, sign: ListedSign): string {
  return sign.kind === 'letNotUsed' ? t('coverage:sign.letNotUsed', { count: sign.count }) : t(`coverage:sign.${sign.kind}`);
}

/** The answers behind the sign: 煤炉在用、本季购煤; empty when the name says enough. */
export function signReason(t: Words, sign: ListedSign): string {
  const list = (words: readonly string[]): string => words.join(t('survey:listSeparator'));
  if (sign.kind === 'reburn') return list(sign.signs.map((one) => t(`coverage:sign.${one}`)));
  if (sign.kind === 'unstable') return list(sign.causes.map((cause) => enumWord(t, 'unstableCause', cause)));
  if (sign.kind === 'cold' && sign.temperature !== undefined) return t('coverage:sign.temperature', { value: sign.temperature });
  return '';
}

/** Both in one: “复烧：煤炉在用、本季购煤”, for an exported list. */
export function signWords(t: Words, sign: ListedSign): string {
  const [what, why] = [signName(t, sign), signReason(t, sign)];
  return why === '' ? what : t('coverage:sign.because', { what, why });
}
