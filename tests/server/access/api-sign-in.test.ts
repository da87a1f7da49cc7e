import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { VILLAGE, visitOf } from '../../helpers/register';
import { addAccount, apiClient, type Call, PASSWORD, tokenOf } from '../api/api-client';
import { type ApiRegister, codeOf, HOUSEHOLD, startRegister } from '../api/api-register';

let register: ApiRegister;
let db: ApiRegister['db'];
let app: ApiRegister['app'];
let anybody: Call;
let cadreName: string;
let cadreToken: string;
let cadre: Call;

beforeAll(async () => {
  register = await startRegister();
  ({ db, app, anybody, cadreName } = register);
});

beforeEach(async () => {
  cadreToken = await register.cadreToken();
  cadre = apiClient(app.url, cadreToken);
});

describe('signing in', () => {
  test('gives a token that lasts a day and is stored nowhere', async () => {
    const answer = await anybody('POST', '/sign-in', { body: { username: cadreName, password: PASSWORD } });
    const { token, expiresAt, person } = answer.body as { token: string; expiresAt: string; person: unknown };
    expect(person).toEqual({ username: cadreName, name: 'cadre 示例', role: 'cadre', divisions: [VILLAGE] });
    expect(answer.headers.get('Set-Cookie')).toBeNull();
    const hours = (Date.parse(expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23);
    expect(hours).toBeLessThanOrEqual(24);
    const kept = JSON.stringify((await db.pool.query('SELECT * FROM api_token')).rows);
    expect(kept).not.toContain(token);
  });

  test('answers alike for a wrong password, an unknown name and a disabled account', async () => {
    const disabled = await addAccount(db, 'cadre', [VILLAGE]);
    await db.pool.query('UPDATE account SET disabled_at = now() WHERE username = $1', [disabled]);
    const bodies = [];
    for (const [username, password] of [
      [cadreName, 'no'],
      ['nobody', 'no'],
      [disabled, PASSWORD],
    ]) {
      const { status, body } = await anybody('POST', '/sign-in', { body: { username, password } });
      const { requestId: _own, ...rest } = body as Record<string, unknown>;
      bodies.push({ http: status, ...rest });
    }
    expect(bodies[0]).toMatchObject({ http: 401, code: 'sign-in.wrong' });
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
  });

  test('locks an account after the fifth wrong password, as the sign-in page does', async () => {
    const victim = await addAccount(db, 'cadre', [VILLAGE]);
    const codes = [];
    for (let i = 0; i < 5; i += 1)
      codes.push(codeOf(await anybody('POST', '/sign-in', { body: { username: victim, password: `wrong ${i}` } })));
    expect(codes.slice(0, 4)).toEqual(Array(4).fill('sign-in.wrong'));
    expect(codes[4]).toBe('sign-in.locked');
    const right = await anybody('POST', '/sign-in', { body: { username: victim, password: PASSWORD } });
    expect(right.status).toBe(429);
    expect(Number(right.headers.get('Retry-After'))).toBeGreaterThan(0);
  });

  test('is refused while the first password is unchanged', async () => {
    const fresh = await addAccount(db, 'cadre', [VILLAGE], { mustChangePassword: true });
    const answer = await anybody('POST', '/sign-in', { body: { username: fresh, password: PASSWORD } });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'api.password-first']);
  });
});

describe('a token', () => {
  test('ends with sign-out, with its day, and with the account', async () => {
    expect((await cadre('GET', '/households')).status).toBe(200);
    expect((await cadre('POST', '/sign-out')).status).toBe(204);
    const after = await cadre('GET', '/households');
    expect([after.status, codeOf(after), after.headers.get('WWW-Authenticate')]).toEqual([401, 'api.sign-in-needed', 'Bearer']);

    const gone = await addAccount(db, 'cadre', [VILLAGE]);
    const token = await tokenOf(app.url, gone);
    const call = apiClient(app.url, token);
    await db.pool.query(
      `UPDATE api_token SET expires_at = now() - interval '1 second' WHERE account_id = (SELECT id FROM account WHERE username = $1)`,
      [gone],
    );
    expect((await call('GET', '/households')).status).toBe(401);
    await db.pool.query(
      `UPDATE api_token SET expires_at = now() + interval '1 hour' WHERE account_id = (SELECT id FROM account WHERE username = $1)`,
      [gone],
    );
    expect((await call('GET', '/households')).status).toBe(200);
    await db.pool.query('UPDATE account SET disabled_at = now() WHERE username = $1', [gone]);
    expect((await call('GET', '/households')).status).toBe(401);
  });

  test('counts only in the header: neither a cookie nor the address carries it', async () => {
    const elsewhere: Record<string, string>[] = [
      { Cookie: `qn_session=${cadreToken}` },
      { Cookie: `token=${cadreToken}` },
      { Authorization: `Basic ${cadreToken}` },
    ];
    for (const headers of elsewhere) {
      expect((await anybody('GET', '/households', { headers })).status).toBe(401);
    }
    const inQuery = await anybody('GET', `/households?token=${cadreToken}`);
    expect(inQuery.status).toBe(401);
  });

  test('a browser session opens nothing here', async () => {
    const page = await fetch(`${app.url}/sign-in`);
    const guest = page.headers.get('Set-Cookie')!.split(';')[0]!;
    const csrf = /name="csrf" value="([\w-]+)"/.exec(await page.text())![1]!;
    const signedIn = await fetch(`${app.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Cookie: guest, Origin: app.url, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrf, username: cadreName, password: PASSWORD }),
    });
    const session = signedIn.headers
      .getSetCookie()
      .find((cookie) => cookie.startsWith('qn_session='))!
      .split(';')[0]!;
    expect((await fetch(`${app.url}/password`, { headers: { Cookie: session }, redirect: 'manual' })).status).toBe(200);
    expect((await anybody('GET', '/households', { headers: { Cookie: session } })).status).toBe(401);
    const sent = await anybody('POST', '/visits', {
      headers: { Cookie: session, Origin: app.url },
      body: { visits: [visitOf(HOUSEHOLD)] },
    });
    expect(sent.status).toBe(401);
  });

  test('is asked for by no other origin', async () => {
    const answer = await cadre('GET', '/households', { headers: { Origin: 'https://elsewhere.example' } });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});
