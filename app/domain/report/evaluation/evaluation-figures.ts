import type { Mode, PolicyKind, ZoneType } from '../../contract/enumerations';
import type { DivisionLevel } from '../../divisions/division-code';
import type { FindingCounts } from '../../findings/counts';
import type { Sums } from '../../indicators/measures';
import type { AreaState } from '../../plans/plan-list';
import type { CalendarDay } from '../../time/calendar-day';
import type { ContinuityRow, PayoutRow, TargetRow } from '../report-rows';

/** A division with its sums of the season and of the one before; `before` is null where that season is not in the register. */
export type EvaluatedPlace = { code: string; name: string; sums: Sums; before: Sums | null };

/**
 * 评估报告的数字: everything the report of a division and season says as of a day, gathered in one read and plain, so that it can be kept
 * and the report written from it again (docs/definitions.md#evaluation-report). Amounts in 分, areas in 1/100 m². Of people there are
 * only numbers. `findings` is null in versions that were frozen as of a past day before its
 * states were told by the steps of findings.
 */
export type EvaluationFigures = {
  division: { code: string; name: string; level: DivisionLevel };
  season: string;
  /** The season before; null when it is not in the register. */
  seasonBefore: string | null;
  asOf: CalendarDay;
  own: EvaluatedPlace;
  /** Its direct children, by code. */
  below: readonly EvaluatedPlace[];
  /** Villages by zone type, null where none is on record. */
  zones: readonly { zoneType: ZoneType | null; villages: number; sums: Sums }[];
  /** Installed households by mode. */
  modes: readonly { mode: Mode; installed: number; compared: number; unstable: number; reburning: number }[];
  /** Installed households by the year of their conversion, null where none is on record. */
  years: readonly { year: number | null; installed: number; planned: number }[];
  temperatures: { measured: number; below: number; lowest: number | null; limit: number };
  /** Causes that visits name of unstable households, reasons of reburning ones; a household may name several. */
  causes: readonly { label: string; households: number }[];
  reasons: readonly { label: string; households: number }[];
  coal: { loose: number; stoveInUse: number; bought: number };
  targets: readonly TargetRow[];
  /** Those in force in the division or below it; what they gave stands in the payouts. */
  policies: readonly { document: string; kind: PolicyKind; division: string; validFrom: CalendarDay | null; dueOn: CalendarDay }[];
  payouts: readonly PayoutRow[];
  continuity: readonly ContinuityRow[];
  findings: FindingCounts | null;
  findingsBelow: readonly { code: string; findings: number; closed: number }[] | null;
  /** Villages that need a plan of operation, by the division below that holds them. */
  plans: readonly { place: string; village: string; state: AreaState }[];
};
