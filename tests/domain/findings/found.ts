/** What the rules find, and the people who act on it. */
import type { Actor } from '~/domain/findings/life';
import type { Opened } from '~/domain/findings/opened';

/** Coal at a household, seen on a visit. */
export const found = (visit: string, changes: Partial<Opened> = {}): Opened => ({
  rule: 'R09',
  subject: 'H1',
  urgent: false,
  days: 7,
  level: 'township',
  cause: { visit },
  amount: null,
  ...changes,
});

const person = (username: string): Actor => ({ accountId: `id-${username}`, username, name: username });
export const [zhang, li, wang] = [person('zhang'), person('li'), person('wang')] as const;
