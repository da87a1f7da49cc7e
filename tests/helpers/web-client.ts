/** A browser without a screen: it keeps cookies, does not follow redirects, and sends forms as a page of the app would. */
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import type { Role } from '~/domain/contract/enumerations';
import { hashPassword } from '~/server/personal/password.server';

export class WebClient {
  private readonly cookies = new Map<string, string>();
  constructor(
    readonly url: string,
    private readonly extra: Record<string, string> = {},
  ) {}

  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ ...this.extra, ...(init.headers as Record<string, string>) });
    if (this.cookies.size > 0) headers.set('Cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(`${this.url}${path}`, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), value);
    }
    return response;
  }

  get(path: string): Promise<Response> {
    return this.fetch(path);
  }

  /** The token that the page's forms carry. */
  async token(path: string): Promise<string> {
    const html = await (await this.get(path)).text();
    const match = /name="csrf" value="([^"]+)"/.exec(html);
    if (!match) throw new Error(`no form on ${path}`);
    return match[1]!;
  }

  /** Sends a form from `page` (where its token is) to `path`. */
  async post(path: string, form: Record<string, string>, page = path, headers: Record<string, string> = {}): Promise<Response> {
    const csrf = form.csrf ?? (await this.token(page));
    return this.fetch(path, {
      method: 'POST',
      body: new URLSearchParams({ csrf, ...form }),
      headers: { Origin: this.url, 'Sec-Fetch-Site': 'same-origin', ...headers },
    });
  }

  async signIn(username: string, password: string): Promise<Response> {
    return this.post('/sign-in', { username, password });
  }
}

const clients = new Map<string, Promise<WebClient>>();

/** A person's session, which is reused within a test file, because signing in takes longer than most of what follows. */
export function signedInClient(url: string, { username, password }: { username: string; password: string }): Promise<WebClient> {
  const key = `${url} ${username}`;
  const made = clients.get(key) ?? signInAt(url, username, password);
  clients.set(key, made);
  return made;
}

async function signInAt(url: string, username: string, password: string): Promise<WebClient> {
  const client = new WebClient(url);
  const { status } = await client.signIn(username, password);
  if (status !== 302) throw new Error(`${username} cannot sign in: ${status}`);
  return client;
}

/** An account that can sign in. */
export async function accountWith(
  db: Database,
  account: { username: string; password: string; role: Role; divisions?: string[]; mustChangePassword?: boolean; name?: string },
): Promise<string> {
  const passwordHash = await hashPassword(account.password);
  return inTransaction(db, async (sql) => {
    const [row] = await sql.query<{ id: string }>(
      `INSERT INTO account (id, username, name, role, password_hash, must_change_password) VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)
        RETURNING id`,
      [account.username, account.name ?? account.username, account.role, passwordHash, account.mustChangePassword ?? false],
    );
    await sql.query('INSERT INTO account_division (account_id, division_code) SELECT $1, unnest($2::text[])', [
      row!.id,
      account.divisions ?? [],
    ]);
    return row!.id;
  });
}
