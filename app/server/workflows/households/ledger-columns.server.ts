/** A field of the ledger as the columns that hold it, with personal values sealed. */

import { PERSONAL_COLUMNS, type PersonalColumn, personalPlace } from '~/database/households/personal-columns.server';
import { isFaultyIdNumber } from '~/domain/household/id-number';
import type { Columns } from '~/domain/household/ledger/changed-fields';
import { type LedgerField, type LedgerValue, specOf } from '~/domain/household/ledger/ledger-fields';
import { maskBank, maskId, maskPhone } from '~/domain/household/mask';
import { nameInitials, namePinyin } from '~/domain/household/name-initials';
import { openIfWhole, openPersonal, sealPersonal } from '~/server/personal/household-values.server';
import { fingerprint } from '~/server/personal/seal.server';

/** The columns of a sealed value: the sealed text, what may be shown of it, and what finds it again. */
const SEALED = {
  'id-number': (plain: string | null, household: string): Columns => ({
    id_number_encrypted: plain && sealPersonal('id_number_encrypted', household, plain),
    id_number_masked: plain && maskId(plain),
    id_number_fingerprint: plain && fingerprint('id-number', plain),
    id_number_faulty: plain === null ? null : isFaultyIdNumber(plain),
  }),
  phone: (plain: string | null, household: string): Columns => ({
    phone_encrypted: plain && sealPersonal('phone_encrypted', household, plain),
    phone_masked: plain && maskPhone(plain),
  }),
  'bank-account': (plain: string | null, household: string): Columns => ({
    bank_account_encrypted: plain && sealPersonal('bank_account_encrypted', household, plain),
    bank_account_masked: plain && maskBank(plain),
    bank_account_fingerprint: plain && fingerprint('bank-account', plain),
  }),
  hardship: (plain: string | null, household: string): Columns => ({
    hardship_encrypted: plain && sealPersonal('hardship_encrypted', household, plain),
  }),
};
const SEALED_COLUMN: Record<keyof typeof SEALED, PersonalColumn> = {
  'id-number': 'id_number_encrypted',
  phone: 'phone_encrypted',
  'bank-account': 'bank_account_encrypted',
  hardship: 'hardship_encrypted',
};

/** `household`: the number of the household that the value is sealed for. */
export function columnsOf(field: LedgerField, value: LedgerValue, household: string): Columns {
  const spec = specOf(field);
  if (spec.kind === 'sealed') return SEALED[spec.what](value === null ? null : String(value), household);
  if (field === 'head') return { head: value, head_initials: nameInitials(String(value)), head_pinyin: namePinyin(String(value)) };
  return { [spec.column]: value };
}

/** Whether a record of the household holds the value already. */
export function holds(record: Columns | null, field: LedgerField, value: LedgerValue, household: string): boolean {
  const spec = specOf(field);
  if (spec.kind !== 'sealed') return (record?.[spec.column] ?? null) === value;
  const column = SEALED_COLUMN[spec.what];
  const stored = record?.[column];
  if (typeof stored !== 'string') return value === null;
  // One that does not open is another than whatever is entered, and than nothing.
  const opened = openIfWhole(stored, personalPlace(column, household));
  return opened !== null && opened === value;
}

function openedIn(record: Columns | null, column: PersonalColumn, household: string): string | null {
  const stored = record?.[column];
  return typeof stored === 'string' ? openPersonal(column, household, stored) : null;
}

/** Values that were sealed for one household, sealed for another: that of a split, which has no number while it is asked for. */
export function sealedFor(household: string, columns: Columns, before: string): Columns {
  const again = PERSONAL_COLUMNS.flatMap((column) => {
    const plain = openedIn(columns, column, before);
    return plain === null ? [] : [[column, sealPersonal(column, household, plain)] as const];
  });
  return { ...columns, ...Object.fromEntries(again) };
}

/** Only these columns of a record. */
export function only(record: Columns | null, columns: readonly string[]): Columns {
  return Object.fromEntries(columns.map((column) => [column, record?.[column] ?? null]));
}

/** Whether a record of the household still is as it was: columns that were sealed twice are equal when they open to the same. */
export function stillAs(record: Columns | null, before: Columns, household: string): boolean {
  // The pinyin follows the head, and is worked out later for a household of an older version.
  return Object.entries(before).every(([column, was]) => {
    if (column === 'head_pinyin' || column === 'id_number_faulty') return true;
    const is = record?.[column] ?? null;
    const personal = PERSONAL_COLUMNS.find((one) => one === column);
    if (is === was || !personal) return is === was;
    return openedIn(record, personal, household) === openedIn(before, personal, household);
  });
}
