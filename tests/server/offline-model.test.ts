import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '~/domain/access/person';
import { KEPT, type FieldHousehold, type PackagePage, type SeenHousehold, type VisitRecordSent } from '~/domain/sync/protocol';
import { connect } from '~/database/connect.server';
import { inTransaction } from '~/database/sql.server';
import { changeRoster } from '~/server/workflows/change-roster.server';
import { decideConflict, readConflict } from '~/server/workflows/decide-conflict.server';
import { bodyOf } from '~/server/workflows/kept-body.server';
import { releaseRecord } from '~/server/workflows/look-through-late.server';
import { noteDevice, retireDevice } from '~/server/workflows/manage-device.server';
import { readPackage } from '~/server/workflows/read-package.server';
import { receiveRecords } from '~/server/workflows/receive-batch.server';
import type { RecordOutcome } from '~/server/workflows/receive-records.server';
import { approveVisits, returnVisit } from '~/server/workflows/review-visit.server';
import { hashOfContent } from '~/server/workflows/store-visits.server';
import { verifyRegister } from '~/server/workflows/verify-register.server';
import { freshDatabase, type Database } from '../helpers/database';
import { seenOf } from '../helpers/phone';
import { addHouseholds, declareSeason, NOW, OTHER_VILLAGE, personWith, VILLAGE, visitOf } from '../helpers/register';

/**
 * Everything that can happen between phones and the server, in any order. Each answer typed is a text of its own; at the end each
 * must be found: in the visit that counts, replaced by somebody who had it before their eyes, decided at the desk, or waiting there.
 * OFFLINE_RUNS says how many interleavings, OFFLINE_SEED repeats one.
 */
const RUNS = Number(process.env.OFFLINE_RUNS ?? 40);
const SEED = process.env.OFFLINE_SEED ? Number(process.env.OFFLINE_SEED) : undefined;

const FIELDS = ['request', 'note'] as const;
type Field = (typeof FIELDS)[number];
const HOUSEHOLDS = 2;

let db: Database;
let cadres: (Person & { accountId: string })[];
let township: Person;
let county: Person;
let run = 0;
/** Where the village's history stood when the run began. */
let begunAt: string | null = null;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
  cadres = (await Promise.all([0, 1].map(() => personWith(db, 'cadre', [VILLAGE])))) as typeof cadres;
  township = await personWith(db, 'township', ['140602001']);
  county = await personWith(db, 'county', ['140602']);
});

/** A phone: what is written here is on its disk; a killed tab loses nothing else. */
type Form = { visit: string; base: SeenHousehold | null; baseRevision: number; values: Partial<Record<Field, string>> };
class Phone {
  device = `model-${randomUUID()}`;
  sequence = 0;
  cursor: string | null = null;
  households = new Map<string, FieldHousehold>();
  drafts = new Map<string, Form>();
  outbox = new Map<string, VisitRecordSent>();
  constructor(readonly person: Person & { accountId: string }) {}
}

class World {
  phones: Phone[];
  old: Phone[] = [];
  /** Who typed over which text with it before their eyes. */
  replaced = new Set<string>();
  typed: { household: string; field: Field; text: string }[] = [];
  private texts = 0;
  readonly numbers: string[];
  constructor(readonly id: number) {
    this.phones = cadres.map((person) => new Phone(person));
    this.numbers = Array.from({ length: HOUSEHOLDS }, (_, i) => `M${id}-${i}`);
  }

  async begin(): Promise<void> {
    begunAt = (await readPackage(db, cadres[0]!, { village: VILLAGE, since: begunAt, page: null }, NOW)).cursor;
    await addHouseholds(db, this.numbers.map((number) => ({ number })));
    for (const phone of this.phones) await this.refresh(phone);
  }

  /** What changed since the phone last asked. */
  async refresh(phone: Phone): Promise<void> {
    let next: string | null = null;
    const since = phone.cursor ?? begunAt;
    do {
      const page: PackagePage = await readPackage(db, phone.person, { village: VILLAGE, since, page: next }, NOW);
      for (const number of page.removed) phone.households.delete(number);
      for (const household of page.households) if (this.numbers.includes(household.number)) phone.households.set(household.number, household);
      if (next === null) phone.cursor = page.cursor;
      next = page.next;
    } while (next !== null);
  }

  /** Opens the form where it was left and types one answer; every answer is on the disk when it is given. */
  edit(phone: Phone, number: string, field: Field): void {
    const form = phone.drafts.get(number) ?? this.open(phone, number);
    if (!form) return;
    const before = form.values[field];
    if (before !== undefined) this.replaced.add(before);
    const text = `t${this.id}-${(this.texts += 1)}`;
    this.typed.push({ household: number, field, text });
    phone.drafts.set(number, { ...form, values: { ...form.values, [field]: text } });
  }

