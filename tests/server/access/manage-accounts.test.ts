import { beforeAll, describe, expect, it } from 'vitest';
import { OPERATOR } from '~/domain/access/person';
import { disableAccount } from '~/server/workflows/access/manage-account.server';
import { saveAccount } from '~/server/workflows/access/save-account.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith, WebClient } from '../../helpers/web-client';

const PASSWORD = 'warm-2021-home';
let db: Database;
let app: RunningApp;
const ids: Record<string, string> = {};

beforeAll(async () => {
  db = await freshDatabase();
  app = await startApp({ db });
  const people = [
    ['city', 'city', ['1406']],
    ['cadre', 'cadre', ['140602004201']],
    ['county', 'county', ['140602']],
    ['admin', 'admin', ['14']],
    ['boss', 'admin', ['14']],
    ['province', 'auditor', ['14']],
    ['listed', 'cadre', ['140602004202']],
  ] as const;
  for (const [username, role, divisions] of people)
    ids[username] = await accountWith(db, { username, password: PASSWORD, role, divisions: [...divisions], name: `${username}-name` });
});

async function as(username: string): Promise<WebClient> {
  const browser = new WebClient(app.url);
  expect((await browser.signIn(username, PASSWORD)).status).toBe(302);
  return browser;
}

async function account(username: string) {
  const { rows } = await db.pool.query(
    `SELECT a.*, ARRAY(SELECT division_code FROM account_division WHERE account_id = a.id ORDER BY 1) AS divisions FROM account a
      WHERE username = $1`,
    [username],
  );
  return rows[0] as
    | { id: string; role: string; name: string; divisions: string[]; must_change_password: boolean; disabled_at: string | null }
    | undefined;
}

describe('a new account', () => {
  it('gets a first password that is shown once, works once, and stands nowhere', async () => {
    const browser = await as('city');
    const form = { username: 'zhang.san', name: '张三', role: 'cadre', divisions: '140602004203' };
    const html = await (await browser.post('/settings/accounts/new', form)).text();
    const password = /<code>([a-z0-9-]{14})<\/code>/.exec(html)![1]!;
    expect((await account('zhang.san'))!).toMatchObject({
      name: '张三',
      role: 'cadre',
      divisions: ['140602004203'],
      must_change_password: true,
    });
    const dump =
      JSON.stringify((await db.pool.query('SELECT * FROM account')).rows) +
      JSON.stringify((await db.pool.query('SELECT * FROM history')).rows) +
      app.logged().join();
    expect(dump).not.toContain(password);
    expect((await new WebClient(app.url).signIn('zhang.san', password)).headers.get('Location')).toBe('/password?to=%2F');
    const history = await db.pool.query(`SELECT payload FROM history WHERE action = 'account.add' AND entity_key = $1`, [
      (await account('zhang.san'))!.id,
    ]);
    expect(history.rowCount).toBe(1);
  });

  it('keeps everything typed when something is missing, and links to the fields', async () => {
    const response = await (await as('city')).post('/settings/accounts/new', {
      username: '李 四',
      name: '',
      role: 'cadre',
      divisions: '140602004203',
    });
    expect(response.status).toBe(422);
    const html = await response.text();
    expect(html).toContain('value="李 四"');
    expect(html).toContain('请填写姓名。');
    expect(html).toContain('href="#field-name"');
  });

  it.each([
    ['a taken name', { username: 'cadre', role: 'cadre', divisions: '140602004203' }, '已有人使用'],
    ['a role of another level', { username: 'new-one', role: 'county', divisions: '140602004203' }, 'division'],
    ['no division', { username: 'new-one', role: 'cadre' }, '请至少选择一个辖区'],
    ['a division outside one’s own', { username: 'new-one', role: 'auditor', divisions: '14' }, 'scope'],
    ['a role one cannot give', { username: 'new-one', role: 'admin', divisions: '1406' }, '您不能设置角色'],
  ])('is refused with %s', async (_name, form, said) => {
    const response = await (await as('city')).post('/settings/accounts/new', { name: '某人', ...form } as Record<string, string>);
    expect(response.status).toBeGreaterThanOrEqual(403);
    if (!['division', 'scope'].includes(said)) expect(await response.text()).toContain(said);
    expect(await account('new-one')).toBeUndefined();
    expect((await account('cadre'))!.name).toBe('cadre-name');
  });
});

