import { accountForSignIn, lockAccount, storePassword } from '~/database/access/accounts.server';
import { revokeSessionsOf } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { passwordFault } from '~/domain/access/good-password';
import type { Person } from '~/domain/access/person';
import { refuse } from '~/domain/problems';
import { PASSWORD_TRIES, QUARTER_HOUR, type RateLimits } from '~/server/http/rate-limit.server';
import { hashPassword, passwordMatches } from '~/server/personal/password.server';
import { noteFailure } from './sign-in.server';

/**
 * 修改密码: a person changes their own password and proves it with the present one. All other sessions of the account end. The
 * present password is refused as the new one, because then the forced change of the first password would change nothing. A wrong present
 * password counts as a failed sign-in: a screen left open must not be a way to guess it.
 */
export async function changePassword(
  db: Database,
  limits: RateLimits,
  person: Person & { accountId: string },
  input: { current: string; next: string; repeated: string; keepSession: string | null },
  now: Date,
): Promise<void> {
  const seconds = await limits.use('change-password', person.accountId, PASSWORD_TRIES, QUARTER_HOUR);
  if (seconds > 0) refuse('sign-in.locked', { minutes: Math.ceil(seconds / 60) });
  const account = await withSql(db, (sql) => accountForSignIn(sql, person.username));
  if (!account || !(await passwordMatches(account.passwordHash, input.current))) {
    if (account) await noteFailure(db, account.id, now);
    return refuse('password.current-wrong');
  }
  const fault = passwordFault(input.next, person.username);
  if (fault) refuse(`password.${fault}`);
  if (input.next === input.current) refuse('password.same-as-before');
  if (input.next !== input.repeated) refuse('password.repeated-differs');
  const passwordHash = await hashPassword(input.next);
  await inTransaction(db, async (sql) => {
    const locked = await lockAccount(sql, account.id);
    if (!locked || locked.passwordHash !== account.passwordHash) refuse('account.changed-meanwhile');
    await storePassword(sql, account.id, passwordHash, false);
    await revokeSessionsOf(sql, account.id, now, input.keepSession);
    await appendHistory(sql, now, account.id, [
      { chain: SYSTEM_CHAIN, action: 'account.change-password', entity: 'account', entityKey: account.id },
    ]);
  });
}
