/** A field of the ledger as the columns that hold it, with personal values sealed. */

import { isFaultyIdNumber } from '~/domain/household/id-number';
import type { Columns } from '~/domain/household/ledger/changed-fields';
import { type LedgerField, type LedgerValue, specOf } from '~/domain/household/ledger/ledger-fields';
import { maskBank, maskId, maskPhone } from '~/domain/household/mask';
import { nameInitials, namePinyin } from '~/domain/household/name-initials';
import { fingerprint, open, seal } from '~/server/personal/seal.server';

/** The columns of a sealed value: the sealed text, what may be shown of it, and what finds it again. */
const SEALED = {
  'id-number': (plain: string | null): Columns => ({
    id_number_encrypted: plain && seal(plain),
    id_number_masked: plain && maskId(plain),
    id_number_fingerprint: plain && fingerprint('id-number', plain),
    id_number_faulty: plain === null ? null : isFaultyIdNumber(plain),
  }),
  phone: (plain: string | null): Columns => ({ phone_encrypted: plain && seal(plain), phone_masked: plain && maskPhone(plain) }),
  'bank-account': (plain: string | null): Columns => ({
    bank_account_encrypted: plain && seal(plain),
    bank_account_masked: plain && maskBank(plain),
    bank_account_fingerprint: plain && fingerprint('bank-account', plain),
  }),
  hardship: (plain: string | null): Columns => ({ hardship_encrypted: plain && seal(plain) }),
};
const SEALED_COLUMN = {
  'id-number': 'id_number_encrypted',
  phone: 'phone_encrypted',
  'bank-account': 'bank_account_encrypted',
  hardship: 'hardship_encrypted',
};

export function columnsOf(field: LedgerField, value: LedgerValue): Columns {
  const spec = specOf(field);
  if (spec.kind === 'sealed') return SEALED[spec.what](value === null ? null : String(value));
  if (field === 'head') return { head: value, head_initials: nameInitials(String(value)), head_pinyin: namePinyin(String(value)) };
  return { [spec.column]: value };
}

/** Whether a record holds the value already. */
export function holds(record: Columns | null, field: LedgerField, value: LedgerValue): boolean {
  const spec = specOf(field);
  return sameStored(spec.kind === 'sealed' ? SEALED_COLUMN[spec.what] : spec.column, record, value);
}

function sameStored(column: string, record: Columns | null, value: LedgerValue): boolean {
  const stored = record?.[column] ?? null;
  return (column.endsWith('_encrypted') && typeof stored === 'string' ? open(stored) : stored) === value;
}

/** Only these columns of a record. */
export function only(record: Columns | null, columns: readonly string[]): Columns {
  return Object.fromEntries(columns.map((column) => [column, record?.[column] ?? null]));
}

/** Whether a record still is as it was: columns that were sealed twice are equal when they open to the same. */
export function stillAs(record: Columns | null, before: Columns): boolean {
  // The pinyin follows the head, and is worked out later for a household of an older version.
  return Object.entries(before).every(([column, was]) => {
    if (column === 'head_pinyin' || column === 'id_number_faulty') return true;
    const is = record?.[column] ?? null;
    if (is === was || !column.endsWith('_encrypted')) return is === was;
    return typeof is === 'string' && typeof was === 'string' && open(is) === open(was);
  });
}
