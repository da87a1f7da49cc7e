import type { RuleCode } from '../findings/rule-codes';
import type { ListKey } from '../indicators/household-lists';
import type { IndicatorKey } from '../indicators/indicators';

/** 条款: the clauses of the source document, by the numbers of this register (docs/definitions.md#clauses). */
export const CLAUSE_KEYS = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11', 'C12', 'C13', 'C14'] as const;
export type ClauseKey = (typeof CLAUSE_KEYS)[number];

/**
 * 对照条款: what of the register answers a clause (docs/definitions.md#clause-page). `indicators` are shown with numerator, denominator, who is
 * missing and which places are last. `lists` are households to go to that no rate says. `rules` open the findings concerned.
 */
type Clause = {
  key: ClauseKey;
  indicators: readonly IndicatorKey[];
  lists: readonly ListKey[];
  rules: readonly RuleCode[];
};

export const CLAUSES: readonly Clause[] = [
  { key: 'C1', indicators: ['completeness', 'satisfaction'], lists: [], rules: [] },
  { key: 'C2', indicators: ['stableRate', 'reburnRate', 'suspectedRate'], lists: ['unstable'], rules: ['R08', 'R09', 'R22'] },
  { key: 'C3', indicators: ['coverage', 'cleanRateHouseholds', 'cleanRateArea'], lists: [], rules: ['R11'] },
  { key: 'C4', indicators: ['completeness'], lists: [], rules: ['R21'] },
  {
    key: 'C5',
    indicators: ['useRate', 'conversionRate', 'connectionRate', 'residentUseRate', 'letConnectedRate', 'letUsedRate'],
    lists: [],
    rules: ['R10', 'R19'],
  },
  { key: 'C6', indicators: ['rectifiedRate'], lists: [], rules: [] },
  { key: 'C7', indicators: ['conversionRate'], lists: [], rules: ['R10', 'R20', 'R24'] },
  { key: 'C8', indicators: [], lists: [], rules: [] },
  { key: 'C9', indicators: [], lists: [], rules: ['R13'] },
  { key: 'C10', indicators: [], lists: ['I.district_heat', 'I.biomass'], rules: ['R14', 'R15'] },
  { key: 'C11', indicators: ['continuityRate', 'paidRateAmount', 'paidRateHouseholds'], lists: [], rules: ['R16', 'R17', 'R18'] },
  { key: 'C12', indicators: [], lists: ['cold'], rules: ['R12', 'R25'] },
  { key: 'C13', indicators: [], lists: [], rules: ['R15'] },
  { key: 'C14', indicators: [], lists: [], rules: ['R01', 'R02', 'R04', 'R21', 'R23'] },
];
