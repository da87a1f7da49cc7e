import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { insertApiToken } from '~/database/access/api-tokens.server';
import { insertSession } from '~/database/access/sessions.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import type { Role } from '~/domain/contract/enumerations';
import { csrfTokenFor, hashOfToken, newToken } from '~/server/http/cookies.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { declareSeason } from '../../helpers/register';
import { type Credentials, mutated, seeded, send } from './mutated-requests';
import type { RouteCase } from './route-access-case';
import {
  addImportJob,
  addJob,
  addOtherCity,
  addSubject,
  INSIDE_VILLAGE,
  JOB_FILE,
  MISSING,
  ROLES,
  SEASON,
  type Subject,
  type Who,
} from './route-access-subjects';
import { ROUTES } from './route-access-table';

const SESSION_SECRET = randomBytes(48).toString('base64');
process.env.DATA_KEY = `k1:${randomBytes(32).toString('base64')}`;

const NOBODY: Who = { name: 'nobody', role: null, accountId: null, divisions: [], job: MISSING.job, importJob: MISSING.importJob };

let db: Database;
let app: RunningApp;
const people: Who[] = [];
let newcomer: Who;
const outside = new Map<Role, Subject>();
/** The subject of every reading request; each changing one has its own. */
let readInside: Subject;
/** Every household head in the register, with the place. */
const heads: { head: string; path: readonly string[] }[] = [];

beforeAll(async () => {
  db = await freshDatabase();
  // Jobs that the cases start stay waiting; other tests check their work.
  app = await startApp({
    db,
    env: { SESSION_SECRET, DATA_KEY: process.env.DATA_KEY! },
    jobProgram: 'tests/programs/idle-job.ts',
  });
  await addOtherCity(db);
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-25', '2021-03-31', '14'));
  for (const [role, { divisions, outsideVillage }] of Object.entries(ROLES) as [Role, (typeof ROLES)[Role]][]) {
    people.push(await somebody(role, role, divisions, false));
    outside.set(role, await subjectIn(outsideVillage));
  }
  readInside = await subjectIn(INSIDE_VILLAGE);
  newcomer = await somebody('first password', 'city', ROLES.city.divisions, true);
});

async function somebody(name: string, role: Role, divisions: readonly string[], mustChange: boolean): Promise<Who> {
  const accountId = await addAccount(role, divisions, mustChange);
  const job = await withSql(db, (sql) => addJob(sql, accountId, divisions[0] ?? '14'));
  writeJobFile(job);
  const importJob = await withSql(db, (sql) => addImportJob(sql, accountId));
  return { name, role, divisions, accountId, job, importJob };
}

function writeJobFile(job: string): void {
  mkdirSync(join(app.dataDir, 'jobs', job), { recursive: true });
  writeFileSync(join(app.dataDir, 'jobs', job, JOB_FILE), 'file');
}

async function addAccount(role: Role, divisions: readonly string[], mustChange: boolean): Promise<string> {
  return inTransaction(db, async (sql) => {
    const [account] = await sql.query<{ id: string }>(
      `INSERT INTO account (id, username, name, role, must_change_password) VALUES (gen_random_uuid(), $1, $2, $3, $4) RETURNING id`,
      [`${role}-${randomUUID().slice(0, 8)}`, role, role, mustChange],
    );
    await sql.query('INSERT INTO account_division (account_id, division_code) SELECT $1, unnest($2::text[])', [account!.id, divisions]);
    return account!.id;
  });
}

async function subjectIn(village: string): Promise<Subject> {
  const subject = await addSubject(db, village);
  writeJobFile(subject.job);
  const { rows } = await db.pool.query<{ path: string[] }>('SELECT path FROM division WHERE code = $1', [village]);
  heads.push({ head: subject.head, path: rows[0]!.path });
  return subject;
}

type Reply = { status: number; location: string | null; text: string };

/** A session or token of the person only for one request, so that signing out ends no other case. */
async function credentialsOf(who: Who, address: string): Promise<Credentials> {
  // There are thousands of answers on this machine, and compressing them would cost more than anything else.
  const headers: Record<string, string> = { 'Accept-Encoding': 'identity' };
  const token = newToken();
  if (address.startsWith('/api/v1/')) {
    if (who.accountId) {
      const now = new Date();
      await withSql(db, (sql) =>
        insertApiToken(sql, { id: hashOfToken(token), accountId: who.accountId!, now, expiresAt: new Date(now.getTime() + 3_600_000) }),
      );
      headers.Authorization = `Bearer ${token}`;
    }
    return { headers, csrf: '' };
  }
  if (who.accountId)
    await withSql(db, (sql) =>
      insertSession(sql, { id: hashOfToken(token), accountId: who.accountId!, role: who.role!, userAgent: null, now: new Date() }),
    );
  headers.Cookie = `${who.accountId ? 'qn_session' : 'qn_guest'}=${token}`;
  return { headers, csrf: csrfTokenFor(SESSION_SECRET, `${who.accountId ? 'session' : 'guest'}:${token}`) };
}

