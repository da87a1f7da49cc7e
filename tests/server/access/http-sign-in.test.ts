import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith, WebClient } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
const PASSWORD = 'warm-2021-home';

beforeAll(async () => {
  db = await freshDatabase();
  app = await startApp({ db });
  for (const username of ['li', 'wang', 'zhao', 'sun', 'qian', 'zhou'])
    await accountWith(db, { username, password: PASSWORD, role: 'admin' });
  await accountWith(db, { username: 'new', password: 'first-1234', role: 'admin', mustChangePassword: true });
});

async function sessionRows(username: string) {
  const { rows } = await db.pool.query<{ id: string; revoked_at: string | null; expires_at: string; created_at: string }>(
    'SELECT s.* FROM session s JOIN account a ON a.id = s.account_id WHERE a.username = $1 ORDER BY s.created_at',
    [username],
  );
  return rows;
}

describe('signing in', () => {
  it('opens a session whose token is kept nowhere but in an HttpOnly, SameSite cookie', async () => {
    const browser = new WebClient(app.url);
    const response = await browser.signIn('li', PASSWORD);
    expect(response.status).toBe(302);
    const line = response.headers.getSetCookie().find((cookie) => cookie.startsWith('qn_session='));
    expect(line).toMatch(/HttpOnly/);
    expect(line).toMatch(/SameSite=Lax/);
    const token = browser.cookie('qn_session')!;
    const [row] = await sessionRows('li');
    expect(row!.id).not.toContain(token);
    expect(row!.id).toMatch(/^[0-9a-f]{64}$/);
    expect((await browser.get('/settings/accounts')).status).toBe(200);
  });

  it('uses the __Host- prefix and Secure behind https', async () => {
    const browser = new WebClient(app.url, { 'X-Forwarded-Proto': 'https' });
    const page = await browser.get('/sign-in');
    expect(page.headers.getSetCookie().join()).toMatch(/__Host-qn_guest=.*Secure/);
    expect(page.headers.get('Strict-Transport-Security')).toContain('max-age=31536000');
  });

  it('outlives the browser on a phone of a cadre, and ends with the browser at a desk', async () => {
    await accountWith(db, { username: 'cun', password: PASSWORD, role: 'cadre' });
    const cookieOf = async (username: string) =>
      (await new WebClient(app.url).signIn(username, PASSWORD)).headers.getSetCookie().find((line) => line.startsWith('qn_session='));
    expect(await cookieOf('cun')).toMatch(/Max-Age=2592000/);
    expect(await cookieOf('li')).not.toMatch(/Max-Age|Expires/);
  });

  it('works although a phone asked in the background while the page was loading', async () => {
    const background = await fetch(`${app.url}/field-data/session`);
    expect(background.status).toBe(401);
    expect(background.headers.getSetCookie()).toEqual([]);
  });

  it('sends whoever is not signed in to the sign-in page and afterwards back', async () => {
    const browser = new WebClient(app.url);
    const sent = await browser.get('/settings/accounts?q=li');
    expect(sent.headers.get('Location')).toBe('/sign-in?to=%2Fsettings%2Faccounts%3Fq%3Dli');
    const back = await browser.post('/sign-in', { username: 'li', password: PASSWORD, to: '/settings/accounts?q=li' });
    expect(back.headers.get('Location')).toBe('/settings/accounts?q=li');
  });

  it.each(['//elsewhere.example', 'https://elsewhere.example', '/\\elsewhere.example', '/sign-out'])('never leads to %s', async (to) => {
    const browser = new WebClient(app.url);
    const back = await browser.post('/sign-in', { username: 'li', password: PASSWORD, to });
    expect(back.headers.get('Location')).toBe('/');
  });

  it('answers an unknown name and a wrong password with the same sentence and status', async () => {
    const wrong = await new WebClient(app.url).signIn('wang', 'not-this-1');
    const unknown = await new WebClient(app.url).signIn('nobody-of-this-name', 'not-this-1');
    expect(wrong.status).toBe(422);
    expect(unknown.status).toBe(422);
    const sentence = /用户名或密码不对[^<]*/;
    expect(sentence.exec(await wrong.text())?.[0]).toBe(sentence.exec(await unknown.text())?.[0]);
  });

  it('keeps the name that was typed, and never the password', async () => {
    const html = await (await new WebClient(app.url).signIn('wang', 'not-this-2')).text();
    expect(html).toContain('value="wang"');
    expect(html).not.toContain('not-this-2');
  });

  it('says which field is empty', async () => {
    const html = await (await new WebClient(app.url).signIn('', '')).text();
    expect(html).toContain('href="#field-username"');
    expect(html.match(/请填写用户名。/g)!.length).toBeGreaterThanOrEqual(2);
    expect(html).toContain('请填写密码。');
  });
});

