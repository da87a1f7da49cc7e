import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { VILLAGE, visitOf } from '../../helpers/register';
import { type Answer, addAccount, apiClient, type Call, tokenOf } from './api-client';
import { type ApiRegister, codeOf, HOUSEHOLD, startRegister } from './api-register';

let db: ApiRegister['db'];
let app: ApiRegister['app'];
let anybody: Call;
let cadreToken: string;
let cadre: Call;

beforeAll(async () => {
  const register = await startRegister();
  ({ db, app, anybody } = register);
  cadreToken = await register.cadreToken();
  cadre = apiClient(app.url, cadreToken);
});

describe('what cannot be read', () => {
  test('is refused with what to do', async () => {
    const send = (raw: string | Uint8Array<ArrayBuffer>, type = 'application/json') =>
      cadre('POST', '/visits', { raw, headers: { 'Content-Type': type } });
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

  test('far too much is refused before it is read', async () => {
    const answer = await cadre('POST', '/visits', { raw: 'x'.repeat(11_000_000) });
    expect([answer.status, codeOf(answer)]).toEqual([413, 'api.too-large']);
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
    const { rows } = await db.pool.query<{ key: string }>(`SELECT key FROM rate_limit WHERE key LIKE 'api:%'`);
    await busy('GET', '/households?limit=1');
    const known = new Set(rows.map(({ key }) => key));
    await db.pool.query(`UPDATE rate_limit SET points = 1200 WHERE key LIKE 'api:%' AND NOT key = ANY($1)`, [[...known]]);
    // The process has drawn some of them at once, and uses those up before it asks again.
    let answer = await busy('GET', '/households?limit=1');
    for (let more = 0; more < 20 && answer.status === 200; more += 1) answer = await busy('GET', '/households?limit=1');
    expect([answer.status, codeOf(answer)]).toEqual([429, 'api.too-many-requests']);
    const wait = Number(answer.headers.get('Retry-After'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await cadre('GET', '/households?limit=1')).status).toBe(200);
  });
});
