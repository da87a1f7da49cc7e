import { expect } from 'vitest';
import { setDivisionsOfAccount } from '~/database/access/account-changes.server';
import { inTransaction } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import type { Evidence } from '~/domain/survey/evidence';
import { answerReport, listReports } from '~/server/workflows/findings/answer-report.server';
import { decideHousehold, listHouseholdsToDecide, readHouseholdToDecide } from '~/server/workflows/households/decide-household.server';
import { decideConflict, readConflict } from '~/server/workflows/phones/decide-conflict.server';
import { releaseRecord } from '~/server/workflows/phones/look-through-late.server';
import { noteDevice, retireDevice } from '~/server/workflows/phones/manage-device.server';
import { approveVisits, returnVisit } from '~/server/workflows/review/review-visit.server';
import { bodyOf } from '~/server/workflows/survey/kept-body.server';
import { VisitProblems } from '~/server/workflows/survey/submit-visit.server';
import type { Database } from '../database';
import { addHouseholds, personWith } from '../register';
import { changeRoster } from '../two-persons';
import { FieldServer } from './field-server';
import { type Line, PocketPhone, QUESTIONS, type Question } from './pocket-phone';
import { HOUSEHOLDS, type Step } from './steps';
import { NOTHING, Versions } from './versions';

export type Stage = {
  db: Database;
  dataDir: string;
  villages: [string, string];
  township: Person;
  county: Person;
  failed: (error: unknown) => void;
  now: () => Date;
};

type Late = { account: string; path: string; init: RequestInit };

/** 两部手机、一个服务器、几户人家: everything that can happen between them, and what must hold once it has settled. */
export class OfflineWorld {
  private phones: PocketPhone[] = [];
  private readonly old: PocketPhone[] = [];
  /** Requests on the way that arrive when nobody waits for them any more. */
  private late: Late[] = [];
  private readonly versions = new Versions();
  private readonly server: FieldServer;
  private cadres: (Person & { accountId: string })[] = [];
  private texts = 0;
  /** An answer that was typed and not yet reported as saved. */
  private unsure: { number: string; question: Question; text: string; promise: () => void } | null = null;
  private readonly numbers: string[];
  private readonly reports = new Map<string, { number: string; text: string; sha256: string; at: number; kept: boolean }>();
  private begun = 0;
  /** Numbers of phones of the households they said they had added; visits they said they had submitted of them. */
  private readonly added = new Set<string>();
  private readonly surveyed = new Map<string, string>();

  constructor(
    private readonly stage: Stage,
    private readonly id: string,
    private readonly kinds: readonly ('memory' | 'IndexedDB')[],
  ) {
    this.server = new FieldServer(stage);
    this.numbers = Array.from({ length: HOUSEHOLDS }, (_, i) => `${id}-${i}`);
  }

  private readonly iso = () => this.stage.now().toISOString();
  private get pool() {
    return this.stage.db.pool;
  }

  async begin(): Promise<void> {
    const { db, villages } = this.stage;
    this.begun = this.stage.now().getTime();
    await addHouseholds(db, [
      ...this.numbers.map((number) => ({ number, village: villages[0] })),
      { number: `${this.id}-there`, village: villages[0], head: `${this.id}补0`, address: '村西', conversion: null },
    ]);
    for (const kind of this.kinds) {
      const cadre = (await personWith(db, 'cadre', [villages[0]])) as Person & { accountId: string };
      this.cadres.push(cadre);
      this.phones.push(await PocketPhone.signIn(kind, cadre.accountId, this.straight(cadre.accountId), this.iso));
    }
  }

  private straight(account: string): Line {
    return (path, init) => this.server.answer(account, path, init);
  }

