/** Whom money reaches, by the rule of app/domain/subsidy/payments/bank-account. */

import { TO_ACCOUNT } from '~/domain/subsidy/payments/bank-account';

/** Of a household `h`. */
export const WITHOUT_ACCOUNT = 'h.bank_account_masked IS NULL';

/** Whether money sent by this method (an expression) reaches household `h`. */
export function reaches(method: string): string {
  return `(${method} IS NULL OR ${method} NOT IN (${TO_ACCOUNT.map((one) => `'${one}'`).join(', ')}) OR NOT ${WITHOUT_ACCOUNT})`;
}