describe('locking', () => {
  it('locks after the fifth wrong password, for the right one too, and for an unknown name alike', async () => {
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(await (await new WebClient(app.url).signIn('zhao', 'wrong-pass-1')).text()).toContain('用户名或密码不对');
      expect(await (await new WebClient(app.url).signIn('ghost', 'wrong-pass-1')).text()).toContain('用户名或密码不对');
    }
    expect(await (await new WebClient(app.url).signIn('zhao', 'wrong-pass-1')).text()).toContain('请在 15 分钟后再试');
    expect(await (await new WebClient(app.url).signIn('ghost', 'wrong-pass-1')).text()).toContain('请在 15 分钟后再试');
    expect(await (await new WebClient(app.url).signIn('zhao', PASSWORD)).text()).toContain('请在 15 分钟后再试');
    expect(await (await new WebClient(app.url).signIn('ghost', PASSWORD)).text()).toContain('请在 15 分钟后再试');
    const { rows } = await db.pool.query<{ minutes: number }>(
      `SELECT round(extract(epoch FROM locked_until - now()) / 60)::int AS minutes FROM account WHERE username = 'zhao'`,
    );
    expect(rows[0]!.minutes).toBe(15);
    const history = await db.pool.query(`SELECT 1 FROM history WHERE action = 'account.lock'`);
    expect(history.rowCount).toBe(1);
  });

  it('doubles the wait at the next failure after a lock, and forgets everything at a right password', async () => {
    await db.pool.query(`UPDATE account SET failed_sign_ins = 5, locked_until = now() - interval '1 second' WHERE username = 'sun'`);
    expect(await (await new WebClient(app.url).signIn('sun', 'wrong-pass-1')).text()).toContain('请在 30 分钟后再试');
    await db.pool.query(`UPDATE account SET locked_until = now() - interval '1 second' WHERE username = 'sun'`);
    expect((await new WebClient(app.url).signIn('sun', PASSWORD)).status).toBe(302);
    const { rows } = await db.pool.query(`SELECT failed_sign_ins, locked_until FROM account WHERE username = 'sun'`);
    expect(rows[0]).toEqual({ failed_sign_ins: 0, locked_until: null });
  });

  it('counts two wrong passwords at the same moment as two', async () => {
    await Promise.all([1, 2, 3].map(() => new WebClient(app.url).signIn('qian', 'wrong-pass-1')));
    const { rows } = await db.pool.query(`SELECT failed_sign_ins FROM account WHERE username = 'qian'`);
    expect(rows[0]).toEqual({ failed_sign_ins: 3 });
  });

  it('refuses further tries from an address after fifty failures, whatever the names', async () => {
    const from = { 'X-Forwarded-For': '203.0.113.7' };
    const failures = Array.from({ length: 50 }, (_, at) => at);
    const token = new WebClient(app.url, from);
    const csrf = await token.token('/sign-in');
    for (const at of failures) await token.post('/sign-in', { csrf, username: `guess-${at}`, password: 'wrong-pass-1' });
    const limited = await token.post('/sign-in', { csrf, username: 'li', password: PASSWORD });
    expect(limited.status).toBe(429);
    expect(await limited.text()).toContain('您所在的网络短时间内登录失败太多');
    expect((await new WebClient(app.url, { 'X-Forwarded-For': '203.0.113.8' }).signIn('li', PASSWORD)).status).toBe(302);
  }, 120_000);
});

