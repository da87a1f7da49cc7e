import { randomUUID } from 'node:crypto';
import {
  insertAccount,
  levelsOfDivisions,
  lockAccountNamed,
  setDivisionsOfAccount,
  updateAccount,
} from '~/database/access/account-changes.server';
import { storePassword } from '~/database/access/accounts.server';
import { revokeSessionsOf } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { levelsOfRole } from '~/domain/access/division-level-of-role';
import { isGoodUsername } from '~/domain/access/good-username';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { labelOf, type Role } from '~/domain/contract/enumerations';
import { refuse } from '~/domain/problems';
import { hashPassword, initialPassword } from '~/server/personal/password.server';
import { requireKept } from './manage-account.server';

export interface AccountInput {
  username: string;
  name?: string;
  role?: Role;
  divisions?: string[];
  resetPassword?: boolean;
  /** A form states whether it adds or changes, so that a name that is taken does not change somebody else's account. */
  expected?: 'new' | 'existing';
}

export interface SavedAccount {
  created: boolean;
  /** Shown once and stored nowhere; it must be changed at the first sign-in. Null when the password was left alone. */
  initialPassword: string | null;
}

/**
 * 新建或修改账号. A new account needs name, role and divisions and gets an initial password; of an existing one only what is given
 * changes. A change of role, divisions or password ends all sessions of the account.
 */
export async function saveAccount(db: Database, actor: Person, input: AccountInput, now: Date): Promise<SavedAccount> {
  if (!mayPerson(actor, 'accounts.manage')) refuse('access.not-allowed');
  const username = input.username.normalize('NFC').trim();
  if (!isGoodUsername(username)) refuse('account.username-malformed', { username });
  // Hashing takes tens of milliseconds, so it is done before the transaction, even if it turns out not to be needed.
  const password = initialPassword();
  const passwordHash = await hashPassword(password);

  return inTransaction(db, async (sql) => {
    const before = await lockAccountNamed(sql, username);
    if (input.expected === 'new' && before) refuse('account.username-taken', { username });
    if (input.expected === 'existing' && !before) refuse('account.unknown');
    const name = input.name?.trim() || before?.name;
    const role = input.role ?? before?.role;
    const divisions = input.divisions ? [...new Set(input.divisions)].sort() : before?.divisions;
    if (name === undefined || role === undefined || divisions === undefined) return refuse('account.name-missing', { username });
    if (before && input.name === undefined && !input.role && !input.divisions && !input.resetPassword)
      refuse('account.nothing-to-change', { username });
    await checkDivisions(sql, role, divisions);
    await requireKept(sql, actor, before, { role, divisions });

    const id = before?.id ?? randomUUID();
    if (before) await updateAccount(sql, id, { name, role });
    else await insertAccount(sql, { id, username, name, role }, now);
    await setDivisionsOfAccount(sql, id, divisions);
    const newPassword = !before || input.resetPassword === true;
    if (newPassword) await storePassword(sql, id, passwordHash, true);
    const otherRights = before !== null && (before.role !== role || before.divisions.join() !== divisions.join());
    if (before && (newPassword || otherRights)) await revokeSessionsOf(sql, id, now);

    await appendHistory(sql, now, actor.accountId ?? actor.username, [
      {
        chain: SYSTEM_CHAIN,
        action: before ? 'account.change' : 'account.add',
        entity: 'account',
        entityKey: id,
        before: before ? { name: before.name, role: before.role, divisions: before.divisions } : undefined,
        after: { username, name, role, divisions, ...(newPassword ? { password: 'initial' } : {}) },
      },
    ]);
    return { created: before === null, initialPassword: newPassword ? password : null };
  });
}

async function checkDivisions(sql: Sql, role: Role, codes: readonly string[]): Promise<void> {
  if (codes.length === 0) refuse('account.divisions-missing', { role: named(role) });
  const levels = await levelsOfDivisions(sql, codes);
  for (const code of codes) {
    const level = levels.get(code);
    if (level === undefined) refuse('division.unknown', { code });
    else if (!levelsOfRole(role).includes(level)) refuse('account.division-level', { role: named(role), code });
  }
}

const named = (role: Role) => `${labelOf('role', role)} (${role})`;
