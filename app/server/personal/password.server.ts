/** Passwords are hashed with argon2id and the parameters OWASP names (19 MiB, 2 passes). */
import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

let nobody: Promise<string> | undefined;

/**
 * Whether the password is the one of the hash. Without a hash (nobody has this name, or the account has no password yet) the
 * same work is done, so that the time of the answer reveals nothing.
 */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  if (stored === null) nobody ??= hashPassword('nobody has this password');
  const against = stored ?? (await nobody!);
  const matches = await verify(against, password.normalize('NFKC')).catch(() => false);
  return stored !== null && matches;
}

// Leaves out what is misread when an administrator writes it on paper: 0/O, 1/l/I, 2/Z, 5/S, 8/B.
const READABLE = 'abcdefghjkmnpqrtuvwxy34679';

/** A first password that can be read out or written down: three groups of four, some 56 bits. */
export function initialPassword(): string {
  for (;;) {
    const letters = Array.from({ length: 12 }, () => READABLE[randomInt(READABLE.length)]).join('');
    // The password rule asks for letters and digits; one without either is drawn again.
    if (/\d/.test(letters) && /[a-z]/.test(letters)) return letters.replace(/(.{4})(?=.)/g, '$1-');
  }
}
