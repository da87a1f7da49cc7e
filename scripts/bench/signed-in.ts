/** A person of each role for measuring, and the cookies of their sessions. */
import { randomUUID } from 'node:crypto';
import { lockAccountNamed, setDivisionsOfAccount } from '~/database/access/account-changes.server';
import { insertAccountWithPassword } from '~/database/access/demo-accounts.server';
import type { BenchSubjects } from '~/database/bulk/bench-ledger.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import type { BenchRole } from './pages-to-measure';

export const PASSWORD = 'Bench-of-the-pages-2021';

const usernameOf = (role: BenchRole, prefix = 'bench'): string => `${prefix}-${role}`;

/** Adds them where they are missing and returns the id of each one's account. Others than `bench-cadre` … are told apart by a prefix. */
export async function addPersons(
  db: Database,
  subjects: BenchSubjects,
  passwordHash: string,
  prefix?: string,
): Promise<Record<BenchRole, string>> {
  const divisions: Record<BenchRole, string> = {
    cadre: subjects.village,
    township: subjects.township,
    county: subjects.county,
    city: subjects.city,
    auditor: subjects.city,
    admin: subjects.city,
  };
  const ids = {} as Record<BenchRole, string>;
  for (const [role, division] of Object.entries(divisions) as [BenchRole, string][]) {
    await inTransaction(db, async (sql) => {
      const known = await lockAccountNamed(sql, usernameOf(role, prefix));
      ids[role] = known?.id ?? randomUUID();
      if (known) return;
      await insertAccountWithPassword(sql, { id: ids[role], username: usernameOf(role, prefix), name: role, role, passwordHash });
      await setDivisionsOfAccount(sql, ids[role], [division]);
    });
  }
  return ids;
}

/** The cookies that a browser has after signing in. */
export async function signedIn(url: string, role: BenchRole, prefix?: string): Promise<string> {
  const cookies = new Map<string, string>();
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0]!.split('=') as [string, string];
      cookies.set(name, value);
    }
  };
  const header = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const form = await fetch(`${url}/sign-in`);
  keep(form);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await form.text())![1]!;
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ csrf, username: usernameOf(role, prefix), password: PASSWORD }),
    headers: { Cookie: header(), Origin: url, 'Sec-Fetch-Site': 'same-origin' },
  });
  if (answer.status !== 302) throw new Error(`${role} cannot sign in: ${answer.status}`);
  keep(answer);
  return header();
}