  async play(step: Step): Promise<void> {
    switch (step.do) {
      case 'type': {
        await this.phones[step.phone]!.live(step.killAt, () => this.type(this.phones[step.phone]!, step));
        return this.lookAgain(this.phones[step.phone]!);
      }
      case 'photo':
        return this.phones[step.phone]!.live(step.killAt, () => this.photograph(this.phones[step.phone]!, step.household));
      case 'submit':
        return this.phones[step.phone]!.live(step.killAt, () => this.phones[step.phone]!.submit(this.numbers[step.household]!));
      case 'send':
        return this.send(step);
      case 'refresh':
        return this.phones[step.phone]!.live(step.killAt, () => this.phones[step.phone]!.refresh());
      case 'kill':
        return this.phones[step.phone]!.reopen();
      case 'arrive':
        return this.arrive();
      case 'send-old': {
        for (const phone of this.old) await phone.send();
        return;
      }
      case 'review':
        return this.review(this.numbers[step.household]!, step.how);
      case 'move':
        return this.move(this.numbers[step.household]!);
      case 'correct':
        return this.correct(this.numbers[step.household]!);
      case 'reassign':
        return this.reassign(step.cadre, step.to);
      case 'swap':
        return this.swap(step.phone);
      case 'release':
        return void (await this.release());
      case 'decide':
        return this.decide(step.choice);
      case 'report':
        return this.phones[step.phone]!.live(step.killAt, () => this.report(this.phones[step.phone]!, this.numbers[step.household]!));
      case 'answer':
        return this.answer();
      case 'add':
        return this.phones[step.phone]!.live(step.killAt, () => this.add(this.phones[step.phone]!, step.name, step.other));
      case 'survey':
        return this.phones[step.phone]!.live(step.killAt, () => this.survey(this.phones[step.phone]!, step.nth));
      case 'place':
        return void (await this.place(step.choice));
      case 'clock':
        return this.phones[step.phone]!.setClock(step.days);
    }
  }

  private fresh(): string {
    this.texts += 1;
    return String(this.texts);
  }

  private async type(
    phone: PocketPhone,
    { household, question, clear, anew }: { household: number; question: Question; clear: boolean; anew: boolean },
  ): Promise<void> {
    const number = this.numbers[household]!;
    const text = clear && question !== 'address' ? NOTHING : this.fresh();
    await phone.type(number, question, text, anew, (shown) => {
      const promise = this.versions.typed(`${number} ${question}`, [shown], text);
      this.unsure = { number, question, text, promise };
      return promise;
    });
    this.unsure = null;
  }

  /** The tab was killed while it saved. When it is opened again one sees whether it had. */
  private lookAgain(phone: PocketPhone): void {
    const unsure = this.unsure;
    this.unsure = null;
    if (
      unsure &&
      phone.drafted().some((one) => one.number === unsure.number && one.question === unsure.question && one.text === unsure.text)
    )
      unsure.promise();
  }

  private async photograph(phone: PocketPhone, household: number): Promise<void> {
    const number = this.numbers[household]!;
    await phone.photograph(number, (sha256) => this.versions.typed(`${number} photo ${sha256}`, [NOTHING], sha256));
  }

  private async report(phone: PocketPhone, number: string): Promise<void> {
    const text = this.fresh();
    await phone.report(number, text, (id, sha256) =>
      this.reports.set(id, { number, text, sha256, at: Date.parse(this.iso()), kept: false }),
    );
    for (const one of this.reports.values()) if (one.text === text) one.kept = true;
  }

  /** Three names for all phones: the first is of a household that is there. */
  private async add(phone: PocketPhone, name: number, other: boolean): Promise<void> {
    const id = await phone.add(`${this.id}补${name}`, other);
    if (id !== null) this.added.add(id);
  }

  private async survey(phone: PocketPhone, nth: number): Promise<void> {
    let promised: [string, string] | null = null;
    await phone.survey(nth, (visit, added) => (promised = [visit, added]));
    if (!promised) return;
    this.surveyed.set(promised[0], promised[1]);
    // The tab may have been killed after the household was stored and before it was shown.
    this.added.add(promised[1]);
  }

  /** The township decides about the household that waits the longest; false: none does. */
  private async place(choice: 'same' | 'new'): Promise<boolean> {
    const { db, township, now } = this.stage;
    const first = (await listHouseholdsToDecide(db, township)).find(({ head }) => head.startsWith(`${this.id}补`));
    if (!first) return false;
    const { candidates } = await readHouseholdToDecide(db, township, first.id);
    const [same] = candidates;
    await decideHousehold(
      db,
      township,
      { id: first.id, choice: choice === 'same' && same ? 'same' : 'new', same: same?.number ?? '', reason: '核实' },
      now(),
    );
    return true;
  }

