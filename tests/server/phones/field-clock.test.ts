import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import type { FieldSession } from '~/domain/sync/protocol';
import type { SaidByClock } from '~/domain/time/phone-clock';
import { openVisit } from '~/field/open-visit';
import { submitVisit } from '~/field/submit-visit';
import { Phone } from '~/offline/phone';
import { planExport } from '~/offline/sending/export-unsent';
import { sendOutbox } from '~/offline/sending/send-outbox';
import { serverOver } from '~/offline/sending/talk';
import { discardRefused, emptyOldBin, putBack } from '~/offline/store/bin';
import { memoryStore } from '~/offline/store/memory-store';
import { takePackages } from '~/offline/villages/work-package';
import { bodyOf } from '~/server/workflows/survey/kept-body.server';
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

const DAY = 86_400;
const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const clock = { ahead: 0 };
/** The time that the phone's clock shows. */
const shown = (secondsAgo = 0) => new Date(Date.now() + (clock.ahead - secondsAgo) * 1_000).toISOString();

async function phoneOf(store = memoryStore()) {
  const client = new WebClient(app.url, { Origin: app.url, 'Sec-Fetch-Site': 'same-origin' });
  await client.signIn('cun1', PASSWORD);
  let phone: Phone | undefined;
  const server = serverOver((path, init) => client.fetch(path, init), { now: shown, learn: (reading) => void phone?.keepClock(reading) });
  const session = await server.ask<FieldSession>('/field-data/session');
  if (!session.ok) throw new Error(session.why);
  phone = await Phone.signIn(store, session.value);
  expect(await takePackages(phone, server, session.value, shown)).toBeNull();
  return { phone, server, store, send: () => sendOutbox(phone, server, { now: shown }) };
}

async function queue(phone: Phone, nth: number, visitedAt: string, opening?: SaidByClock): Promise<string> {
  const visit = visitOf(number(nth), { season: SEASON, visitor: phone.session.name, visitedAt });
  const { household } = phone.household(number(nth))!;
  const about = { head: household.head, address: household.address, village: '' };
  await phone.queueVisit(visit as typeof visit & { household: string }, null, household.revision, about, shown(), null, opening);
  return visit.visit;
}

const storedAt = (nth: number) =>
  withSql(db, async (sql) => {
    const rows = await sql.query<{ visited_at: string }>('SELECT visited_at FROM visit WHERE household_number = $1 AND season = $2', [
      number(nth),
      SEASON,
    ]);
    return rows.map(({ visited_at }) => new Date(visited_at).getTime());
  });
const sentClock = (visit: string) =>
  withSql(db, async (sql) => {
    const [row] = await sql.query<Parameters<typeof bodyOf>[0]>(
      'SELECT account_id, visit_id, body_encrypted FROM phone_record WHERE visit_id = $1',
      [visit],
    );
    return bodyOf(row!).sent.clock;
  });
const aMinute = 60_000;

test.each([
  [30 * DAY, 1],
  [3 * DAY, 2],
  [-3 * DAY, 3],
  [-4383 * DAY, 4],
])('a phone %i seconds ahead: the visit is stored at its time, and both times are kept', async (ahead, nth) => {
  clock.ahead = ahead;
  const { phone, store, send } = await phoneOf();
  expect(Math.abs(phone.clock!.aheadSeconds - ahead)).toBeLessThan(5);
  expect((await Phone.reopen(store))!.clock).toEqual(phone.clock);
  const found = phone.household(number(nth))!;
  const opened = openVisit(phone, found.household, found.village, shown());
  if (opened.blocked !== null) throw new Error(opened.blocked);
  expect(Math.abs(Date.parse(opened.openedAt) - Date.now())).toBeLessThan(aMinute);
  const typed = Object.fromEntries(
    Object.entries({ mainHeat: 'gas', connected: 'yes', stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: 'no' }).map(
      ([question, answer]) => [question, [answer]],
    ),
  );
  const draft = { typed, card: 'summary' as const, baseRevision: opened.baseRevision, openedAt: opened.openedAt };
  expect(await submitVisit(phone, opened, draft, shown())).toMatchObject({ status: 'received' });
  expect((await send()).trouble).toBeNull();
  expect(phone.unsent().visits).toBe(0);
  expect(Math.abs((await storedAt(nth))[0]! - Date.now())).toBeLessThan(aMinute);
  const kept = (await sentClock(opened.visitId))!;
  expect(Math.abs(kept.aheadSeconds - ahead)).toBeLessThan(5);
  expect(Math.abs(Date.parse(kept.said) - Date.parse(shown()))).toBeLessThan(aMinute);
});

