import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import type { FieldSession } from '~/domain/sync/protocol';
import { deleteUnfinishedPhotos, photoPath, readPhotoFile, sealOlderPhotos } from '~/server/workflows/survey/photo-files.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { PASSWORD, SEASON, SECOND_VILLAGE, surveyVillage, TOWNSHIP, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { type HttpPhone, httpPhone, jpeg, sha256 } from '../../helpers/http-phone';
import { addHouseholds, visitOf } from '../../helpers/register';
import { accountWith, WebClient } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
let phone: HttpPhone;
let colleague: Person;
const readers = {} as Record<'zhen' | 'cun2' | 'cun3' | 'lin' | 'xian' | 'shen' | 'guan', WebClient>;

const NEXT_TOWNSHIP_VILLAGE = '140602002014';
const AT = '2021-01-10T10:00:00+08:00';
const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;

beforeAll(async () => {
  db = await freshDatabase();
  ({ colleague } = await surveyVillage(db));
  await addHouseholds(db, [{ number: 'N001', village: NEXT_TOWNSHIP_VILLAGE, head: '邻乡户主', address: '1号' }]);
  const accounts = [
    ['cun3', 'cadre', [SECOND_VILLAGE]],
    ['lin', 'township', ['140602002']],
    ['xian', 'county', ['140602']],
    ['shen', 'auditor', ['1406']],
    ['guan', 'admin', []],
  ] as const;
  for (const [username, role, divisions] of accounts)
    await accountWith(db, { username, name: username, password: PASSWORD, role, divisions: [...divisions] });
  app = await startApp({ db });
  phone = await httpPhone(app, 'cun1', PASSWORD);
  for (const username of ['zhen', 'cun2', ...accounts.map(([name]) => name)] as (keyof typeof readers)[]) {
    readers[username] = new WebClient(app.url);
    await readers[username].signIn(username, PASSWORD);
  }
});

/** Sends bytes under a name as a phone does, without the phone's checks. */
async function put(
  name: string,
  bytes: Buffer,
  client = phone.client,
  headers: Record<string, string> = {},
): Promise<{ status: number; code?: string; sentence?: string; told?: string }> {
  const { csrfToken } = (await (await client.get('/field-data/session')).json()) as FieldSession;
  const response = await client.fetch(`/field-data/photos/${name}`, {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: { Origin: app.url, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'image/jpeg', 'X-CSRF-Token': csrfToken, ...headers },
  });
  const { status: told, code, sentence } = (await response.json()) as { status?: string; code?: string; sentence?: string };
  return { status: response.status, ...(told && { told }), ...(code && { code, sentence }) };
}

const noted = async (name: string) =>
  (await withSql(db, (sql) => sql.query('SELECT type, bytes FROM photo WHERE sha256 = $1', [name]))) as { type: string; bytes: number }[];
