/**
 * 补贴待办 (docs/definitions.md#subsidy-tasks): what waits for somebody in the subsidies of an open season. A number of the list of tasks and
 * the list it leads to are made by the same condition.
 *
 * - Policies: `second` waits for a second person of its office, `level` for a level that it charges.
 * - Batches: `check` waits for its check, `release` for its notice or its release, `reconcile` for somebody who asks for its
 *   reconciliation, `confirm` for a second person who confirms one, `undo` for a second person who undoes one.
 * - `objections`: undecided objections; the batch does not go on before they are decided.
 * - `failed`: failed payments that may be sent again.
 */
export const POLICY_TASKS = ['second', 'level'] as const;
export const BATCH_TASKS = ['check', 'release', 'reconcile', 'confirm', 'undo'] as const;
export const PAYMENT_TASKS = [...BATCH_TASKS, 'objections', 'failed'] as const;
export const SUBSIDY_TASKS = [...POLICY_TASKS, ...PAYMENT_TASKS] as const;

export type PolicyTask = (typeof POLICY_TASKS)[number];
export type BatchTask = (typeof BATCH_TASKS)[number];
export type PaymentTask = (typeof PAYMENT_TASKS)[number];
export type SubsidyTask = (typeof SUBSIDY_TASKS)[number];

export function isBatchTask(task: string | null): task is BatchTask {
  return (BATCH_TASKS as readonly (string | null)[]).includes(task);
}

/** The task that an address asks for; null shows everything. */
export function taskIn<Task extends SubsidyTask>(tasks: readonly Task[], asked: URLSearchParams): Task | null {
  return tasks.find((task) => task === asked.get('task')) ?? null;
}
