import { type AccountForSignIn, accountForSignIn, lockAccount, noteFailedSignIn, noteSignIn } from '~/database/access/accounts.server';
import { secondFactorOf } from '~/database/access/second-factors.server';
import { insertSession, revokeSession } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { lockMinutesAfter } from '~/domain/access/lock-after-failures';
import type { Role } from '~/domain/contract/enumerations';
import { refuse } from '~/domain/problems';
import { hashOfToken, newToken } from '~/server/http/cookies.server';
import { PASSWORD_TRIES, QUARTER_HOUR, type RateLimits } from '~/server/http/rate-limit.server';
import { passwordMatches } from '~/server/personal/password.server';
import { type CodeState, requireTriesLeft, spendCode } from './check-second-factor.server';
import { isKnownBrowser, markOfBrowser } from './known-browser.server';

export type Checked = { accountId: string; role: Role; mustChangePassword: boolean };
/** The cookie of a known browser and the secret it is signed with; a program has none. */
export type KnownMark = { mark: string | undefined; secret: string };
type Attempt = { username: string; password: string; code?: string; address: string; known?: KnownMark };

/**
 * 验证用户名和密码, and the code of an account with a second factor. Refuses with the same sentence, after the same work, whether the name is
 * unknown, the password wrong or the account disabled. After repeated failures a known and an unknown name wait the same time. A browser
 * from which this account signed in before is not kept out by the failures of others, and its own do not lock the account.
 */
export async function checkPassword(db: Database, limits: RateLimits, input: Attempt, now: Date): Promise<Checked> {
  return (await checked(db, limits, input, now)).checked;
}

async function checked(
  db: Database,
  limits: RateLimits,
  input: Attempt,
  now: Date,
): Promise<{ checked: Checked; account: AccountForSignIn }> {
  const username = input.username.trim();
  const wait = await limits.addressWait(input.address);
  if (wait > 0) refuse('sign-in.too-many-from-address', { minutes: minutesOf(wait) });
  const account = await withSql(db, (sql) => accountForSignIn(sql, username));
  const known = account !== null && (await mayTryAsKnown(limits, input.known, account));
  // The password of a locked account is not checked, so that guessing cannot go on during a lock.
  const locked = account ? secondsUntil(account.lockedUntil, now) : await limits.unknownNameWait(username);
  if (locked > 0 && !known) {
    await limits.noteAddressFailure(input.address);
    refuse('sign-in.locked', { minutes: minutesOf(locked) });
  }
  const matches = await passwordMatches(account?.passwordHash ?? null, input.password);
  if (account && matches && !account.disabled) {
    await noteRightPassword(db, limits, account, known, input, now);
    return { account, checked: { accountId: account.id, role: account.role, mustChangePassword: account.mustChangePassword } };
  }
  await limits.noteAddressFailure(input.address);
  if (known) return refuse('sign-in.wrong');
  const minutes = account ? await noteFailure(db, account.id, now) : await limits.noteUnknownNameFailure(username);
  if (minutes > 0) refuse('sign-in.locked', { minutes });
  return refuse('sign-in.wrong');
}

async function mayTryAsKnown(limits: RateLimits, known: KnownMark | undefined, account: AccountForSignIn): Promise<boolean> {
  if (!known || !isKnownBrowser(known.secret, known.mark, account)) return false;
  return (await limits.use('known-browser', known.mark!, PASSWORD_TRIES, QUARTER_HOUR)) === 0;
}

/**
 * Looks at the account again under its row lock: while the password was being checked, others may have locked or changed it. Guesses
 * sent at the same time would else all be answered as if each was the first. A known browser leaves the lock that keeps strangers out.
 * Of an account with a second factor the code is used up there too, so that it lets in once.
 */
async function noteRightPassword(
  db: Database,
  limits: RateLimits,
  before: AccountForSignIn,
  known: boolean,
  input: Attempt,
  now: Date,
): Promise<void> {
  const secured = (await withSql(db, (sql) => secondFactorOf(sql, before.id))) !== null;
  if (secured && !input.code) return refuse('second-factor.code-needed');
  if (secured) await requireTriesLeft(limits, before.id);
  const code = await inTransaction(db, async (sql): Promise<CodeState> => {
    const account = await lockAccount(sql, before.id);
    if (!account || account.disabled || account.passwordHash !== before.passwordHash) return refuse('sign-in.wrong');
    const locked = secondsUntil(account.lockedUntil, now);
    if (locked > 0 && !known) refuse('sign-in.locked', { minutes: minutesOf(locked) });
    // Asked again here: it may have been set up, or taken away, since.
    const factor = await secondFactorOf(sql, account.id);
    if (factor && !secured) refuse('second-factor.code-needed');
    const state = factor ? await spendCode(sql, account.id, input.code ?? '', now) : 'right';
    if (state === 'right' && locked === 0) await noteSignIn(sql, account.id);
    return state;
  });
  if (code === 'right') return;
  await limits.noteAddressFailure(input.address);
  if (code === 'wrong' && !known) await noteFailure(db, before.id, now);
  refuse(code === 'used' ? 'second-factor.code-used' : 'second-factor.code-wrong');
}

/**
 * Counts a failure under a lock on the account, so that two attempts at once count as two. Returns the minutes it is now locked. One that
 * was begun before the account was locked adds nothing to the lock.
 */
export async function noteFailure(db: Database, accountId: string, now: Date): Promise<number> {
  return inTransaction(db, async (sql) => {
    const account = await lockAccount(sql, accountId);
    if (!account) return 0;
    const locked = secondsUntil(account.lockedUntil, now);
    if (locked > 0) return minutesOf(locked);
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

export type SignedIn = Checked & { token: string; mark: string };

/**
 * 登录: checks the password and opens a session; the one that this browser had (`former`) ends. The token goes into the cookie and is
 * stored nowhere; `mark` makes the browser a known one.
 */
export async function signIn(
  db: Database,
  limits: RateLimits,
  input: Attempt & { userAgent: string | null; known: KnownMark; former: { accountId: string; sessionId: string } | null },
  now: Date,
): Promise<SignedIn> {
  const { checked: right, account } = await checked(db, limits, input, now);
  const token = newToken();
  const { former } = input;
  await inTransaction(db, async (sql) => {
    if (former) await revokeSession(sql, former.accountId, former.sessionId, now);
    await insertSession(sql, { id: hashOfToken(token), accountId: right.accountId, role: right.role, userAgent: input.userAgent, now });
  });
  return { ...right, token, mark: markOfBrowser(input.known.secret, account) };
}

function secondsUntil(instant: string | null, now: Date): number {
  return instant === null ? 0 : Math.max(0, Math.ceil((Date.parse(instant) - now.getTime()) / 1000));
}

function minutesOf(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}