  /** All pages of the desk: a long run leaves more reports than one holds. */
  private async everyReport(answered: boolean) {
    const { db, township } = this.stage;
    const all = [];
    let from: number | null = null;
    do {
      const page: Awaited<ReturnType<typeof listReports>> = await listReports(db, township, { answered, from });
      all.push(...page.reports);
      from = page.next;
    } while (from !== null);
    return all;
  }

  /** The township answers what waits the longest. */
  private async answer(): Promise<void> {
    const { db, township, now } = this.stage;
    const first = (await this.everyReport(false)).find(({ id }) => this.reports.has(id));
    if (first) await answerReport(db, township, { id: first.id, answer: `答 ${first.text}` }, now());
  }

  private async send(step: Extract<Step, { do: 'send' }>): Promise<void> {
    const phone = this.phones[step.phone]!;
    const straight = this.straight(phone.account);
    let cut = false;
    let { meanwhile } = step;
    const line: Line = async (path, init) => {
      if (cut) throw new TypeError('Failed to fetch');
      const carries =
        path === '/field-data/visits' ||
        path === '/field-data/problems' ||
        path === '/field-data/households' ||
        path.startsWith('/field-data/photos/');
      if (!carries) return straight(path, init);
      const answer = await this.onTheLine(phone, step, path, init, straight);
      cut = step.how === 'then-cut';
      // A visit is typed and submitted while the answer is on its way.
      const once = meanwhile;
      // It happens only once: the sending continues with what is submitted meanwhile and would never end.
      meanwhile = null;
      if (once) {
        await this.type(phone, once);
        if (once.submit) await phone.submit(this.numbers[once.household]!);
      }
      return answer;
    };
    await phone.live(step.killAt, () => phone.send(line));
    this.lookAgain(phone);
  }

  private async onTheLine(
    phone: PocketPhone,
    { how, after }: Extract<Step, { do: 'send' }>,
    path: string,
    init: RequestInit,
    straight: Line,
  ): Promise<Response> {
    const lost = () => {
      throw new TypeError('Failed to fetch');
    };
    switch (how) {
      case 'whole':
      case 'then-cut':
        return straight(path, init);
      case 'cut':
        return lost();
      case 'answer-lost':
        return straight(path, init).then(lost);
      case 'twice':
        return (await Promise.all([straight(path, init), straight(path, init)]))[after % 2]!;
      case 'late': {
        this.late.push({ account: phone.account, path, init });
        return lost();
      }
      case 'reordered': {
        if (path.startsWith('/field-data/photos/')) return straight(path, init);
        const body = JSON.parse(String(init.body)) as { records: unknown[] };
        return straight(path, { ...init, body: JSON.stringify({ ...body, records: body.records.reverse() }) });
      }
      case 'server-killed':
        return (await this.server.answerDying(phone.account, path, init, after)) ?? lost();
    }
  }

  private async arrive(): Promise<void> {
    const [first] = this.late.splice(0, 1);
    if (first) await this.server.answer(first.account, first.path, first.init);
  }

  private async review(number: string, how: 'return' | 'approve'): Promise<void> {
    const { db, township, now } = this.stage;
    const { rows } = await this.pool.query<{ id: string; revision: number }>(
      `SELECT id, revision FROM visit WHERE household_number = $1 AND status = 'submitted' ORDER BY id LIMIT 1`,
      [number],
    );
    const [visit] = rows;
    if (!visit) return;
    if (how === 'approve') await approveVisits(db, township, { visits: [visit] }, now());
    else
      await returnVisit(
        db,
        township,
        { visitId: visit.id, revision: visit.revision, remarks: [{ question: 'stove', text: '再看' }] },
        now(),
      );
  }

  private async registered(number: string): Promise<{ village_code: string; revision: number; address: string | null }> {
    return (await this.pool.query('SELECT village_code, revision, address FROM household WHERE number = $1', [number])).rows[0]!;
  }

