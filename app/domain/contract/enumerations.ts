/**
 * The code lists of enums.json (docs/glossary.md#code-lists): stable English keys in code and database, Chinese labels on paper.
 * `device`, `unstableCause` and `reburnReason` are plain lists: there the Chinese label is the value.
 */
import enums from './enums.json';

export const ENUMERATIONS = enums;

type Lists = typeof enums;
/** The lists with keys and labels. */
export type EnumName = { [N in keyof Lists]: Lists[N] extends string[] ? never : N }[keyof Lists];
/** The lists of plain labels. */
export type LabelListName = Exclude<keyof Lists, EnumName>;
export type KeyOf<N extends EnumName> = keyof Lists[N] & string;

export type ZoneType = KeyOf<'zoneType'>;
export type Residence = KeyOf<'residence'>;
export type HouseholdStatus = KeyOf<'householdStatus'>;
export type HouseUse = KeyOf<'houseUse'>;
export type Hardship = KeyOf<'hardship'>;
export type Mode = KeyOf<'mode'>;
export type Heat = KeyOf<'heat'>;
export type ConversionBatch = KeyOf<'batch'>;
export type RoomKind = KeyOf<'roomKind'>;
export type Letting = KeyOf<'letting'>;
export type RoomUse = KeyOf<'roomUse'>;
export type VisitKind = KeyOf<'visitKind'>;
export type VisitOutcome = KeyOf<'visitOutcome'>;
export type Stability = KeyOf<'stability'>;
export type CoalStock = KeyOf<'coalStock'>;
export type Stove = KeyOf<'stove'>;
export type Satisfaction = KeyOf<'satisfaction'>;
export type Energy = KeyOf<'energy'>;
export type Continuity = KeyOf<'continuity'>;
export type PolicyKind = KeyOf<'policyKind'>;
export type PolicyUnit = KeyOf<'policyUnit'>;
export type FundingLevel = KeyOf<'level'>;
export type PayMethod = KeyOf<'payMethod'>;
export type HeatSourceKind = KeyOf<'heatSourceKind'>;
export type Role = KeyOf<'role'>;

/** The keys of a list, in the order of the contract. */
export function keysOf<N extends EnumName>(name: N): KeyOf<N>[] {
  return Object.keys(enums[name]) as KeyOf<N>[];
}

/** What a list offers: its keys, or its labels where those are the values. */
export function valuesOf(name: EnumName | LabelListName): readonly string[] {
  return isLabelList(name) ? enums[name] : keysOf(name);
}

export function isLabelList(name: EnumName | LabelListName): name is LabelListName {
  return Array.isArray(enums[name]);
}

/** The Chinese label of a key; the key itself when the contract does not know it (old data stays readable). */
export function labelOf(name: EnumName, key: string): string {
  return (enums[name] as Record<string, string>)[key] ?? key;
}

/** The key of a Chinese label, or undefined when the contract has no such label. */
export function keyOf<N extends EnumName>(name: N, label: string): KeyOf<N> | undefined {
  return keysOf(name).find((key) => labelOf(name, key) === label);
}

/**
 * 清洁取暖方式 (docs/definitions.md#clean-mode). Not clean are 洁净煤 and 未改造, and biomass burnt without a dedicated
 * stove (which the contract writes as 柴草, not as 生物质专用炉具).
 */
export const CLEAN_MODES: ReadonlySet<string> = new Set<Mode & Heat>([
  'district_heat',
  'electric_distributed',
  'electric_household',
  'gas',
  'biomass',
  'solar',
  'geothermal',
  'methanol',
]);
