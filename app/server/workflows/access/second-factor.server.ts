import { accountForSignIn, lockAccount } from '~/database/access/accounts.server';
import {
  deleteSecondFactor,
  insertSecondFactor,
  placeOfSecret,
  replaceRecoveryCodes,
  secondFactorRequiredSince,
  storeRequiredRoles,
} from '~/database/access/second-factors.server';
import { revokeSessionsOf } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import type { Person } from '~/domain/access/person';
import { mayHaveSecondFactor, readSecondFactorCode, type SecondFactorRole } from '~/domain/access/second-factor';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { PASSWORD_TRIES, QUARTER_HOUR, type RateLimits } from '~/server/http/rate-limit.server';
import { passwordMatches } from '~/server/personal/password.server';
import { fingerprint, seal } from '~/server/personal/seal.server';
import { newRecoveryCodes, offerAgain, stepOfCode } from '~/server/personal/second-factor.server';
import { requireTriesLeft, spendCode } from './check-second-factor.server';
import { noteFailure } from './sign-in.server';

type Own = Person & { accountId: string };

/**
 * 设置两步验证: the person proves with the password that it is them, and with a code that their app has the secret. Returns the recovery
 * codes, which are shown this once. All other sessions of the account end: they were opened without it.
 */
export async function setUpSecondFactor(
  db: Database,
  limits: RateLimits,
  person: Own,
  input: { offer: string; password: string; code: string; keepSession: string | null },
  now: Date,
): Promise<string[]> {
  if (!mayHaveSecondFactor(person.role)) refuse('access.not-allowed');
  const offer = offerAgain({ id: person.accountId, username: person.username }, input.offer, now);
  if (!offer) return refuse('second-factor.offer-old');
  // Not the tries of codes: whoever used those up must not keep the owner from setting it up anew.
  const seconds = await limits.use('set-up-second-factor', person.accountId, PASSWORD_TRIES, QUARTER_HOUR);
  if (seconds > 0) refuse('sign-in.locked', { minutes: Math.ceil(seconds / 60) });
  const account = await withSql(db, (sql) => accountForSignIn(sql, person.username));
  if (!account || !(await passwordMatches(account.passwordHash, input.password))) {
    if (account) await noteFailure(db, account.id, now);
    return refuse('password.current-wrong');
  }
  const read = readSecondFactorCode(input.code);
  const step = read?.kind === 'app' ? stepOfCode(offer.secret, read.code, now) : null;
  if (step === null) return refuse('second-factor.not-in-app');
  return inTransaction(db, async (sql) => {
    await lockAccount(sql, person.accountId);
    const factor = { accountId: person.accountId, secretSealed: seal(offer.secret, placeOfSecret(person.accountId)), lastStep: step };
    if (!(await insertSecondFactor(sql, factor, now))) refuse('second-factor.there-already');
    await revokeSessionsOf(sql, person.accountId, now, input.keepSession);
    await note(sql, person, 'set-up', now);
    return giveRecoveryCodes(sql, person.accountId);
  });
}

/** 换新的恢复码: the former ones work no more. Returns the new ones, which are shown this once. */
export async function renewRecoveryCodes(db: Database, limits: RateLimits, person: Own, code: string, now: Date): Promise<string[]> {
  return proven(db, limits, person, code, now, async (sql) => {
    await note(sql, person, 'recovery-codes', now);
    return giveRecoveryCodes(sql, person.accountId);
  });
}

/** 停用两步验证, where the administrator does not require it. */
export async function turnOffSecondFactor(db: Database, limits: RateLimits, person: Own, code: string, now: Date): Promise<void> {
  await proven(db, limits, person, code, now, async (sql) => {
    if ((await secondFactorRequiredSince(sql, person.role)) !== null) refuse('second-factor.required');
    await deleteSecondFactor(sql, person.accountId);
    await note(sql, person, 'turn-off', now);
  });
}

/** Does `work` in the transaction that uses up the code; a wrong one counts as a failed sign-in. */
async function proven<T>(
  db: Database,
  limits: RateLimits,
  person: Own,
  code: string,
  now: Date,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  await requireTriesLeft(limits, person.accountId);
  const done = await inTransaction(db, async (sql) => {
    await lockAccount(sql, person.accountId);
    const state = await spendCode(sql, person.accountId, code, now);
    return state === 'right' ? { state, result: await work(sql) } : { state };
  });
  if ('result' in done) return done.result as T;
  if (done.state === 'wrong') await noteFailure(db, person.accountId, now);
  return refuse(done.state === 'used' ? 'second-factor.code-used' : 'second-factor.code-wrong');
}

async function giveRecoveryCodes(sql: Sql, accountId: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  await replaceRecoveryCodes(
    sql,
    accountId,
    codes.map((code) => fingerprint('recovery-code', code)),
  );
  return codes;
}

/** 规定哪些角色必须两步验证. Sessions that are open go on; it is asked for at the next sign-in. */
export async function requireSecondFactor(db: Database, actor: Person, roles: readonly SecondFactorRole[], now: Date): Promise<void> {
  if (!mayPerson(actor, 'settings.manage')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    const { added, removed } = await storeRequiredRoles(sql, roles, actor.name, now);
    if (added.length + removed.length === 0) return;
    await appendHistory(sql, now, actor.username, [
      {
        chain: SYSTEM_CHAIN,
        action: 'second-factor.require',
        entity: 'second-factor-role',
        entityKey: 'all',
        after: { roles: [...roles], added, removed },
      },
    ]);
  });
}

function note(sql: Sql, person: Own, what: 'set-up' | 'recovery-codes' | 'turn-off', now: Date): Promise<unknown> {
  return appendHistory(sql, now, person.accountId, [
    { chain: SYSTEM_CHAIN, action: `second-factor.${what}`, entity: 'account', entityKey: person.accountId },
  ]);
}
