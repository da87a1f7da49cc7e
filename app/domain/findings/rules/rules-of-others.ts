import { RULE_CODES, type RuleCode } from '../rule-codes';
import { HOUSEHOLD_RULE_CODES } from './rules-of-household';

/** R23 follows from what `npm run verify` finds, R22 from a village's roll-up whenever it moves. */
const ELSEWHERE: readonly RuleCode[] = ['R22', 'R23'];

/** What a job looks at, season by season: shared values, heat sources, visitors and plans. */
export const OTHER_RULE_CODES: readonly RuleCode[] = RULE_CODES.filter(
  (code) => !HOUSEHOLD_RULE_CODES.includes(code) && !ELSEWHERE.includes(code),
);
