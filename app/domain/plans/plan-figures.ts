import type { Energy, HeatSourceKind, Mode } from '../contract/enumerations';
import type { Sums } from '../indicators/measures';
import type { CalendarDay } from '../time/calendar-day';
import type { AreaFigures, Trigger } from './village-trigger';

export type PlannedVillage = AreaFigures & {
  code: string;
  name: string;
  town: string;
  households: number;
  within5km: boolean;
  relocating: boolean;
  noCoalZone: boolean;
  triggers: readonly Trigger[];
};

/**
 * 台账数据: what the records say of the villages of a plan in its season, as of a day. Amounts in 分, area in 1/100 m², usage kWh or m³.
 * Of people there are only numbers. Causes and reasons are those of the visits used; a household may name several.
 */
export type PlanFigures = {
  season: string;
  asOf: CalendarDay;
  county: string;
  villages: readonly PlannedVillage[];
  sums: Sums;
  modes: readonly { mode: Mode; installed: number; unstable: number; reburning: number }[];
  causes: readonly { label: string; households: number }[];
  reasons: readonly { label: string; households: number }[];
  temperatures: readonly { celsius: number; households: number }[];
  outages: { households: number; days: number };
  coal: { loose: number; stoveInUse: number; bought: number };
  coalSubsidy: { households: number; paid: number };
  heatSources: readonly {
    number: string;
    name: string;
    kind: HeatSourceKind;
    tonnesPerHour: number | null;
    rating: string | null;
    closing: boolean;
    households: number;
  }[];
  /** The firms that installed the current conversions; `name` null where none is recorded. */
  contractors: readonly { name: string | null; households: number }[];
  usages: readonly { energy: Energy; households: number; usage: number }[];
  /** Operating subsidies of this season and the two before. */
  money: readonly { season: string; households: number; due: number; paid: number; owed: number }[];
  /** The three coming seasons under the policies entered so far, and if they went on unchanged. */
  forecast: readonly { season: string; decided: number; keep: number; losing: number; loss: number }[];
  /** Households in H with a hardship, and with somebody of 60 or more. */
  hardship: number;
  elderly: number;
  phones: readonly { name: string; phone: string | null }[];
};

/** 责任单位、责任人、完成时限, and the budget in 分. */
export type PlanDuties = { unit: string; person: string; dueOn: CalendarDay | null; budget: number | null };

/** What a line or a cell says. Null: 台账没有记录. */
export type Said =
  | number
  | string
  | null
  | { fen: number }
  | { rate: readonly [number, number] }
  | { area: number }
  | { yes: boolean }
  | { of: 'mode' | 'heatSourceKind' | 'energy' | 'unstableCause' | 'reburnReason'; key: string }
  | { triggers: readonly Trigger[] }
  | { causes: readonly { label: string; households: number }[] };

/** A sentence by its key, and a table by its key; the words are in app/i18n. */
export type PlanLine = { say: PlanLineKey; values: Readonly<Record<string, Said>> };
export type PlanTable = { say: PlanTableKey; columns: readonly string[]; rows: readonly (readonly Said[])[] };
export type PartFigures = { lines: readonly PlanLine[]; tables: readonly PlanTable[] };

type PlanLineKey =
  | 'area'
  | 'trigger'
  | 'converted'
  | 'temperature'
  | 'noTemperature'
  | 'cold'
  | 'noCauses'
  | 'noReasons'
  | 'notConnected'
  | 'within5km'
  | 'relocating'
  | 'noHeatSource'
  | 'supplyCauses'
  | 'outages'
  | 'noOutages'
  | 'closing'
  | 'noInsulation'
  | 'heatedArea'
  | 'insulationCause'
  | 'noMoney'
  | 'forecastLoss'
  | 'noCosts'
  | 'noUsage'
  | 'noContractor'
  | 'upkeepCauses'
  | 'noUpkeep'
  | 'reburning'
  | 'coal'
  | 'noCoalZone'
  | 'coalSubsidy'
  | 'hardship'
  | 'duty'
  | 'emergency';
type PlanTableKey =
  | 'villages'
  | 'modes'
  | 'causes'
  | 'reasons'
  | 'heatSources'
  | 'money'
  | 'forecast'
  | 'usages'
  | 'contractors'
  | 'duties'
  | 'phones';