describe('the first password', () => {
  it('must be changed before anything else, and the change ends the other sessions', async () => {
    const other = new WebClient(app.url);
    await other.signIn('new', 'first-1234');
    const browser = new WebClient(app.url);
    expect((await browser.signIn('new', 'first-1234')).headers.get('Location')).toBe('/password?to=%2F');
    expect((await browser.get('/settings/accounts')).headers.get('Location')).toBe('/password?to=%2Fsettings%2Faccounts');
    const same = await browser.post('/password', {
      currentPassword: 'first-1234',
      newPassword: 'first-1234',
      repeatedPassword: 'first-1234',
    });
    expect(await same.text()).toContain('新密码与现在的密码相同');
    const differs = await browser.post('/password', {
      currentPassword: 'first-1234',
      newPassword: 'second-5678',
      repeatedPassword: 'second-567',
    });
    expect(await differs.text()).toContain('两次输入的新密码不一样');
    const done = await browser.post('/password', {
      currentPassword: 'first-1234',
      newPassword: 'second-5678',
      repeatedPassword: 'second-5678',
      to: '/settings/accounts',
    });
    expect(done.headers.get('Location')).toBe('/settings/accounts');
    expect((await browser.get('/settings/accounts')).status).toBe(200);
    expect((await other.get('/settings/accounts')).headers.get('Location')).toContain('/sign-in');
    expect((await new WebClient(app.url).signIn('new', 'first-1234')).status).toBe(422);
  });
});

describe('sessions', () => {
  it('end with signing out, also for a copy of the cookie', async () => {
    const browser = new WebClient(app.url);
    await browser.signIn('zhou', PASSWORD);
    const copy = new WebClient(app.url);
    copy.setCookie('qn_session', browser.cookie('qn_session')!);
    expect((await copy.get('/settings/accounts')).status).toBe(200);
    await browser.post('/sign-out', {}, '/settings/accounts');
    expect((await copy.get('/settings/accounts')).headers.get('Location')).toContain('/sign-in');
  });

  it('end when they are idle for two hours at a desk, and stay while used', async () => {
    const browser = new WebClient(app.url);
    await browser.signIn('zhou', PASSWORD);
    const [row] = (await sessionRows('zhou')).filter((session) => session.revoked_at === null);
    expect(Math.round((Date.parse(row!.expires_at) - Date.parse(row!.created_at)) / 60_000)).toBe(120);
    await db.pool.query(
      `UPDATE session SET last_seen_at = now() - interval '30 minutes', expires_at = now() + interval '90 minutes' WHERE id = $1`,
      [row!.id],
    );
    await browser.get('/settings/accounts');
    const { rows } = await db.pool.query<{ minutes: number }>(
      `SELECT round(extract(epoch FROM expires_at - now()) / 60)::int AS minutes FROM session WHERE id = $1`,
      [row!.id],
    );
    expect(rows[0]!.minutes).toBe(120);
    await db.pool.query(`UPDATE session SET expires_at = now() - interval '1 second' WHERE id = $1`, [row!.id]);
    expect((await browser.get('/settings/accounts')).headers.get('Location')).toContain('/sign-in');
  });

  it('end at once when the account is disabled', async () => {
    const browser = new WebClient(app.url);
    await browser.signIn('zhou', PASSWORD);
    await db.pool.query(`UPDATE account SET disabled_at = now() WHERE username = 'zhou'`);
    expect((await browser.get('/settings/accounts')).headers.get('Location')).toContain('/sign-in');
    expect((await new WebClient(app.url).signIn('zhou', PASSWORD)).status).toBe(422);
    await db.pool.query(`UPDATE account SET disabled_at = NULL WHERE username = 'zhou'`);
  });
});

