import { type SharedKey, type Sharer, sharedClaim } from '../../../subsidy/double-claims';
import { type Opened, opened } from '../../opened';
import { subjectOf } from '../../subject';
import type { Thresholds } from '../../thresholds';

/**
 * A household that has the value. `subsidised`: entitled in any season, withdrawn entitlements left out. `received`: what arrived of its
 * subsidies, in 分.
 */
export type SharerWithMoney = Sharer & { received: number };

/**
 * R01 重复申领(身份证), R02 重复(表号/序列号/发票/账号) (docs/definitions.md#rule-r01, docs/definitions.md#rule-r02): a value that several
 * households of the whole register have, as `sharedClaim` decides: two for an ID, a meter, a serial or an invoice, more than the
 * threshold (3) for an account, and at least two of them entitled in any season. Households of any status.
 *
 * `value` is what is compared, a fingerprint for an ID or an account. The amount is what arrived at all these households.
 */
export function sharedValueOpened(
  key: SharedKey,
  value: string,
  sharers: readonly SharerWithMoney[],
  thresholds: Thresholds,
): Opened | null {
  const claim = sharedClaim(key, sharers, thresholds.householdsPerAccount);
  if (claim === null) return null;
  const each = [...new Map(sharers.map((sharer) => [sharer.household, sharer])).values()];
  const amount = each.reduce((sum, { received }) => sum + received, 0);
  const entitled = each.filter(({ subsidised }) => subsidised).length;
  const limit = key === 'account' ? thresholds.householdsPerAccount : 1;
  const cause = { key, count: claim.households.length, entitled, span: claim.span, amount, limit };
  return opened(claim.rule, subjectOf.sharedValue(key, value), thresholds, { cause, amount, households: claim.households });
}
