/** Codes of authenticator apps and recovery codes. The only file that knows otpauth. */
import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { z } from 'zod';
import {
  CODE_DIGITS,
  CODE_SECONDS,
  CODES_BESIDE,
  OFFER_MINUTES,
  RECOVERY_ALPHABET,
  RECOVERY_CODES,
  RECOVERY_LENGTH,
} from '~/domain/access/second-factor';
import { open, seal } from './seal.server';

/** What apps show above the code. */
const ISSUER = '清暖台账';
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;

/** SHA-1 is what every app understands; some ignore another algorithm that an address names and then show wrong codes. */
function totpOf(secret: string, username: string): TOTP {
  return new TOTP({
    issuer: ISSUER,
    label: username,
    algorithm: 'SHA1',
    digits: CODE_DIGITS,
    period: CODE_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}

/** The half minute, counted from 1970, whose code this is; null when it is none of those that count at `now`. */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const totp = totpOf(secret, '');
  const timestamp = now.getTime();
  const beside = totp.validate({ token: code, timestamp, window: CODES_BESIDE });
  return beside === null ? null : totp.counter({ timestamp }) + beside;
}

export type Offer = { secret: string; address: string; offer: string };

const offered = z.object({ account: z.string(), secret: z.string(), until: z.number() });

/**
 * A secret to put into an app: in Base32, as an address for a QR code, and sealed for the form that comes back. Nothing is stored before
 * the app has shown that it has it, so opening the page twice spoils nothing.
 */
export function offerSecret(account: { id: string; username: string }, now: Date): Offer {
  const secret = new Secret({ size: SECRET_BYTES }).base32;
  const until = now.getTime() + OFFER_MINUTES * 60_000;
  return offerOf(account, secret, seal(JSON.stringify({ account: account.id, secret, until } satisfies z.infer<typeof offered>)));
}

function offerOf(account: { username: string }, secret: string, sealed: string): Offer {
  return { secret, address: totpOf(secret, account.username).toString(), offer: sealed };
}

/** The same offer again, for a form that was refused: the app has its secret already. Null when it is old, damaged or another account's. */
export function offerAgain(account: { id: string; username: string }, sealed: string, now: Date): Offer | null {
  try {
    const { account: of, secret, until } = offered.parse(JSON.parse(open(sealed)));
    return of === account.id && now.getTime() <= until ? offerOf(account, secret, sealed) : null;
  } catch {
    return null;
  }
}

/** New recovery codes, each different. */
export function newRecoveryCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < RECOVERY_CODES)
    codes.add(Array.from({ length: RECOVERY_LENGTH }, () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)]).join(''));
  return [...codes];
}
