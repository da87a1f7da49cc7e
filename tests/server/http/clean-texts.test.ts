import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory, endSeal, linkHash } from '~/database/facts/history.server';
import type { Person } from '~/domain/access/person';
import { contentText } from '~/domain/sync/canonical-json';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { httpPhone, sha256 } from '../../helpers/http-phone';
import { TestPhone } from '../../helpers/phone';
import { addHouseholds, declareSeason, personWith, VILLAGE, visitOf } from '../../helpers/register';
import { accountWith, WebClient } from '../../helpers/web-client';
import { addAccount, apiClient, tokenOf } from '../api/api-client';

const PASSWORD = 'warm-2021-home';
let db: Database;
let app: RunningApp;
let cadre: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
  await addHouseholds(
    db,
    Array.from({ length: 8 }, (_, i) => ({ number: `T${i + 1}`, address: `${i + 1}排1号` })),
  );
  cadre = await personWith(db, 'cadre', [VILLAGE]);
  await accountWith(db, { username: 'walker', password: PASSWORD, role: 'cadre', divisions: [VILLAGE] });
  await accountWith(db, { username: 'bureau', password: PASSWORD, role: 'county', divisions: ['140602'] });
  app = await startApp({ db });
});

const GAS = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false };
const noteOf = async (number: string): Promise<unknown> =>
  (await db.pool.query(`SELECT answers ->> 'note' AS note FROM visit WHERE household_number = $1`, [number])).rows[0]?.note;

