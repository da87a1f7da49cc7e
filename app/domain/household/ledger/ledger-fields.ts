import type { EnumName, LabelListName } from '../../contract/enumerations';

/** How a field is typed and stored. `sealed` values are encrypted and shown masked; nobody types them back from the screen. */
type Typed =
  | { kind: 'text'; longest: number }
  /** Doors, numbers and codes: full-width characters become plain ones. */
  | { kind: 'code'; longest: number }
  | { kind: 'name' }
  | { kind: 'sealed'; what: 'id-number' | 'phone' | 'bank-account' | 'hardship' }
  | { kind: 'choice'; list: EnumName | LabelListName }
  | { kind: 'whole'; most: number }
  | { kind: 'year' }
  | { kind: 'area' }
  | { kind: 'yes-no' }
  | { kind: 'day' };
export type LedgerFieldSpec = Typed & {
  of: 'household' | 'conversion';
  part: LedgerPart;
  /** The column; of a sealed field the masked one, or the sealed one where nothing of it is shown. */
  column: string;
  required?: true;
};

/** The forms by which a clerk corrects a household; readings are the fourth. */
export const LEDGER_PARTS = ['register', 'account', 'heating'] as const;
export type LedgerPart = (typeof LEDGER_PARTS)[number];

const register = { of: 'household', part: 'register' } as const;
const account = { of: 'household', part: 'account' } as const;
const heating = { of: 'conversion', part: 'heating' } as const;

/**
 * 户台账的字段: what the ledger page of a household shows and a clerk may correct there, in the order of the page
 * (docs/definitions.md#household-ledger-page). The village is not among them: a household moves by a dated event.
 */
const LEDGER_FIELDS = {
  head: { ...register, kind: 'name', column: 'head', required: true },
  idNumber: { ...register, kind: 'sealed', what: 'id-number', column: 'id_number_masked' },
  idMissingReason: { ...register, kind: 'text', longest: 50, column: 'id_missing_reason' },
  phone: { ...register, kind: 'sealed', what: 'phone', column: 'phone_masked' },
  address: { ...register, kind: 'code', longest: 100, column: 'address' },
  residence: { ...register, kind: 'choice', list: 'residence', column: 'residence', required: true },
  people: { ...register, kind: 'whole', most: 30, column: 'people' },
  elderly: { ...register, kind: 'whole', most: 30, column: 'elderly' },
  hardship: { ...register, kind: 'sealed', what: 'hardship', column: 'hardship_encrypted' },
  houseUse: { ...register, kind: 'choice', list: 'houseUse', column: 'house_use' },
  status: { ...register, kind: 'choice', list: 'householdStatus', column: 'status', required: true },
  note: { ...register, kind: 'text', longest: 500, column: 'note' },
  bankAccount: { ...account, kind: 'sealed', what: 'bank-account', column: 'bank_account_masked' },
  bankHolder: { ...account, kind: 'text', longest: 50, column: 'bank_holder' },
  mode: { ...heating, kind: 'choice', list: 'mode', column: 'mode', required: true },
  heatedArea: { of: 'household', part: 'heating', kind: 'area', column: 'heated_area' },
  device: { ...heating, kind: 'text', longest: 50, column: 'device' },
  brand: { ...heating, kind: 'text', longest: 50, column: 'brand' },
  serial: { ...heating, kind: 'code', longest: 50, column: 'serial' },
  invoice: { ...heating, kind: 'code', longest: 50, column: 'invoice' },
  contractor: { ...heating, kind: 'text', longest: 100, column: 'contractor' },
  year: { ...heating, kind: 'year', column: 'year' },
  batch: { ...heating, kind: 'choice', list: 'batch', column: 'batch' },
  inPlan: { ...heating, kind: 'yes-no', column: 'in_plan' },
  appliedOn: { ...heating, kind: 'day', column: 'applied_on' },
  agreedOn: { ...heating, kind: 'day', column: 'agreed_on' },
  installedOn: { ...heating, kind: 'day', column: 'installed_on' },
  villageAcceptedOn: { ...heating, kind: 'day', column: 'village_accepted_on' },
  townAcceptedOn: { ...heating, kind: 'day', column: 'town_accepted_on' },
  countyAcceptedOn: { ...heating, kind: 'day', column: 'county_accepted_on' },
  connectedOn: { ...heating, kind: 'day', column: 'connected_on' },
  stoveRemovedOn: { ...heating, kind: 'day', column: 'stove_removed_on' },
  coalClearedOn: { ...heating, kind: 'day', column: 'coal_cleared_on' },
  heatSource: { ...heating, kind: 'code', longest: 50, column: 'heat_source_number' },
  electricMeter: { ...heating, kind: 'code', longest: 50, column: 'electric_meter' },
  gasMeter: { ...heating, kind: 'code', longest: 50, column: 'gas_meter' },
  heatAccount: { ...heating, kind: 'code', longest: 50, column: 'heat_account' },
} as const satisfies Record<string, LedgerFieldSpec>;

export type LedgerField = keyof typeof LEDGER_FIELDS;
export const LEDGER_FIELD_NAMES = Object.keys(LEDGER_FIELDS) as LedgerField[];

/** A value as it is typed and compared: an area in m², a day as 'YYYY-MM-DD', several kinds of hardship as one text. */
export type LedgerValue = string | number | boolean | null;
export type LedgerValues = Partial<Record<LedgerField, LedgerValue>>;

export function specOf(field: LedgerField): LedgerFieldSpec {
  return LEDGER_FIELDS[field];
}

export function fieldsOfPart(part: LedgerPart): LedgerField[] {
  return LEDGER_FIELD_NAMES.filter((field) => specOf(field).part === part);
}