  private open(phone: Phone, number: string): Form | null {
    const household = phone.households.get(number);
    if (!household) return null;
    const unsent = [...phone.outbox.values()].find((record) => record.visit['household'] === number);
    const done = household.visits.filter((visit) => visit.outcome === 'done');
    if (!unsent && done.some((visit) => visit.status === 'approved')) return null;
    const correct = done.find((visit) => visit.status !== 'approved');
    const shown = (unsent?.visit['answers'] ?? correct?.answers ?? {}) as Record<string, unknown>;
    const values = Object.fromEntries(FIELDS.flatMap((field) => (typeof shown[field] === 'string' ? [[field, shown[field]]] : []))) as Form['values'];
    return unsent
      ? { visit: unsent.id, base: unsent.base, baseRevision: unsent.baseRevision!, values }
      : { visit: correct?.id ?? randomUUID(), base: seenOf(household), baseRevision: household.revision, values };
  }

  submit(phone: Phone, number: string): void {
    const form = phone.drafts.get(number);
    if (!form) return;
    const visit = visitOf(number, { visit: form.visit, visitor: phone.person.name });
    visit['answers'] = { ...(visit['answers'] as object), ...form.values };
    phone.sequence += 1;
    phone.outbox.set(form.visit, { sequence: phone.sequence, id: form.visit, contentHash: hashOfContent(visit), baseRevision: form.baseRevision, base: form.base, visit });
    phone.drafts.delete(number);
  }

  async send(phone: Phone, how: 'whole' | 'answer-lost' | 'reordered' | 'twice' | 'server-killed'): Promise<void> {
    let records = [...phone.outbox.values()].sort((a, b) => a.sequence - b.sequence);
    if (records.length === 0) return;
    if (how === 'reordered') records = records.reverse();
    if (how === 'twice') records = [...records, ...records];
    const server = how === 'server-killed' ? connect(db.url, { connections: 2 }) : db;
    const answer = receiveRecords(server, records.map((sent) => ({ person: phone.person, device: phone.device, app: null, source: 'phone' as const, sent })), NOW, () => undefined);
    if (how === 'server-killed') await server.abandon();
    const outcomes = await answer;
    if (how === 'answer-lost' || how === 'server-killed') return;
    for (const outcome of outcomes) this.takeReceipt(phone, outcome);
  }

  /** As the field app does: the record leaves the outbox by its id and hash, the household on the phone becomes what was sent. */
  private takeReceipt(phone: Phone, outcome: RecordOutcome): void {
    const record = phone.outbox.get(outcome.id ?? '');
    if (!record || record.contentHash !== outcome.contentHash || !KEPT.has(outcome.status)) {
      if (outcome.status === 'refused') throw new Error(`refused: ${JSON.stringify(outcome)}`);
      return;
    }
    phone.outbox.delete(record.id);
    const number = record.visit['household'] as string;
    const known = phone.households.get(number);
    if (!known || outcome.revision === undefined) return;
    const visit = { id: outcome.visit ?? record.id, kind: 'survey', outcome: 'done', status: 'submitted', visitedAt: String(record.visit['visitedAt']), day: '2021-01-10', visitor: '', revision: 0, contentHash: record.contentHash, answers: record.visit['answers'], evidence: null, remarks: [] };
    phone.households.set(number, { ...known, revision: outcome.revision, visits: [visit as never, ...known.visits.filter(({ id }) => id !== visit.id)] });
  }

  async review(number: string, how: 'return' | 'approve'): Promise<void> {
    const { rows } = await db.pool.query<{ id: string; revision: number }>(`SELECT id, revision FROM visit WHERE household_number = $1 AND status = 'submitted' ORDER BY id LIMIT 1`, [number]);
    const [visit] = rows;
    if (!visit) return;
    if (how === 'approve') await approveVisits(db, township, { visits: [visit] }, NOW);
    else await returnVisit(db, township, { visitId: visit.id, revision: visit.revision, remarks: [{ question: 'stove', text: '再看' }] }, NOW);
  }

  /** The household goes to another village, or comes back. */
  async move(number: string): Promise<void> {
    const { rows } = await db.pool.query<{ village_code: string; revision: number }>('SELECT village_code, revision FROM household WHERE number = $1', [number]);
    const village = rows[0]!.village_code === VILLAGE ? OTHER_VILLAGE : VILLAGE;
    await changeRoster(db, county, { household: number, revision: rows[0]!.revision, change: { village }, reason: '重新分村' }, NOW);
  }

  /** A new phone for the cadre; the old one is retired and may still send what it has. */
  async swap(at: number): Promise<void> {
    const phone = this.phones[at]!;
    await noteDevice(db, phone.person, { id: phone.device, name: 'old', app: null }, NOW);
    await retireDevice(db, township, { device: phone.device, accountId: phone.person.accountId, retire: true, reason: '换手机' }, NOW);
    this.old.push(phone);
    this.phones[at] = new Phone(phone.person);
    await this.refresh(this.phones[at]!);
  }

