import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '~/database/open.server';
import { EVERYTHING } from '~/database/scope.server';
import { inTransaction, withSql } from '~/database/sql.server';
import { readFacts } from '~/server/workflows/read-facts.server';
import { verifyRegister } from '~/server/workflows/verify-register.server';
import { startApp, type RunningApp } from '../helpers/app';
import { freshDatabase } from '../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, OTHER_VILLAGE, VILLAGE, visitOf } from '../helpers/register';
import { addAccount, apiClient, PASSWORD, tokenOf, type Answer, type Call } from './api-client';

const HOUSEHOLD = `${VILLAGE}001`;
const FAR_HOUSEHOLD = `${FAR_VILLAGE}001`;
const ID_NUMBER = '14060219700101001X';

let db: Database;
let app: RunningApp;
let anybody: Call;
let cadreName: string;
let cadreToken: string;
let cadre: Call;
let county: Call;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
  await addHouseholds(db, [
    ...Array.from({ length: 7 }, (_, i) => ({ number: `${VILLAGE}00${i + 1}`, head: i === 4 ? '赵六' : '张三', address: `${i + 1}排8号` })),
    { number: `${OTHER_VILLAGE}001`, village: OTHER_VILLAGE },
    { number: FAR_HOUSEHOLD, village: FAR_VILLAGE },
  ]);
  await db.pool.query(
    `UPDATE household SET phone_masked = '138****4321', id_number_masked = '140602********001X', id_number_encrypted = $1, bank_account_masked = '***8888', hardship_encrypted = 'k1.sealed' WHERE number = $2`,
    [ID_NUMBER, `${VILLAGE}006`],
  );
  app = await startApp({ db });
  anybody = apiClient(app.url);
  cadreName = await addAccount(db, 'cadre', [VILLAGE]);
  county = apiClient(app.url, await tokenOf(app.url, await addAccount(db, 'county', ['140602'])));
});

beforeEach(async () => {
  cadreToken = await tokenOf(app.url, cadreName);
  cadre = apiClient(app.url, cadreToken);
});

