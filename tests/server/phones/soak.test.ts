import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { jobById } from '~/database/jobs/jobs.server';
import { OPERATOR } from '~/domain/access/person';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import { randomOf } from '~/server/sample/random.server';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { photoPath, readPhotoFile } from '~/server/workflows/survey/photo-files.server';
import { type HttpPhone, httpPhone, jpeg, sha256 } from '../../helpers/http-phone';
import { counted, lastingPort, ownInstance } from '../../helpers/own-instance';
import { addHouseholds, declareSeason, visitOf, written } from '../../helpers/register';
import { accountWith } from '../../helpers/web-client';
import { apiClient, PASSWORD, tokenOf } from '../api/api-client';
import { FAULTS, type World } from './faults';

/**
 * Villages send while everything fails: phones with the field app's own code record, photograph and send to two apps on one data
 * directory, while one fault after another strikes (faults.ts). Everything that left a phone was receipted and is stored once and whole,
 * entitlements are all computed, and `npm run verify` finds nothing. `npm run soak` plays more faults, from a seed.
 */
const SEED = Number(process.env.SOAK_SEED ?? 1);
const FAULTS_PLAYED = Number(process.env.SOAK_FAULTS ?? 0);
/** What `npm test` plays. */
const BY_DEFAULT = ['everything', 'app', 'database'];
const PHONES = 6;
const PER_FAULT = 6;
const EACH_ROUND = 3;
const DISK_MEGABYTES = 900;
const SEASON = '2020-2021';
const COUNTY = '140602';
const API_VILLAGE = '140602004207';
const RATE_FEN = 100;
const USAGE = 1_000;

const random = randomOf('soak', String(SEED)).next;
const whole = FAULTS_PLAYED > 0;
const mayMount = process.getuid?.() === 0;
const names = Object.keys(FAULTS).filter((name) => name !== 'diskFull' || mayMount);
// Each kind once in every round, in an order of the seed.
const struck = whole
  ? Array.from({ length: Math.ceil(FAULTS_PLAYED / names.length) }, () => shuffled(names))
      .flat()
      .slice(0, FAULTS_PLAYED)
  : BY_DEFAULT;
if (whole && !mayMount) process.stdout.write('A full disk is left out: only the administrator of the machine can make a small one.\n');
if (!whole) process.stdout.write('Three faults are played; `npm run soak` plays all kinds.\n');

const instance = ownInstance(whole && mayMount ? { diskMegabytes: DISK_MEGABYTES } : {});
const village = (nth: number) => `14060200420${nth + 1}`;
const numberOf = (nth: number, household: number) => `${village(nth)}${String(household).padStart(4, '0')}`;
const perPhone = Math.ceil(((struck.length + 1) * PER_FAULT) / PHONES / EACH_ROUND) * EACH_ROUND;
const ofApi = Array.from({ length: struck.length * 5 + 5 }, (_, i) => `${API_VILLAGE}${String(i).padStart(4, '0')}`);

