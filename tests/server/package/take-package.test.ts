import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import yauzl from 'yauzl';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { acceptSigner } from '~/database/package/packages.server';
import { EVERYTHING } from '~/database/scope.server';
import { OPERATOR } from '~/domain/access/person';
import { EVALUATION, FIGURES, MANIFEST, type Manifest, SIGNATURE, WORKBOOK } from '~/domain/package/manifest';
import { Refusal } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';
import type { SampleRows } from '~/server/sample/sample-rows.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { fingerprintOf } from '~/server/workflows/package/instance-key.server';
import { makePackage } from '~/server/workflows/package/make-package.server';
import { takePackage } from '~/server/workflows/package/take-package.server';
import { ZipFile } from '~/server/workflows/package/zip-file.server';
import { closeSeason } from '~/server/workflows/seasons/close-season.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { smallSample } from '../../fixtures/small-sample';
import { freshDatabase } from '../../helpers/database';
import { addHouseholds, FAR_VILLAGE } from '../../helpers/register';
import { household, saved } from '../../imports/county-file';
import { run } from '../../programs/run-program';
import { readWord } from '../../reports/read-word';

const COUNTY = '140602';
const OTHER = '140621';
const SEASONS = ['2019-2020', '2020-2021'] as const;
const [, SEASON] = SEASONS;
const now = new Date();
const today = dayInShanghai(now);

let folder: string;
let sender: Database;
let receiver: Database;
let rows: SampleRows;
const path = (name: string) => join(folder, `${name}.zip`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  [sender, receiver] = await Promise.all([freshDatabase(), freshDatabase()]);
  const { rows: villages } = await sender.pool.query<{ code: string }>(
    `(SELECT code FROM division WHERE level = 'village' AND path @> ARRAY['${COUNTY}'] ORDER BY code LIMIT 3)
     UNION ALL (SELECT code FROM division WHERE level = 'village' AND path @> ARRAY['${OTHER}'] ORDER BY code LIMIT 2)`,
  );
  rows = await smallSample(
    sender,
    villages.map(({ code }) => code),
    now,
  );
  await makePackage(sender, OPERATOR, { division: COUNTY, season: SEASON, file: path('county') }, now);
  await makePackage(sender, OPERATOR, { division: OTHER, season: SEASON, file: path('other') }, now);
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

/** `npm run facts` for a division and all divisions below it, by season. */
async function factsOf(db: Database, division: string, asOf?: string) {
  const { rows: parents } = await db.pool.query<{ code: string }>(
    `SELECT code FROM division d WHERE path @> ARRAY['${division}'] AND EXISTS (SELECT 1 FROM division c WHERE c.parent_code = d.code)
     ORDER BY 1`,
  );
  const answers: unknown[] = [];
  for (const season of SEASONS)
    for (const { code } of parents) answers.push(await readFacts(db, EVERYTHING, { division: code, season, asOf }, now));
  return answers;
}

const take = (db: Database, name: string, trust = true) => takePackage(db, OPERATOR, { file: path(name), trust }, now);
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing refused',
    (error) => (error instanceof Refusal ? error.problem.code : Promise.reject(error)),
  );

/** Everything in a zip. */
async function contents(name: string): Promise<Map<string, Buffer>> {
  const zip = await yauzl.openPromise(name, { lazyEntries: true, autoClose: false });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) pieces.push(piece);
    files.set(entry.fileName, Buffer.concat(pieces));
  }
  zip.close();
  return files;
}

async function zipped(name: string, files: Iterable<readonly [string, Uint8Array]>): Promise<string> {
  const zip = new ZipFile(path(name));
  for (const [file, bytes] of files) await zip.add(file, [bytes]);
  await zip.end();
  return name;
}

/** Signs a changed manifest with a key of its own. */
async function signedAnew(name: string, files: Map<string, Buffer>, change: (manifest: Manifest) => void): Promise<string> {
  const keys = generateKeyPairSync('ed25519');
  const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const manifest = JSON.parse(files.get(MANIFEST)!.toString()) as Manifest;
  manifest.sender = { publicKey, fingerprint: fingerprintOf(publicKey) };
  change(manifest);
  const bytes = Buffer.from(JSON.stringify(manifest));
  const signature = Buffer.from(sign(null, bytes, keys.privateKey).toString('base64'));
  return zipped(name, new Map(files).set(MANIFEST, bytes).set(SIGNATURE, signature));
}