  /** Moves the household to the other village, or back. */
  private async move(number: string): Promise<void> {
    const { db, county, villages, now } = this.stage;
    const { village_code: from, revision } = await this.registered(number);
    await changeRoster(
      db,
      county,
      { household: number, revision, change: { village: from === villages[0] ? villages[1] : villages[0] }, reason: '重新分村' },
      now(),
    );
  }

  /** The county corrects the address in its roster and sees the current one while doing so. */
  private async correct(number: string): Promise<void> {
    const { revision, address } = await this.registered(number);
    const text = this.fresh();
    await changeRoster(
      this.stage.db,
      this.stage.county,
      { household: number, revision, change: { address: text }, reason: '更正' },
      this.stage.now(),
    );
    this.versions.typed(`${number} address`, [address ?? NOTHING], text)();
  }

  /** Gives a cadre the first village, the second, or both. */
  private async reassign(cadre: number, to: 0 | 1 | 2): Promise<void> {
    const { villages } = this.stage;
    await inTransaction(this.stage.db, (sql) =>
      setDivisionsOfAccount(sql, this.cadres[cadre]!.accountId, to === 2 ? villages : [villages[to]!]),
    );
  }

  /** Gives the cadre a new phone. The old one is retired and may still send what it has. */
  private async swap(at: number): Promise<void> {
    const { db, township, now } = this.stage;
    const [phone, cadre] = [this.phones[at]!, this.cadres[at]!];
    await noteDevice(db, cadre, { id: phone.phone.device, name: 'old', app: null }, now());
    await retireDevice(
      db,
      township,
      { device: phone.phone.device, accountId: cadre.accountId, retire: true, reason: '换手机', lost: '?' },
      now(),
    );
    this.old.push(phone);
    this.phones[at] = await PocketPhone.signIn(phone.kind, cadre.accountId, this.straight(cadre.accountId), this.iso);
  }

  private async waiting(
    status: string,
  ): Promise<{ id: string; household_number: string; account_id: string; visit_id: string; body_encrypted: string }[]> {
    return (
      await this.pool.query(
        `SELECT id::text, household_number, account_id, visit_id, body_encrypted FROM phone_record
          WHERE status = $1 AND household_number = ANY($2)
          ORDER BY phone_record.id`,
        [status, this.numbers],
      )
    ).rows;
  }

  private async release(): Promise<void> {
    const { rows: added } = await this.pool.query<{ id: string }>(
      `SELECT p.id::text FROM phone_record p JOIN received_household r ON r.household_number = p.household_number
       WHERE p.status = 'quarantined' AND r.id = ANY($1) GROUP BY p.id ORDER BY p.id`,
      [[...this.added]],
    );
    for (const { id } of [...(await this.waiting('quarantined')), ...added])
      await releaseRecord(this.stage.db, this.stage.township, id, this.stage.now());
  }

  /** The person who decides sees all sides. */
  private async decide(choice: 'mine' | 'theirs'): Promise<void> {
    const { db, township, now } = this.stage;
    const [first] = await this.waiting('conflict');
    if (!first) return;
    const shown = await readConflict(db, township, first.id);
    try {
      await decideConflict(
        db,
        township,
        {
          id: first.id,
          revision: shown.revision,
          choices: Object.fromEntries(shown.fields.map(({ field }) => [field, choice])),
          reason: '核实',
        },
        now(),
      );
    } catch (error) {
      // The choice would not be a valid visit, so the conflict stays on the list.
      if (error instanceof VisitProblems) return;
      throw error;
    }
    const chosen = [
      ...shown.fields.map((one) => ({ ...one, wins: one[choice] })),
      ...shown.alsoTaken.map((one) => ({ ...one, wins: one.mine })),
    ];
    for (const { field, mine, theirs, wins } of chosen) {
      if (field === 'evidence.photos') {
        const kept = photosIn(wins);
        for (const sha256 of [...photosIn(mine), ...photosIn(theirs)])
          if (!kept.includes(sha256)) this.versions.typed(`${first.household_number} photo ${sha256}`, [sha256], NOTHING)();
      } else if (isQuestion(field))
        this.versions.typed(`${first.household_number} ${field}`, [textOf(mine), textOf(theirs)], textOf(wins))();
    }
  }

