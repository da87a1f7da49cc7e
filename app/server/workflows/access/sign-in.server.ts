import { accountForSignIn, lockAccount, noteFailedSignIn, noteSignIn } from '~/database/access/accounts.server';
import { insertSession } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { lockMinutesAfter } from '~/domain/access/lock-after-failures';
import type { Role } from '~/domain/contract/enumerations';
import { refuse } from '~/domain/problems';
import { hashOfToken, newToken } from '~/server/http/cookies.server';
import type { RateLimits } from '~/server/http/rate-limit.server';
import { passwordMatches } from '~/server/personal/password.server';

export type Checked = { accountId: string; role: Role; mustChangePassword: boolean };

/**
 * 验证用户名和密码. Refuses with the same sentence, after the same work, whether the name is unknown, the password wrong or the account
 * disabled. After repeated failures a known and an unknown name wait the same time.
 */
export async function checkPassword(
  db: Database,
  limits: RateLimits,
  input: { username: string; password: string; address: string },
  now: Date,
): Promise<Checked> {
  const username = input.username.trim();
  const wait = await limits.addressWait(input.address);
  if (wait > 0) refuse('sign-in.too-many-from-address', { minutes: minutesOf(wait) });
  const account = await withSql(db, (sql) => accountForSignIn(sql, username));
  // The password of a locked account is not checked, so that guessing cannot go on during a lock.
  const locked = account ? secondsUntil(account.lockedUntil, now) : await limits.unknownNameWait(username);
  if (locked > 0) {
    await limits.noteAddressFailure(input.address);
    refuse('sign-in.locked', { minutes: minutesOf(locked) });
  }
  const matches = await passwordMatches(account?.passwordHash ?? null, input.password);
  if (account && matches && !account.disabled) {
    await withSql(db, (sql) => noteSignIn(sql, account.id));
    return { accountId: account.id, role: account.role, mustChangePassword: account.mustChangePassword };
  }
  await limits.noteAddressFailure(input.address);
  const minutes = account ? await noteFailure(db, account.id, now) : await limits.noteUnknownNameFailure(username);
  if (minutes > 0) refuse('sign-in.locked', { minutes });
  return refuse('sign-in.wrong');
}

/** Counts a failure under a lock on the account, so that two attempts at once count as two. Returns the minutes it is now locked. */
async function noteFailure(db: Database, accountId: string, now: Date): Promise<number> {
  return inTransaction(db, async (sql) => {
    const account = await lockAccount(sql, accountId);
    if (!account) return 0;
    const failures = account.failedSignIns + 1;
    const minutes = lockMinutesAfter(failures);
    await noteFailedSignIn(sql, accountId, failures, minutes > 0 ? new Date(now.getTime() + minutes * 60_000) : null);
    if (minutes > 0) {
      await appendHistory(sql, now, accountId, [
        { chain: SYSTEM_CHAIN, action: 'account.lock', entity: 'account', entityKey: accountId, after: { failures, minutes } },
      ]);
    }
    return minutes;
  });
}

/** 登录: checks the password and opens a session. The token goes into the cookie and is stored nowhere. */
export async function signIn(
  db: Database,
  limits: RateLimits,
  input: { username: string; password: string; address: string; userAgent: string | null },
  now: Date,
): Promise<Checked & { token: string }> {
  const checked = await checkPassword(db, limits, input, now);
  const token = newToken();
  await withSql(db, (sql) =>
    insertSession(sql, { id: hashOfToken(token), accountId: checked.accountId, role: checked.role, userAgent: input.userAgent, now }),
  );
  return { ...checked, token };
}

function secondsUntil(instant: string | null, now: Date): number {
  return instant === null ? 0 : Math.max(0, Math.ceil((Date.parse(instant) - now.getTime()) / 1000));
}

function minutesOf(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}
