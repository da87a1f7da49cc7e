import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OPERATOR } from '~/domain/access/person';
import { openRateLimits } from '~/server/http/rate-limit.server';
import { requireTriesLeft } from '~/server/workflows/access/check-second-factor.server';
import { resetSecondFactor } from '~/server/workflows/access/manage-account.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith, WebClient } from '../../helpers/web-client';
import { codeAt } from './code-of-app';

const PASSWORD = 'warm-2021-home';
let db: Database;
let app: RunningApp;
const ids: Record<string, string> = {};

beforeAll(async () => {
  db = await freshDatabase();
  app = await startApp({ db });
  for (const [username, role, division] of [
    ['boss', 'admin', '14'],
    ['other', 'admin', '14'],
    ['wang', 'county', '140602'],
    ['city', 'city', '1406'],
    ['cun', 'cadre', '140602004201'],
    ['late', 'county', '140602'],
    ['prog', 'county', '140602'],
    ['lost', 'county', '140602'],
    ['guess', 'county', '140602'],
  ] as const)
    ids[username] = await accountWith(db, { username, password: PASSWORD, role, divisions: [division] });
});

// The address of all these browsers is the same, and its failures are counted together.
beforeEach(() => db.pool.query('DELETE FROM rate_limit'));

async function as(username: string): Promise<WebClient> {
  const browser = new WebClient(app.url);
  expect((await browser.signIn(username, PASSWORD)).status).toBe(302);
  return browser;
}

/** Sets it up as a person does on the page; returns the secret and the recovery codes that were shown. */
async function setUp(browser: WebClient): Promise<{ secret: string; codes: string[] }> {
  const page = await (await browser.get('/second-factor')).text();
  const secret = /<code>((?:[A-Z2-7]{4} ?){8})<\/code>/.exec(page)![1]!.replaceAll(' ', '');
  const offer = /name="offer" value="([^"]+)"/.exec(page)![1]!;
  const response = await browser.post('/second-factor', { intent: 'set-up', offer, password: PASSWORD, code: codeAt(secret, new Date()) });
  expect(response.status).toBe(200);
  const codes = [...(await response.text()).matchAll(/<code>([0-9a-z]{5}-[0-9a-z]{5})<\/code>/g)].map((found) => found[1]!);
  expect(codes).toHaveLength(10);
  return { secret, codes };
}

/** As if the code before had been shown long ago. */
const nextCode = async (username: string, secret: string): Promise<string> => {
  await db.pool.query('UPDATE second_factor SET last_step = 0 WHERE account_id = $1', [ids[username]]);
  return codeAt(secret, new Date());
};
const signInWith = (username: string, code: string) => new WebClient(app.url).post('/sign-in', { username, password: PASSWORD, code });
const failures = async (username: string) =>
  (await db.pool.query<{ failed_sign_ins: number }>('SELECT failed_sign_ins FROM account WHERE id = $1', [ids[username]])).rows[0]!
    .failed_sign_ins;
const historyOf = async (username: string) =>
  (await db.pool.query<{ action: string }>('SELECT action FROM history WHERE entity_key = $1 ORDER BY position', [ids[username]])).rows.map(
    (row) => row.action,
  );