test('a draft that was opened with a wrong clock, of which nobody knew, is corrected when the server has answered', async () => {
  clock.ahead = 0;
  const { phone, server } = await phoneOf();
  clock.ahead = 3 * DAY;
  const found = phone.household(number(5))!;
  const opened = openVisit(phone, found.household, found.village, shown());
  if (opened.blocked !== null) throw new Error(opened.blocked);
  await phone.saveDraft({
    household: number(5),
    season: SEASON,
    visitId: opened.visitId,
    draft: { typed: { mainHeat: ['gas'] }, openedAt: opened.openedAt },
    base: opened.base,
    opening: opened.opening,
    savedAt: shown(),
  });
  expect(Math.abs(Date.parse(opened.openedAt) - Date.now())).toBeGreaterThan(2 * DAY * 1_000);
  await server.ask('/field-data/session');
  const again = openVisit(phone, found.household, found.village, shown());
  if (again.blocked !== null) throw new Error(again.blocked);
  expect(Math.abs(Date.parse(again.openedAt) - Date.now())).toBeLessThan(aMinute);
});

test('what waits, or was refused, from a clock that turns out to be wrong is sent at its right time', async () => {
  clock.ahead = 0;
  const { phone, send } = await phoneOf();
  const reading = phone.clock;
  // The battery was empty, so the clock starts in 2014.
  clock.ahead = -4383 * DAY;
  await queue(phone, 10, shown(), { said: shown(), reading });
  // A record of an older app, with only a time a month ahead, refused long ago.
  clock.ahead = 30 * DAY;
  const old = await queue(phone, 7, shown());
  const row = phone.outbox.get(old)!;
  await phone.write([{ table: 'outbox', put: await phone.rows.waiting({ ...row, state: 'refused', sentence: '…' }) }], () => undefined);
  expect((await send()).trouble).toBeNull();
  expect(phone.outbox.get(old)).toBeUndefined();
  expect(Math.abs((await storedAt(7))[0]! - Date.now())).toBeLessThan(aMinute);
  expect((await sentClock(old))?.aheadSeconds).toBeGreaterThan(29 * DAY);
  clock.ahead = -4383 * DAY;
  expect((await send()).trouble).toBeNull();
  expect(phone.unsent().visits).toBe(0);
  expect(Math.abs((await storedAt(10))[0]! - Date.now())).toBeLessThan(aMinute);
});

test('a time that a person typed is left as it is', async () => {
  clock.ahead = 30 * DAY;
  const { phone, send } = await phoneOf();
  const typed = new Date(Date.now() - 2 * DAY * 1_000).toISOString();
  const visit = await queue(phone, 8, typed, { said: shown(), reading: phone.clock });
  expect((await send()).trouble).toBeNull();
  expect(await storedAt(8)).toEqual([Date.parse(typed)]);
  expect(await sentClock(visit)).toBeUndefined();
});

test('a refused record is discarded into the bin, exported with the rest, put back, and gone with its season', async () => {
  clock.ahead = 0;
  const { phone, store, send } = await phoneOf();
  const id = randomUUID();
  const visit = visitOf(number(9), { visit: id, season: SEASON, visitor: phone.session.name, answers: {}, visitedAt: shown() });
  const sha256 = await phone.keepPhoto(id, new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]).buffer, 'image/jpeg');
  await phone.queueVisit(
    { ...visit, household: number(9), evidence: { photos: [{ sha256, about: 'stove', takenAt: shown() }] } },
    null,
    phone.household(number(9))!.household.revision,
    { head: '', address: null, village: '' },
    shown(),
  );
  await discardRefused(phone, id);
  expect(phone.bin.size).toBe(0);
  await send();
  expect(phone.outbox.get(id)).toMatchObject({ state: 'refused' });
  expect(phone.outbox.get(id)!.problems!.length).toBeGreaterThan(0);
  await discardRefused(phone, id);
  expect([phone.outbox.size, phone.bin.size, phone.unsent().visits, phone.unsent().photos]).toEqual([0, 1, 0, 0]);
  expect((await Phone.reopen(store))!.bin.has(id)).toBe(true);
  expect(JSON.stringify(await store.of('outbox', phone.account))).not.toContain('mainHeat');
  const { parts } = await planExport(phone, shown());
  expect(parts[0]!.records.map((record) => record.id)).toEqual([id]);
  expect((await send()).trouble).toBeNull();
  expect(phone.bin.size).toBe(1);
  await putBack(phone, id);
  expect([phone.outbox.get(id)?.state, phone.bin.size]).toEqual(['refused', 0]);
  await discardRefused(phone, id);
  phone.session = { ...phone.session, season: '2098-2099' };
  await emptyOldBin(phone);
  expect([phone.bin.size, (await store.of('outbox', phone.account)).length]).toEqual([0, 0]);
});
