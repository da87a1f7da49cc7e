const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 128;

/** What people choose first when they must mix letters and digits. The comparison ignores case. */
const GUESSED_FIRST = new Set([
  'abc12345',
  'abcd1234',
  'a1234567',
  'a12345678',
  'a123456789',
  'aa123456',
  'aa123456789',
  'admin123',
  'admin1234',
  'asd12345',
  'password1',
  'passw0rd',
  'p@ssw0rd',
  'qq123456',
  'qwer1234',
  'qwerty123',
  '1q2w3e4r',
  '1qaz2wsx',
  'zxc12345',
  'woaini520',
  'woaini1314',
  'test1234',
  'welcome1',
  'a1b2c3d4',
]);

export type PasswordFault = 'too-short' | 'too-long' | 'one-kind-only' | 'contains-username' | 'guessed-first';

/**
 * 密码怎样算可用: at least 8 characters of at least two kinds (letters, digits, others), without the user name, and not one of the
 * passwords that people guess first. Returns undefined for a good password.
 */
export function passwordFault(password: string, username: string): PasswordFault | undefined {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) return 'too-short';
  if (length > LONGEST_PASSWORD) return 'too-long';
  const kinds = [/\p{L}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length;
  if (kinds < 2) return 'one-kind-only';
  const folded = password.toLowerCase();
  if (username.length >= 3 && folded.includes(username.toLowerCase())) return 'contains-username';
  if (GUESSED_FIRST.has(folded)) return 'guessed-first';
  return undefined;
}
