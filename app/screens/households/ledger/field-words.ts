import type { TFunction } from 'i18next';
import { type LedgerField, type LedgerValue, specOf } from '~/domain/household/ledger/ledger-fields';
import { enumWord } from '~/i18n/enum-word';

/** A value of the ledger as people read it. A hardship shows only that it is recorded. */
export function valueWords(t: TFunction<['ledger', 'enums']>, field: LedgerField, value: LedgerValue | undefined): string | null {
  if (value === null || value === undefined || value === '') return null;
  const spec = specOf(field);
  if (spec.kind === 'choice') return enumWord(t, spec.list, String(value));
  if (spec.kind === 'yes-no') return t(value ? 'yes' : 'no');
  if (spec.kind === 'area') return t('squareMetres', { area: value });
  if (spec.kind === 'sealed' && spec.what === 'hardship')
    return typeof value === 'string'
      ? value
          .split(',')
          .map((one) => enumWord(t, 'hardship', one))
          .join(t('and'))
      : t('recorded');
  return String(value);
}