const photosOf = (...hashes: string[]) => ({ photos: hashes.map((one) => ({ sha256: one, about: 'stove' as const, takenAt: AT })) });
const allFiles = async () =>
  (await readdir(join(app.dataDir, 'photos'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
const htmlOf = async (client: WebClient, path: string) => (await client.get(path)).text();

describe('a photo that a phone sends', () => {
  test('lies in DATA_DIR under the SHA-256 of its bytes, once however often it is sent', async () => {
    const bytes = jpeg();
    const name = sha256(bytes);
    expect(await put(name, bytes)).toEqual({ status: 200, told: 'received' });
    expect(await put(name, bytes)).toEqual({ status: 200, told: 'same' });
    expect(photoPath(app.dataDir, name)).toBe(join(app.dataDir, 'photos', name.slice(0, 2), name));
    expect(await readPhotoFile(app.dataDir, name)).toEqual(bytes);
    // Sealed for its name: nothing of it can be read on the disk, and it is none in another's place.
    const onDisk = await readFile(photoPath(app.dataDir, name));
    expect(onDisk.includes(bytes.subarray(100, 120))).toBe(false);
    // What an older version left unsealed is read, and sealed once; what is not what its name says stays for verify to find.
    await writeFile(photoPath(app.dataDir, name), bytes);
    expect(await readPhotoFile(app.dataDir, name)).toEqual(bytes);
    const wrong = sha256(jpeg());
    await mkdir(dirname(photoPath(app.dataDir, wrong)), { recursive: true });
    await writeFile(photoPath(app.dataDir, wrong), bytes);
    expect([await sealOlderPhotos(app.dataDir), await sealOlderPhotos(app.dataDir)]).toEqual([1, 0]);
    expect((await readFile(photoPath(app.dataDir, name))).includes(bytes.subarray(100, 120))).toBe(false);
    await copyFile(photoPath(app.dataDir, name), photoPath(app.dataDir, wrong));
    expect((await readPhotoFile(app.dataDir, wrong))?.equals(bytes)).toBe(false);
    await rm(photoPath(app.dataDir, wrong));
    expect(await noted(name)).toEqual([{ type: 'image/jpeg', bytes: bytes.length }]);
    // Many are sent at once, and neither half a file nor a temporary one is left.
    const many = Array.from({ length: 6 }, () => jpeg(60_000));
    await Promise.all([...many, ...many].map((one) => put(sha256(one), one)));
    expect((await allFiles()).sort()).toEqual([name, ...many.map(sha256)].sort());
    for (const one of many) expect((await readPhotoFile(app.dataDir, sha256(one)))?.equals(one)).toBe(true);
  });

  test('is refused when its bytes are not those of its name, not a photo’s, or too many; nothing of it stays', async () => {
    const before = (await allFiles()).length;
    const bytes = jpeg();
    const cases: [string, string, Buffer][] = [
      ['photo.other-content', sha256(bytes), bytes.subarray(0, -1)],
      ['photo.other-content', sha256(jpeg()), bytes],
      ['photo.other-content', '..%2F..%2Fsealed%2Fexport-key.json', bytes],
      ...[
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        '<!doctype html><script>alert(1)</script>',
        '',
        'GIF89a aaaaaaaaaaaaaaaaaaaaaaaaaaa',
      ].map((text): [string, string, Buffer] => ['photo.not-a-photo', sha256(Buffer.from(text)), Buffer.from(text)]),
      ['photo.too-large', '0'.repeat(64), jpeg(250_001)],
      // A type that our phones never write.
      ...[Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP8 '), jpeg(500)])].map((webp): [string, string, Buffer] => [
        'photo.not-a-photo',
        sha256(webp),
        webp,
      ]),
    ];
    for (const [code, name, sent] of cases)
      expect(await put(name, sent), `${code} ${name}`).toMatchObject({ status: 422, code, sentence: expect.stringMatching(/[一-鿿]{6}/) });
    expect(await noted(sha256(bytes))).toEqual([]);
    expect(await allFiles()).toHaveLength(before);
    // The largest photo a phone sends, and a signature.
    const large = jpeg(250_000);
    const drawing = Buffer.concat([Buffer.from([0x89, ...Buffer.from('PNG\r\n\x1a\n')]), jpeg(500)]);
    for (const one of [large, drawing]) expect(await put(sha256(one), one)).toMatchObject({ told: 'received' });
    expect([await noted(sha256(large)), await noted(sha256(drawing))]).toMatchObject([[{ type: 'image/jpeg' }], [{ type: 'image/png' }]]);
  });

  test('is taken from a cadre’s phone alone, with the page’s token', async () => {
    const bytes = jpeg();
    expect(await put(sha256(bytes), bytes, phone.client, { 'X-CSRF-Token': 'wrong' })).toMatchObject({ status: 403 });
    for (const username of ['zhen', 'shen', 'xian'] as const)
      expect((await put(sha256(bytes), bytes, readers[username])).status, username).toBe(403);
    const nobody = await new WebClient(app.url).fetch(`/field-data/photos/${sha256(bytes)}`, {
      method: 'PUT',
      body: new Uint8Array(bytes),
      headers: { Origin: app.url, 'Sec-Fetch-Site': 'same-origin' },
    });
    expect([401, 403]).toContain(nobody.status);
    expect(await noted(sha256(bytes))).toEqual([]);
  });
});

describe('a photo is shown', () => {
  test('to whoever sees a household that carries it, and to nobody before one does', async () => {
    const visit = randomUUID();
    const photo = await phone.photo(visit);
    const path = `/photos/${photo}`;
    // Only the bytes have arrived; no visit names them yet.
    expect(await put(photo, Buffer.from(await (await phone.phone.photo(photo))!.arrayBuffer()))).toMatchObject({ status: 200 });
    for (const client of [phone.client, ...Object.values(readers)]) expect((await client.get(path)).status).not.toBe(200);
    await phone.submit(number(40), { visit, evidence: photosOf(photo) });
    expect((await phone.send()).trouble).toBeNull();
    const status = async (client: WebClient) => (await client.get(path)).status;
    expect(await status(phone.client)).toBe(200);
    expect({
      township: await status(readers.zhen),
      colleague: await status(readers.cun2),
      county: await status(readers.xian),
      auditor: await status(readers.shen),
    }).toEqual({ township: 200, colleague: 200, county: 200, auditor: 200 });
    expect({ nextVillage: await status(readers.cun3), nextTownship: await status(readers.lin), admin: await status(readers.guan) }).toEqual(
      { nextVillage: 404, nextTownship: 404, admin: 403 },
    );
    expect(await status(new WebClient(app.url))).toBe(302);
    const response = await readers.zhen.get(path);
    expect(
      Object.fromEntries(
        ['content-type', 'x-content-type-options', 'cache-control'].map((header) => [header, response.headers.get(header)]),
      ),
    ).toEqual({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(sha256(Buffer.from(await response.arrayBuffer()))).toBe(photo);
    expect((await readers.zhen.get('/photos/..%2F..%2Fsealed%2Fexport-key.json')).status).toBe(404);
  });

  test('while its bytes are still on the phone, as such', async () => {
    const visit = randomUUID();
    await phone.submit(number(41), { visit, evidence: photosOf(sha256(jpeg())) });
    expect((await phone.send()).trouble).toBeNull();
    expect(await htmlOf(readers.zhen, `/review?visit=${visit}`)).toMatch(/还在手机上，没有传来/);
  });

  test('with a flag in review and on the township’s page when it stands for several households', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const bytes = jpeg();
    const photo = await phone.photo(one, bytes);
    await phone.photo(two, bytes);
    await phone.submit(number(42), { visit: one, evidence: photosOf(photo) });
    await phone.submit(number(43), { visit: two, evidence: photosOf(photo) });
    // A colleague's household of the next village in the same township, and one of the next township.
    await submitVisit(db, colleague, visitOf(`${SECOND_VILLAGE}001`, { season: SEASON, evidence: photosOf(photo) }), new Date());
    const far = await withSql(db, (sql) => sql.query<{ id: string }>(`SELECT id::text FROM account WHERE username = 'lin'`));
    const stranger: Person = { accountId: far[0]!.id, username: 'lin', name: 'lin', role: 'cadre', divisions: [NEXT_TOWNSHIP_VILLAGE] };
    const elsewhere = visitOf('N001', { season: SEASON, evidence: photosOf(photo) });
    await submitVisit(db, stranger, elsewhere, new Date());
    expect((await phone.send()).trouble).toBeNull();

    const review = await htmlOf(readers.zhen, `/review?visit=${one}`);
    expect(review).toContain('同一张照片还用在别的户');
    for (const there of [number(43), `${SECOND_VILLAGE}001`]) expect(review.includes(`/households/${there}`), there).toBe(true);
    expect(review).toContain('也在您看不到的一户');
    for (const secret of ['邻乡户主', 'N001']) expect(review.includes(secret)).toBe(false);
    const devices = (await htmlOf(readers.zhen, '/devices')).replace(/<!-- -->/g, '');
    expect(devices).toContain('同一照片用于多户（1）');
    expect(devices).toContain('还有 1 户不在您负责的范围内');
    expect(devices.includes('邻乡户主')).toBe(false);
    const theirs = (await htmlOf(readers.lin, '/devices')).replace(/<!-- -->/g, '');
    expect(theirs).toContain('还有 3 户不在您负责的范围内');
    expect(theirs.includes(number(42))).toBe(false);
    expect(await htmlOf(readers.zhen, `/review?township=${TOWNSHIP}&visit=${elsewhere.visit}`)).not.toContain('邻乡户主');
  });
});

describe('where a visit reports a problem', () => {
  const REBURNING = {
    mainHeat: 'gas',
    otherHeat: ['loose_coal'],
    connected: true,
    stability: 'stable',
    coalStock: 'loose',
    coalKg: 300,
    stove: 'in_use',
    boughtCoal: true,
    reburnReasons: ['运行费用高'],
  };
  const stored = (nth: number) =>
    withSql(db, (sql) =>
      sql.query<{ evidence: object }>('SELECT evidence FROM visit WHERE household_number = $1 AND season = $2', [number(nth), SEASON]),
    );

  test('the server too wants a photo or a reason; the phone keeps the visit with the sentence until it has one', async () => {
    const visit = randomUUID();
    await phone.submit(number(50), { visit, answers: REBURNING, evidence: {} });
    await phone.send();
    expect(phone.phone.outbox.get(visit)).toMatchObject({ state: 'refused', sentence: expect.stringMatching(/[一-鿿]/) });
    expect(await stored(50)).toEqual([]);
    await phone.submit(number(50), { visit, answers: REBURNING, evidence: { noPhotoReason: { why: 'refused' } } });
    const photo = await phone.photo(randomUUID());
    await phone.submit(number(51), { answers: REBURNING, evidence: photosOf(photo) });
    expect((await phone.send()).trouble).toBeNull();
    expect(phone.phone.outbox.size).toBe(0);
    expect(await stored(50)).toEqual([{ evidence: { noPhotoReason: { why: 'refused' } } }]);
    expect(await stored(51)).toMatchObject([{ evidence: photosOf(photo) }]);
    expect(await htmlOf(readers.zhen, `/review?visit=${visit}`)).toMatch(/户主不(同意|愿|让)/);
  });
});

describe('verify', () => {
  const found = async () => (await verifyRegister(db, new Date(), undefined, app.dataDir)).photos;

  test('names what was received and is gone or changed, and what lies there unknown; sending again mends it', async () => {
    expect(await found()).toMatchObject({ faults: [], orphans: [] });
    const { awaited } = await found();
    await submitVisit(db, colleague, visitOf(number(60), { season: SEASON, evidence: photosOf(sha256(jpeg())) }), new Date());
    const [gone, changed] = [jpeg(), jpeg()].sort((a, b) => sha256(a).localeCompare(sha256(b))) as [Buffer, Buffer];
    for (const bytes of [gone, changed]) await put(sha256(bytes), bytes);
    await rm(photoPath(app.dataDir, sha256(gone)));
    // The file has the same length, so its size does not reveal the change.
    await writeFile(photoPath(app.dataDir, sha256(changed)), jpeg(changed.length));
    const stray = jpeg();
    await mkdir(dirname(photoPath(app.dataDir, sha256(stray))), { recursive: true });
    await writeFile(photoPath(app.dataDir, sha256(stray)), stray);
    const unfinished = `${photoPath(app.dataDir, sha256(stray))}.${randomUUID()}`;
    await writeFile(unfinished, stray.subarray(0, 100));

    const { compared, ...state } = await found();
    expect(state).toEqual({
      faults: [
        { sha256: sha256(gone), fault: 'missing' },
        { sha256: sha256(changed), fault: 'other-content' },
      ],
      orphans: [sha256(stray), unfinished.slice(join(app.dataDir, 'photos/').length)],
      awaited: awaited + 1,
    });
    expect(compared).toBeGreaterThan(2);

    for (const bytes of [gone, changed]) expect(await put(sha256(bytes), bytes)).toMatchObject({ told: 'same' });
    expect(await put(sha256(stray), stray)).toMatchObject({ told: 'received' });
    // The leftover of a crash is deleted once no process can be writing it.
    await deleteUnfinishedPhotos(app.dataDir, new Date(Date.now() - 3_600_000));
    expect((await found()).orphans).toHaveLength(1);
    await deleteUnfinishedPhotos(app.dataDir, new Date(Date.now() + 1_000));
    expect(await found()).toMatchObject({ faults: [], orphans: [] });
  });
});
