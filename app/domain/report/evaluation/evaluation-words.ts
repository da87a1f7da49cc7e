import type { ClauseKey } from '../../clauses/clauses';
import type { RuleCode } from '../../findings/rule-codes';
import type { Indicator, IndicatorKey } from '../../indicators/indicators';
import type { TargetZone } from '../../targets/target';

/** What a sentence or a cell says. Null: nothing is on record. The words are in app/i18n/evaluation-words.ts. */
export type EvaluationSaid =
  | number
  | string
  | null
  | { rate: readonly [number, number] }
  /** 390/400 in the unit of the indicator. */
  | { fraction: readonly [number, number]; key: IndicatorKey }
  /** In the unit of its indicator: households, blocks, findings; 1/100 m²; 分. */
  | { amount: number; unit: Indicator['unit'] }
  /** 分, as 万元 */
  | { wan: number }
  /** 1/100 m² */
  | { area: number }
  /** Whole hundredths of a percentage point, without a sign. */
  | { points: number }
  /** Whole hundredths of a percent. */
  | { percent: number }
  | { of: 'mode' | 'zoneType' | 'continuity' | 'level' | 'policyKind' | 'unstableCause' | 'reburnReason'; key: string }
  | { indicator: IndicatorKey }
  | { basis: IndicatorKey }
  | { zone: TargetZone }
  | { rule: RuleCode | 'hand' }
  | { clause: ClauseKey }
  | { reached: boolean }
  | { task: WorkTask }
  | { pieces: number; unit: 'targets' | 'villages' };

/** 下步打算: what is still to be done, in the order of the work. */
export const WORK_TASKS = [
  'cold',
  'notVisited',
  'notConverted',
  'notConnected',
  'letNotConnected',
  'residentNotUsed',
  'letNotUsed',
  'unstable',
  'reburning',
  'suspected',
  'targets',
  'plans',
  'arrears',
  'owing',
  'findings',
] as const;
export type WorkTask = (typeof WORK_TASKS)[number];

/** A sentence by its key, a table by its key and its columns by theirs. */
export type EvaluationLine = { say: EvaluationLineKey; values: Readonly<Record<string, EvaluationSaid>> };
export type EvaluationTable = {
  say: EvaluationTableKey;
  columns: readonly EvaluationColumn[];
  rows: readonly (readonly EvaluationSaid[])[];
  /**
   * Columns of one unit that are drawn as bars, a group for each division below (evaluation-chart.ts). Such a table has the divisions
   * below in its rows and the division itself in the last.
   */
  drawn?: readonly EvaluationColumn[];
};
export type PartOfEvaluation = { lines: readonly EvaluationLine[]; tables: readonly EvaluationTable[] };

type EvaluationLineKey =
  | 'scope'
  | 'noHouseholds'
  | 'survey'
  | 'area'
  | 'noSeasonBefore'
  | 'converted'
  | 'planned'
  | 'noPlan'
  | 'rate'
  | 'rateRise'
  | 'rateFall'
  | 'rateSame'
  | 'rateNoBefore'
  | 'rateNone'
  | 'lowest'
  | 'highest'
  | 'noTargets'
  | 'targets'
  | 'targetsOpen'
  | 'targetMissed'
  | 'temperature'
  | 'noTemperature'
  | 'cold'
  | 'noCold'
  | 'unstable'
  | 'noCauses'
  | 'let'
  | 'noLet'
  | 'reburning'
  | 'noReburning'
  | 'suspected'
  | 'notCompared'
  | 'coal'
  | 'noReasons'
  | 'noMoney'
  | 'money'
  | 'arrears'
  | 'noArrears'
  | 'continuity'
  | 'reburningByContinuity'
  | 'noFindings'
  | 'findings'
  | 'findingsNotKept'
  | 'findingsOpen'
  | 'noPlansNeeded'
  | 'plans'
  | 'work'
  | 'noWork';
type EvaluationTableKey =
  | 'households'
  | 'modes'
  | 'years'
  | 'zones'
  | 'targets'
  | 'clauses'
  | 'operation'
  | 'causes'
  | 'let'
  | 'reburning'
  | 'reburningByMode'
  | 'reasons'
  | 'policies'
  | 'payouts'
  | 'money'
  | 'continuity'
  | 'findings'
  | 'rectified'
  | 'plans'
  | 'work';
type EvaluationColumn =
  | 'place'
  | 'H'
  | 'R'
  | 'E'
  | 'V'
  | 'X'
  | 'completeness'
  | 'mode'
  | 'installed'
  | 'share'
  | 'year'
  | 'planned'
  | 'unplanned'
  | 'zone'
  | 'villages'
  | 'C'
  | 'coverage'
  | 'cleanRateHouseholds'
  | 'indicator'
  | 'target'
  | 'actual'
  | 'gap'
  | 'reached'
  | 'clause'
  | 'now'
  | 'before'
  | 'counted'
  | 'I'
  | 'connectionRate'
  | 'U'
  | 'useRate'
  | 'residentUseRate'
  | 'stableRate'
  | 'cause'
  | 'reason'
  | 'households'
  | 'let'
  | 'letConnected'
  | 'letConnectedRate'
  | 'letOccupied'
  | 'letUsed'
  | 'letUsedRate'
  | 'IV'
  | 'B'
  | 'reburnRate'
  | 'Q'
  | 'document'
  | 'kind'
  | 'issuedFor'
  | 'validFrom'
  | 'dueOn'
  | 'due'
  | 'paid'
  | 'paidRate'
  | 'owed'
  | 'owing'
  | 'level'
  | 'continuity'
  | 'stopped'
  | 'rule'
  | 'found'
  | 'open'
  | 'inProgress'
  | 'proposed'
  | 'closed'
  | 'rectifiedRate'
  | 'flagged'
  | 'missing'
  | 'drafted'
  | 'submitted'
  | 'approved'
  | 'task'
  | 'amount';
