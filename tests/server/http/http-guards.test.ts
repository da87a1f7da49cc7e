import { truncateSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { declareSeason } from '../../helpers/register';
import { sendThenRead } from '../../helpers/send-then-read';
import { accountWith, WebClient } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
const PASSWORD = 'warm-2021-home';
const UPLOAD_LIMIT = 20_000_000;
const METRICS_TOKEN = 'mQ7vX2mN9pR4tW8yB3cF6hJ1lZ5sD0gA-measured';

beforeAll(async () => {
  db = await freshDatabase();
  app = await startApp({ db, formLimitBytes: 20_000, uploadLimitBytes: UPLOAD_LIMIT, env: { METRICS_TOKEN } });
  await accountWith(db, { username: 'keeper', password: PASSWORD, role: 'admin', divisions: ['14'] });
  await accountWith(db, { username: 'other', password: PASSWORD, role: 'admin', divisions: ['14'] });
  await accountWith(db, { username: 'cadre', password: PASSWORD, role: 'cadre', divisions: ['140602004201'] });
});

async function signedIn(username = 'keeper'): Promise<WebClient> {
  const browser = new WebClient(app.url);
  expect((await browser.signIn(username, PASSWORD)).status).toBe(302);
  return browser;
}

async function nameOf(username: string): Promise<string> {
  const { rows } = await db.pool.query<{ name: string }>('SELECT name FROM account WHERE username = $1', [username]);
  return rows[0]!.name;
}

async function accountPage(): Promise<string> {
  const { rows } = await db.pool.query<{ id: string }>(`SELECT id FROM account WHERE username = 'other'`);
  return `/settings/accounts/${rows[0]!.id}`;
}

const CHANGE = { intent: 'save', name: 'Changed', role: 'admin', divisions: '14' };

describe('a form of another site', () => {
  it.each([
    ['another origin', { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' }],
    ['another origin without the newer header', { Origin: 'https://elsewhere.example' }],
    ['a sibling site', { Origin: 'http://localhost:1', 'Sec-Fetch-Site': 'same-site' }],
    ['no origin at all', {}],
    ['an opaque origin', { Origin: 'null' }],
  ])('changes nothing: %s', async (_name, headers) => {
    const browser = await signedIn();
    const page = await accountPage();
    const csrf = await browser.token(page);
    const response = await browser.fetch(page, {
      method: 'POST',
      body: new URLSearchParams({ csrf, ...CHANGE }),
      headers: headers as Record<string, string>,
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('这次提交不是从本系统的页面发出的');
    expect(await nameOf('other')).toBe('other');
  });
});

describe('the token of a form', () => {
  it('is asked for by every action of every page', async () => {
    for (const path of ['/sign-in', '/sign-out', '/password', '/language', '/settings/accounts/new', await accountPage()]) {
      const browser = path === '/sign-in' ? new WebClient(app.url) : await signedIn();
      const response = await browser.fetch(path, {
        method: 'POST',
        body: new URLSearchParams({ name: 'x' }),
        headers: { Origin: app.url },
      });
      expect(response.status, path).toBe(403);
    }
  });

  it('of another session is refused, and what was typed comes back', async () => {
    const browser = await signedIn();
    const foreign = await (await signedIn()).token('/settings/accounts/new');
    const response = await browser.post('/settings/accounts/new', {
      csrf: foreign,
      username: 'typed-before',
      name: '刘大山',
      role: 'cadre',
    });
    expect(response.status).toBe(403);
    const html = await response.text();
    expect(html).toContain('您填写的内容还在，请再提交一次');
    expect(html).toContain('value="typed-before"');
    expect(html).toContain('value="刘大山"');
  });

  it('of a signed-out browser says that the sign-in has expired', async () => {
    const browser = await signedIn();
    const page = await accountPage();
    const csrf = await browser.token(page);
    await db.pool.query('UPDATE session SET revoked_at = now()');
    const response = await browser.fetch(`${page}.data`, {
      method: 'POST',
      body: new URLSearchParams({ csrf, ...CHANGE }),
      headers: { Origin: app.url },
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('登录已过期');
    expect(await nameOf('other')).toBe('other');
  });

  it('is found at the start of an upload, and only there', async () => {
    const browser = await signedIn();
    const page = await accountPage();
    const csrf = await browser.token(page);
    const upload = (first: [string, string][]) => {
      const form = new FormData();
      for (const [name, value] of first) form.append(name, value);
      for (const [name, value] of Object.entries({ ...CHANGE, name: 'By upload' })) form.append(name, value);
      return browser.fetch(page, { method: 'POST', body: form, headers: { Origin: app.url } });
    };
    expect(
      (
        await upload([
          ['x', 'y'.repeat(2000)],
          ['csrf', csrf],
        ])
      ).status,
    ).toBe(403);
    expect(await nameOf('other')).toBe('other');
    expect((await upload([['csrf', csrf]])).status).toBe(302);
    expect(await nameOf('other')).toBe('By upload');
  });

  it('may come in a header, for scripts', async () => {
    const browser = await signedIn();
    const page = await accountPage();
    const csrf = await browser.token(page);
    const response = await browser.fetch(page, {
      method: 'POST',
      body: new URLSearchParams({ ...CHANGE, name: 'By header' }),
      headers: { Origin: app.url, 'X-CSRF-Token': csrf },
    });
    expect(response.status).toBe(302);
    expect(await nameOf('other')).toBe('By header');
  });
});

describe('every answer', () => {
  const pages = [
    '/sign-in',
    '/settings/accounts',
    '/settings/accounts/new',
    '/password',
    '/not-there',
    '/healthz',
    '/assets/not-there.js',
    '/api/v1/divisions',
  ];

  it.each(pages)('of %s forbids scripts that are not ours', async (path) => {
    const browser = await signedIn();
    const response = await browser.get(path);
    const policy = response.headers.get('Content-Security-Policy')!;
    const scripts = policy.split(';').find((directive) => directive.trim().startsWith('script-src '))!;
    expect(scripts).toMatch(/^script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}'$/);
    expect(policy).toContain("object-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
    const html = await response.text();
    const nonce = /'nonce-([^']+)'/.exec(scripts)![1]!;
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`);
    expect(html).not.toMatch(/\son[a-z]+="/);
  });

  it('has a nonce of its own', async () => {
    const browser = new WebClient(app.url);
    const nonces = await Promise.all([1, 2, 3].map(async () => (await browser.get('/sign-in')).headers.get('Content-Security-Policy')!));
    expect(new Set(nonces).size).toBe(3);
  });

  it('with what belongs to a person is kept by no cache, files of the build are', async () => {
    const browser = await signedIn();
    const page = await browser.get('/settings/accounts');
    expect(page.headers.get('Cache-Control')).toBe('private, no-store');
    const asset = /href="(\/assets\/[^"]+\.css)"/.exec(await page.text())![1]!;
    expect((await browser.get(asset)).headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
  });
});

describe('a page that cannot be shown', () => {
  it('is 404 with words in the language of the person, and no stack', async () => {
    const browser = await signedIn();
    const chinese = await browser.get('/not-there');
    expect(chinese.status).toBe(404);
    expect(await chinese.text()).toContain('没有找到这一页');
    await browser.post('/language', { language: 'en', to: '/settings/accounts' }, '/settings/accounts');
    const html = await (await browser.get('/not-there')).text();
    expect(html).toContain('This page was not found');
    expect(html).not.toMatch(/at .*\.(ts|js):\d+/);
    await browser.post('/language', { language: 'zh-CN', to: '/' }, '/settings/accounts');
  });

  it('is 403 for a role that may not see it', async () => {
    const response = await (await signedIn('cadre')).get('/settings/accounts');
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('您没有这项权限');
  });

  it('is 400 for an address that cannot be decoded', async () => {
    const response = await (await signedIn()).get('/settings/%E0%A4%A');
    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/URIError|at .*\.js/);
  });
});

describe('a body that is not wanted', () => {
  const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
  /** More than the connection buffers, so it arrives only when somebody reads it. */
  const LARGE = Buffer.alloc(16_000_000, 'x');
  const chunked = (body: Buffer) => Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);

  it.each([
    ['of a told length', { 'Content-Length': String(LARGE.length) }, LARGE],
    ['whose length was not told', { 'Transfer-Encoding': 'chunked' }, chunked(LARGE)],
  ])('is answered with 413 when it is too large, also to a sender who reads last: %s', async (_name, headers, body) => {
    const answer = await sendThenRead(app.url, '/sign-in', { ...FORM, ...headers }, body);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('内容太大');
  });

  it.each([
    ['/sign-in', false],
    ['/feedback', true],
    ['/settings/accounts/new', true],
    ['/settings/accounts/new.data', true],
  ])('is answered with 413 where a form of many parts is no upload: %s', async (path, asKeeper) => {
    const head = Buffer.from('--edge\r\nContent-Disposition: form-data; name="x"; filename="a"\r\n\r\n');
    const body = Buffer.concat([head, LARGE, Buffer.from('\r\n--edge--\r\n')]);
    const cookie = asKeeper ? `qn_session=${(await signedIn()).cookie('qn_session')}` : '';
    const headers = {
      'Content-Type': 'multipart/form-data; boundary=edge',
      'Content-Length': String(body.length),
      Origin: app.url,
      Cookie: cookie,
    };
    expect(await sendThenRead(app.url, path, headers, body)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('is answered with 413 where nobody is signed in and JSON is larger than a form', async () => {
    const body = Buffer.from(JSON.stringify({ records: ['x'.repeat(30_000)] }));
    const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
    expect(await sendThenRead(app.url, '/field-data/visits', headers, body)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('is answered with 413 in JSON to a program', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': String(LARGE.length) };
    const answer = await sendThenRead(app.url, '/api/v1/visits', headers, LARGE);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"api.too-large"');
  });

  it('is taken to its end when an upload is refused at its beginning', async () => {
    const head = Buffer.from(
      '--edge\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nof-nobody\r\n--edge\r\nContent-Disposition: form-data; ' +
        'name="workbook"; filename="a.xlsx"\r\n\r\n',
    );
    const body = Buffer.concat([head, LARGE, Buffer.from('\r\n--edge--\r\n')]);
    const headers = { 'Content-Type': 'multipart/form-data; boundary=edge', 'Content-Length': String(body.length), Origin: app.url };
    expect(await sendThenRead(app.url, '/imports', headers, body)).toMatch(/^HTTP\/1\.1 302 [\s\S]*\r\nlocation: \/sign-in/);
  });

  it('is cut off when it does not end', async () => {
    const body = Buffer.alloc(4 * UPLOAD_LIMIT, 'x');
    const sending = sendThenRead(app.url, '/sign-in', { ...FORM, 'Content-Length': String(body.length) }, body);
    await expect(sending).rejects.toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) });
  });
});

describe('what no browser sends', () => {
  const raw = async (line: string) => sendThenRead(app.url, line, {}, Buffer.alloc(0), 'GET');

  it('is answered with 4xx in words, never with 500', async () => {
    const browser = await signedIn();
    const page = await accountPage();
    const headers = { Origin: app.url, 'Content-Type': 'application/json', 'X-CSRF-Token': await browser.token(page) };
    const json = await browser.fetch(page, { method: 'POST', body: '{"intent":"save"}', headers });
    expect(json.status).toBe(400);
    expect(await json.text()).toContain('表单没有传完整');
    for (const [path, status] of [
      ['/assets/not-there.js', 404],
      ['/field/assets/not-there.js', 404],
      ['/%5c', 400],
      ['/lists/140602?asOf=0000-01-01', 403],
      ['/settings/accounts?q=%00', 200],
      ['/settings/accounts/x%00', 404],
    ] as const)
      expect([path, (await browser.fetch(path)).status]).toEqual([path, status]);
    expect(await raw(`${app.url}/sign-in`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await raw('http://elsewhere.example/sign-in?x=1')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await raw('//elsewhere.example/')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('an address longer than is read is answered, although it is sent whole before the answer is read', async () => {
    expect(await raw(`/villages/${'%e6%88%b7'.repeat(200_000)}`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await raw('/sign-in HTTP/9.9')).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  });

  it('an upload is taken or refused in words, whatever its name', async () => {
    const browser = await signedIn();
    const csrf = await browser.token('/imports');
    const file = (name: string) =>
      `--edge\r\nContent-Disposition: form-data; name="workbook"; filename="${name}"\r\n\r\nPK not a workbook\r\n`;
    const upload = (parts: string) =>
      browser.fetch('/imports', {
        method: 'POST',
        body: `--edge\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n${parts}--edge--\r\n`,
        headers: { 'Content-Type': 'multipart/form-data; boundary=edge', Origin: app.url },
      });
    for (const name of ['a=b;c.xlsx', `${'户'.repeat(83)}.xlsx`, `${'k=v;'.repeat(62)}.xlsx`])
      expect([name, (await upload(file(name))).status]).toEqual([name, 302]);
    expect((await upload(file('one.xlsx') + file('two.xlsx'))).status).toBe(302);
    expect((await upload(file('n'.repeat(200_000)))).status).toBe(302);
    expect(await (await upload(file(''))).text()).toContain('请先选择一个工作簿');
    // What was taken counts: a person cannot fill the disk.
    const { rows } = await db.pool.query<{ id: string }>(`SELECT id FROM job_record WHERE kind = 'import' ORDER BY created_at LIMIT 1`);
    truncateSync(join(app.dataDir, 'jobs', rows[0]!.id, 'upload.xlsx'), 10 * 50 * 1024 * 1024);
    const over = await upload(file('more.xlsx'));
    expect(over.status).toBe(422);
    expect(await over.text()).toContain('您上传后还没办完的文件已有');
  });
});

describe('files that are made while their reader waits', () => {
  const LIST = '/lists/1406/export?flag=H';
  const READERS = 10;
  /** The connections that make files. */
  const making = async () => {
    const { rows } = await db.pool.query<{ waits: boolean }>(
      `SELECT wait_event_type IS NOT DISTINCT FROM 'Lock' AS waits FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'qingnuan-export-%' AND state <> 'idle'`,
    );
    return rows.filter(({ waits }) => waits).length;
  };
  const untilMaking = (files: number) => vi.waitFor(async () => expect(await making()).toBe(files), { timeout: 50_000, interval: 50 });
  const counted = async (state: string) =>
    Number(new RegExp(`qingnuan_exports\\{state="${state}"\\} (\\d+)`).exec(await (await fetch(`${app.url}/metrics`)).text())![1]);
  const untilWaiting = (files: number) =>
    vi.waitFor(async () => expect(await counted('waiting')).toBe(files), { timeout: 50_000, interval: 50 });

  let readers: WebClient[];
  beforeAll(async () => {
    await withSql(db, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
    const names = Array.from({ length: READERS }, (_, at) => `reader${at}`);
    for (const username of names) await accountWith(db, { username, password: PASSWORD, role: 'city', divisions: ['1406'] });
    readers = await Promise.all(names.map((username) => signedIn(username)));
  });

  /** No list can be read while it lasts. */
  async function withoutLists(work: (free: () => Promise<void>) => Promise<void>): Promise<void> {
    const holder = await db.pool.connect();
    const free = async () => void (await holder.query('ROLLBACK'));
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE household IN ACCESS EXCLUSIVE MODE');
    try {
      await work(free);
    } finally {
      await free();
      holder.release();
    }
  }

  it('keep no page waiting, and a third one of a person is refused in words', async () => {
    await withoutLists(async (free) => {
      const asked = readers.flatMap((reader) => [reader.get(LIST), reader.get(LIST)]);
      for (const one of asked) one.catch(() => undefined); // it is awaited below
      await untilMaking(3);
      await untilWaiting(2 * READERS - 3);

      const third = await readers[0]!.fetch(LIST, { headers: { Accept: 'text/html' } });
      expect(third.status).toBe(429);
      const page = await third.text();
      expect(page).toContain('文件没有生成');
      expect(page).toContain('您已有 2 份文件正在生成。请等其中一份下载完，再导出这一份');
      expect(await (await readers[0]!.get(LIST)).json()).toMatchObject({ code: 'export.two-already' });

      const pages = await Promise.all(readers.map((reader) => reader.get('/me')));
      expect(pages.map(({ status }) => status)).toEqual(readers.map(() => 200));

      await free();
      for (const answer of await Promise.all(asked)) {
        expect(answer.status).toBe(200);
        const content = Buffer.from(await answer.arrayBuffer());
        expect(content.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
        expect(answer.headers.get('Content-Length')).toBe(String(content.length));
      }
    });
    expect(await readdir(join(app.dataDir, 'exports'))).toEqual([]);
  });

  it('end with their query when the reader goes, and leave the place to the next', async () => {
    await withoutLists(async (free) => {
      const gone = new AbortController();
      const left = readers.flatMap((reader) => [0, 1].map(() => reader.fetch(LIST, { signal: gone.signal }).catch(() => null)));
      await untilMaking(3);
      await untilWaiting(2 * READERS - 3);
      gone.abort();
      await Promise.all(left);
      // The lock is still held: no query has come to its end by itself.
      await untilMaking(0);
      await untilWaiting(0);

      const again = [readers[0]!.get(LIST), readers[0]!.get(LIST)];
      await untilMaking(2);
      await free();
      for (const answer of await Promise.all(again)) expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
    });
    expect(await readdir(join(app.dataDir, 'exports'))).toEqual([]);
  });
});

describe('operation', () => {
  it('tells that it is live and ready', async () => {
    expect(await (await fetch(`${app.url}/healthz`)).text()).toBe('ok\n');
    const ready = await fetch(`${app.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ ready: true, stopping: false, checks: { database: 'ok', migrations: 'ok', disk: 'ok' } });
  });

  it('is not ready when a migration is missing', async () => {
    await db.pool.query(`UPDATE _prisma_migrations SET rolled_back_at = now(), finished_at = NULL WHERE migration_name = '0002_complaint'`);
    const ready = await fetch(`${app.url}/readyz`);
    await db.pool.query(`UPDATE _prisma_migrations SET rolled_back_at = NULL, finished_at = now() WHERE migration_name = '0002_complaint'`);
    expect(ready.status).toBe(503);
    expect(((await ready.json()) as { checks: object }).checks).toMatchObject({ database: 'ok', migrations: 'failed' });
  });

  it('prints its numbers for Prometheus', async () => {
    const text = await (await fetch(`${app.url}/metrics`)).text();
    expect(text).toMatch(/qingnuan_http_request_seconds_count\{method="GET",area="sign-in",status="2xx"\} \d+/);
    expect(text).toMatch(/qingnuan_sign_ins_total\{outcome="ok"\} \d+/);
    expect(text).toMatch(/qingnuan_database_connections\{state="open"\} \d+/);
    for (const of of ['p50', 'p99', 'max']) {
      const [, seconds] = new RegExp(`qingnuan_event_loop_delay_seconds\\{of="${of}"\\} (\\S+)`).exec(text)!;
      // What it did until now took it more than no time at all, and it never was away for an hour.
      expect(Number(seconds), of).toBeGreaterThanOrEqual(of === 'max' ? Number.MIN_VALUE : 0);
      expect(Number(seconds), of).toBeLessThan(3_600);
    }
    expect(text).toMatch(/qingnuan_exports\{state="waiting"\} 0/);
  });

  it('gives its numbers to nobody from elsewhere without the token', async () => {
    const asked = (headers: Record<string, string>) => fetch(`${app.url}/metrics`, { headers });
    expect((await asked({ 'X-Forwarded-For': '203.0.113.7' })).status).toBe(403);
    expect((await asked({ 'X-Forwarded-For': '203.0.113.7', Authorization: `Bearer ${METRICS_TOKEN}x` })).status).toBe(403);
    expect((await asked({ 'X-Forwarded-For': '203.0.113.7', Authorization: `Bearer ${METRICS_TOKEN}` })).status).toBe(200);
  });

  it('logs without names, queries or bodies', async () => {
    const browser = await signedIn();
    await browser.get('/settings/accounts?q=%E5%88%98%E5%A4%A7%E5%B1%B1');
    await browser.post('/sign-in', { username: 'somebody-who-tries', password: 'their-secret-1' }, '/password');
    const { rows } = await db.pool.query<{ id: string }>('SELECT id FROM account');
    const lines = app.logged().join('\n');
    expect(lines).toContain('"path":"/settings/accounts"');
    for (const secret of ['刘大山', '%E5', 'q=', 'somebody-who-tries', 'their-secret-1', PASSWORD, 'keeper', ...rows.map((row) => row.id)])
      expect(lines).not.toContain(secret);
    expect(lines).toMatch(/"account":"[0-9a-f]{12}"/);
  });

  it('closes a connection that never finishes its head', async () => {
    // The test asserts only that the limits are set, because waiting for them would take too long.
    const agent = httpRequest(`${app.url}/healthz`, { headers: { Connection: 'keep-alive' } });
    const answered = new Promise<string | undefined>((resolve) =>
      agent.once('response', (response) => resolve(String(response.headers['keep-alive']))),
    );
    agent.end();
    expect(await answered).toBe('timeout=65');
  });
});