const codeOf = (answer: Answer): unknown => (answer.body as { code?: unknown } | undefined)?.code;
type Page = { rows: { number?: string; code?: string }[]; next: string | null };
const receiptsOf = (answer: Answer) => (answer.body as { receipts: Record<string, unknown>[] }).receipts;

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
    for (const [username, password] of [[cadreName, 'no'], ['nobody', 'no'], [disabled, PASSWORD]]) {
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
    for (let i = 0; i < 5; i += 1) codes.push(codeOf(await anybody('POST', '/sign-in', { body: { username: victim, password: `wrong ${i}` } })));
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
    await db.pool.query(`UPDATE api_token SET expires_at = now() - interval '1 second' WHERE account_id = (SELECT id FROM account WHERE username = $1)`, [gone]);
    expect((await call('GET', '/households')).status).toBe(401);
    await db.pool.query(`UPDATE api_token SET expires_at = now() + interval '1 hour' WHERE account_id = (SELECT id FROM account WHERE username = $1)`, [gone]);
    expect((await call('GET', '/households')).status).toBe(200);
    await db.pool.query('UPDATE account SET disabled_at = now() WHERE username = $1', [gone]);
    expect((await call('GET', '/households')).status).toBe(401);
  });

  test('counts only in the header: neither a cookie nor the address carries it', async () => {
    for (const headers of [{ Cookie: `qn_session=${cadreToken}` }, { Cookie: `token=${cadreToken}` }, { Authorization: `Basic ${cadreToken}` }]) {
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
    const session = signedIn.headers.getSetCookie().find((cookie) => cookie.startsWith('qn_session='))!.split(';')[0]!;
    expect((await fetch(`${app.url}/password`, { headers: { Cookie: session }, redirect: 'manual' })).status).toBe(200);
    expect((await anybody('GET', '/households', { headers: { Cookie: session } })).status).toBe(401);
    const sent = await anybody('POST', '/visits', { headers: { Cookie: session, Origin: app.url }, body: { visits: [visitOf(HOUSEHOLD)] } });
    expect(sent.status).toBe(401);
  });

  test('is asked for by no other origin', async () => {
    const answer = await cadre('GET', '/households', { headers: { Origin: 'https://elsewhere.example' } });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('divisions and households', () => {
  test('come a page at a time, each once, within the scope', async () => {
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const page = (await county('GET', `/divisions?limit=100${after && `&after=${after}`}`)).body as Page;
      seen.push(...page.rows.map(({ code }) => code!));
      expect(page.rows.length).toBeLessThanOrEqual(100);
      if (page.next === null) break;
      after = page.next;
    }
    const { rows } = await db.pool.query<{ code: string }>(`SELECT code FROM division WHERE code LIKE '140602%' ORDER BY code`);
    // 朔城区: itself, 14 townships, 267 villages (NBS list).
    expect(seen).toHaveLength(1 + 14 + 267);
    expect(seen).toEqual(rows.map(({ code }) => code));
  });

  test('are found by village, search and key, and masked', async () => {
    const numbers = async (query: string) => ((await cadre('GET', `/households${query}`)).body as Page).rows.map(({ number }) => number);
    expect(await numbers('')).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `${VILLAGE}00${n}`));
    expect(await numbers('?search=' + encodeURIComponent('赵六'))).toEqual([`${VILLAGE}005`]);
    expect(await numbers('?search=ZS&limit=2')).toHaveLength(2);
    expect(await numbers('?search=4321')).toEqual([`${VILLAGE}006`]);
    expect(await numbers('?search=' + encodeURIComponent('%'))).toEqual([]);
    const first = (await cadre('GET', '/households?limit=4')).body as Page;
    expect(first.next).toBe(`${VILLAGE}004`);
    expect(await numbers(`?limit=4&after=${first.next}`)).toEqual([5, 6, 7].map((n) => `${VILLAGE}00${n}`));

    const list = await cadre('GET', '/households');
    const one = await cadre('GET', `/households/${VILLAGE}006`);
    expect((one.body as { phoneMasked: string }).phoneMasked).toBe('138****4321');
    for (const text of [list.text, one.text]) {
      expect(text).not.toContain(ID_NUMBER);
      expect(text).not.toContain('140602********001X');
      expect(text).not.toContain('8888');
      expect(text).not.toContain('k1.sealed');
    }
    expect(list.text).not.toContain('4321');
  });

  test('outside the scope answer exactly like what does not exist', async () => {
    const shape = ({ status, body }: Answer) => {
      const { requestId: _own, title, title_en, ...rest } = body as Record<string, string>;
      return { status, ...rest, title: title!.replace(/\d+/g, '#'), title_en: title_en!.replace(/\d+/g, '#') };
    };
    const pairs = [
      [`/households/${FAR_HOUSEHOLD}`, '/households/999999999999001'],
      [`/households?village=${FAR_VILLAGE}`, '/households?village=999999999999'],
      [`/divisions?root=${FAR_VILLAGE}`, '/divisions?root=999999999999'],
    ] as const;
    for (const [there, nowhere] of pairs) expect(shape(await cadre('GET', there))).toEqual(shape(await cadre('GET', nowhere)));
    expect(shape(await county('GET', `/facts?division=${FAR_VILLAGE}&season=2020-2021`))).toEqual(
      shape(await county('GET', '/facts?division=999999999999&season=2020-2021')),
    );
  });
});

