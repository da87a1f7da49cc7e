import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { type ExportFile, exportPart, planExport } from '~/offline/sending/export-unsent';
import { readPhotoFile } from '~/server/workflows/survey/photo-files.server';
import { PASSWORD, SEASON, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { type HttpPhone, httpPhone, jpeg } from '../../helpers/http-phone';
import { accountWith, WebClient } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
let township: WebClient;
let neighbour: WebClient;

beforeAll(async () => {
  db = await freshDatabase();
  await surveyVillage(db);
  await accountWith(db, { username: 'lin', name: '邻乡审核', password: PASSWORD, role: 'township', divisions: ['140602002'] });
  app = await startApp({ db });
  [township, neighbour] = [new WebClient(app.url), new WebClient(app.url)];
  await township.signIn('zhen', PASSWORD);
  await neighbour.signIn('lin', PASSWORD);
});

const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const deviceRow = async ({ phone }: HttpPhone) =>
  (
    await withSql(db, (sql) =>
      sql.query(
        `SELECT unsent, (SELECT count(*)::int FROM session s WHERE s.device_id = d.id AND s.revoked_at IS NULL) AS bound
         FROM device d WHERE d.id = $1`,
        [phone.device],
      ),
    )
  )[0];
type Stored = { id: string; answers: Record<string, unknown>; revision: number; visitor: string };
const stored = (nth: number) =>
  withSql(db, (sql) =>
    sql.query<Stored>('SELECT id, answers, revision, visitor FROM visit WHERE household_number = $1 AND season = $2', [
      number(nth),
      SEASON,
    ]),
  );
/** All files of an export, as they are saved one by one. */
async function exportedFiles(phone: HttpPhone, largest?: number): Promise<ExportFile[]> {
  const plan = await planExport(phone.phone, new Date().toISOString(), largest);
  const files: ExportFile[] = [];
  for (let nth = 1; nth <= plan.parts.length; nth += 1) files.push(await exportPart(phone.phone, plan, nth, '1'));
  return files;
}
async function exported(phone: HttpPhone): Promise<string> {
  const files = await exportedFiles(phone);
  expect(files.map(({ name }) => name)).toEqual([expect.stringMatching(/^cun1-[\d-]+\.qnunsent\.json$/)]);
  return files[0]!.content;
}

/** The text that the township reads after importing the file, without the page's markup. */
async function importFile(content: string | Buffer | null, client = township): Promise<{ status: number; text: string }> {
  const form = new FormData();
  form.append('csrf', await client.token('/devices/import'));
  if (content !== null) form.append('file', new Blob([content as BlobPart], { type: 'application/json' }), 'x.qnunsent.json');
  const response = await client.fetch('/devices/import', {
    method: 'POST',
    body: form,
    headers: { Origin: app.url, 'Sec-Fetch-Site': 'same-origin' },
  });
  const [, main = ''] = /<main[^>]*>([\s\S]*)<\/main>/.exec(await response.text()) ?? [];
  return { status: response.status, text: main.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') };
}

const GAS = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false };

describe('an export of everything unsent', () => {
  test('is taken by the township: once, however often; the phone then empties by receipts alone', async () => {
    const phone = await httpPhone(app, 'cun1', PASSWORD);
    const visit = randomUUID();
    const photos = [await phone.photo(visit), await phone.photo(visit), await phone.photo(visit)];
    const at = '2021-01-10T10:00:00+08:00';
    await phone.submit(number(21), {
      visit,
      evidence: {
        photos: photos.slice(0, 2).map((sha256) => ({ sha256, about: 'stove', takenAt: at })),
        signature: { sha256: photos[2], of: 'no_coal_pledge', signer: '张建国', signedAt: at },
        place: { latitude: 39.331, longitude: 112.432, accuracy: 35, at },
      },
    });
    await phone.submit(number(22));
    await phone.submit(number(23), { answers: { ...GAS, stove: 'sealed' } });
    const file = await exported(phone);
    for (const secret of [number(21), '张建国', 'no_coal_pledge', 'sealed']) expect(file).not.toContain(secret);
    expect(phone.phone.unsent()).toEqual({ visits: 3, photos: 3, drafts: 0 });

    const first = await importFile(file);
    expect(first).toMatchObject({ status: 200 });
    expect(first.text).toMatch(/韩村支 的 3 条记录已办理.*照片 3 张已收下/);
    expect(first.text.match(/已收下/g)).toHaveLength(4);
    expect(await stored(21)).toMatchObject([{ id: visit, revision: 1, visitor: '韩村支' }]);
    expect(await stored(23)).toMatchObject([{ answers: { stove: 'sealed' } }]);
    for (const sha256 of photos) expect((await readPhotoFile(app.dataDir, sha256))?.length).toBe(8_000);

    const again = await importFile(file);
    expect(again.text.match(/之前已收到/g)).toHaveLength(3);
    expect(await stored(21)).toMatchObject([{ id: visit, revision: 1 }]);

    // The phone finds a network after all. It is told “the same”, stores nothing twice and has nothing left.
    expect((await phone.send()).trouble).toBeNull();
    expect(phone.phone.unsent()).toEqual({ visits: 0, photos: 0, drafts: 0 });
    for (const nth of [21, 22, 23]) expect(await stored(nth)).toMatchObject([{ revision: 1 }]);
    const history = await withSql(db, (sql) =>
      sql.query(`SELECT actor FROM history WHERE entity = 'device' AND action = 'unsent.import' AND entity_key = $1`, [phone.phone.device]),
    );
    expect(history).toEqual([{ actor: 'zhen' }, { actor: 'zhen' }]);
  });

  test('that is older than what the phone has sent meanwhile changes nothing; one that is newer corrects', async () => {
    const phone = await httpPhone(app, 'cun1', PASSWORD);
    const visit = await phone.submit(number(24), { answers: { ...GAS, stove: 'sealed' } });
    const older = await exported(phone);
    await phone.submit(number(24), { visit, answers: { ...GAS, smoke: false } });
    const newer = await exported(phone);
    expect((await importFile(newer)).text).toContain('已收下');
    expect((await importFile(older)).text).toContain('之前已收到');
    expect(await stored(24)).toMatchObject([{ id: visit, answers: { stove: 'removed', smoke: false } }]);
    expect((await phone.send()).trouble).toBeNull();
    expect(phone.phone.outbox.size).toBe(0);
    expect(await stored(24)).toMatchObject([{ answers: { stove: 'removed' }, revision: 1 }]);
  });

  test('brings back what was begun: the drafts are on the account’s next phone', async () => {
    const phone = await httpPhone(app, 'cun1', PASSWORD);
    const visitId = randomUUID();
    const photo = await phone.photo(visitId);
    const evidence = { photos: [{ sha256: photo, about: 'stove' as const, takenAt: '2021-01-10T10:00:00+08:00' }] };
    const draft = {
      typed: { mainHeat: ['gas'], note: ['炉子在偏房'] },
      card: 'coal' as const,
      evidence,
      openedAt: new Date().toISOString(),
    };
    await phone.phone.saveDraft({ household: number(25), season: SEASON, visitId, draft, base: null, savedAt: new Date().toISOString() });
    const file = await exported(phone);
    expect((await importFile(file)).text).toContain('1 份没写完的草稿');
    const next = await httpPhone(app, 'cun1', PASSWORD);
    expect(next.phone.household(number(25))!.household.draft).toMatchObject({ visitId, typed: draft.typed, card: 'coal', evidence });
    expect((await readPhotoFile(app.dataDir, photo))?.length).toBe(8_000);
    // Once the visit is submitted, importing the same file does not restore the draft.
    await next.submit(number(25), { visit: visitId, evidence });
    expect((await next.send()).trouble).toBeNull();
    await importFile(file);
    const third = await httpPhone(app, 'cun1', PASSWORD);
    expect(third.phone.household(number(25))!.household.draft).toBeNull();
    expect(await stored(25)).toMatchObject([{ id: visitId, revision: 1 }]);
  });

  test('that one file cannot hold goes into several, each whole by itself and imported in any order', async () => {
    const phone = await httpPhone(app, 'cun1', PASSWORD);
    const visits: { id: string; photos: string[] }[] = [];
    const at = '2021-01-10T10:00:00+08:00';
    for (let nth = 30; nth < 36; nth += 1) {
      const id = randomUUID();
      // The last visit is larger than the limit of a file, and still makes one file.
      const photos = await Promise.all(Array.from({ length: nth === 35 ? 4 : 1 }, () => phone.photo(id, jpeg(250_000))));
      await phone.submit(number(nth), {
        visit: id,
        evidence: { photos: photos.map((sha256) => ({ sha256, about: 'stove', takenAt: at })) },
      });
      visits.push({ id, photos });
    }
    const begun = randomUUID();
    const draftPhoto = await phone.photo(begun, jpeg(250_000));
    const evidence = { photos: [{ sha256: draftPhoto, about: 'stove' as const, takenAt: at }] };
    await phone.phone.saveDraft({
      household: number(36),
      season: SEASON,
      visitId: begun,
      draft: { typed: { mainHeat: ['gas'] }, card: 'coal', evidence, openedAt: new Date().toISOString() },
      base: null,
      savedAt: at,
    });

    const LARGEST = 1_000_000;
    const files = await exportedFiles(phone, LARGEST);
    expect(files.map(({ name }) => /-(\dof\d)\./.exec(name)?.[1])).toEqual(['1of5', '2of5', '3of5', '4of5', '5of5']);
    // Two visits with their photos nearly fill a file; no visit is separated from its photos.
    expect(files.map(({ content }) => content.length <= LARGEST)).toEqual([true, true, true, false, true]);
    for (const { content } of files.slice(0, 2)) expect(content.length).toBeGreaterThan(LARGEST * 0.85);
    for (const [i, { content }] of [...files.entries()].reverse()) {
      const { text } = await importFile(content);
      expect(text).toContain(`这是第 ${i + 1} 份，共 5 份`);
      if (i === 3) expect(await stored(35)).toMatchObject([{ id: visits[5]!.id }]);
    }
    for (const [i, { id, photos }] of visits.entries()) {
      expect(await stored(30 + i)).toMatchObject([{ id, revision: 1 }]);
      for (const sha256 of photos) expect((await readPhotoFile(app.dataDir, sha256))?.length).toBe(250_000);
    }
    expect((await readPhotoFile(app.dataDir, draftPhoto))?.length).toBe(250_000);
    const next = await httpPhone(app, 'cun1', PASSWORD);
    expect(next.phone.household(number(36))!.household.draft).toMatchObject({ visitId: begun, evidence });
    expect((await phone.send()).trouble).toBeNull();
    expect(phone.phone.outbox.size).toBe(0);
  });

  test('is refused whole, with what to do, when anything about the file is not right', async () => {
    const phone = await httpPhone(app, 'cun1', PASSWORD);
    await phone.submit(number(26));
    const file = await exported(phone);
    const envelope = JSON.parse(file) as Record<string, string>;
    const changed = (change: object) => JSON.stringify({ ...envelope, ...change });
    const flipped = `${envelope.data!.slice(0, 40)}${envelope.data![40] === 'A' ? 'B' : 'A'}${envelope.data!.slice(41)}`;
    const sentences: [string, string | Buffer | null][] = [
      ['这不是手机导出的未发送数据文件', null],
      ['这不是手机导出的未发送数据文件', ''],
      ['这不是手机导出的未发送数据文件', Buffer.from('PK\u0003\u0004 a workbook')],
      ['这不是手机导出的未发送数据文件', '{"hello": "world"}'],
      ['没有传全', file.slice(0, file.length / 2)],
      ['没有传全', file.slice(0, -1)],
      ['文件已受损或被改动', changed({ data: flipped })],
      ['文件已受损或被改动', changed({ data: envelope.data!.slice(0, 8) })],
      ['文件已受损或被改动', changed({ records: 0 })],
      ['文件已受损或被改动', changed({ accountId: randomUUID() })],
      ['文件已受损或被改动', changed({ device: 'another-phone-0001' })],
      ['文件已受损或被改动', changed({ key: envelope.iv })],
      ['为另一套系统加密', changed({ keyId: '0123456789abcdef' })],
    ];
    for (const [sentence, content] of sentences) {
      const told = await importFile(content);
      expect(told, sentence).toMatchObject({ status: 422 });
      expect(told.text).toContain(sentence);
    }
    const elsewhere = await importFile(file, neighbour);
    expect(elsewhere.text).toContain('文件里的账号“cun1”不在您负责的范围内');
    expect(await stored(26)).toEqual([]);
    expect((await importFile(file)).text).toContain('已收下');
    expect(await stored(26)).toHaveLength(1);
  });

  test(
    'of a phone that is lost waits for the township, with its photos; released or declined with a reason, never ' + 'thrown away',
    async () => {
      const phone = await httpPhone(app, 'cun1', PASSWORD);
      const spare = await httpPhone(app, 'cun1', PASSWORD);
      await phone.submit(number(27));
      await phone.send();
      expect(await deviceRow(phone)).toEqual({ unsent: 1, bound: 1 });
      await phone.server.ask('/field-data/session');
      expect(await deviceRow(phone)).toEqual({ unsent: 0, bound: 1 });
      // One that has only its lists registers too.
      await spare.send();
      expect(await deviceRow(spare)).toEqual({ unsent: 0, bound: 1 });
      const account = phone.phone.account;
      const post = (form: Record<string, string>, client = township) => client.post('/devices', form);
      expect((await post({ do: 'retire', device: phone.phone.device, account, reason: '' })).status).toBe(422);
      expect((await post({ do: 'retire', device: phone.phone.device, account, reason: '赶集时丢了' }, neighbour)).status).toBe(404);

      // What the phone said it had not sent is named, and has to be known; a number that has changed is asked for again.
      await phone.submit(number(29));
      await phone.server.ask('/field-data/session');
      expect(await (await township.get('/devices')).text()).toContain('它里面还有 1 份没上传');
      const retire = (lost: string) => post({ do: 'retire', device: phone.phone.device, account, reason: '赶集时丢了', lost });
      for (const lost of ['', '0', '?']) {
        const told = await retire(lost);
        expect([told.status, (await told.text()).includes('勾选“知道了”')]).toEqual([422, true]);
      }
      expect((await phone.server.ask('/field-data/session')).ok).toBe(true);
      expect((await retire('1')).status).toBe(302);

      // Its session is over, on the server's pages too; it is told whose data goes, and another name does not help it on.
      expect((await phone.send()).trouble).toMatchObject({ why: 'sign-in', code: 'device.retired' });
      expect(phone.retiredFor).toEqual([account]);
      expect((await phone.client.get('/villages')).status).toBe(302);
      const asAnother = { 'X-Field-Device': `${randomUUID()} ${account} 0`, Accept: 'application/json' };
      const answer = async (client: WebClient, headers: Record<string, string>) => {
        const response = await client.fetch('/field-data/session', { headers });
        return [response.status, ((await response.json()) as { code: string }).code];
      };
      expect(await answer(phone.client, asAnother)).toEqual([401, 'sign-in.needed']);
      // Signed in again it is the same phone; the cadre's other phone goes on working, as itself only.
      await phone.client.signIn('cun1', PASSWORD);
      expect(await phone.server.ask('/field-data/session')).toMatchObject({ why: 'refused', code: 'device.retired' });
      expect((await spare.send()).trouble).toBeNull();
      expect(await answer(spare.client, asAnother)).toEqual([401, 'device.other']);
      const noted = await withSql(db, (sql) =>
        sql.query<{ payload: string }>(`SELECT payload FROM history WHERE action = 'device.retire'`),
      );
      expect(noted.map(({ payload }) => JSON.parse(payload).after)).toEqual([
        { account: 'cun1', retired: true, sessionsEnded: expect.any(Number), unsent: 1 },
      ]);

      const visit = randomUUID();
      const photo = await phone.photo(visit);
      await phone.submit(number(28), {
        visit,
        evidence: { photos: [{ sha256: photo, about: 'house', takenAt: '2021-01-10T10:00:00+08:00' }] },
      });
      const told = await importFile(await exported(phone));
      expect(told.text.match(/待查看/g)).toHaveLength(2);
      expect(await stored(28)).toEqual([]);
      const waiting = await withSql(db, (sql) =>
        sql.query<{ id: string; household_number: string }>(
          `SELECT id::text, household_number FROM phone_record WHERE status = 'quarantined' ORDER BY household_number`,
        ),
      );
      expect(waiting.map((row) => row.household_number)).toEqual([number(28), number(29)]);
      // The township sees what it decides about, including the photo; the next township sees none of it.
      expect((await (await township.get('/devices')).text()).includes(`/photos/${photo}`)).toBe(true);
      expect((await township.get(`/photos/${photo}`)).status).toBe(200);
      expect(new RegExp(`${number(28)}|${photo}`).test(await (await neighbour.get('/devices')).text())).toBe(false);
      expect((await neighbour.get(`/photos/${photo}`)).status).toBe(404);

      const [one, other] = waiting.map((row) => row.id) as [string, string];
      expect((await post({ do: 'release', id: one }, neighbour)).status).toBe(404);
      expect((await post({ do: 'set-aside', id: other, reason: ' ' })).status).toBe(422);
      expect((await post({ do: 'release', id: one })).headers.get('Location')).toBe('/devices?done=release&became=received');
      expect((await post({ do: 'set-aside', id: other, reason: '这户另一部手机已报' })).status).toBe(302);
      expect(await stored(28)).toMatchObject([{ id: visit }]);
      expect(await stored(29)).toEqual([]);
      const kept = await withSql(db, (sql) =>
        sql.query(`SELECT status, decision_reason AS reason FROM phone_record WHERE id = ANY($1::bigint[]) ORDER BY household_number`, [
          [one, other],
        ]),
      );
      expect(kept).toEqual([
        { status: 'released', reason: null },
        { status: 'set_aside', reason: '这户另一部手机已报' },
      ]);

      // Found again and taken back, it learns that everything has arrived.
      expect((await post({ do: 'take-back', device: phone.phone.device, account, reason: '找到了' })).status).toBe(302);
      expect((await phone.send()).trouble).toBeNull();
      expect(phone.phone.unsent()).toEqual({ visits: 0, photos: 0, drafts: 0 });
      expect(await stored(28)).toMatchObject([{ revision: 1 }]);
    },
  );
});
