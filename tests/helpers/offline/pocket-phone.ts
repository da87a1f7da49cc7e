import { randomBytes, randomUUID } from 'node:crypto';
import type { Draft } from '~/domain/survey/draft';
import type { Evidence } from '~/domain/survey/evidence';
import { proposedVisit } from '~/domain/survey/proposed-visit';
import {
  householdField,
  NO_ROOMS,
  roomField,
  roomRows,
  type Typed,
  timeTyped,
  typedOf,
  VISITED_AT,
  withField,
} from '~/domain/survey/typed';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { checkVisit } from '~/domain/survey/visit-schema';
import type { FieldSession } from '~/domain/sync/protocol';
import { instantOf, trueInstant } from '~/domain/time/phone-clock';
import { type OpenedOnPhone, openVisit } from '~/field/open-visit';
import { Phone } from '~/offline/phone';
import { sendOutbox } from '~/offline/sending/send-outbox';
import { type Server, serverOver } from '~/offline/sending/talk';
import type { DeviceStore } from '~/offline/store/device-store';
import { DATABASE_VERSION, indexedDbStore } from '~/offline/store/indexed-db-store';
import { memoryStore } from '~/offline/store/memory-store';
import { addOnPhone } from '~/offline/submissions/add-household';
import { keepReport, newReportId, submitReport } from '~/offline/submissions/report-problem';
import { takePackages } from '~/offline/villages/work-package';
import { visitOf } from '../register';
import { MortalTab } from './mortal-tab';
import { NOTHING } from './versions';

/** The questions of this play: two texts, two rooms, one household field; photos are beside them. */
export const QUESTIONS = ['note', 'request', 'room.1', 'room.2', 'address'] as const;
export type Question = (typeof QUESTIONS)[number];

type Form = { opened: OpenedOnPhone; typed: Typed; evidence: Evidence };
export type Line = (path: string, init: RequestInit) => Promise<Response>;

/**
 * The field app on one phone without its screens. The same code opens the form, stores the draft, queues the visit, sends, and
 * applies receipts and deltas. What the form holds in memory is lost with the tab.
 */
export class PocketPhone {
  phone!: Phone;
  private tab = new MortalTab();
  private readonly forms = new Map<string, Form>();
  private store!: DeviceStore;
  private readonly memory = memoryStore();
  private readonly database = `model-${randomUUID()}`;
  /** By how much its clock is ahead, and whether it has heard of the server since that was so. */
  private aheadMs = 0;
  private heard = true;
  /** The network between the phone and the server. */
  line: Line;

  private constructor(
    readonly kind: 'memory' | 'IndexedDB',
    readonly account: string,
    private readonly straight: Line,
    private readonly trueNow: () => string,
  ) {
    this.line = straight;
  }

  static async signIn(kind: 'memory' | 'IndexedDB', account: string, straight: Line, now: () => string): Promise<PocketPhone> {
    const pocket = new PocketPhone(kind, account, straight, now);
    const store = await pocket.openStore();
    const session = await pocket.server().ask<FieldSession>('/field-data/session');
    if (!session.ok) throw new Error(session.why);
    pocket.phone = await Phone.signIn(store, session.value);
    await takePackages(pocket.phone, pocket.server(), session.value, pocket.now);
    return pocket;
  }

  /** What its clock shows. */
  private readonly now = (): string => new Date(Date.parse(this.trueNow()) + this.aheadMs).toISOString();

  /** Somebody sets the clock. Twice without a word of the server between, and nobody can know what the first time was worth. */
  setClock(days: number): void {
    if (!this.heard) return;
    this.aheadMs = days * 86_400_000;
    this.heard = false;
  }

  private async openStore(): Promise<DeviceStore> {
    this.store = this.kind === 'memory' ? this.memory : await indexedDbStore(this.database, DATABASE_VERSION);
    return this.tab.storeOver(this.store);
  }

  private server(): Server {
    return serverOver((path, init) => this.tab.waitFor(() => this.line(path, init)), {
      now: this.now,
      learn: (reading) => {
        this.heard = true;
        // Learnt before it is written: a tab that dies while it writes has it from the next answer.
        if (this.phone) void this.phone.keepClock(reading).catch(() => undefined);
      },
    });
  }

  /** Does the work and kills the tab at the nth waiting point. A killed tab is opened again. */
  async live(killAt: number | null, work: () => Promise<unknown>): Promise<void> {
    if ((await this.tab.liveThrough(killAt, work)) === 'killed') await this.reopen();
  }

  /** Opens another tab, which has only what is on the disk. */
  async reopen(): Promise<void> {
    this.store.close();
    this.tab = new MortalTab();
    this.forms.clear();
    const phone = await Phone.reopen(await this.openStore());
    if (!phone) throw new Error('the phone forgot who works on it');
    this.phone = phone;
  }

