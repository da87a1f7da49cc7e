/**
 * What the lists and summaries of the report say of a household, a room, a meter, a change, a division: the rows of
 * app/domain/contract/report.json before they become cells. The database reads them, the sheets print them. Areas are
 * 1/100 m², amounts 分, usage kWh or m³.
 */

import type {
  Continuity,
  ConversionBatch,
  Energy,
  FundingLevel,
  Hardship,
  Letting,
  Mode,
  PolicyKind,
  Residence,
  RoomKind,
  RoomUse,
  VisitOutcome,
} from '../contract/enumerations';
import type { FindingTotals } from '../findings/counts';
import type { FindingSource } from '../findings/desk/finding';
import type { FindingState } from '../findings/life';
import type { RuleCode } from '../findings/rule-codes';
import type { Sums } from '../indicators/measures';
import type { AreaState } from '../plans/plan-list';
import type { Trigger } from '../plans/village-trigger';
import type { VisitAnswers } from '../survey/visit-answers';
import type { Target } from '../targets/target';
import type { TargetGap } from '../targets/target-gap';
import type { CalendarDay } from '../time/calendar-day';

/** The place of a household, by names. */
export type Place = { county: string; township: string; village: string };

/** `index` counts the rows of one list from 1; `number` is the household's. */
export type Listed = Place & { index: number; number: string };

/** 附件4. Personal data that the reader may not see is null. */
export type LedgerRow = Listed & {
  head: string;
  /** Masked. */
  idNumber: string | null;
  phone: string | null;
  address: string | null;
  residence: Residence;
  hardship: readonly Hardship[] | null;
  /** The register's, or the sum of the season's rooms when the register has none. */
  heatedArea: number | null;
  mode: Mode;
  device: string | null;
  year: number | null;
  batch: ConversionBatch | null;
  inPlan: boolean | null;
  installedOn: CalendarDay | null;
  connectedOn: CalendarDay | null;
  flags: { V: boolean; I: boolean; C: boolean; U: boolean; B: boolean; Q: boolean };
  let: number;
  letUsed: number;
  electricity: number | null;
  gas: number | null;
  due: number;
  paid: number;
  continuity: Continuity | null;
  /** The visit that decided, else the latest counted one. */
  visit: { outcome: VisitOutcome; day: CalendarDay; visitor: string; answers: VisitAnswers } | null;
  review: ReviewState;
  note: string | null;
};

/** Where the season's visit of a household stands. */
export type ReviewState = 'approved' | 'submitted' | 'returned' | 'none';

/** 附件5 and 附件6. */
export type ProblemRow = Listed & {
  head: string;
  phone: string | null;
  mode: Mode;
  device: string | null;
  year: number | null;
  /** The heat source that supplies the household, else the firm that installed its device. */
  source: string | null;
  /** True for flag B, false for flag Q. */
  confirmed: boolean;
  continuity: Continuity | null;
  /** The day of the visit that found it; null for what only the meter shows. */
  foundOn: CalendarDay | null;
  answers: VisitAnswers;
  /** The finding that stands for it, the one that is not closed first; null where nobody opened one. */
  finding: {
    measures: string | null;
    owner: string | null;
    dueOn: CalendarDay;
    state: FindingState;
    closedOn: CalendarDay | null;
    closedBy: string | null;
  } | null;
};

/** 附件8: one row a finding. */
export type FindingReportRow = {
  number: string;
  source: FindingSource;
  rule: RuleCode | null;
  kind: string;
  county: string | null;
  township: string | null;
  village: string | null;
  household: string | null;
  description: string | null;
  /** 分 */
  amount: number | null;
  unit: string | null;
  person: string | null;
  measures: string | null;
  dueOn: CalendarDay;
  state: FindingState;
  progress: string | null;
  closedOn: CalendarDay | null;
  evidence: string | null;
  files: number;
};

