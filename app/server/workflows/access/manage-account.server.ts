import { divisionsNotKept, keeperOf, lockKeptAccount, otherAdministrators, storeDisabled } from '~/database/access/account-list.server';
import { noteSignIn, storePassword } from '~/database/access/accounts.server';
import { deleteSecondFactor } from '~/database/access/second-factors.server';
import { revokeSessionsOf } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { rolesGivenBy } from '~/domain/access/manage-accounts';
import { isOperator, type Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { labelOf, type Role } from '~/domain/contract/enumerations';
import { refuse } from '~/domain/problems';
import { hashPassword, initialPassword } from '~/server/personal/password.server';

/**
 * Refuses what a keeper of accounts may not do to an account (`before`, null for a new one): change their own rights, or an
 * account outside their divisions or of a role they cannot give. The same holds for the account as it is to become.
 */
export async function requireKept(
  sql: Sql,
  actor: Person,
  before: { id: string; role: Role } | null,
  after: { role: Role; divisions: readonly string[] },
): Promise<void> {
  if (before?.role === 'admin' && after.role !== 'admin') await requireAnotherAdministrator(sql, before.id);
  if (isOperator(actor)) return;
  if (before && before.id === actor.accountId) refuse('account.own');
  const keeper = keeperOf(actor);
  if (before && !(await lockKeptAccount(sql, keeper, before.id))) refuse('account.unknown');
  if (!rolesGivenBy(actor).includes(after.role)) refuse('account.role-not-given', { role: labelOf('role', after.role) });
  const outside = await divisionsNotKept(sql, keeper, after.divisions);
  // The refusal is the same as for a code that does not exist, so that it reveals nothing about other divisions.
  if (outside.length > 0) refuse('division.unknown', { code: outside.join('、') });
  if (before?.role === 'admin' && after.role !== 'admin') await requireAnotherAdministrator(sql, before.id);
}

async function requireAnotherAdministrator(sql: Sql, id: string): Promise<void> {
  if ((await otherAdministrators(sql, id)) === 0) refuse('account.last-admin');
}

type Verb = 'disable' | 'enable' | 'unlock' | 'end-sessions' | 'initial-password' | 'reset-second-factor';

/** Makes one change of an account the actor manages, with its entry in the history. Nobody manages their own account. */
async function change<T>(
  db: Database,
  actor: Person,
  id: string,
  verb: Verb,
  now: Date,
  work: (sql: Sql, account: { id: string; role: Role; disabled: boolean }) => Promise<T>,
  after?: { reason: string },
): Promise<T> {
  if (!mayPerson(actor, 'accounts.manage')) refuse('access.not-allowed');
  return inTransaction(db, async (sql) => {
    const account = await lockKeptAccount(sql, keeperOf(actor), id);
    if (!account) return refuse('account.unknown');
    if (account.id === actor.accountId) refuse('account.own');
    const result = await work(sql, account);
    await appendHistory(sql, now, actor.username, [
      { chain: SYSTEM_CHAIN, action: `account.${verb}`, entity: 'account', entityKey: account.id, after },
    ]);
    return result;
  });
}

/** 停用账号: it cannot sign in, and its sessions end. */
export function disableAccount(db: Database, actor: Person, id: string, now: Date): Promise<void> {
  return change(db, actor, id, 'disable', now, async (sql, account) => {
    if (account.role === 'admin') await requireAnotherAdministrator(sql, account.id);
    await storeDisabled(sql, account.id, now);
    await revokeSessionsOf(sql, account.id, now);
  });
}

/** 恢复账号. */
export function enableAccount(db: Database, actor: Person, id: string, now: Date): Promise<void> {
  return change(db, actor, id, 'enable', now, (sql, account) => storeDisabled(sql, account.id, null));
}

/** 解锁: resets the count of wrong passwords. */
export function unlockAccount(db: Database, actor: Person, id: string, now: Date): Promise<void> {
  return change(db, actor, id, 'unlock', now, (sql, account) => noteSignIn(sql, account.id));
}

/** 强制退出: ends all sessions and API tokens of the account; returns how many. */
export function endSessions(db: Database, actor: Person, id: string, now: Date): Promise<number> {
  return change(db, actor, id, 'end-sessions', now, (sql, account) => revokeSessionsOf(sql, account.id, now));
}

/**
 * 取消两步验证 of an account whose phone and recovery codes are lost, with the reason; its sessions end. Where its role must have one, it is
 * set up anew at the next sign-in. The administrator alone: whoever resets a password too would hold both keys.
 */
export function resetSecondFactor(db: Database, actor: Person, id: string, reason: string, now: Date): Promise<void> {
  if (!mayPerson(actor, 'second-factor.reset')) refuse('access.not-allowed');
  return change(
    db,
    actor,
    id,
    'reset-second-factor',
    now,
    async (sql, account) => {
      if (!(await deleteSecondFactor(sql, account.id))) refuse('second-factor.none');
      await revokeSessionsOf(sql, account.id, now);
    },
    { reason },
  );
}

/** 重置密码: a new first password, returned once and stored nowhere; all sessions end. */
export async function issueInitialPassword(db: Database, actor: Person, id: string, now: Date): Promise<string> {
  const password = initialPassword();
  const passwordHash = await hashPassword(password);
  return change(db, actor, id, 'initial-password', now, async (sql, account) => {
    await storePassword(sql, account.id, passwordHash, true);
    await revokeSessionsOf(sql, account.id, now);
    return password;
  });
}