  /**
   * Submits and sends everything that can be, from late phones too, and lets requests on the way arrive. Quarantined records
   * are released.
   */
  async settle(): Promise<void> {
    while (this.late.length > 0) await this.arrive();
    for (const phone of [...this.old, ...this.phones]) {
      await phone.reopen();
      for (const number of this.numbers) await phone.submit(number);
      await phone.send();
      expect(phone.phone.unsent(), 'waits on the phone for no reason').toMatchObject({ visits: 0, photos: 0 });
    }
    await this.release();
    while (await this.place('new'));
    for (const phone of this.phones) await phone.send();
    await this.release();
  }

  async check(): Promise<void> {
    const { rows: visits } = await this.pool.query<{
      id: string;
      household_number: string;
      answers: Record<string, unknown>;
      evidence: Evidence | null;
    }>(
      `SELECT id, household_number, answers, evidence FROM visit WHERE household_number = ANY($1) AND outcome = 'done' AND kind = 'survey'`,
      [this.numbers],
    );
    const { rows: rooms } = await this.pool.query<{ household_number: string; room: number; heated_area: unknown }>(
      'SELECT household_number, room, heated_area FROM room WHERE household_number = ANY($1)',
      [this.numbers],
    );
    const counts = new Map<string, string>();
    for (const number of this.numbers) {
      const own = visits.filter((visit) => visit.household_number === number);
      expect(own.length, `visits of ${number}`).toBeLessThanOrEqual(1);
      for (const question of ['note', 'request']) counts.set(`${number} ${question}`, textOf(own[0]?.answers[question]));
      for (const question of ['room.1', 'room.2']) counts.set(`${number} ${question}`, NOTHING);
      for (const { room, heated_area } of rooms.filter((room) => room.household_number === number))
        counts.set(`${number} room.${room}`, String(Number(heated_area)));
      counts.set(`${number} address`, textOf((await this.registered(number)).address));
      const photos = photosIn(own[0]?.evidence?.photos);
      expect(new Set(photos).size, `photos of ${number}, each once`).toBe(photos.length);
      for (const sha256 of photos) counts.set(`${number} photo ${sha256}`, sha256);
    }
    await this.expectPhotosStored([...counts].flatMap(([place, text]) => (place.includes(' photo ') ? [text] : [])));
    expect(await this.waiting('quarantined')).toEqual([]);
    expect(this.versions.faults(counts, await this.listed())).toEqual([]);
    await this.checkReports();
    await this.checkAdded();
    await this.checkTimes();
  }

  /** Every report once, as it was written, with its photo and its time; on every phone that has the household, with the answer. */
  private async checkReports(): Promise<void> {
    const lists = await Promise.all([true, false].map((answered) => this.everyReport(answered)));
    const there = lists.flat().filter(({ id }) => this.reports.has(id));
    for (const [id, { number, text, sha256, at, kept }] of this.reports) {
      const found = there.filter((one) => one.id === id);
      if (kept) expect(found.length, `report ${text}`).toBe(1);
      if (!found[0]) continue;
      expect(found[0]).toMatchObject({ text, householdSent: number, photos: [sha256] });
      expect(Math.abs(Date.parse(found[0].reportedAt) - at), `time of report ${text}`).toBeLessThan(10 * 60_000);
      await this.expectPhotosStored([sha256]);
      for (const phone of this.phones) {
        const shown = found[0].household === null ? null : phone.reportsShown(number);
        if (shown) expect(shown.get(text), `report ${text} on a phone`).toBe(found[0].answer?.text ?? null);
      }
    }
    expect(there.length).toBe(new Set(there.map(({ text }) => text)).size);
  }

