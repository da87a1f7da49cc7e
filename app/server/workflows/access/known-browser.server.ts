/**
 * 认得的浏览器: a cookie by which a browser shows that this account signed in from it before. Its holder may try a password although
 * strangers have locked the account; it signs nobody in. It holds for one account and one password.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { sameText } from '~/server/http/cookies.server';

const NONCE_CHARACTERS = 22;
/** Half a year. */
export const KNOWN_SECONDS = 182 * 24 * 60 * 60;

type KnownAccount = { id: string; passwordHash: string | null };

export function markOfBrowser(secret: string, account: KnownAccount): string {
  const nonce = randomBytes(16).toString('base64url');
  return nonce + signed(secret, account, nonce);
}

/** Whether the mark was given to a browser of this account, with the password that it still has. */
export function isKnownBrowser(secret: string, mark: string | undefined, account: KnownAccount): boolean {
  if (mark === undefined || account.passwordHash === null) return false;
  return sameText(mark.slice(NONCE_CHARACTERS), signed(secret, account, mark.slice(0, NONCE_CHARACTERS)));
}

function signed(secret: string, { id, passwordHash }: KnownAccount, nonce: string): string {
  const password = createHash('sha256')
    .update(passwordHash ?? '')
    .digest('base64url');
  return createHmac('sha256', secret).update(`known:${id}:${password}:${nonce}`).digest('base64url');
}
