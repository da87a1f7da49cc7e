import { LEDGER_FIELD_NAMES, type LedgerField, type LedgerValue, specOf } from './ledger-fields';

export type Columns = Record<string, unknown>;
/** `hidden`: the value is never shown, only that it changed. */
export type ChangedField = { field: LedgerField; before: LedgerValue; after: LedgerValue; hidden: boolean };

/**
 * What a change wrote, field by field, from the columns of a record before and after. A sealed value appears as its mask; when two
 * numbers have one mask, the mask stands on both sides. Columns that no field names are left out; the order is that of the page.
 */
export function changedFields(of: 'household' | 'conversion', before: Columns | null, after: Columns | null): ChangedField[] {
  return LEDGER_FIELD_NAMES.flatMap((field) => {
    const spec = specOf(field);
    const { column } = spec;
    if (spec.of !== of || after === null || !(column in after)) return [];
    const hidden = spec.kind === 'sealed' && spec.what === 'hardship';
    const [was, is] = [valueIn(before?.[column]), valueIn(after[column])];
    const print = column.replace(/_masked$/, '_fingerprint');
    if (was === is && !(print !== column && before?.[print] !== after[print])) return [];
    return [{ field, before: hidden ? null : was, after: hidden ? null : is, hidden }];
  });
}

function valueIn(stored: unknown): LedgerValue {
  return typeof stored === 'string' || typeof stored === 'number' || typeof stored === 'boolean' ? stored : null;
}