describe('two-step sign-in', () => {
  it('asks for the code once the password is right, takes each code once, and keeps secret and codes unreadable', async () => {
    const browser = await as('wang');
    const other = await as('wang');
    const { secret, codes } = await setUp(browser);
    // The other session was opened without it.
    expect((await other.get('/me')).headers.get('Location')).toBe('/sign-in?to=%2Fme');
    expect((await browser.get('/me')).status).toBe(200);

    const asked = await new WebClient(app.url).signIn('wang', PASSWORD);
    expect(asked.status).toBe(422);
    expect(asked.headers.getSetCookie().join()).not.toContain('qn_session');
    expect(await asked.text()).toContain('密码正确。请再输入验证器应用上的动态码');
    expect(await (await new WebClient(app.url).signIn('wang', 'wrong-pass-1')).text()).toContain('用户名或密码不对');

    const code = await nextCode('wang', secret);
    expect((await signInWith('wang', code)).status).toBe(302);
    const again = await signInWith('wang', code);
    expect(again.status).toBe(422);
    expect(await again.text()).toContain('刚才已经用过');

    expect((await signInWith('wang', codes[0]!.toUpperCase())).status).toBe(302);
    expect((await signInWith('wang', codes[0]!)).status).toBe(422);

    const kept = JSON.stringify([
      (await db.pool.query('SELECT * FROM second_factor')).rows,
      (await db.pool.query('SELECT * FROM recovery_code')).rows,
      (await db.pool.query('SELECT payload FROM history')).rows,
      app.logged(),
    ]);
    for (const hidden of [secret, ...codes, ...codes.map((one) => one.replace('-', ''))]) expect(kept).not.toContain(hidden);
    expect(await historyOf('wang')).toContain('second-factor.set-up');
  });

  it('lets the same code in only once when it comes twice at the same moment', async () => {
    const { secret } = await setUp(await as('city'));
    const code = await nextCode('city', secret);
    const statuses = (await Promise.all([1, 2, 3].map(() => signInWith('city', code)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([302, 422, 422]);
  });

  it('locks the account after five wrong codes, and a day’s tries come to an end', async () => {
    const { secret } = await setUp(await as('guess'));
    const wrong = codeAt(secret, new Date(), 40);
    for (let at = 1; at < 5; at += 1) expect((await signInWith('guess', wrong)).status).toBe(422);
    expect(await failures('guess')).toBe(4);
    await signInWith('guess', wrong);
    expect(await (await signInWith('guess', await nextCode('guess', secret))).text()).toContain('已暂停登录');
    // Five of the thirty tries of a day have been used; who is locked out has none.
    const limits = openRateLimits(db);
    for (let at = 5; at < 30; at += 1) await requireTriesLeft(limits, ids.guess!);
    await db.pool.query('UPDATE account SET failed_sign_ins = 0, locked_until = NULL WHERE id = $1', [ids.guess]);
    const over = await signInWith('guess', await nextCode('guess', secret));
    expect(over.status).toBe(429);
    expect(await over.text()).toContain('今天输入动态码的次数太多');
    // The way out works at once, although no try is left.
    await resetSecondFactor(db, OPERATOR, ids.guess!, '有人乱试', new Date());
    await setUp(await as('guess'));
  });

  it('is set up only with the own password, the page’s own offer and its code; what was scanned stays valid', async () => {
    const browser = await as('late');
    const page = await (await browser.get('/second-factor')).text();
    const offer = /name="offer" value="([^"]+)"/.exec(page)![1]!;
    const secret = /<code>((?:[A-Z2-7]{4} ?){8})<\/code>/.exec(page)![1]!.replaceAll(' ', '');
    const send = (form: Record<string, string>) =>
      browser.post('/second-factor', { intent: 'set-up', offer, password: PASSWORD, code: codeAt(secret, new Date()), ...form });
    const wrongCode = await send({ code: codeAt(secret, new Date(), 40) });
    expect(wrongCode.status).toBe(422);
    const refused = await wrongCode.text();
    expect(refused).toContain('动态码与这个二维码不符');
    expect(refused).toContain(offer);
    expect(await (await send({ password: 'wrong-pass-1' })).text()).toContain('现在的密码不对');
    expect(await (await send({ offer: 'k1.not.an.offer' })).text()).toContain('二维码已经过期');
    expect((await db.pool.query('SELECT 1 FROM second_factor WHERE account_id = $1', [ids.late])).rowCount).toBe(0);
    expect((await send({})).status).toBe(200);
    expect((await send({})).status).toBe(409);
  });

  it('gives new recovery codes and is turned off only with a code', async () => {
    const browser = new WebClient(app.url);
    await resetSecondFactor(db, OPERATOR, ids.late!, '重来', new Date());
    expect((await browser.signIn('late', PASSWORD)).status).toBe(302);
    const { codes } = await setUp(browser);
    expect((await browser.post('/second-factor', { intent: 'codes', code: '000000' })).status).toBe(422);
    const renewed = await (await browser.post('/second-factor', { intent: 'codes', code: codes[0]! })).text();
    const fresh = [...renewed.matchAll(/<code>([0-9a-z]{5}-[0-9a-z]{5})<\/code>/g)].map((found) => found[1]!);
    expect(fresh).toHaveLength(10);
    expect((await browser.post('/second-factor', { intent: 'turn-off', code: codes[1]! })).status).toBe(422);
    const off = await browser.post('/second-factor', { intent: 'turn-off', code: fresh[0]! });
    expect(off.headers.get('Location')).toBe('/second-factor?off');
    expect((await new WebClient(app.url).signIn('late', PASSWORD)).status).toBe(302);
    expect((await historyOf('late')).slice(-2)).toEqual(['second-factor.recovery-codes', 'second-factor.turn-off']);
  });

  it('is not for cadres', async () => {
    const browser = await as('cun');
    expect((await browser.get('/second-factor')).status).toBe(403);
    expect(await (await browser.get('/me')).text()).not.toContain('两步验证');
  });

  it('is asked of programs too', async () => {
    const { secret } = await setUp(await as('prog'));
    const ask = (body: object) =>
      fetch(`${app.url}/api/v1/sign-in`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ username: 'prog', password: PASSWORD, ...body }),
      });
    const without = await ask({});
    expect([without.status, ((await without.json()) as { code: string }).code]).toEqual([401, 'second-factor.code-needed']);
    expect((await ask({ code: '000000' })).status).toBe(401);
    expect((await ask({ code: await nextCode('prog', secret) })).status).toBe(200);
  });
});