describe('invisible and broken characters', () => {
  test('from a phone: what nobody sees is left out, half a character is refused at its question, the neighbours are received', async () => {
    const phone = new TestPhone(db, cadre);
    const [a, b, c] = [await phone.take('T1'), await phone.take('T2'), await phone.take('T3')];
    const outcomes = await phone.send(
      phone.record(a, { answers: { ...GAS, note: '灶\u0000台\u200b旧了\u202e' } }),
      phone.record(b, { answers: { ...GAS, note: '灶台\ud83d旧了' } }),
      phone.record(c),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['received', 'refused', 'received']);
    expect(outcomes[1]!.problems).toEqual([{ code: 'broken_character', question: 'note', details: { at: 3 } }]);
    expect(await noteOf('T1')).toBe('灶台旧了');
    // The phone of this test is in 2020 and the accounts are of today, so only the heads of days cannot fit.
    expect((await verifyRegister(db)).history.faults.filter(({ fault }) => fault !== 'day-head')).toEqual([]);
  });

  test('a record that can never be stored is refused, and not asked for again for ever', async () => {
    const phone = new TestPhone(db, cadre);
    const seen = await phone.take('T3');
    const record = phone.record(seen);
    const outcomes = await phone.send(
      { ...record, sequence: 2_147_483_648 },
      { ...record, sequence: 7, clock: { said: '2021\0', aheadSeconds: 1e12 } },
      { ...record, id: 'x\0\ud83d', sequence: 8 },
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['refused', 'refused', 'refused']);
    expect(outcomes[2]!.id).toBe('x\ufffd');
  });

  test('a history that already holds such an entry has one fault and is verified to its end; a new one is not taken', async () => {
    const entry = (reason: string) => ({
      chain: VILLAGE,
      action: 'household.correct',
      entity: 'household',
      entityKey: 'T8',
      after: { reason },
    });
    for (const text of ['a\0b', 'a\ud800']) {
      const adding = inTransaction(db, (sql) => appendHistory(sql, new Date(), 'walker', [entry(text)]));
      await expect(adding).rejects.toMatchObject({ problem: { code: 'text.cannot-be-stored' } });
    }
    const before = (await verifyRegister(db)).history.faults.filter(({ fault }) => fault !== 'day-head');
    // As a version before this rule has written it.
    await inTransaction(db, async (sql) => {
      await appendHistory(sql, new Date(), 'walker', [{ ...entry('旧'), after: { head: '坏QQ', note: 1 } }]);
      const [last] = await sql.query<{ seq: number; payload: string }>(
        'SELECT seq, payload FROM history WHERE chain = $1 ORDER BY seq DESC LIMIT 1',
        [VILLAGE],
      );
      const [end] = await sql.query<{ hash: string }>('SELECT hash FROM history WHERE chain = $1 AND seq = $2', [VILLAGE, last!.seq - 1]);
      const payload = last!.payload.replace('QQ', '\\u0000');
      const hash = linkHash(end!.hash, payload);
      await sql.query('ALTER TABLE history DISABLE TRIGGER USER');
      await sql.query('UPDATE history SET payload = $3, hash = $4 WHERE chain = $1 AND seq = $2', [VILLAGE, last!.seq, payload, hash]);
      await sql.query('ALTER TABLE history ENABLE TRIGGER USER');
      await sql.query('UPDATE history_chain SET hash = $2, seal = $3 WHERE chain = $1', [VILLAGE, hash, endSeal(VILLAGE, last!.seq, hash)]);
    });
    const { history, records } = await verifyRegister(db);
    expect(before).toEqual([]);
    expect(history.faults.filter(({ fault }) => fault !== 'day-head')).toEqual([
      { chain: VILLAGE, seq: expect.any(Number), fault: 'payload' },
    ]);
    expect(records.faults).toEqual([]);
    const bureau = new WebClient(app.url);
    await bureau.signIn('bureau', PASSWORD);
    expect((await bureau.fetch('/households/T8')).status).toBe(200);
  });

  test('the same record again is the same record, although it was stored cleaned', async () => {
    const phone = new TestPhone(db, cadre);
    const seen = await phone.take('T4');
    const record = phone.record(seen, { answers: { ...GAS, note: '冷\u00ad' } });
    expect((await phone.send(record)).map(({ status }) => status)).toEqual(['received']);
    expect((await phone.send(record)).map(({ status }) => status)).toEqual(['same']);
  });

  test('over HTTP a sending with one such record answers each by itself', async () => {
    const phone = await httpPhone(app, 'walker', PASSWORD);
    const record = (number: string, note: string, sequence: number) => {
      const visit = visitOf(number, { season: '2020-2021', visitor: 'walker' }) as Record<string, unknown> & { visit: string };
      visit.answers = { ...(visit.answers as object), note };
      return { sequence, id: visit.visit, contentHash: sha256(Buffer.from(contentText(visit))), baseRevision: 1, base: null, visit };
    };
    const { value } = await (await phone.client.fetch('/field-data/session'))
      .json()
      .then((value) => ({ value: value as { csrfToken: string } }));
    const response = await phone.client.fetch('/field-data/visits', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': value.csrfToken },
      body: JSON.stringify({
        protocol: 1,
        device: 'a-phone-of-this-test',
        records: [record('T5', '好\u0000', 1), record('T6', '\udc00', 2)],
      }),
    });
    expect(response.status).toBe(200);
    const { receipts } = (await response.json()) as { receipts: { status: string }[] };
    expect(receipts.map(({ status }) => status)).toEqual(['received', 'refused']);
  });

  test('from a program: cleaned, or refused with the question and the place', async () => {
    const call = apiClient(app.url, await tokenOf(app.url, await addAccount(db, 'cadre', [VILLAGE])));
    const visit = (number: string, note: string) => {
      const { visitor: _, ...made } = visitOf(number, { season: '2020-2021' }) as Record<string, unknown>;
      return { ...made, visitor: '李四', answers: { ...(made.answers as object), note } };
    };
    const answer = await call('POST', '/visits', { body: { visits: [visit('T7', '煤\u200f'), visit('T8', 'a\ud800')] } });
    expect(answer.status).toBe(200);
    const { receipts } = answer.body as { receipts: { status: string; problems?: { question: string; code: string }[] }[] };
    expect(receipts.map(({ status }) => status)).toEqual(['received', 'refused']);
    expect(receipts[1]!.problems).toMatchObject([{ question: 'note', code: 'broken_character' }]);
    expect(await noteOf('T7')).toBe('煤');
  });

  test('in an address: a page that is not there, or the search without it', async () => {
    const bureau = new WebClient(app.url);
    await bureau.signIn('bureau', PASSWORD);
    expect((await bureau.fetch('/households/%00')).status).toBe(404);
    expect((await bureau.fetch('/households/T1%00')).status).toBe(200);
    expect((await bureau.fetch('/lists/140602?list=H&season=2020-2021&q=a%00b')).status).toBe(200);
    expect((await bureau.fetch('/villages?q=%E2%80%8B%00')).status).toBe(200);
    expect((await bureau.fetch('/settings/accounts/not-a-number')).status).toBe(403);
    expect((await bureau.fetch('/jobs/not-a-number')).status).toBe(404);
  });

  test('in a form: at the sign-in, and in a complaint', async () => {
    const client = new WebClient(app.url);
    expect((await client.signIn('walk\u0000er', PASSWORD)).status).toBe(302);
    const sent = await client.post('/feedback', { text: '炉\u0000子\u202d坏了' });
    expect(sent.status).toBeLessThan(400);
    expect((await db.pool.query('SELECT text FROM complaint')).rows).toEqual([{ text: '炉子坏了' }]);
  });

  /** A form as a browser sends it that has files to send: every part by itself. */
  const multipart = async (client: WebClient, path: string, fields: Record<string, string>, cut = 0) => {
    const csrf = await client.token(path);
    const parts = Object.entries({ csrf, ...fields }).map(
      ([name, value]) => `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const body = `${parts.join('')}--edge--\r\n`;
    return client.fetch(path, {
      method: 'POST',
      body: body.slice(0, body.length - cut),
      headers: { 'Content-Type': 'multipart/form-data; boundary=edge', Origin: app.url, 'Sec-Fetch-Site': 'same-origin' },
    });
  };

  test('in a form of many parts: the same', async () => {
    const client = new WebClient(app.url);
    expect((await multipart(client, '/sign-in', { username: 'walk\u0000er', password: PASSWORD })).status).toBe(302);
    expect((await multipart(client, '/feedback', { text: '烟\u0000囱\u200b堵了' })).status).toBeLessThan(400);
    expect((await db.pool.query(`SELECT text FROM complaint WHERE text LIKE '烟%'`)).rows).toEqual([{ text: '烟囱堵了' }]);
  });

  test('a form that breaks off is answered in words', async () => {
    const client = new WebClient(app.url);
    await client.signIn('walker', PASSWORD);
    const answer = await multipart(client, '/feedback', { text: '半句' }, 20);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('表单没有传完整');
    const before = await multipart(new WebClient(app.url), '/sign-in', { username: 'walker', password: PASSWORD }, 20);
    expect(before.status).toBe(400);
  });

  test('full-width digits in addresses and doors are plain ones', async () => {
    const bureau = new WebClient(app.url);
    await bureau.signIn('bureau', PASSWORD);
    const changed = { address: '１２排０３号', status: 'normal', residence: 'resident', reason: '更正' };
    const revision = (await db.pool.query(`SELECT revision FROM household WHERE number = 'T6'`)).rows[0].revision as number;
    const answer = await bureau.post('/households/T6/correct?part=register', { ...changed, revision: String(revision) });
    expect(answer.status).toBe(302);
    expect((await db.pool.query(`SELECT address FROM household WHERE number = 'T6'`)).rows).toEqual([{ address: '12排03号' }]);
  });
});
