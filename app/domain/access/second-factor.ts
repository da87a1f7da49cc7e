import type { Role } from '../contract/enumerations';

/**
 * 两步验证: a county, a city and the administrator may secure their account with a code from an authenticator app beside the password.
 * Cadres and townships may not: they work on phones that several of a village share, and reach the own village alone.
 */
export const SECOND_FACTOR_ROLES = ['county', 'city', 'admin'] as const satisfies readonly Role[];
export type SecondFactorRole = (typeof SECOND_FACTOR_ROLES)[number];

export function mayHaveSecondFactor(role: Role): role is SecondFactorRole {
  return (SECOND_FACTOR_ROLES as readonly Role[]).includes(role);
}

/**
 * 登录后是否先要设置两步验证: the administrator requires it of the role since an instant, this sign-in is not older, and the account has
 * none. A session that was open before goes on to its end, so that nobody loses what is being typed. `requiredSince` null: not required.
 */
export function mustSetUpSecondFactor(
  account: { role: Role; hasSecondFactor: boolean },
  requiredSince: string | null,
  signedInAt: string,
): boolean {
  if (!mayHaveSecondFactor(account.role) || account.hasSecondFactor || requiredSince === null) return false;
  return Date.parse(signedInAt) >= Date.parse(requiredSince);
}

/** The codes of authenticator apps (RFC 6238): six digits, a new one each half minute. */
export const CODE_DIGITS = 6;
export const CODE_SECONDS = 30;
/** A phone's clock may be this many codes before or behind ours (RFC 6238, 5.2). */
export const CODES_BESIDE = 1;

/** Ten codes for the day on which the phone is lost; each works once. */
export const RECOVERY_CODES = 10;
/** Without letters that are taken for digits or for each other on paper. 31^10 is some 50 bits. */
export const RECOVERY_ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
export const RECOVERY_LENGTH = 10;

/**
 * 输入的是动态码还是恢复码: what a person typed, with blanks, hyphens, full-width digits and capital letters as people type them. Null when
 * it can be neither.
 */
export function readSecondFactorCode(text: string): { kind: 'app' | 'recovery'; code: string } | null {
  const code = text
    .normalize('NFKC')
    .replace(/[\s\-–—]/g, '')
    .toLowerCase();
  if (new RegExp(`^[0-9]{${CODE_DIGITS}}$`).test(code)) return { kind: 'app', code };
  if (code.length === RECOVERY_LENGTH && [...code].every((letter) => RECOVERY_ALPHABET.includes(letter))) return { kind: 'recovery', code };
  return null;
}

/** As it is shown and printed: two groups of five. */
export function shownRecoveryCode(code: string): string {
  return `${code.slice(0, RECOVERY_LENGTH / 2)}-${code.slice(RECOVERY_LENGTH / 2)}`;
}

/** A secret is offered on the page of setting up for this long. */
export const OFFER_MINUTES = 30;