describe('damage is refused by its name, before anything changes', () => {
  let whole: Map<string, Buffer>;
  beforeAll(async () => {
    whole = await contents(path('county'));
  });
  const but = (name: string, change: (bytes: Buffer) => Buffer) =>
    [...whole].map(([file, bytes]) => [file, file === name ? change(Buffer.from(bytes)) : bytes] as const);
  const flipped = (bytes: Buffer) => {
    bytes[bytes.length >> 1]! ^= 1;
    return bytes;
  };

  test.each<[string, string, () => Promise<string>]>([
    ['a record with another byte', 'package.file-changed', () => zipped('d1', but('records/households.csv', flipped))],
    [
      'a workbook that lost its end',
      'package.file-changed',
      () =>
        zipped(
          'd2',
          but(WORKBOOK, (bytes) => bytes.subarray(0, -9)),
        ),
    ],
    ['figures with another byte', 'package.file-changed', () => zipped('d3', but(FIGURES, flipped))],
    [
      'a missing file',
      'package.file-missing',
      () =>
        zipped(
          'd4',
          [...whole].filter(([file]) => file !== 'records/rooms.csv'),
        ),
    ],
    ['a file too many', 'package.file-extra', () => zipped('d5', [...whole, ['records/more.csv', Buffer.from('x')]])],
    ['one name twice', 'package.file-extra', () => zipped('d6', [...whole, [FIGURES, Buffer.from('x')]])],
    [
      'a manifest with another byte',
      'package.signature-wrong',
      () =>
        zipped(
          'd7',
          but(MANIFEST, (bytes) => replaced(bytes, COUNTY, OTHER)),
        ),
    ],
    ['a signature with another byte', 'package.signature-wrong', () => zipped('d8', but(SIGNATURE, flipped))],
    [
      'no signature',
      'package.file-missing',
      () =>
        zipped(
          'd9',
          [...whole].filter(([file]) => file !== SIGNATURE),
        ),
    ],
    [
      'another format',
      'package.other-format',
      () =>
        zipped(
          'd10',
          but(MANIFEST, (bytes) => replaced(bytes, 'package/1', 'package/9')),
        ),
    ],
    ['no manifest', 'package.not-a-package', () => zipped('d11', [['a.txt', Buffer.from('x')]])],
    [
      'a file that was cut off',
      'package.cut-off',
      async () => {
        await writeFile(path('d12'), (await readFile(path('county'))).subarray(0, -5_000));
        return 'd12';
      },
    ],
    [
      'no zip at all',
      'package.not-a-package',
      async () => {
        await writeFile(path('d13'), 'not a zip');
        return 'd13';
      },
    ],
    [
      'records that do not give the figures',
      'package.figures-differ',
      () => {
        const files = new Map(whole);
        const text = files
          .get(FIGURES)!
          .toString()
          .replace(/"H":(\d+)/, (_, n: string) => `"H":${Number(n) + 1}`);
        return withFile('d14', files, FIGURES, Buffer.from(text));
      },
    ],
    [
      'a household of another county',
      'package.foreign-record',
      () => {
        const files = new Map(whole);
        const text = files.get('records/funds.csv')!.toString().replace(`\n${COUNTY},`, `\n${OTHER},`);
        return withFile('d15', files, 'records/funds.csv', Buffer.from(text));
      },
    ],
    ['an unknown signer', 'package.signer-unknown', async () => 'county'],
  ])('%s: %s', async (what, code, make) => {
    const name = await make();
    expect(await refusal(take(receiver, name, what !== 'an unknown signer'))).toBe(code);
    const { rows: left } = await receiver.pool.query(
      `SELECT 1 FROM household UNION ALL SELECT 1 FROM season UNION ALL SELECT 1 FROM taken_package
       UNION ALL SELECT 1 FROM accepted_signer`,
    );
    expect(left).toEqual([]);
  });

  /** A package that another key signed, with a file of its own. */
  async function withFile(name: string, files: Map<string, Buffer>, file: string, bytes: Buffer): Promise<string> {
    files.set(file, bytes);
    return signedAnew(name, files, (manifest) => {
      const entry = manifest.files.find((one) => one.name === file)!;
      entry.bytes = bytes.length;
      entry.sha256 = createHash('sha256').update(bytes).digest('hex');
    });
  }
});

const replaced = (bytes: Buffer, from: string, to: string) => Buffer.from(bytes.toString().replaceAll(from, to));