test('nothing a phone was given a receipt for is lost or doubled, whatever fails', async () => {
  const households = PHONES * perPhone + ofApi.length;
  const county = await instance.withDatabase(fill);
  const ports = [await lastingPort(), 0] as [number, number];
  const apps = [await instance.startedApp(ports[0])];
  ports[1] = await lastingPort();
  apps.push(await instance.startedApp(ports[1]));

  const recorded = new Map<string, string>();
  const receipted = new Map<string, string>();
  const taken = new Set<string>();
  const photographed = new Set<string>();
  const submittedByApi = new Set<string>();
  const jobs: string[] = [];
  let requested = 0;
  let phonesWaiting = 0;
  const waitingForRequests = new Set<() => void>();
  const look = () => {
    for (const one of waitingForRequests) one();
  };
  const gates: Promise<void>[] = [Promise.resolve(), Promise.resolve()];
  let readingsChanged = 0;

  const world: World = {
    instance,
    apps,
    ports,
    keepFrom(nth) {
      let open: () => void = () => undefined;
      gates[nth] = new Promise((resolve) => (open = resolve));
      return open;
    },
    requests(more) {
      const until = requested + more;
      return new Promise((resolve) => {
        const whenEnough = () => {
          if (requested < until && phonesAtWork > phonesWaiting) return;
          waitingForRequests.delete(whenEnough);
          resolve();
        };
        waitingForRequests.add(whenEnough);
        whenEnough();
      });
    },
    async askForEntitlements(db) {
      await written(db, 'UPDATE meter_usage SET usage = usage + 1 WHERE season = $1', [SEASON]);
      readingsChanged += 1;
      const id = await enqueueEntitlements(db, county);
      jobs.push(id);
      return id;
    },
    async readByApi(url, requests) {
      const token = await tokenOf(url, 'soak-api');
      const read = () => apiClient(url, token)('GET', '/households').then(({ status }) => expect([200, 429, 500, 503]).toContain(status));
      return { answered: Promise.all(Array.from({ length: requests }, read)).then(() => undefined) };
    },
    async submitByApi(url) {
      const visit = visitOf(ofApi.pop()!, { season: SEASON });
      for (let tried = 0; tried < 20; tried += 1) {
        try {
          const token = await tokenOf(url, 'soak-api');
          const { status, body } = await apiClient(url, token)('POST', '/visits', { body: { visits: [visit] } });
          const [receipt] = status === 200 ? (body as { receipts: { status: string; id: string; contentHash: string }[] }).receipts : [];
          if (receipt && /^(received|same)$/.test(receipt.status)) {
            receipted.set(receipt.id, receipt.contentHash);
            submittedByApi.add(receipt.id);
            return;
          }
          expect(receipt?.status ?? 'failed', JSON.stringify(body)).toBe('failed');
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
        }
      }
      throw new Error('a visit was not taken over the API in twenty attempts');
    },
  };

  const phones: HttpPhone[] = [];
  for (let nth = 0; nth < PHONES; nth += 1) {
    const made = await httpPhone(apps[nth % 2]!, `dian${nth}`, PASSWORD);
    const fetchFrom = made.client.fetch.bind(made.client);
    made.client.fetch = async (path, init) => {
      await gates[nth % 2];
      try {
        return await fetchFrom(path, init);
      } finally {
        requested += 1;
        look();
      }
    };
    phones.push(made);
  }
  let phonesAtWork = phones.length;

  const left = [...struck];
  let back: Promise<void> = Promise.resolve();
  let striking = false;
  const strike = async (name: string) => {
    await new Promise((resolve) => setTimeout(resolve, random() * 60)); // so that it meets the others in any phase
    await FAULTS[name]!(world, random);
    // Before anything else is sent, every receipted photo must be on the disk.
    for (const photo of taken) expect(sha256((await readPhotoFile(instance.dataDir, photo))!)).toBe(photo);
    striking = false;
  };

  /** One round of sending and what left the phone in it. Without an answer it waits until the fault is over. */
  async function send({ phone, client, send: sendAll }: HttpPhone): Promise<void> {
    const waiting = [...phone.outbox.values()].map(({ record }) => record);
    const files = [...phone.photos.values()].map((photo) => photo.sha256);
    const { trouble } = await sendAll();
    for (const { id, contentHash } of waiting) if (!phone.outbox.has(id)) receipted.set(id, contentHash);
    for (const file of files) if (!phone.photos.has(file)) taken.add(file);
    const due = (struck.length - left.length + 1) * PER_FAULT;
    if (!striking && left.length > 0 && receipted.size - submittedByApi.size >= due) {
      striking = true;
      back = strike(left.shift()!);
    }
    if (!trouble) return;
    expect(['offline', 'no-answer', 'server', 'timeout', 'sign-in', 'token', 'refused'], JSON.stringify(trouble)).toContain(trouble.why);
    phonesWaiting += 1;
    look();
    await back;
    phonesWaiting -= 1;
    if (trouble.why === 'sign-in') await client.signIn(phone.session.username, PASSWORD);
  }

  async function dayOf(phone: HttpPhone, nth: number): Promise<void> {
    for (let household = 0; household < perPhone; household += 1) {
      const bytes = jpeg(20_000 + household);
      const id = randomUUID();
      const photographs = household % EACH_ROUND === 0;
      if (photographs) photographed.add(await phone.photo(id, bytes));
      const evidence = { photos: [{ sha256: sha256(bytes), about: 'stove', takenAt: '2021-01-10T10:00:00+08:00' }] };
      await phone.submit(numberOf(nth, household), { visit: id, ...(photographs && { evidence }) });
      recorded.set(id, phone.phone.outbox.get(id)!.record.contentHash);
      if (household % EACH_ROUND === EACH_ROUND - 1) await send(phone);
    }
    for (let again = 0; phone.phone.outbox.size + phone.phone.photos.size > 0; again += 1) {
      expect(again, 'sendings in the evening').toBeLessThan(40);
      await send(phone);
    }
    phonesAtWork -= 1;
    look();
  }

  await Promise.all(phones.map(dayOf));
  while (striking || left.length > 0) {
    await back;
    if (left.length > 0 && !striking) {
      striking = true;
      back = strike(left.shift()!);
    }
  }
  await back;
  expect([...receipted].filter(([id]) => !submittedByApi.has(id)).sort()).toEqual([...recorded].sort());
  expect(taken).toEqual(photographed);
  await expectKept(receipted, photographed);
  await expectJobsEnded(jobs);
  for (const { running } of apps) {
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  }
  const last = await instance.withDatabase((db) => enqueueEntitlements(db, county));
  expect((await instance.started('scripts/jobs/run-job.ts', [last]).ended).code).toBe(0);
  await instance.expectClean();
  const sums = await instance.withDatabase(async (db) => ({
    visits: await counted(db, 'SELECT sum(v) AS n FROM roll_up WHERE season = $1', [SEASON]),
    due: await counted(db, 'SELECT sum(due) AS n FROM roll_up WHERE season = $1', [SEASON]),
  }));
  expect(sums).toEqual({ visits: receipted.size, due: households * (USAGE + readingsChanged) * RATE_FEN });
  // A file cut off in the middle keeps its temporary name.
  expect(photosOnDisk()).toEqual([...photographed].sort());
  process.stdout.write(
    `Seed ${SEED}: ${struck.length} faults (${[...new Set(struck)].join(', ')}), ${receipted.size} visits and ${taken.size} photos ` +
      `receipted, ${requested} requests, ${jobs.length} computations of entitlements killed; nothing lost.\n`,
  );
}, 3_600_000);