describe('the list of accounts', () => {
  it('shows a city its own people, an administrator all, a county none', async () => {
    const city = await (await (await as('city')).get('/settings/accounts')).text();
    for (const seen of ['cadre-name', 'county-name', 'listed-name']) expect(city).toContain(seen);
    for (const hidden of ['admin-name', 'province-name']) expect(city).not.toContain(hidden);
    const admin = await (await (await as('admin')).get('/settings/accounts')).text();
    for (const seen of ['cadre-name', 'admin-name', 'province-name']) expect(admin).toContain(seen);
    expect((await (await as('county')).get('/settings/accounts')).status).toBe(403);
  });

  it('is searched by name, user name, division and state', async () => {
    const browser = await as('admin');
    const found = async (query: string) =>
      (await (await browser.get(`/settings/accounts?${query}`)).text()).match(/\/settings\/accounts\/[0-9a-f-]{36}/g)?.length ?? 0;
    expect(await found('q=listed-na')).toBe(1);
    expect(await found('q=140602004202')).toBe(1);
    expect(await found('q=%25')).toBe(0);
    expect(await found('role=admin')).toBe(2);
    expect(await found('state=disabled')).toBe(0);
  });

  it('does not open an account outside', async () => {
    const browser = await as('city');
    for (const username of ['admin', 'province']) expect((await browser.get(`/settings/accounts/${ids[username]}`)).status).toBe(404);
    expect((await browser.get('/settings/accounts/not-an-id')).status).toBe(404);
    const response = await browser.post(`/settings/accounts/${ids.admin}`, { intent: 'disable' }, '/settings/accounts/new');
    expect(response.status).toBe(404);
    expect((await account('admin'))!.disabled_at).toBeNull();
  });
});

describe('changing an account', () => {
  it('moves a cadre to another village and signs them out', async () => {
    const theirs = await as('listed');
    const response = await (await as('city')).post(`/settings/accounts/${ids.listed}`, {
      intent: 'save',
      name: '新名',
      role: 'cadre',
      divisions: '140602004204',
    });
    expect(response.headers.get('Location')).toContain('done=saved');
    expect((await account('listed'))!).toMatchObject({ name: '新名', divisions: ['140602004204'] });
    expect((await theirs.get('/me')).headers.get('Location')).toContain('/sign-in');
  });

  it('disables at once, enables again, and both stand in the history', async () => {
    const theirs = await as('listed');
    const browser = await as('city');
    await browser.post(`/settings/accounts/${ids.listed}`, { intent: 'disable' });
    expect((await theirs.get('/me')).headers.get('Location')).toContain('/sign-in');
    expect((await new WebClient(app.url).signIn('listed', PASSWORD)).status).toBe(422);
    await browser.post(`/settings/accounts/${ids.listed}`, { intent: 'enable' });
    expect((await new WebClient(app.url).signIn('listed', PASSWORD)).status).toBe(302);
    const { rows } = await db.pool.query<{ action: string; actor: string }>(
      `SELECT action, actor FROM history WHERE entity_key = $1 AND action IN ('account.disable', 'account.enable') ORDER BY seq`,
      [ids.listed],
    );
    expect(rows).toEqual([
      { action: 'account.disable', actor: 'city' },
      { action: 'account.enable', actor: 'city' },
    ]);
  });

  it('unlocks, and ends sessions', async () => {
    await db.pool.query(`UPDATE account SET failed_sign_ins = 5, locked_until = now() + interval '15 minutes' WHERE username = 'listed'`);
    expect((await new WebClient(app.url).signIn('listed', PASSWORD)).status).toBe(422);
    const browser = await as('city');
    await browser.post(`/settings/accounts/${ids.listed}`, { intent: 'unlock' });
    const theirs = await as('listed');
    await browser.post(`/settings/accounts/${ids.listed}`, { intent: 'sessions' });
    expect((await theirs.get('/me')).headers.get('Location')).toContain('/sign-in');
  });

  it('never one’s own rights, and never the last administrator', async () => {
    const boss = await as('boss');
    expect(await (await boss.post(`/settings/accounts/${ids.boss}`, { intent: 'disable' }, '/settings/accounts/new')).text()).toContain(
      '不能修改自己的角色',
    );
    await boss.post(`/settings/accounts/${ids.admin}`, { intent: 'disable' });
    expect((await account('admin'))!.disabled_at).not.toBeNull();
    // The same holds at the command line, where the actor has no account.
    await expect(saveAccount(db, OPERATOR, { username: 'boss', role: 'city', divisions: ['1406'] }, new Date())).rejects.toThrow(
      'account.last-admin',
    );
    await expect(disableAccount(db, OPERATOR, ids.boss!, new Date())).rejects.toThrow('account.last-admin');
    await db.pool.query(`UPDATE account SET disabled_at = NULL WHERE username = 'admin'`);
  });
});