describe('a package', () => {
  test('holds nothing personal', async () => {
    const files = await contents(path('county'));
    for (const name of [WORKBOOK, EVALUATION]) await writeFile(join(folder, name), files.get(name)!);
    const inside = [...(await contents(join(folder, WORKBOOK))), ...(await contents(join(folder, EVALUATION)))];
    const text = [...files, ...inside].map(([, bytes]) => bytes.toString('utf8')).join('\n');
    const here = rows.households.filter(({ village }) => village.startsWith(COUNTY));
    const secret = here.flatMap((one) => [
      one.head,
      one.idNumber,
      one.phone,
      one.bankAccount,
      one.bankHolder,
      one.electricMeter,
      one.gasMeter,
    ]);
    const visitors = rows.visits.map(({ visitor }) => visitor);
    const wanted = [...new Set([...secret, ...visitors])].filter((one): one is string => typeof one === 'string' && one.length > 1);
    expect(wanted.length).toBeGreaterThan(100);
    expect(text).toContain(here[0]!.number);
    expect(wanted.filter((one) => text.includes(one))).toEqual([]);
  });

  test('gives an empty instance the facts of the sender, for every division and season', async () => {
    expect(await take(receiver, 'county')).toMatchObject({ outcome: 'taken', replaced: [] });
    expect(await factsOf(receiver, COUNTY)).toEqual(await factsOf(sender, COUNTY));
    const asOf = '2020-12-31';
    expect(await factsOf(receiver, COUNTY, asOf)).toEqual(await factsOf(sender, COUNTY, asOf));
    const [first] = (await factsOf(receiver, COUNTY)) as { rows: { counts: Record<string, number> }[] }[];
    expect(first!.rows[0]!.counts.H).toBe(
      rows.households.filter(({ village, status }) => village.startsWith(COUNTY) && ['normal', 'idle'].includes(status)).length,
    );
    // The sentences of the sender's report say the same.
    const own = (await readFacts(receiver, EVERYTHING, { division: COUNTY, season: SEASON }, now)).rows[0]!;
    const { tables } = readWord((await contents(path('county'))).get(EVALUATION)!);
    const { H, R, E, V, X } = own.counts;
    const said = tables.get('在册户和入户情况')!.at(-1)!;
    expect(said.slice(1, 6).map((cell) => Number(cell.replace(',', '')))).toEqual([H, R, E, V, X]);
  });

  test('tells the planner what it wrote: counting and comparing take minutes where it believes the tables empty', async () => {
    const tables = ['household', 'visit', 'entitlement', 'payment', 'finding', 'finding_place', 'household_facts'];
    const { rows: known } = await receiver.pool.query<{ relname: string; reltuples: number }>(
      'SELECT relname, reltuples FROM pg_class WHERE relname = ANY($1::text[])',
      [tables],
    );
    expect(
      known
        .filter(({ reltuples }) => reltuples > 0)
        .map(({ relname }) => relname)
        .sort(),
    ).toEqual([...tables].sort());
  });

  test('taken twice changes nothing', async () => {
    const before = await receiver.pool.query('SELECT count(*) FROM history');
    expect(await take(receiver, 'county', false)).toMatchObject({ outcome: 'unchanged' });
    expect((await receiver.pool.query('SELECT count(*) FROM history')).rows).toEqual(before.rows);
  });

  test('of a second county adds to the city, whose figures are the sums', async () => {
    await take(receiver, 'other', false);
    for (const season of SEASONS) {
      const city = await readFacts(receiver, EVERYTHING, { division: '1406', season }, now);
      const there = await readFacts(sender, EVERYTHING, { division: '1406', season }, now);
      const [own, ...counties] = city.rows;
      for (const [key, value] of Object.entries(own!.counts))
        expect(value, key).toBe(counties.reduce((sum, { counts }) => sum + counts[key as keyof typeof counts], 0));
      expect(city.rows.map(({ counts, amountsFen, continuity }) => ({ counts, amountsFen, continuity }))).toEqual(
        there.rows.map(({ counts, amountsFen, continuity }) => ({ counts, amountsFen, continuity })),
      );
    }
  });

  test('leaves records that can only be looked at', async () => {
    const number = rows.households[0]!.number;
    const change = (text: string, values: unknown[]) => refusal(inTransaction(receiver, (sql) => sql.query(text, values)));
    expect(await change('UPDATE household SET people = 9 WHERE number = $1', [number])).toBe('package.read-only');
    expect(await change(`UPDATE visit SET status = 'returned' WHERE household_number = $1`, [number])).toBe('package.read-only');
    expect(await change('DELETE FROM payment WHERE household_number = $1', [rows.payments[0]!.household])).toBe('package.read-only');
    expect(await change(`UPDATE finding SET state = 'in_progress' WHERE created_by = 'package'`, [])).toBe('package.read-only');
    const verified = await verifyRegister(receiver, now);
    expect(verified).toMatchObject({ ok: true });
  });

  test('of a newer version replaces the older one, which is refused then', async () => {
    const [household] = rows.households;
    await inTransaction(sender, async (sql) => {
      await sql.query(`UPDATE household SET status = 'cancelled' WHERE number = $1`, [household!.number]);
      await sql.query(`UPDATE visit SET status = 'returned' WHERE household_number = $1 AND season = $2`, [
        rows.households[1]!.number,
        SEASON,
      ]);
      await refreshFacts(sql, [household!.number, rows.households[1]!.number], today);
    });
    await makePackage(sender, OPERATOR, { division: COUNTY, season: SEASON, file: path('newer') }, now);
    expect(await take(receiver, 'newer', false)).toMatchObject({ outcome: 'taken', replaced: [{ division: COUNTY, version: 1 }] });
    expect(await factsOf(receiver, COUNTY)).toEqual(await factsOf(sender, COUNTY));
    expect(await refusal(take(receiver, 'county', false))).toBe('package.older-version');
    expect(await refusal(take(sender, 'county'))).toBe('package.own');
    expect(await verifyRegister(receiver, now)).toMatchObject({ ok: true });
  });

  test('is refused where a division has records of its own, and from another sender without trust', async () => {
    const files = await contents(path('newer'));
    const stranger = await signedAnew('stranger', files, (manifest) => {
      manifest.version = 9;
    });
    const { sender: signer } = JSON.parse((await contents(path(stranger))).get(MANIFEST)!.toString()) as Manifest;
    await inTransaction(receiver, (sql) => acceptSigner(sql, { ...signer, name: '县' }, 'operator', now));
    expect(await refusal(take(receiver, stranger, false))).toBe('package.other-sender');
    expect(await take(receiver, stranger)).toMatchObject({ outcome: 'taken', replaced: [{ version: 3 }] });
    expect(await factsOf(receiver, COUNTY)).toEqual(await factsOf(sender, COUNTY));
    expect(await refusal(take(sender, stranger))).toBe('package.own-records');
  });
});

