import { placeOfSecret, secondFactorOf, spendRecoveryCode, spendStep } from '~/database/access/second-factors.server';
import type { Sql } from '~/database/connection/sql.server';
import { readSecondFactorCode } from '~/domain/access/second-factor';
import { refuse } from '~/domain/problems';
import type { RateLimits } from '~/server/http/rate-limit.server';
import { fingerprint, open } from '~/server/personal/seal.server';
import { stepOfCode } from '~/server/personal/second-factor.server';

/** Codes tried by who knows the password: thirty a day of a million leave a chance of 1 in 11,000 a day. */
const TRIES = { points: 30, seconds: 86_400 };

/** Counts a try; refuses when there were too many. The way out is the administrator, who takes the second factor from the account. */
export async function requireTriesLeft(limits: RateLimits, accountId: string): Promise<void> {
  const seconds = await limits.use('second-factor', accountId, TRIES.points, TRIES.seconds);
  if (seconds > 0) refuse('second-factor.too-many', { hours: Math.ceil(seconds / 3600) });
}

export type CodeState = 'right' | 'wrong' | 'used';

/**
 * Whether this is a code of the account's app or one of its recovery codes, and uses it up: whoever looked over a shoulder cannot sign in
 * with it again. `wrong` also when the account has no second factor. To be called in the transaction of what the code is for.
 */
export async function spendCode(sql: Sql, accountId: string, typed: string, now: Date): Promise<CodeState> {
  const factor = await secondFactorOf(sql, accountId);
  const read = readSecondFactorCode(typed);
  if (!factor || !read) return 'wrong';
  if (read.kind === 'recovery')
    return (await spendRecoveryCode(sql, accountId, fingerprint('recovery-code', read.code), now)) ? 'right' : 'wrong';
  const step = stepOfCode(open(factor.secretSealed, placeOfSecret(accountId)), read.code, now);
  if (step === null) return 'wrong';
  return (await spendStep(sql, accountId, step)) ? 'right' : 'used';
}