function photosOnDisk(): string[] {
  return readdirSync(join(instance.dataDir, 'photos'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.'))
    .map(({ name }) => name)
    .sort();
}

/** The register, its cadres and the policy; returns the account that asks for entitlements. */
async function fill(db: Database): Promise<string> {
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-25', '2021-03-31'));
  const conversion = { mode: 'gas', installedOn: '2019-09-01', connectedOn: '2019-10-01' };
  const ofPhones = Array.from({ length: PHONES * perPhone }, (_, i) => {
    const nth = Math.floor(i / perPhone);
    return { number: numberOf(nth, i % perPhone), village: village(nth), conversion };
  });
  await addHouseholds(db, [...ofPhones, ...ofApi.map((number) => ({ number, village: API_VILLAGE, conversion }))]);
  await written(
    db,
    `INSERT INTO meter_usage (household_number, season, energy, usage, source) SELECT number, $1, 'gas', $2, 'meter' FROM household`,
    [SEASON, USAGE],
  );
  await importRows(db, OPERATOR, {
    补贴政策: [
      {
        政策编号: 'P1',
        文号: '示例〔2020〕1号',
        区划代码: COUNTY,
        采暖季: SEASON,
        种类: '运行',
        适用路径: '煤改气',
        单位: '元/m³',
        单价: String(RATE_FEN / 100),
        分担: '市:0.5;县:0.5',
        应付截止日期: '2021-06-30',
      },
    ],
  });
  const at = { password: PASSWORD, role: 'cadre' } as const;
  for (let nth = 0; nth < PHONES; nth += 1)
    await accountWith(db, { ...at, username: `dian${nth}`, name: `村干部${nth}`, divisions: [village(nth)] });
  await accountWith(db, { ...at, username: 'soak-api', name: '接口', divisions: [API_VILLAGE] });
  return accountWith(db, { username: 'soak-county', name: '县', password: PASSWORD, role: 'county', divisions: [COUNTY] });
}

const enqueueEntitlements = (db: Database, accountId: string) =>
  enqueueJob(db, { kind: 'entitlements', asked: { division: COUNTY, name: '朔城区', season: SEASON, dryRun: false }, accountId });

/** A job that was killed is taken up again, and given up after its third attempt; none stays under way for ever. */
async function expectJobsEnded(jobs: readonly string[]): Promise<void> {
  await instance.withDatabase(async (db) => {
    for (const id of jobs)
      await expect
        .poll(() => withSql(db, (sql) => jobById(sql, id)).then((job) => job!.state), { timeout: 120_000 })
        .toMatch(/done|failed/);
  });
}

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
  expect(visits.filter((one) => one.submitted !== 1 || one.sent > 1 || one.of_household !== 1)).toEqual([]);
  expect([...taken].filter((name) => !photos.has(name) || !existsSync(photoPath(instance.dataDir, name)))).toEqual([]);
}

function shuffled<T>(of: readonly T[]): T[] {
  return of
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