describe('a season that was closed', () => {
  const [CLOSED] = SEASONS;
  const FACTS = 'records/closed-facts.csv';
  let from: Database;
  let numbers: string[];
  beforeAll(async () => {
    from = await freshDatabase();
    const { rows: villages } = await from.pool.query<{ code: string }>(
      `SELECT code FROM division WHERE level = 'village' AND path @> ARRAY['${COUNTY}'] ORDER BY code LIMIT 2`,
    );
    const codes = villages.map(({ code }) => code);
    const small = await smallSample(from, codes, now);
    numbers = small.households.filter(({ status }) => status === 'normal').map(({ number }) => number);
    const [before] = await factsOf(from, COUNTY);
    // Everything that a closed season does not follow: a household that was forgotten, an area, a struck-off one, a mode, a visit.
    await importWorkbook(from, OPERATOR, saved({ 户台账: [household('LATE-1', { 村区划代码: codes[0]! })] }), { now });
    await inTransaction(from, async (sql) => {
      const change = (text: string, number: string) => sql.query(text, [number]);
      await change('UPDATE household SET heated_area = heated_area + 33 WHERE number = $1', numbers[0]!);
      await change(`UPDATE household SET status = 'cancelled' WHERE number = $1`, numbers[1]!);
      await change(`UPDATE conversion SET mode = 'biomass' WHERE household_number = $1 AND current`, numbers[2]!);
      await sql.query(`UPDATE visit SET status = 'returned' WHERE household_number = $1 AND season = $2`, [numbers[3]!, CLOSED]);
      await refreshFacts(sql, numbers.slice(0, 4), today);
    });
    expect((await factsOf(from, COUNTY))[0]).toEqual(before);
    await makePackage(from, OPERATOR, { division: COUNTY, season: SEASON, file: path('corrected') }, now);
  }, 300_000);

  test('is taken as it was reported, whatever was corrected since', async () => {
    const to = await freshDatabase();
    expect(await take(to, 'corrected')).toMatchObject({ outcome: 'taken' });
    expect(await factsOf(to, COUNTY)).toEqual(await factsOf(from, COUNTY));
    const facts = (db: Database) =>
      db.pool.query(`SELECT to_jsonb(f) - 'changes_on' AS f FROM household_facts f WHERE season = $1 ORDER BY household_number`, [CLOSED]);
    expect((await facts(to)).rows).toEqual((await facts(from)).rows);
    expect((await facts(to)).rows.length).toBeGreaterThan(10);
    expect(await verifyRegister(to, now)).toMatchObject({ ok: true });
    // A newer one replaces it, and the same again changes nothing.
    await makePackage(from, OPERATOR, { division: COUNTY, season: SEASON, file: path('corrected-2') }, now);
    expect(await take(to, 'corrected-2', false)).toMatchObject({ outcome: 'taken', replaced: [{ version: 1 }] });
    expect(await take(to, 'corrected-2', false)).toMatchObject({ outcome: 'unchanged' });
    expect((await facts(to)).rows).toEqual((await facts(from)).rows);
    expect(await verifyRegister(to, now)).toMatchObject({ ok: true });
  });

  test('here on another day, because others are here too, shows what the sender reported all the same', async () => {
    const to = await freshDatabase();
    await addHouseholds(to, [{ number: 'X', village: FAR_VILLAGE }]);
    await inTransaction(to, (sql) =>
      sql.query(`INSERT INTO season (name, closed_at, closed_by) VALUES ($1, now() - interval '40 days', 'operator')`, [CLOSED]),
    );
    expect(await take(to, 'corrected')).toMatchObject({ outcome: 'taken' });
    const counts = async (db: Database) =>
      (await readFacts(db, EVERYTHING, { division: COUNTY, season: CLOSED }, now)).rows.map((row) => [
        row.code,
        row.counts,
        row.amountsFen,
      ]);
    expect(await counts(to)).toEqual(await counts(from));
  });

  test('is asked to be closed here first where it is open and others are here too, and is taken then', async () => {
    const to = await freshDatabase();
    await addHouseholds(to, [{ number: 'X', village: FAR_VILLAGE }]);
    await inTransaction(to, (sql) => sql.query('INSERT INTO season (name) VALUES ($1)', [CLOSED]));
    const problem = await take(to, 'corrected').catch((error: Refusal) => error.problem);
    expect(problem).toEqual({ code: 'package.season-open-here', details: { season: CLOSED } });
    // The county's other package was made before anything was corrected: its records still give its figures.
    expect(await take(to, 'other')).toMatchObject({ outcome: 'taken' });
    await closeSeason(to, OPERATOR, { season: CLOSED, reason: '各县都已报齐' }, now);
    expect(await take(to, 'corrected')).toMatchObject({ outcome: 'taken' });
  });

  test('without its facts, as in packages of an earlier version, is worked out from the records', async () => {
    const old = new Map(await contents(path('county')));
    old.delete(FACTS);
    const name = await signedAnew('old', old, (manifest) => {
      manifest.files = manifest.files.filter((one) => one.name !== FACTS);
    });
    const to = await freshDatabase();
    expect(await take(to, name)).toMatchObject({ outcome: 'taken' });
    expect((await factsOf(to, COUNTY)).length).toBeGreaterThan(0);
  });

  test('with facts that are none is refused by the file, and with those of another household too', async () => {
    const whole = await contents(path('corrected'));
    const to = await freshDatabase();
    const changed = async (name: string, change: (text: string) => string) => {
      const bytes = Buffer.from(change(whole.get(FACTS)!.toString()));
      return signedAnew(name, new Map(whole).set(FACTS, bytes), (manifest) => {
        const entry = manifest.files.find((one) => one.name === FACTS)!;
        entry.bytes = bytes.length;
        entry.sha256 = createHash('sha256').update(bytes).digest('hex');
      });
    };
    expect(await refusal(take(to, await changed('f1', (text) => text.replace('""h"":1', '""h"":""many""'))))).toBe(
      'package.record-unreadable',
    );
    expect(await refusal(take(to, await changed('f2', (text) => text.replace('""h"":1', '""h"":99999'))))).toBe(
      'package.record-unreadable',
    );
    expect(await refusal(take(to, await changed('f3', (text) => text.replace(numbers[0]!, 'NOBODY-1'))))).toBe('package.foreign-record');
    expect(await refusal(take(to, await changed('f4', (text) => text.replace('""h"":1', '""h"":0'))))).toBe('package.figures-differ');
    expect((await to.pool.query('SELECT 1 FROM household UNION ALL SELECT 1 FROM season')).rows).toEqual([]);
  });
});

describe('the commands', () => {
  test('say how they are used and end with 0, 1 and 2', async () => {
    const outcomes = await Promise.all([
      run('scripts/package/package.ts', ['--help']),
      run('scripts/package/take.ts', []),
      run('scripts/package/take.ts', [path('d13')], { DATABASE_URL: receiver.url }),
    ]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 2, 1]);
    expect(outcomes[0]!.stdout).toContain('--out FILE.zip');
    expect(outcomes[2]!.stderr).toMatch(/不是数据包[\s\S]*is no package/);
  });
});
