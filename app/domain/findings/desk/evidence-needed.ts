import { mayBeUrgent } from '../opened';
import type { RuleCode } from '../rule-codes';

/**
 * 销号要不要佐证: where the finding or its rule is urgent, a photo or a document has to show the result (docs/definitions.md#rules, life of a
 * finding). The others close with words.
 */
export function evidenceNeeded({ rule, urgent }: { rule: RuleCode | null; urgent: boolean }): boolean {
  return urgent || (rule !== null && mayBeUrgent(rule));
}