  async throwAway(): Promise<void> {
    this.store.close();
    if (this.kind === 'IndexedDB') await new Promise((resolve) => (indexedDB.deleteDatabase(this.database).onsuccess = resolve));
  }

  /** The form of the household as it is on the screen; null when no form can be opened. */
  private form(number: string, anew = false): Form | null {
    const open = this.forms.get(number);
    if (open && !anew) return open;
    const found = this.phone.household(number);
    const opened = found && openVisit(this.phone, found.household, found.village, this.now());
    if (!opened || opened.blocked !== null) return null;
    const typed = opened.typed.mainHeat ? opened.typed : { ...typedOf(visitOf(number).answers as VisitAnswers), ...opened.typed };
    const form = { opened, typed, evidence: opened.evidence ?? {} };
    this.forms.set(number, form);
    return form;
  }

  /**
   * Answers a question. `told` gets what was shown there before anything is stored. Another tab may have left the form open for
   * long, and `anew` opens it again.
   */
  async type(number: string, question: Question, text: string, anew: boolean, told: (shown: string) => () => void): Promise<void> {
    const form = this.form(number, anew);
    // An unchanged answer is not typed.
    if (!form || shownIn(form, question) === text) return;
    const promised = told(shownIn(form, question));
    form.typed = typedInto(form.typed, question, text);
    await this.save(number, form);
    promised();
  }

  async photograph(number: string, told: (sha256: string) => () => void): Promise<void> {
    const form = this.form(number);
    if (!form || (form.evidence.photos?.length ?? 0) >= 3) return;
    const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...randomBytes(60)]);
    const sha256 = await this.phone.keepPhoto(form.opened.visitId, bytes.buffer, 'image/jpeg');
    const promised = told(sha256);
    form.evidence = { ...form.evidence, photos: [...(form.evidence.photos ?? []), { sha256, about: 'other', takenAt: this.now() }] };
    await this.save(number, form);
    promised();
  }

  private async save(number: string, { opened, typed, evidence }: Form): Promise<void> {
    const draft: Draft = {
      typed: typed as Draft['typed'],
      card: 'household',
      baseRevision: opened.baseRevision,
      openedAt: opened.openedAt,
      evidence,
    };
    await this.phone.saveDraft({
      household: number,
      season: opened.village.season,
      visitId: opened.visitId,
      draft,
      base: opened.base,
      opening: opened.opening,
      savedAt: trueInstant(this.phone.clock, this.now()),
    });
  }

  async submit(number: string): Promise<void> {
    const form = this.forms.get(number) ?? (this.phone.drafts.has(number) ? this.form(number) : null);
    if (!form || !this.phone.drafts.has(number)) return;
    const { opened, typed, evidence } = form;
    const { household, village } = opened;
    const shown = this.now();
    const visitedAt = opened.opening ? instantOf(opened.opening, this.phone.clock, shown).at : opened.openedAt;
    const frame = {
      visit: opened.visitId,
      household: number,
      season: village.season,
      visitor: this.phone.session.name,
      kind: 'survey' as const,
      visitedAt,
      baseRevision: opened.baseRevision,
      evidence,
    };
    const context = { outcome: 'done' as const, mode: household.mode ?? ('none' as const), residence: household.residence };
    const now = trueInstant(this.phone.clock, shown);
    const asTyped = (answers: typeof typed) => {
      const visit = proposedVisit(answers, frame, context, { ...household, village: village.village.name });
      return { visit, checked: checkVisit(visit, 'field', { ...context, people: household.people, elderly: household.elderly, now }) };
    };
    let { visit, checked } = asTyped(typed);
    // A clock that jumped while the form was open: the summary shows the time, and the person puts it right.
    if (!checked.ok && checked.problems.every(({ code, question }) => code === 'in_future' && question === VISITED_AT))
      ({ visit, checked } = asTyped({ ...typed, [VISITED_AT]: [timeTyped(now)] }));
    if (!checked.ok) throw new Error(`the form does not take it: ${JSON.stringify(checked.problems)}`);
    await this.phone.queueVisit(
      visit as typeof visit & { visit: string; household: string },
      opened.base,
      opened.baseRevision,
      { head: household.head, address: household.address, village: village.village.name },
      shown,
      null,
      opened.opening ?? undefined,
    );
    this.forms.delete(number);
  }

  /** Adds a missed household to its first village; null: it has none. */
  async add(head: string, sameHead: boolean): Promise<string | null> {
    const [village] = this.phone.villages.values();
    if (!village) return null;
    const said = { head, address: '村西', residence: 'resident' as const, phone: '', idNumber: '', reason: '漏登', sameHead };
    return addOnPhone(this.phone, village, said, this.now());
  }

  /** Surveys the nth household this phone has added, once more if it was; answers the visit and the phone's number of the household. */
  async survey(nth: number, begun: (visit: string, added: string) => void): Promise<void> {
    const added = [...this.phone.submissions.values()].filter(({ kind }) => kind === 'household')[nth];
    const found = added && this.phone.household(added.id);
    const opened = found && openVisit(this.phone, found.household, found.village, this.now());
    if (!added || !found || !opened || opened.blocked !== null) return;
    // Its own number, once the phone has it.
    const { number } = found.household;
    const typed = { ...typedOf(visitOf(number).answers as VisitAnswers), ...opened.typed };
    const form = { opened, typed, evidence: opened.evidence ?? {} };
    this.forms.set(number, form);
    await this.save(number, form);
    await this.submit(number);
    begun(opened.visitId, added.id);
  }

  /** Reports a problem of the household, with a photo; answers its id when it is said to be kept. */
  async report(number: string, text: string, begun: (id: string, sha256: string) => void): Promise<void> {
    const found = this.phone.household(number);
    if (!found) return;
    const id = newReportId();
    const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...randomBytes(60)]);
    const { head, address } = found.household;
    const of = { number, head, address, village: found.village.village.name };
    const sha256 = await this.phone.keepPhoto(id, bytes.buffer, 'image/jpeg');
    begun(id, sha256);
    const written = { kind: 'cold', text, photos: [sha256] };
    await keepReport(this.phone, id, of, written, this.now());
    await submitReport(this.phone, id, of, written, this.now());
  }

  /** What the phone shows of a household: the texts of its reports, each with its answer. */
  reportsShown(number: string): Map<string, string | null> | null {
    const found = this.phone.household(number);
    return found && new Map((found.household.reports ?? []).map(({ text, answer }) => [text, answer?.text ?? null]));
  }

  /** Sends what waits, then downloads the changes, as the app does by itself. */
  async send(line: Line = this.straight): Promise<void> {
    this.line = line;
    const { session } = await sendOutbox(this.phone, this.server(), { now: this.now });
    if (session) await takePackages(this.phone, this.server(), session, this.now);
  }

  async refresh(): Promise<void> {
    this.line = this.straight;
    const session = await this.server().ask<FieldSession>('/field-data/session');
    if (!session.ok) return;
    this.phone.session = session.value;
    await takePackages(this.phone, this.server(), session.value, this.now);
  }

  /** The answers in drafts: they are on the phone, and the phone says so. */
  drafted(): { number: string; question: Question; text: string }[] {
    return [...this.phone.drafts.values()].flatMap(({ household, draft }) =>
      QUESTIONS.map((question) => ({ number: household, question, text: textIn(draft.typed, question) })),
    );
  }

  draftedPhotos(): { number: string; sha256: string }[] {
    return [...this.phone.drafts.values()].flatMap(({ household, draft }) =>
      (draft.evidence?.photos ?? []).map(({ sha256 }) => ({ number: household, sha256 })),
    );
  }
}