describe('requiring it', () => {
  it('asks at the next sign-in, leaves open sessions alone, and cannot be turned off meanwhile', async () => {
    const open = await as('lost');
    const boss = await as('boss');
    expect((await boss.post('/settings/second-factor', { roles: 'county' })).headers.get('Location')).toBe('/settings/second-factor?done');
    expect((await open.get('/me')).status).toBe(200);
    const next = await as('lost');
    expect((await next.get('/coverage')).headers.get('Location')).toBe('/second-factor?to=%2Fcoverage');
    expect((await next.fetch('/field-data/session')).status).toBe(403);
    const token = await fetch(`${app.url}/api/v1/sign-in`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'lost', password: PASSWORD }),
    });
    expect([token.status, ((await token.json()) as { code: string }).code]).toEqual([403, 'second-factor.set-up-first']);
    const { codes } = await setUp(next);
    expect((await next.get('/coverage')).status).not.toBe(403);
    const off = await next.post('/second-factor', { intent: 'turn-off', code: codes[0]! });
    expect(await off.text()).toContain('不能停用');
    // The code that was refused for another reason is not used up.
    expect((await signInWith('lost', codes[0]!)).status).toBe(302);
    const shown = await (await boss.get('/settings/second-factor')).text();
    expect(shown).toMatch(/value="county"[^>]*checked|checked[^>]*value="county"/);
  });

  it('is kept by the administrator alone, who takes it from an account with a reason and ends its sessions', async () => {
    const account = `/settings/accounts/${ids.lost}`;
    const boss = await as('boss');
    expect((await (await as('other')).get('/settings/second-factor')).status).toBe(200);
    const lost = ids.lost!;
    expect((await boss.post(account, { intent: 'second-factor', reason: ' ' })).status).toBe(422);
    expect((await db.pool.query('SELECT 1 FROM second_factor WHERE account_id = $1', [lost])).rowCount).toBe(1);
    expect((await boss.post(account, { intent: 'second-factor', reason: '手机掉进水里' })).headers.get('Location')).toContain(
      'done=second-factor-reset',
    );
    const { rows } = await db.pool.query<{ payload: string }>(
      `SELECT payload FROM history WHERE entity_key = $1 AND action = 'account.reset-second-factor'`,
      [lost],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.payload).toContain('手机掉进水里');
    expect((await db.pool.query('SELECT 1 FROM session WHERE account_id = $1 AND revoked_at IS NULL', [lost])).rowCount).toBe(0);
    expect((await boss.post(account, { intent: 'second-factor', reason: '再来一次' })).status).toBe(422);
    // Required of the role, so it is set up anew first.
    expect((await (await as('lost')).get('/coverage')).headers.get('Location')).toBe('/second-factor?to=%2Fcoverage');
  });

  it('leaves a register that verifies', async () => {
    await resetSecondFactor(db, OPERATOR, ids.wang!, '换手机', new Date());
    expect(await verifyRegister(db, new Date())).toMatchObject({ ok: true });
  });
});