describe('a batch of visits', () => {
  test('gets a receipt each; a bad one stops no other; sent again it is the same', async () => {
    const good = visitOf(`${VILLAGE}002`);
    const other = visitOf(`${VILLAGE}003`);
    const incomplete = visitOf(`${VILLAGE}004`, { answers: { mainHeat: 'gas', connected: true } });
    const foreign = visitOf(FAR_HOUSEHOLD);
    const nowhere = visitOf('999999999999001');
    const batch = [incomplete, good, foreign, nowhere, 'text', other];
    const receipts = receiptsOf(await cadre('POST', '/visits', { body: { visits: batch } }));
    expect(receipts.map(({ status }) => status)).toEqual(['refused', 'received', 'refused', 'refused', 'refused', 'received']);
    expect(receipts[1]).toMatchObject({ id: good.visit, revision: 1 });
    expect(receipts[0]!['code']).toBe('visit.incomplete');
    const problems = receipts[0]!['problems'] as { question: string; code: string; title: string; title_en: string }[];
    expect(problems.map(({ question }) => question).sort()).toEqual(['boughtCoal', 'coalStock', 'stability', 'stove']);
    for (const { title, title_en } of problems) {
      expect(title).toMatch(/\p{Script=Han}/u);
      expect(title_en).not.toMatch(/\p{Script=Han}/u);
    }
    expect([receipts[2]!['code'], receipts[3]!['code']]).toEqual(['household.unknown', 'household.unknown']);

    const again = receiptsOf(await cadre('POST', '/visits', { body: { visits: [good, other] } }));
    expect(again).toEqual([{ ...receipts[1], status: 'same' }, { ...receipts[5], status: 'same' }]);
    const { rows } = await db.pool.query(`SELECT count(*)::int AS visits, min(source) AS source FROM visit WHERE id = ANY($1)`, [[good.visit, other.visit]]);
    expect(rows).toEqual([{ visits: 2, source: 'api' }]);
  });

  test('same id, other content: a conflict for that visit alone, and what is stored stays', async () => {
    const first = visitOf(`${VILLAGE}005`);
    const [received] = receiptsOf(await cadre('POST', '/visits', { body: { visits: [first] } }));
    const changed = { ...first, visitor: '王五' };
    const elsewhere = { ...first, household: `${VILLAGE}006` };
    const fresh = visitOf(`${VILLAGE}006`);
    const receipts = receiptsOf(await cadre('POST', '/visits', { body: { visits: [changed, elsewhere, fresh] } }));
    expect(receipts.map(({ status, code }) => [status, code])).toEqual([
      ['conflict', 'visit.outdated'],
      ['conflict', 'visit.id-taken'],
      ['received', undefined],
    ]);
    const { rows } = await db.pool.query(`SELECT content_hash, visitor FROM visit WHERE id = $1`, [first.visit]);
    expect(rows).toEqual([{ content_hash: received!['contentHash'], visitor: first['visitor'] }]);
  });

  test('the same visit twice in one batch, and from many at once, is stored once', async () => {
    const visit = visitOf(`${VILLAGE}007`);
    const answers = await Promise.all(Array.from({ length: 8 }, () => cadre('POST', '/visits', { body: { visits: [visit, visit] } })));
    const statuses = answers.flatMap((answer) => receiptsOf(answer).map(({ status }) => status));
    expect(statuses.filter((status) => status === 'received')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'same')).toHaveLength(15);
    const { rows } = await db.pool.query(`SELECT count(*)::int AS n FROM history WHERE entity = 'visit' AND entity_key = $1`, [visit.visit]);
    expect(rows).toEqual([{ n: 1 }]);
    expect((await verifyRegister(db)).ok).toBe(true);
  });

  test('is counted: the facts are those of the command', async () => {
    const answer = await county('GET', '/facts?division=140602&season=2020-2021');
    const facts = await readFacts(db, EVERYTHING, { division: '140602', season: '2020-2021' }, new Date());
    expect(answer.body).toEqual(JSON.parse(JSON.stringify(facts)));
    const { rows } = await db.pool.query(`SELECT count(DISTINCT household_number)::int AS v FROM visit WHERE season = '2020-2021' AND household_number LIKE '140602%'`);
    expect(facts.rows[0]!.counts.V).toBe((rows[0] as { v: number }).v);
    expect(facts.rows).toHaveLength(1 + 14);
  });

  test('belongs to the cadre', async () => {
    for (const role of ['township', 'county', 'city', 'auditor', 'admin'] as const) {
      const call = apiClient(app.url, await tokenOf(app.url, await addAccount(db, role, role === 'admin' ? [] : ['1406'])));
      const answer = await call('POST', '/visits', { body: { visits: [visitOf(HOUSEHOLD)] } });
      expect([role, answer.status, codeOf(answer)]).toEqual([role, 403, 'access.not-allowed']);
    }
  });
});

