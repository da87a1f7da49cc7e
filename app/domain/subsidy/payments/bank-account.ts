import type { PayMethod } from '../../contract/enumerations';

/**
 * 一卡通 and 银行卡 send money to the account of the household; cash and a credit on the meter need none. Who has no account is left out
 * of a batch that needs one, and never arrives with “the rest” (docs/definitions.md#reconciled).
 */
export const TO_ACCOUNT: readonly PayMethod[] = ['one_card', 'bank'];

export function needsAccount(method: PayMethod | null): boolean {
  return method !== null && TO_ACCOUNT.includes(method);
}

/** Why a payment failed that no bank could have made. */
export const NO_ACCOUNT_REASON = '没有收款账号';
