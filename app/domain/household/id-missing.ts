/**
 * 无证件原因: what a reason written in words says of a missing ID number: 未登记, 拒绝, or anything else (docs/definitions.md#rule-r05). The
 * ledger takes any text; a longer one that holds the word says the same.
 */
export function missingIdOf(reason: string | null): 'unregistered' | 'refused' | 'unknown' {
  if (reason?.includes('未登记')) return 'unregistered';
  return reason?.includes('拒绝') ? 'refused' : 'unknown';
}
