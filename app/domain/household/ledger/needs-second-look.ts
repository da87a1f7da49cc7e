import { LEDGER_FIELD_NAMES, type LedgerField } from './ledger-fields';

/** Why money hangs on a field: who is paid, where the money goes, which policies apply, how much they give. */
const MONEY_HANGS_ON: Partial<Record<LedgerField, 'who' | 'where' | 'whether' | 'how-much'>> = {
  head: 'who',
  idNumber: 'who',
  idMissingReason: 'who',
  bankAccount: 'where',
  bankHolder: 'where',
  // H: a household that is struck off gets nothing more. Policies name hardships, modes and the day of the installation.
  status: 'whether',
  hardship: 'whether',
  mode: 'whether',
  year: 'whether',
  installedOn: 'whether',
  // Two households with the same device or invoice are found by these (R02).
  serial: 'whether',
  invoice: 'whether',
  heatedArea: 'how-much',
  // Readings find their household by its meters.
  electricMeter: 'how-much',
  gasMeter: 'how-much',
};

/**
 * 哪些更正要第二人看: a correction of one of these fields is written once another person has confirmed it, because a payment depends on
 * it (docs/definitions.md#second-look). All others are written at once. Readings and the events 分户, 并户, 迁移, 去世 always need
 * it. Not among them: residence, people, telephone, door, note, and dates that no policy asks for; they change no amount.
 */
export function needsSecondLook(field: LedgerField): boolean {
  return field in MONEY_HANGS_ON;
}

export const SECOND_LOOK_FIELDS: readonly LedgerField[] = LEDGER_FIELD_NAMES.filter(needsSecondLook);