  private async waiting(status: string): Promise<{ id: string; household_number: string; body_encrypted: string }[]> {
    return (await db.pool.query(`SELECT id::text, household_number, body_encrypted FROM phone_record WHERE status = $1 AND household_number = ANY($2) ORDER BY id`, [status, this.numbers])).rows;
  }

  async release(): Promise<void> {
    for (const { id } of await this.waiting('quarantined')) await releaseRecord(db, township, id, NOW);
  }

  async decide(choice: 'mine' | 'theirs'): Promise<void> {
    const [first] = await this.waiting('conflict');
    if (!first) return;
    const shown = await readConflict(db, township, first.id);
    for (const { field, mine, theirs } of [...shown.fields, ...shown.alsoTaken]) {
      // Whoever decides has all sides before their eyes.
      const loser = shown.fields.some((one) => one.field === field) && choice === 'theirs' ? mine : theirs;
      if (typeof loser === 'string') this.replaced.add(loser);
    }
    await decideConflict(db, township, { id: first.id, revision: shown.revision, choices: Object.fromEntries(shown.fields.map(({ field }) => [field, choice])), reason: '核实' }, NOW);
  }

  /** Everything that is on a phone is submitted and sent, late phones too; what waits to be looked at is released. */
  async settle(): Promise<void> {
    for (const phone of [...this.old, ...this.phones]) {
      for (const number of this.numbers) this.submit(phone, number);
      await this.send(phone, 'whole');
      expect(phone.outbox.size).toBe(0);
    }
    await this.release();
  }

  async check(): Promise<void> {
    const { rows } = await db.pool.query<{ household_number: string; answers: Record<string, unknown> }>(
      `SELECT household_number, answers FROM visit WHERE household_number = ANY($1) AND outcome = 'done' AND kind = 'survey'`,
      [this.numbers],
    );
    for (const number of this.numbers) expect(rows.filter((row) => row.household_number === number).length, `${number} is recorded twice`).toBeLessThanOrEqual(1);
    const listed = (await this.waiting('conflict')).map((row) => ({ number: row.household_number, said: bodyOf(row.body_encrypted).said! }));
    expect(await this.waiting('quarantined')).toEqual([]);
    const lost = this.typed.filter(({ household, field, text }) => {
      if (this.replaced.has(text)) return false;
      if (rows.some((row) => row.household_number === household && row.answers[field] === text)) return false;
      return !listed.some(({ number, said }) => number === household && said[field] === text);
    });
    expect(lost).toEqual([]);
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('edit' as const), phone: fc.nat(1), household: fc.nat(HOUSEHOLDS - 1), field: fc.constantFrom(...FIELDS) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('submit' as const), phone: fc.nat(1), household: fc.nat(HOUSEHOLDS - 1) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), phone: fc.nat(1), how: fc.constantFrom('whole' as const, 'whole' as const, 'answer-lost' as const, 'reordered' as const, 'twice' as const, 'server-killed' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('send-old' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('refresh' as const), phone: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('review' as const), household: fc.nat(HOUSEHOLDS - 1), how: fc.constantFrom('return' as const, 'approve' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), household: fc.nat(HOUSEHOLDS - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('swap' as const), phone: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('decide' as const), choice: fc.constantFrom('mine' as const, 'theirs' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function play(steps: readonly Step[]): Promise<void> {
  const world = new World((run += 1));
  await world.begin();
  for (const one of steps) {
    switch (one.do) {
      case 'edit': world.edit(world.phones[one.phone]!, world.numbers[one.household]!, one.field); break;
      case 'submit': world.submit(world.phones[one.phone]!, world.numbers[one.household]!); break;
      case 'send': await world.send(world.phones[one.phone]!, one.how); break;
      case 'send-old': for (const phone of world.old) await world.send(phone, 'whole'); break;
      case 'refresh': await world.refresh(world.phones[one.phone]!); break;
      case 'review': await world.review(world.numbers[one.household]!, one.how); break;
      case 'move': await world.move(world.numbers[one.household]!); break;
      case 'swap': await world.swap(one.phone); break;
      case 'release': await world.release(); break;
      case 'decide': await world.decide(one.choice); break;
    }
  }
  await world.settle();
  await world.check();
}

describe('phones and server in any order', () => {
  test(`${RUNS} interleavings: every answer typed wins by rule or is a listed conflict, none is lost, none doubled`, async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), play), { numRuns: RUNS, ...(SEED !== undefined && { seed: SEED }), endOnFailure: RUNS > 1_000 });
    expect(await verifyRegister(db, NOW)).toMatchObject({ ok: true });
  }, 24 * 3_600_000);
});