/** 附件9 */
export type HeadChangeRow = Listed & { before: string; after: string; changedOn: CalendarDay; reason: string; by: string };

/** 附件10 */
export type UsageRow = Listed & {
  head: string;
  energy: Energy;
  meter: string | null;
  start: number | null;
  end: number | null;
  usage: number;
  source: string;
};

/**
 * 附件14: a document that sets up a no-coal zone, and the villages in the zone. `coal` counts the households that received a coal
 * subsidy while the zone was in force.
 */
export type NoCoalZoneRow = {
  zone: string;
  name: string;
  document: string;
  validFrom: CalendarDay;
  validTo: CalendarDay | null;
  villages: number;
  H: number;
  I: number;
  B: number;
  coal: number;
};

/** 附件11: a target with what the villages of its zone have reached. */
export type TargetRow = Target & { name: string; gap: TargetGap };
/** 附件15: a village that needs a plan, and the one that covers it. */
export type PlanAreaRow = Place & {
  triggers: readonly Trigger[];
  compared: number;
  unstable: number;
  reburning: number;
  state: AreaState;
  plan: { name: string; unit: string; dueOn: CalendarDay | null } | null;
};

/** 附件13 */
export type LetRoomRow = Listed & { head: string; kind: RoomKind; heatedArea: number; letting: Letting; connected: boolean; use: RoomUse };

/** A county, township or village of 附件1–3. */
export type ReportUnit = {
  code: string;
  name: string;
  /** Codes from the root down to this division. */
  path: readonly string[];
  /** Villages of the report that lie in it. */
  villages: number;
  zoneType: string | null;
  within5km: boolean | null;
  /** Null above villages, and where no zone of the county is known. */
  noCoalZone: boolean | null;
  sums: Sums;
  /** 问题数, 已整改. */
  findings: FindingTotals;
};
export type ReportUnits = { counties: readonly ReportUnit[]; townships: readonly ReportUnit[]; villages: readonly ReportUnit[] };

/** How many rows the lists must have, as the database counts them. */
export type ListCounts = {
  households: number;
  unstable: number;
  reburning: number;
  suspected: number;
  letRooms: number;
  headChanges: number;
  usages: number;
  findings: number;
};

/** 附件7, amounts in 分. `kind` is null for funds: they are allotted to a level, not to a kind of subsidy. */
export type PayoutRow = {
  code: string;
  county: string;
  kind: PolicyKind | null;
  level: FundingLevel;
  /** 应到, 到位 */
  allotted: number;
  received: number;
  /** 应发, 已发 */
  due: number;
  paid: number;
  /** Households that received a payment. */
  households: number;
  /** 拖欠: the amount, how many households it is owed to, and the longest delay in begun months. */
  owed: number;
  owing: number;
  months: number;
};

/**
 * The sums of the ledger over all levels and kinds. `listed` is the part of the households in scope (H), taken from their
 * facts. The facts of a closed season no longer change while its ledger does, so the two may differ there.
 */
export type LedgerSums = { due: number; paid: number; arrears: number; closed: boolean; listed: { due: number; paid: number } };

/** 附件12 */
export type ContinuityRow = { status: Continuity; households: number; B: number; Q: number; IV: number; stopped: number };

/** 附件12, the second table: a coming season under the policies entered so far. Amounts in 分. */
export type ForecastRow = {
  season: string;
  losing: number;
  reburning: number;
  loss: number;
  keep: number;
  decided: number;
  levels: Record<FundingLevel, number>;
};

/** 附件16: a township. `odd`: the visits that a reason to look points at; answers are compared between visits and spot checks. */
export type QualityOfTownship = {
  code: string;
  county: string;
  township: string;
  villages: number;
  H: number;
  V: number;
  X: number;
  returned: number;
  checked: number;
  agree: number;
  compared: number;
  /** Wilson's 95 % interval as shares; null when nothing was compared. */
  interval: { low: number; high: number } | null;
  odd: number;
};
