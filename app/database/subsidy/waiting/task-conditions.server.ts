/** What waits, as conditions (app/domain/subsidy/subsidy-tasks): the counts of 待办 and the lists behind them are built from them. */
import type { BatchTask, PolicyTask } from '~/domain/subsidy/subsidy-tasks';

/** Of a policy `p` with its division `d`: those of division $1 and below it that somebody in the scope $2 may confirm. */
const TO_CONFIRM = 'd.path @> ARRAY[$1]::text[] AND d.path && $2::text[]';
export const POLICY_WAITS: Record<PolicyTask, string> = {
  second: `${TO_CONFIRM} AND 'second' = ANY(p.to_confirm)`,
  level: `${TO_CONFIRM} AND EXISTS (SELECT 1 FROM unnest(p.to_confirm) step WHERE step <> 'second')`,
};

/** Of a batch `b`. */
export const BATCH_WAITS: Record<BatchTask, string> = {
  check: `b.state = 'drafted'`,
  release: `b.state IN ('checked', 'noticed')`,
  reconcile: `b.state = 'released' AND b.settle_asked_by IS NULL`,
  confirm: `b.state = 'released' AND b.settle_asked_by IS NOT NULL`,
  undo: `b.state = 'reconciled' AND b.undo_asked_by IS NOT NULL`,
};

/** The batches of division $1 and below it in the scope $2 that have money of season $3. */
export const BATCH_OF_SEASON = `d.path @> ARRAY[$1]::text[] AND d.path && $2::text[] AND (b.season = $3 OR EXISTS (
  SELECT 1 FROM batch_sum s WHERE s.batch_division = b.division_code AND s.batch_number = b.number AND $3 = ANY(s.seasons)))`;