  /** Every household added has one number, and its visits are there: counted once, merged, or a conflict that is listed. */
  private async checkAdded(): Promise<void> {
    const { rows } = await this.pool.query<{ id: string; number: string | null; content_fingerprint: string; village_code: string }>(
      'SELECT id, household_number AS number, content_fingerprint, village_code FROM received_household WHERE id = ANY($1)',
      [[...this.added]],
    );
    const numbers = new Map(rows.map(({ id, number }) => [id, number]));
    for (const id of this.added) expect(numbers.get(id), `number of ${id}`).toEqual(expect.any(String));
    // What says the same of one village is one household.
    const alike = new Map<string, Set<string>>();
    for (const { content_fingerprint: print, village_code: at, number } of rows)
      alike.set(`${at} ${print}`, (alike.get(`${at} ${print}`) ?? new Set()).add(number!));
    for (const one of alike.values()) expect(one.size).toBe(1);
    const { rows: records } = await this.pool.query<{ visit_id: string; household_number: string; status: string }>(
      'SELECT visit_id, household_number, status FROM phone_record WHERE visit_id = ANY($1) ORDER BY id',
      [[...this.surveyed.keys()]],
    );
    for (const [visit, added] of this.surveyed) {
      const own = records.filter(({ visit_id }) => visit_id === visit);
      expect(own.length, `records of visit ${visit}`).toBeGreaterThan(0);
      expect(own.map(({ household_number }) => household_number)).toEqual(own.map(() => numbers.get(added)));
      expect(own.map(({ status }) => status)).not.toContain('quarantined');
    }
    const { rows: doubled } = await this.pool.query(
      `SELECT household_number FROM visit WHERE household_number = ANY($1) AND outcome = 'done' AND kind = 'survey'
       GROUP BY household_number HAVING count(*) > 1`,
      [[...numbers.values()]],
    );
    expect(doubled, 'households with two visits').toEqual([]);
    for (const phone of [...this.phones])
      for (const id of this.added) expect(phone.phone.submissions.get(id)?.state ?? 'kept').toBe('kept');
  }

  /** Whatever the clocks showed, a visit was made while this was played. */
  private async checkTimes(): Promise<void> {
    const { rows } = await this.pool.query<{ visited_at: string }>('SELECT visited_at FROM visit WHERE household_number = ANY($1)', [
      this.numbers,
    ]);
    for (const { visited_at } of rows) {
      expect(Date.parse(visited_at), 'a visit before it began').toBeGreaterThan(this.begun - 10 * 60_000);
      expect(Date.parse(visited_at), 'a visit in the future').toBeLessThan(this.stage.now().getTime() + 10 * 60_000);
    }
  }

  /** What waits at the desk, and the drafts on a phone. */
  private async listed(): Promise<Map<string, Set<string>>> {
    const waiting = new Map<string, Set<string>>();
    const put = (place: string, text: string) => void (waiting.get(place) ?? waiting.set(place, new Set()).get(place)!).add(text);
    for (const row of await this.waiting('conflict')) {
      const said = bodyOf(row).said!;
      for (const question of QUESTIONS) put(`${row.household_number} ${question}`, textOf(said[question]));
      for (const sha256 of photosIn(said['evidence.photos'])) put(`${row.household_number} photo ${sha256}`, sha256);
    }
    for (const phone of [...this.old, ...this.phones]) {
      for (const { number, question, text } of phone.drafted()) put(`${number} ${question}`, text);
      for (const { number, sha256 } of phone.draftedPhotos()) put(`${number} photo ${sha256}`, sha256);
    }
    return waiting;
  }

  private async expectPhotosStored(named: readonly string[]): Promise<void> {
    const { rows } = await this.pool.query<{ sha256: string }>('SELECT sha256 FROM photo WHERE sha256 = ANY($1)', [named]);
    expect(rows.map(({ sha256 }) => sha256).sort(), 'photos of visits that the server has').toEqual([...named].sort());
  }

  async end(): Promise<void> {
    for (const phone of [...this.old, ...this.phones]) await phone.throwAway();
  }
}

const isQuestion = (field: string): field is Question => (QUESTIONS as readonly string[]).includes(field);

/** The text of a value in any question; a room is identified by its area here. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return NOTHING;
  return typeof value === 'object' ? String((value as { heatedArea: unknown }).heatedArea) : String(value);
}

function photosIn(value: unknown): string[] {
  return ((value ?? []) as { sha256: string }[]).map(({ sha256 }) => sha256);
}
