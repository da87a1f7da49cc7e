/** Where the money of a household goes: its account in a form in which equal numbers are equal texts, and the holder's name. */
export type Payee = { account: string | null; holder: string | null };

/**
 * 导入的账户要不要第二人看 (docs/definitions.md#second-look): whether a row of an imported roster would send the money of a household somewhere
 * else. It would, when there is an account and it becomes another one or none, or when the account stays and its known holder becomes
 * another one or none.
 *
 * It would not, when there is no account yet: nothing can be paid, and a roster with the first accounts of a county is checked when they
 * are paid, by two persons. Nor when a holder is added to an account that had none.
 */
export function redirectsPayment(before: Payee, after: Payee): boolean {
  if (before.account === null) return false;
  return before.account !== after.account || (before.holder !== null && before.holder !== after.holder);
}