describe('one’s own account', () => {
  it('shows its sessions and ends another one', async () => {
    const phone = await as('cadre');
    const desk = await as('cadre');
    const page = await (await desk.get('/me')).text();
    const other = [...page.matchAll(/name="session" value="([0-9a-f]{64})"/g)].map((match) => match[1]!);
    expect(other).toHaveLength(1);
    await desk.post('/me', { intent: 'end', session: other[0]! });
    expect((await phone.get('/me')).headers.get('Location')).toContain('/sign-in');
    expect((await desk.get('/me')).status).toBe(200);
  });

  it('cannot end somebody else’s session', async () => {
    const theirs = await as('county');
    const { rows } = await db.pool.query<{ id: string }>(`SELECT s.id FROM session s WHERE account_id = $1 AND revoked_at IS NULL`, [
      ids.county,
    ]);
    await (await as('cadre')).post('/me', { intent: 'end', session: rows[0]!.id });
    expect((await theirs.get('/me')).status).toBe(200);
  });

  it('keeps language and large text', async () => {
    const browser = await as('cadre');
    await browser.post('/language', { language: 'en', to: '/me' }, '/me');
    await browser.post('/me', { intent: 'text', size: 'large' });
    const html = await (await browser.get('/me')).text();
    expect(html).toContain('<html lang="en" data-text="large">');
    expect((await db.pool.query(`SELECT language FROM account WHERE username = 'cadre'`)).rows[0]).toEqual({ language: 'en' });
    await browser.post('/language', { language: 'zh-CN', to: '/me' }, '/me');
  });

  it('takes a complaint, which the administrator answers and nobody else reads', async () => {
    const browser = await as('cadre');
    expect(await (await browser.post('/feedback', { text: '  ' })).text()).toContain('请写下您的意见。');
    await browser.post('/feedback', { text: '同一户要填两遍 <b>' });
    const admin = await as('admin');
    const list = await (await admin.get('/settings/complaints')).text();
    expect(list).toContain('同一户要填两遍 &lt;b&gt;');
    const id = /name="id" value="([0-9a-f-]{36})"/.exec(list)![1]!;
    await admin.post('/settings/complaints', { id, answer: '已改为沿用上季答案' });
    expect(await (await browser.get('/feedback')).text()).toContain('已改为沿用上季答案');
    expect((await (await as('city')).get('/settings/complaints')).status).toBe(403);
    expect(await (await (await as('county')).get('/feedback')).text()).not.toContain('同一户要填两遍');
  });
});
