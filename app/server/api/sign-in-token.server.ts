import { insertApiToken, personOfToken, type TokenPerson } from '~/database/access/api-tokens.server';
import { secondFactorOf, secondFactorRequiredSince } from '~/database/access/second-factors.server';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { apiTokenEndsAt } from '~/domain/access/api-token-life';
import { mustSetUpSecondFactor } from '~/domain/access/second-factor';
import { refuse } from '~/domain/problems';
import { hashOfToken, newToken } from '~/server/http/cookies.server';
import type { RateLimits } from '~/server/http/rate-limit.server';
import { checkPassword } from '~/server/workflows/access/sign-in.server';

/** 程序登录: the same check, locks and limits as on the sign-in page. The token is given once and stored nowhere. */
export async function signInForToken(
  db: Database,
  limits: RateLimits,
  input: { username: string; password: string; code?: string; address: string },
  now: Date,
): Promise<{ token: string; expiresAt: string; person: TokenPerson }> {
  const { accountId, role, mustChangePassword } = await checkPassword(db, limits, input, now);
  if (mustChangePassword) refuse('api.password-first');
  const [factor, since] = await withSql(db, async (sql) => [
    await secondFactorOf(sql, accountId),
    await secondFactorRequiredSince(sql, role),
  ]);
  if (mustSetUpSecondFactor({ role, hasSecondFactor: factor !== null }, since, now.toISOString())) refuse('second-factor.set-up-first');
  const token = newToken();
  const id = hashOfToken(token);
  const expiresAt = apiTokenEndsAt(now);
  await withSql(db, (sql) => insertApiToken(sql, { id, accountId, now, expiresAt }));
  const person = await personOfToken(db, id, now);
  // The account was disabled between the check and the token.
  if (!person) refuse('sign-in.wrong');
  return { token, expiresAt: expiresAt.toISOString(), person };
}