describe('guessing', () => {
  /** Each test comes from an address of its own, because failures of an address are counted too. */
  let address = 0;
  beforeEach(() => {
    address += 1;
  });
  const client = () => new WebClient(app.url, { 'X-Forwarded-For': `198.51.100.${address}` });
  const rowOf = async (username: string) =>
    (await db.pool.query('SELECT failed_sign_ins AS failures, locked_until > now() AS locked FROM account WHERE username = $1', [username]))
      .rows[0] as { failures: number; locked: boolean | null };
  const lockedBy = async (username: string) => {
    for (let at = 0; at < 5; at++) await client().signIn(username, 'not-this-1');
    expect(await rowOf(username)).toEqual({ failures: 5, locked: true });
  };

  it('looks at the lock again after the password was checked', async () => {
    await accountWith(db, { username: 'parallel', password: PASSWORD, role: 'admin' });
    const other = await db.pool.connect();
    await other.query('BEGIN');
    await other.query(`SELECT 1 FROM account WHERE username = 'parallel' FOR UPDATE`);
    const answer = client().signIn('parallel', PASSWORD);
    await expect
      .poll(
        async () =>
          (await db.pool.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`)).rowCount,
      )
      .toBe(1);
    await other.query(`UPDATE account SET failed_sign_ins = 5, locked_until = now() + interval '15 minutes' WHERE username = 'parallel'`);
    await other.query('COMMIT');
    other.release();
    const response = await answer;
    expect([response.status, response.headers.getSetCookie().some((cookie) => cookie.startsWith('qn_session='))]).toEqual([422, false]);
    expect(await sessionRows('parallel')).toEqual([]);
  });

  it('adds nothing to a lock that began while the guess was being checked', async () => {
    await accountWith(db, { username: 'many', password: PASSWORD, role: 'admin' });
    await Promise.all(Array.from({ length: 12 }, () => client().signIn('many', 'not-this-1')));
    expect(await rowOf('many')).toEqual({ failures: 5, locked: true });
  });

  it('is counted on the page of the password too, and limited there', async () => {
    await accountWith(db, { username: 'left-open', password: PASSWORD, role: 'admin' });
    const browser = client();
    await browser.signIn('left-open', PASSWORD);
    const change = () =>
      browser.post('/password', { currentPassword: 'not-this-1', newPassword: 'quite-new-2022', repeatedPassword: 'quite-new-2022' });
    for (let at = 0; at < 10; at++) expect((await change()).status).toBe(422);
    expect(await rowOf('left-open')).toEqual({ failures: 5, locked: true });
    expect(await (await change()).text()).toMatch(/15\s*分钟/);
  });

  it('by strangers does not keep a known browser out, nor does that browser let the strangers in', async () => {
    await accountWith(db, { username: 'known', password: PASSWORD, role: 'admin' });
    const own = client();
    await own.signIn('known', PASSWORD);
    await own.post('/sign-out', {}, '/me');
    await lockedBy('known');
    expect((await client().signIn('known', PASSWORD)).status).toBe(422);
    expect((await own.signIn('known', PASSWORD)).status).toBe(302);
    expect(await rowOf('known')).toEqual({ failures: 5, locked: true });
    expect((await client().signIn('known', PASSWORD)).status).toBe(422);
  });

  it('from a known browser is limited, and its mark is worth nothing for another account or password', async () => {
    for (const username of ['marked', 'unmarked']) await accountWith(db, { username, password: PASSWORD, role: 'admin' });
    const own = client();
    await own.signIn('marked', PASSWORD);
    await own.post('/sign-out', {}, '/me');
    for (const username of ['marked', 'unmarked']) await lockedBy(username);
    const said = async (username: string, password: string) => {
      const response = await own.signIn(username, password);
      return response.status === 302 ? 'in' : /15\s*分钟/.test(await response.text()) ? 'locked' : 'wrong';
    };
    expect(await said('unmarked', PASSWORD)).toBe('locked');
    // The first sign-in was without a mark. Ten tries with it, then it counts no more.
    for (let at = 0; at < 10; at++) expect(await said('marked', 'not-this-1')).toBe('wrong');
    expect(await said('marked', PASSWORD)).toBe('locked');
    await db.pool.query('DELETE FROM rate_limit');
    expect(await said('marked', PASSWORD)).toBe('in');
    await own.post('/sign-out', {}, '/me');
    await db.pool.query(
      `UPDATE account SET password_hash = (SELECT password_hash FROM account WHERE username = 'unmarked') WHERE username = 'marked'`,
    );
    expect(await said('marked', PASSWORD)).toBe('locked');
  });

  it('a browser that signs in again loses its former session', async () => {
    const browser = client();
    await browser.signIn('zhou', PASSWORD);
    const token = browser.cookie('qn_session')!;
    const csrf = await browser.token('/password');
    expect((await browser.post('/sign-in', { username: 'sun', password: PASSWORD, csrf })).status).toBe(302);
    const before = client();
    before.setCookie('qn_session', token);
    expect((await before.get('/settings/accounts')).headers.get('Location')).toMatch(/^\/sign-in/);
  });
});