async function ask(who: Who, { method, path, form, json }: RouteCase, subject: Subject): Promise<Reply> {
  const address = path(subject, who);
  const { headers, csrf } = await credentialsOf(who, address);
  let body: string | URLSearchParams | undefined;
  if (address.startsWith('/api/v1/')) {
    if (json) {
      headers['Content-Type'] = 'application/json';
      body = JSON.stringify(json(subject, who));
    }
  } else if (method === 'POST') {
    headers.Origin = app.url;
    if (json) {
      Object.assign(headers, { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf });
      body = JSON.stringify(json(subject, who));
    } else {
      const fields = Object.entries(form?.(subject, who) ?? {}).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
      body = new URLSearchParams([['csrf', csrf], ...fields]);
    }
  }
  const response = await fetch(app.url + address, { method, headers, body, redirect: 'manual' });
  const location = response.headers.get('Location');
  return { status: response.status, location: location && new URL(location, app.url).pathname, text: await response.text() };
}

/** The status, or the address to which a person without the right is redirected. */
function seen({ status, location }: Reply): string {
  return status === 302 && (location === '/sign-in' || location === '/password') ? `302 ${location}` : String(status);
}

/** Heads of households in the answer that this person must not read. */
function leakedTo(who: Who, reply: Reply, asked: string): string[] {
  const sees = (path: readonly string[]) =>
    who.role !== null && who.role !== 'admin' && who.name !== 'first password' && path.some((code) => who.divisions.includes(code));
  return heads.filter(({ head, path }) => !sees(path) && head !== asked && reply.text.includes(head)).map(({ head }) => head);
}

const routeFiles = readdirSync('app/routes').sort();

describe('the table', () => {
  test('holds every route, and nothing that is no route', async () => {
    const missing = routeFiles.filter((file) => !(file in ROUTES));
    expect(missing, `Add the cases of these routes to ROUTES in tests/server/access/route-access-table.ts: ${missing.join(', ')}`).toEqual(
      [],
    );
    expect(
      Object.keys(ROUTES).filter((file) => !routeFiles.includes(file)),
      'These are routes no more',
    ).toEqual([]);
  });

  test('asks every loader and every action that the build has', async () => {
    const script =
      `import(${JSON.stringify(pathToFileURL(join(inject('build'), 'server', 'index.js')).href)}).then(({ routes }) => {
      process.stdout.write(JSON.stringify(Object.fromEntries(Object.values(routes).map(({ id, module }) => [id, { GET: ` +
      `!!(module.loader || module.default), POST: !!module.action }]))), () => process.exit(0));
    })`;
    const built = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })) as Record<
      string,
      { GET: boolean; POST: boolean }
    >;
    const named = Object.keys(built)
      .filter((id) => id !== 'root')
      .map((id) => id.replace(/^routes\//, ''))
      .sort();
    expect(named).toEqual(routeFiles.map((file) => file.replace(/\.tsx?$/, '')).sort());
    const unasked = routeFiles.flatMap((file) =>
      (['GET', 'POST'] as const)
        .filter((method) => built[`routes/${file.replace(/\.tsx?$/, '')}`]?.[method] && !ROUTES[file]?.some((one) => one.method === method))
        .map((method) => `${method} ${file}`),
    );
    expect(unasked, 'These have no case in tests/server/access/route-access-table.ts').toEqual([]);
  });
});

