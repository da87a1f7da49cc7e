import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import type { FieldSession } from '~/domain/sync/protocol';
import { Phone } from '~/offline/phone';
import { sendOutbox } from '~/offline/sending/send-outbox';
import { type Server, serverOver } from '~/offline/sending/talk';
import { indexedDbStore } from '~/offline/store/indexed-db-store';
import { memoryStore } from '~/offline/store/memory-store';
import { signOut } from '~/offline/store/sign-out';
import { takePackages } from '~/offline/villages/work-package';
import { PASSWORD, SEASON, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { visitOf } from '../../helpers/register';
import { WebClient } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
beforeAll(async () => {
  db = await freshDatabase();
  await surveyVillage(db);
  app = await startApp({ db });
});

const now = () => new Date().toISOString();
const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const stored = (nth: number) =>
  withSql(db, (sql) =>
    sql.query<{ id: string }>('SELECT id FROM visit WHERE household_number = $1 AND season = $2', [number(nth), SEASON]),
  );
type Way = (path: string, init: RequestInit, go: () => Promise<Response>) => Promise<Response>;

/** A signed-in phone with its work package. `way` is the line between it and the server. */
async function phoneOf(username: string, store = memoryStore(), straight: Way = (_path, _init, go) => go()) {
  const client = new WebClient(app.url, { Origin: app.url, 'Sec-Fetch-Site': 'same-origin' });
  await client.signIn(username, PASSWORD);
  const line = { way: straight };
  const server: Server = serverOver((path, init) => line.way(path, init, () => client.fetch(path, init)));
  const session = await server.ask<FieldSession>('/field-data/session');
  if (!session.ok) throw new Error(session.why);
  const phone = await Phone.signIn(store, session.value);
  expect(await takePackages(phone, server, session.value, now)).toBeNull();
  return { phone, server, line, store, send: () => sendOutbox(phone, server, { now }) };
}

async function submit(phone: Phone, nth: number): Promise<string> {
  const visit = visitOf(number(nth), { season: SEASON, visitor: phone.session.name });
  const { household } = phone.household(number(nth))!;
  await phone.queueVisit(
    visit as typeof visit & { household: string },
    null,
    household.revision,
    { head: household.head, address: household.address, village: '' },
    now(),
  );
  return visit.visit;
}

describe.each([
  ['memory', async () => memoryStore()],
  ['IndexedDB', () => indexedDbStore(randomUUID())],
] as const)('an outbox in %s', (kind, openStore) => {
  const first = kind === 'memory' ? 30 : 60;

  test('keeps everything over every kind of trouble, and sends it once', async () => {
    const { phone, line, send } = await phoneOf('cun1', await openStore());
    for (let nth = first; nth < first + 5; nth += 1) await submit(phone, nth);
    const html = () =>
      Promise.resolve(new Response('<html>请先登录无线网</html>', { status: 200, headers: { 'Content-Type': 'text/html' } }));
    const troubles: [Way, string][] = [
      [() => Promise.reject(new TypeError('Failed to fetch')), 'offline'],
      [html, 'not-ours'],
      [(path, _init, go) => (path.includes('visits') ? html() : go()), 'not-ours'],
      [() => Promise.resolve(new Response('Bad gateway', { status: 502 })), 'server'],
      [(path, _init, go) => (path.includes('visits') ? Promise.resolve(new Response(null, { status: 413 })) : go()), 'too-large'],
    ];
    for (const [way, why] of troubles) {
      line.way = way;
      expect((await send()).trouble?.why).toBe(why);
      expect(phone.outbox.size).toBe(5);
    }
    // The answer is lost after the server has stored everything; the same records sent again are stored once.
    line.way = async (path, _init, go) => {
      const answer = await go();
      if (path.includes('visits')) throw new TypeError('connection lost');
      return answer;
    };
    expect((await send()).trouble?.why).toBe('offline');
    expect(phone.outbox.size).toBe(5);
    // Batches of one pass, batches of two do not.
    line.way = (path, init, go) =>
      path.includes('visits') && (JSON.parse(String(init.body)) as { records: unknown[] }).records.length > 1
        ? Promise.resolve(new Response(null, { status: 413 }))
        : go();
    expect((await send()).trouble).toBeNull();
    expect(phone.outbox.size).toBe(0);
    for (let nth = first; nth < first + 5; nth += 1) expect(await stored(nth)).toHaveLength(1);
    expect(phone.household(number(first))!.household.visits[0]).toMatchObject({ status: 'submitted', outcome: 'done' });
  });

  test('is the account’s own: another one neither sees nor sends it', async () => {
    const store = await openStore();
    const { phone } = await phoneOf('cun1', store);
    await submit(phone, first + 10);
    const other = await phoneOf('cun2', store);
    expect(other.phone.outbox.size).toBe(0);
    expect((await sendOutbox(phone, other.server, { now })).trouble?.why).toBe('other-account');
    expect(await stored(first + 10)).toHaveLength(0);
    expect((await Phone.reopen(store))!.account).toBe(other.phone.account);
    await signOut(other.phone);
    expect(await Phone.reopen(store)).toBeNull();
    const again = await phoneOf('cun1', store);
    expect(again.phone.outbox.size).toBe(1);
    expect((await again.send()).trouble).toBeNull();
    expect(await stored(first + 10)).toHaveLength(1);
  });

  test('shows a draft of an older app as it was typed', async () => {
    const store = await openStore();
    const { phone } = await phoneOf('cun1', store);
    await phone.saveDraft({
      household: number(first + 20),
      season: SEASON,
      visitId: randomUUID(),
      draft: { typed: { mainHeat: ['gas'] } },
      base: undefined as never,
      savedAt: now(),
    });
    const [row] = await store.of('drafts', phone.account);
    await store.write([{ table: 'drafts', put: { ...row!, schema: 1 } }]);
    await phone.reread();
    expect(phone.drafts.get(number(first + 20))).toMatchObject({ base: null, draft: { typed: { mainHeat: ['gas'] } } });
  });
});