function textIn(typed: Typed, question: Question): string {
  if (question === 'address') return typed[householdField('address')]?.[0] ?? NOTHING;
  if (!isRoom(question)) return typed[question]?.[0] ?? NOTHING;
  return roomRows(typed)?.includes(rowOf(question)) ? (typed[roomField(rowOf(question), 'heatedArea')]?.[0] ?? NOTHING) : NOTHING;
}

/** What the person sees at the question: the typed text, else for household fields what the register says. */
function shownIn({ opened, typed }: Form, question: Question): string {
  const text = textIn(typed, question);
  return text === NOTHING && question === 'address' ? (opened.household.address ?? NOTHING) : text;
}

function typedInto(typed: Typed, question: Question, text: string): Typed {
  if (question === 'address') return text === NOTHING ? typed : withField(typed, householdField('address'), [text]);
  if (!isRoom(question)) return withField(typed, question, text === NOTHING ? [] : [text]);
  const row = rowOf(question);
  const rows = (roomRows(typed) ?? []).filter((one) => one !== row);
  if (text === NOTHING) {
    const rest = Object.fromEntries(Object.entries(typed).filter(([name]) => !name.startsWith(`rooms.${row}.`)));
    return { ...rest, rooms: rows.length > 0 ? rows : [NO_ROOMS] };
  }
  const room = { room: row, kind: 'main', heatedArea: text, letting: 'own', connected: 'yes', use: 'normal' };
  return {
    ...typed,
    ...Object.fromEntries(Object.entries(room).map(([name, value]) => [roomField(row, name), [value]])),
    rooms: [...rows, row].sort(),
  };
}

const isRoom = (question: Question): boolean => question.startsWith('room.');
const rowOf = (question: Question): string => question.slice('room.'.length);