describe('what cannot be read', () => {
  test('is refused with what to do', async () => {
    const send = (raw: string | Uint8Array<ArrayBuffer>, type = 'application/json') => cadre('POST', '/visits', { raw, headers: { 'Content-Type': type } });
    const expectations: [Promise<Answer>, number, string][] = [
      [send('{"visits": ['), 400, 'api.not-json'],
      [send(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])), 400, 'api.not-json'],
      [send('{}', 'text/plain'), 415, 'api.other-type'],
      [send('visits=1', 'application/x-www-form-urlencoded'), 415, 'api.other-type'],
      [send(JSON.stringify({ visits: [visitOf(HOUSEHOLD, { note: 'x'.repeat(2_100_000) })] })), 413, 'api.too-large'],
      [cadre('GET', '/households?limit=1&limit=2'), 400, 'api.not-understood'],
      [cadre('GET', '/visits'), 405, 'api.other-method'],
      [cadre('DELETE', `/households/${HOUSEHOLD}`), 405, 'api.other-method'],
      [cadre('GET', '/nothing/here'), 404, 'api.no-such-address'],
      [anybody('POST', '/nothing'), 404, 'api.no-such-address'],
    ];
    for (const [running, status, code] of expectations) {
      const answer = await running;
      expect([answer.status, codeOf(answer), answer.type]).toEqual([status, code, 'application/problem+json']);
      const { title, title_en } = answer.body as { title: string; title_en: string };
      expect(title).toMatch(/\p{Script=Han}/u);
      expect(title_en).toMatch(/^[A-Z][^\p{Script=Han}]+\.$/u);
    }
  });

  test('far too much ends before it is read', async () => {
    const answer = await cadre('POST', '/visits', { raw: 'x'.repeat(11_000_000) }).catch(() => 'cut off' as const);
    if (answer !== 'cut off') expect([answer.status, codeOf(answer)]).toEqual([413, 'api.too-large']);
    expect((await cadre('GET', '/households')).status).toBe(200);
  });

  test('never repeats what was sent, and logs no personal data', async () => {
    const secret = `机密${randomUUID()}`;
    const answer = await cadre('POST', '/visits', { body: { visits: [{ ...visitOf(HOUSEHOLD), note2: secret }], [secret]: 1 } });
    expect(answer.status).toBe(400);
    expect(answer.text.replace(/"detail":"[^"]*"/, '')).not.toContain(secret);
    expect(app.logged().join('\n')).not.toContain(secret);
    expect(app.logged().join('\n')).not.toContain(cadreToken);
  });

  test('too many requests of one account are slowed, and say how long', async () => {
    const busy = apiClient(app.url, await tokenOf(app.url, await addAccount(db, 'cadre', [VILLAGE])));
    const { rows } = await withSql(db, async (sql) => ({ rows: await sql.query<{ key: string }>(`SELECT key FROM rate_limit WHERE key LIKE 'api:%'`) }));
    await busy('GET', '/households?limit=1');
    const known = new Set(rows.map(({ key }) => key));
    await db.pool.query(`UPDATE rate_limit SET points = 1200 WHERE key LIKE 'api:%' AND NOT key = ANY($1)`, [[...known]]);
    const answer = await busy('GET', '/households?limit=1');
    expect([answer.status, codeOf(answer)]).toEqual([429, 'api.too-many-requests']);
    const wait = Number(answer.headers.get('Retry-After'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await cadre('GET', '/households?limit=1')).status).toBe(200);
  });
});
