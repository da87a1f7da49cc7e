import { keysOf, valuesOf } from '../../contract/enumerations';
import type { ProblemCode } from '../../problems';
import { scaled } from '../../subsidy/exact-decimal';
import { foldWidth } from '../../text/clean-text';
import { type CalendarDay, isCalendarDay } from '../../time/calendar-day';
import { hardshipText } from '../hardship-text';
import { isPhone, plainPhone } from '../household-changes';
import { canonicalIdNumber, faultOfIdNumber } from '../id-number';
import type { LedgerFieldSpec, LedgerValue } from './ledger-fields';

/** What was typed: a value, `keep` for a field that was not sent or a sealed one that was left empty, or what is wrong with it. */
export type TypedValue = { value: LedgerValue } | { problem: ProblemCode } | 'keep';

/** An account has digits, some letters; blanks and hyphens are how people group them. */
function plainAccount(text: string): string {
  return foldWidth(text).replace(/[\s-]/g, '').toUpperCase();
}

/**
 * A field of the ledger as a form sent it. An empty box empties a plain field; a sealed one stays as it is, because its value was not
 * on the screen, and is emptied by its own tick (`clear`).
 */
export function typedValue(spec: LedgerFieldSpec, sent: string | string[] | undefined, clear: boolean, today: CalendarDay): TypedValue {
  if (sent === undefined && !clear) return 'keep';
  const text = foldText(spec, Array.isArray(sent) ? (sent[0] ?? '') : (sent ?? ''));
  if (spec.kind === 'sealed') {
    if (clear) return { value: null };
    return text === '' ? 'keep' : sealedValue(spec.what, text, [sent ?? []].flat(), today);
  }
  if (text === '')
    return spec.required ? { problem: spec.kind === 'name' ? 'household.head-missing' : 'ledger.required' } : { value: null };
  switch (spec.kind) {
    case 'name':
      return text.length > 50 ? { problem: 'household.head-too-long' } : { value: text };
    case 'text':
    case 'code':
      return text.length > spec.longest ? { problem: 'ledger.too-long' } : { value: text };
    case 'choice':
      return valuesOf(spec.list).includes(text) ? { value: text } : { problem: 'ledger.not-a-choice' };
    case 'whole':
      return /^\d{1,3}$/.test(text) && Number(text) <= spec.most ? { value: Number(text) } : { problem: 'ledger.not-a-count' };
    case 'year':
      return /^(19|20)\d\d$/.test(text) ? { value: Number(text) } : { problem: 'ledger.not-a-year' };
    case 'area': {
      const hundredths = scaled(text, 2);
      return hundredths === undefined || hundredths > 9_999_999 ? { problem: 'ledger.not-an-area' } : { value: hundredths / 100 };
    }
    case 'yes-no':
      return text === 'yes' || text === 'no' ? { value: text === 'yes' } : { problem: 'ledger.not-a-choice' };
    case 'day':
      return isCalendarDay(text) ? { value: text } : { problem: 'day.not-a-day' };
  }
}

function foldText(spec: LedgerFieldSpec, text: string): string {
  return spec.kind === 'name' ? text.trim() : spec.kind === 'text' ? text.normalize('NFC').trim() : foldWidth(text);
}

function sealedValue(
  what: 'id-number' | 'phone' | 'bank-account' | 'hardship',
  text: string,
  all: readonly string[],
  today: CalendarDay,
): TypedValue {
  switch (what) {
    case 'id-number': {
      const number = canonicalIdNumber(text);
      return faultOfIdNumber(number, today) === undefined ? { value: number } : { problem: 'household.id-malformed' };
    }
    case 'phone':
      return isPhone(text) ? { value: plainPhone(text) } : { problem: 'household.phone-malformed' };
    case 'bank-account': {
      const account = plainAccount(text);
      return /^[0-9A-Z]{6,34}$/.test(account) ? { value: account } : { problem: 'ledger.account-malformed' };
    }
    case 'hardship': {
      const keys = keysOf('hardship').filter((key) => all.includes(key));
      return keys.length > 0 ? { value: hardshipText(keys) } : { problem: 'ledger.not-a-choice' };
    }
  }
}
