import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import { photoPath, readPhotoFile } from '~/server/workflows/survey/photo-files.server';
import { type HttpPhone, httpPhone, jpeg, sha256 } from '../../helpers/http-phone';
import { counted, lastingPort, ownInstance } from '../../helpers/own-instance';
import { addHouseholds, declareSeason } from '../../helpers/register';
import { accountWith } from '../../helpers/web-client';

/**
 * The power fails while villages send: five phones with the field app's own code record, photograph and send at the same time,
 * and the server is killed three times. Everything that left a phone was receipted and is stored once and whole.
 */
const PHONES = 5;
const ROUNDS = 8;
const EACH_ROUND = 3;
const HOUSEHOLDS = ROUNDS * EACH_ROUND;
/** The server is killed when this many visits are receipted, with the database or without it. */
const KILLS = [
  { at: 0.2, database: true },
  { at: 0.45, database: false },
  { at: 0.7, database: true },
];
const SEASON = '2020-2021';
const PASSWORD = 'Duan-dian-2021-ye';
const village = (nth: number) => `14060200420${nth + 1}`;
const numberOf = (nth: number, household: number) => `${village(nth)}${String(household).padStart(3, '0')}`;

const instance = ownInstance();

test('nothing a phone was given a receipt for is lost or doubled, however often the server is killed', async () => {
  await instance.withDatabase(async (db) => {
    await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-25', '2021-03-31'));
    await addHouseholds(
      db,
      Array.from({ length: PHONES * HOUSEHOLDS }, (_, i) => ({
        number: numberOf(Math.floor(i / HOUSEHOLDS), i % HOUSEHOLDS),
        village: village(Math.floor(i / HOUSEHOLDS)),
      })),
    );
    for (let nth = 0; nth < PHONES; nth += 1)
      await accountWith(db, { username: `dian${nth}`, name: `村干部${nth}`, password: PASSWORD, role: 'cadre', divisions: [village(nth)] });
  });
  const port = await lastingPort();
  let app = await instance.startedApp(port);
  const phones: HttpPhone[] = [];
  for (let nth = 0; nth < PHONES; nth += 1) phones.push(await httpPhone(app, `dian${nth}`, PASSWORD));

  const written = new Map<string, string>();
  const receipted = new Map<string, string>();
  const taken = new Set<string>();
  const photographed = new Set<string>();
  let back: Promise<void> = Promise.resolve();
  const kills = [...KILLS];

  async function kill(database: boolean): Promise<void> {
    app.running.child.kill('SIGKILL');
    if (database) await instance.killDatabase();
    await app.running.ended;
    // Before anything else is sent, every receipted photo must be on the disk.
    for (const name of taken) expect(sha256((await readPhotoFile(instance.dataDir, name))!)).toBe(name);
    await expectKept(receipted, taken);
    app = await instance.startedApp(port);
  }

  /** One round of sending and what left the phone in it. Without an answer it waits for the server to return. */
  async function send({ phone, send: sendAll }: HttpPhone): Promise<void> {
    const waiting = [...phone.outbox.values()].map(({ record }) => record);
    const files = [...phone.photos.values()].map((photo) => photo.sha256);
    const { trouble } = await sendAll();
    for (const { id, contentHash } of waiting) if (!phone.outbox.has(id)) receipted.set(id, contentHash);
    for (const file of files) if (!phone.photos.has(file)) taken.add(file);
    if (kills.length > 0 && receipted.size >= kills[0]!.at * PHONES * HOUSEHOLDS) {
      const { database } = kills.shift()!;
      back = back.then(() => kill(database));
    }
    if (trouble) {
      expect(['offline', 'server']).toContain(trouble.why);
      await back;
    }
  }

  async function dayOf(phone: HttpPhone, nth: number): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let i = 0; i < EACH_ROUND; i += 1) {
        const bytes = jpeg(20_000 + round);
        const id = randomUUID();
        const photographs = i === 0;
        if (photographs) photographed.add(await phone.photo(id, bytes));
        const evidence = { photos: [{ sha256: sha256(bytes), about: 'stove', takenAt: '2021-01-10T10:00:00+08:00' }] };
        await phone.submit(numberOf(nth, round * EACH_ROUND + i), { visit: id, ...(photographs && { evidence }) });
        written.set(id, phone.phone.outbox.get(id)!.record.contentHash);
      }
      await send(phone);
    }
    for (let again = 0; phone.phone.outbox.size + phone.phone.photos.size > 0; again += 1) {
      expect(again, 'sendings in the evening').toBeLessThan(10);
      await send(phone);
    }
  }

  await Promise.all(phones.map(dayOf));
  await back;
  expect(kills).toEqual([]);
  expect(receipted).toEqual(written);
  expect(taken).toEqual(photographed);
  await expectKept(written, photographed);
  app.running.child.kill('SIGTERM');
  expect((await app.running.ended).code).toBe(0);
  await instance.expectClean();
  const files = readdirSync(join(instance.dataDir, 'photos'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  // A file cut off in the middle keeps its temporary name.
  expect(
    files
      .map(({ name }) => name)
      .filter((name) => !name.includes('.'))
      .sort(),
  ).toEqual([...photographed].sort());
  expect(await instance.withDatabase((db) => counted(db, 'SELECT sum(v) AS n FROM roll_up WHERE season = $1', [SEASON]))).toBe(
    PHONES * HOUSEHOLDS,
  );
}, 600_000);

/**
 * Checks that every receipted visit is stored with the content of its receipt, submitted once, and taken from its phone once,
 * and that every receipted photo is known.
 */
async function expectKept(receipted: ReadonlyMap<string, string>, taken: ReadonlySet<string>): Promise<void> {
  const { visits, photos } = await instance.withDatabase(async (db) => ({
    visits: (
      await db.pool.query<{ id: string; content_hash: string; submitted: number; sent: number; of_household: number }>(
        `SELECT t.id, t.content_hash, (SELECT count(*)::int FROM history h WHERE h.entity = 'visit' AND h.entity_key = t.id) AS submitted,
              (SELECT count(*)::int FROM phone_record r WHERE r.visit_id = t.id) AS sent,
              (SELECT count(*)::int FROM visit o WHERE o.household_number = t.household_number) AS of_household FROM visit t`,
      )
    ).rows,
    photos: new Set((await db.pool.query<{ sha256: string }>('SELECT sha256 FROM photo')).rows.map((row) => row.sha256)),
  }));
  const hashes = new Map(visits.map((one) => [one.id, one.content_hash]));
  expect([...receipted].filter(([id, contentHash]) => hashes.get(id) !== contentHash)).toEqual([]);
  expect(visits.filter((one) => one.submitted !== 1 || one.sent !== 1 || one.of_household !== 1)).toEqual([]);
  expect([...taken].filter((name) => !photos.has(name) || !existsSync(photoPath(instance.dataDir, name)))).toEqual([]);
}
