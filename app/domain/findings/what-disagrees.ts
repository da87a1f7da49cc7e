import type { Check, CheckedSubject } from './rules/of-others/records-disagree';

/** One difference that `npm run verify` reports: what was compared, and where. */
export type Disagreement = { subject: CheckedSubject; check: Check };

const OF_THE_LEDGER = new Set([
  'subsidy_sum',
  'subsidy_households',
  'subsidy_open',
  'unpaid_sum',
  'resend_sum',
  'continuity_sum',
  'forecast',
]);

/**
 * 哪里对不上 (docs/definitions.md#rule-r23): where a figure that a rebuild finds otherwise lies. `what` is the column or table that
 * differs, `row` the row of a sum that belongs to no village: the sums of a batch name it, those of findings their division.
 */
export function figureDisagrees(village: string, what: string, row: string | null): Disagreement {
  if (what === 'batch_sum') {
    const { batch_division, batch_number } = JSON.parse(row!) as { batch_division: string; batch_number: string };
    return { subject: { batch: { division: batch_division, number: batch_number } }, check: 'batch' };
  }
  if (what === 'finding_sum' || what === 'finding_due_sum')
    return { subject: { village: (JSON.parse(row!) as { division_code: string }).division_code }, check: 'roll-up' };
  return { subject: { village }, check: OF_THE_LEDGER.has(what) ? 'ledger' : 'roll-up' };
}

/** A record that differs from its history; money is the ledger's. */
export function recordDisagrees(village: string, entity: string): Disagreement {
  return { subject: { village }, check: entity === 'entitlement' || entity === 'payment' ? 'ledger' : 'record' };
}

/** A fault of a chain, which is named after the division whose changes it holds; of any other chain it lies at `root`. */
export function historyDisagrees(chain: string, divisions: ReadonlySet<string>, root: string): Disagreement {
  return { subject: { village: divisions.has(chain) ? chain : root }, check: 'history' };
}