describe.each(Object.entries(ROUTES))('%s', (file, cases) => {
  test.each(cases.map((one) => [`${one.method} ${one.path(MISSING, NOBODY)}${one.what ? ` (${one.what})` : ''}`, one] as const))(
    '%s',
    async (what, one) => {
      const api = one.path(MISSING, NOBODY).startsWith('/api/v1/');
      const inside = one.method === 'GET' ? readInside : await subjectIn(INSIDE_VILLAGE);
      const expected: Record<string, string> = {};
      const actual: Record<string, string> = {};
      const leaks: string[] = [];
      const runs: [who: Who, subject: Subject, where: string, status: number | string][] = [];
      // Nobody and a newcomer are answered before the subject is looked for, so one subject shows it.
      runs.push([NOBODY, inside, 'inside', one.anonymous ?? (api ? 401 : '302 /sign-in')]);
      runs.push([newcomer, inside, 'inside', one.firstPassword ?? (api ? 401 : '302 /password')]);
      const mayAsk = ({ role }: Who) => one.allowed === 'everybody' || one.allowed.includes(role!);
      // What is missing is asked for by one who may and one who may not: the scope of the others makes no difference to it.
      const seekers = [people.find(mayAsk), people.find((who) => !mayAsk(who))];
      for (const who of people) {
        const role = who.role!;
        const allowed = mayAsk(who);
        const refused = one.refused ?? 403;
        const ok = one.okFor?.[role] ?? one.ok;
        const everywhere = one.outside === 'as inside' || (one.everywhere?.includes(role) ?? false);
        const refusedOutside = one.outside === 'as inside' ? ok : one.outside;
        runs.push([who, outside.get(role)!, 'outside', !allowed ? refused : everywhere ? ok : refusedOutside]);
        if (seekers.includes(who)) runs.push([who, MISSING, 'missing', !allowed ? refused : refusedOutside]);
        runs.push([who, inside, 'inside', !allowed ? refused : role === 'admin' && !everywhere ? refusedOutside : ok]);
      }
      const answer = async ([who, subject, where, status]: (typeof runs)[number]) => {
        const reply = await ask(who, one, subject);
        expected[`${who.name} ${where}`] = String(status);
        actual[`${who.name} ${where}`] = seen(reply);
        leaks.push(...leakedTo(who, reply, subject.head).map((head) => `${what} shows ${head} to ${who.name} ${where}`));
      };
      // Reading requests run in parallel. Changing ones run one after another, the one inside the scope last.
      // Of one person one after the other: a third file at once is refused.
      const inTurn = async (who: Who) => {
        for (const run of runs.filter(([asks]) => asks === who)) await answer(run);
      };
      if (one.method === 'GET') await Promise.all([...new Set(runs.map(([who]) => who))].map(inTurn));
      else for (const next of runs) await answer(next);
      expect(actual, `${file}: ${what}`).toEqual(expected);
      expect(leaks).toEqual([]);
    },
  );
});

/** A small part of `npm run fuzz`, which sends 20,000. */
const MUTATED = Number(process.env.FUZZ_REQUESTS ?? 250);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

test(
  'mutated requests are never the fault of the server, and tell nobody what is not theirs',
  async () => {
    const random = seeded(SEED);
    const cases = Object.values(ROUTES).flat();
    const askers = [...people, ...people, ...people, NOBODY, newcomer];
    const changing = await subjectIn(INSIDE_VILLAGE);
    const faults: string[] = [];
    const statuses: Record<string, number> = {};
    let sent = 0;
    const lane = async () => {
      while (sent < MUTATED) {
        const nth = sent++;
        const one = random.of(cases);
        const who = random.of(askers);
        const subject = one.method === 'GET' ? readInside : changing;
        const seed = random.below(2 ** 32);
        const request = mutated(seeded(seed), one, subject, who, app.url, await credentialsOf(who, one.path(subject, who)));
        const answer = await send(app.url, request);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        const asked = `${request.path} ${request.body?.toString('utf8') ?? ''}`;
        const leaks = leakedTo(who, { ...answer, location: null }, '').filter(
          (head) => !asked.includes(head) && !asked.includes(encodeURIComponent(head)),
        );
        // A file of a day gone by waits until that day is computed.
        const waits = answer.status === 503 && answer.text.includes('as-of.computing');
        if (answer.status !== 0 && (answer.status < 500 || waits) && leaks.length === 0) continue;
        const { id } = answer;
        const logged = id
          ? app
              .logged()
              .filter((line) => line.includes(id))
              .join('\n')
          : '';
        faults.push(
          `#${nth} ${who.name}: ${request.method} ${request.path.slice(0, 300)} → ${answer.status} ${leaks.join(' ')}\n` +
            `${JSON.stringify(request.headers).slice(0, 400)}\n${request.body?.toString('utf8').slice(0, 400) ?? ''}\n` +
            `${logged.slice(0, 1_500) || answer.text.slice(0, 200)}`,
        );
      }
    };
    await Promise.all(Array.from({ length: 6 }, lane));
    if (process.env.FUZZ_REQUESTS !== undefined) process.stdout.write(`seed ${SEED}, ${sent} requests: ${JSON.stringify(statuses)}\n`);
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    expect(faults.length, faults.slice(0, 60).join('\n\n')).toBe(0);
  },
  60_000 + MUTATED * 300,
);
