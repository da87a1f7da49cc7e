import type { SeenHousehold, FieldHousehold, FieldSession, FieldVillage, VisitRecordSent, RecordReceipt } from '~/domain/sync/protocol';
import { KEPT } from '~/domain/sync/protocol';
import { contentText } from '~/domain/sync/canonical-json';
import { filesOfEvidence, type Evidence } from '~/domain/survey/evidence';
import type { Draft } from '~/domain/survey/draft';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import type { SurveyRoom } from '~/domain/survey/room';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { ACCOUNT_TABLES, DRAFT_SCHEMA, type Change, type DeviceStore, type DeviceTables } from './device-store';
import { newKey, open, openBytes, seal, sealBytes, sha256Hex } from './seal';
import { migrateDraft } from './migrate-draft';
import { blockOf, blockId, BLOCKS, villageId } from './work-package';

/** A visit begun and not submitted. `base`: what the phone showed when it was begun; null when it was begun on the web. */
export type PhoneDraft = { household: string; season: string; visitId: string; draft: Draft; base: SeenHousehold | null; savedAt: string };

/** A submitted visit that waits for its receipt, with what the list says of it. */
export type Waiting = {
  id: string;
  household: string;
  head: string;
  address: string | null;
  village: string;
  sequence: number;
  contentHash: string;
  state: 'waiting' | 'refused';
  queuedAt: string;
  record: VisitRecordSent;
  /** Why the server refused it, in the person's language. */
  sentence?: string;
};

export type HouseholdNotice = { household: string; status: RecordReceipt['status']; sentence: string; at: string };
export type PhonePhoto = { sha256: string; visit: string; state: 'draft' | 'waiting'; bytes: number };
export type Village = { village: FieldVillage; season: string; cursor: string; takenAt: string; households: Map<string, FieldHousehold> };

/** How the last sending went, and when the next one is due. `why` is a reason of talk.ts. */
export type Sending = { lastTry: string | null; nextTry: string | null; why: string | null; attempts: number; allSentAt: string | null };
const NEVER_SENT: Sending = { lastTry: null, nextTry: null, why: null, attempts: 0, allSentAt: null };

const NOBODY = null;

/** Who worked on this phone last: the account whose data is shown without a network. */
export async function currentAccount(store: DeviceStore): Promise<string | null> {
  const row = await store.get('meta', 'current');
  return typeof row?.value === 'string' ? row.value : NOBODY;
}

/** The id of this phone, made once, and kept whoever works on it. */
export async function deviceId(store: DeviceStore): Promise<string> {
  const row = await store.change('meta', 'device', (found) => found ?? { id: 'device', value: { id: newId(), next: 1 } });
  return (row.value as { id: string }).id;
}

async function nextSequence(store: DeviceStore): Promise<number> {
  const row = await store.change('meta', 'device', (found) => {
    const { id, next } = (found?.value as { id: string; next: number } | undefined) ?? { id: newId(), next: 1 };
    return { id: 'device', value: { id, next: next + 1 } };
  });
  return (row.value as { next: number }).next - 1;
}

/** crypto.randomUUID is younger than the browsers we serve. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * 本机上一个账号的数据: everything an account has on this phone, decrypted once into memory when it is opened, and written
 * through: a promise that is kept has reached the disk. Another account's rows are never read. Listeners (`subscribe`) are told
 * of every change; `version` grows with each.
 */
export class Phone {
  readonly villages = new Map<string, Village>();
  readonly drafts = new Map<string, PhoneDraft>();
  readonly outbox = new Map<string, Waiting>();
  readonly notices = new Map<string, HouseholdNotice>();
  readonly photos = new Map<string, PhonePhoto>();
  sending: Sending = NEVER_SENT;
  version = 0;
  private readonly listeners = new Set<() => void>();

  private constructor(
    readonly store: DeviceStore,
    readonly account: string,
    readonly device: string,
    public session: FieldSession,
    private readonly key: CryptoKey,
  ) {}

  /** The account as the server knows it now; its key is made when it is new here. */
  static async signIn(store: DeviceStore, session: FieldSession): Promise<Phone> {
    const fresh = await newKey();
    const { key } = await store.change('accounts', session.accountId, (found) => found ?? { id: session.accountId, key: fresh, session: null });
    const { csrfToken: _token, ...kept } = session;
    await store.write([
      { table: 'accounts', put: { id: session.accountId, key, session: await seal(key, session.accountId, kept) } },
      { table: 'meta', put: { id: 'current', value: session.accountId } },
    ]);
    return Phone.load(store, session, key);
  }

  /** Whoever worked here last, without asking the server. Null when nobody did, or signed out. */
  static async reopen(store: DeviceStore): Promise<Phone | null> {
    const account = await currentAccount(store);
    const row = account === null ? undefined : await store.get('accounts', account);
    if (!row?.session) return null;
    const kept = await open<Omit<FieldSession, 'csrfToken'>>(row.key, row.id, row.session);
    return Phone.load(store, { ...kept, csrfToken: '' }, row.key);
  }

  private static async load(store: DeviceStore, session: FieldSession, key: CryptoKey): Promise<Phone> {
    const phone = new Phone(store, session.accountId, await deviceId(store), session, key);
    await phone.readVillages();
    await phone.reread();
    return phone;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  changed(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }

  /** Villages and households anew from the disk. */
  async readVillages(): Promise<void> {
    const [villages, blocks] = await Promise.all([this.store.of('villages', this.account), this.store.of('blocks', this.account)]);
    const parts = await Promise.all(blocks.map(async (row) => ({ village: row.village, households: await open<FieldHousehold[]>(this.key, row.id, row.sealed) })));
    this.villages.clear();
    for (const row of villages) {
      const households = parts.filter((part) => part.village === row.village).flatMap((part) => part.households);
      households.sort((a, b) => (a.number < b.number ? -1 : 1));
      this.villages.set(row.village, {
        village: await open<FieldVillage>(this.key, row.id, row.sealed),
        season: row.season, cursor: row.cursor, takenAt: row.takenAt,
        households: new Map(households.map((household) => [household.number, household])),
      });
    }
  }

  /** Drafts, outbox, photos and notices anew from the disk: another tab may have changed them. */
  async reread(): Promise<void> {
    const { store, account, key } = this;
    const [drafts, outbox, photos, notices, sending] = await Promise.all([
      store.of('drafts', account), store.of('outbox', account), store.of('photos', account), store.of('notices', account), store.get('meta', `sending:${account}`),
    ]);
    const openedDrafts = await Promise.all(drafts.map(async (row) => migrateDraft(row.schema, await open<unknown>(key, row.id, row.sealed))));
    const openedOutbox = await Promise.all(outbox.map(async (row) => ({
      ...(await open<Pick<Waiting, 'head' | 'address' | 'village' | 'queuedAt' | 'record' | 'sentence'>>(key, row.id, row.sealed)),
      id: row.id.slice(account.length + 1), household: row.household, sequence: row.sequence, contentHash: row.contentHash, state: row.state,
    })));
    const openedNotices = await Promise.all(notices.map((row) => open<HouseholdNotice>(key, row.id, row.sealed)));
    refill(this.drafts, openedDrafts.map((draft) => [draft.household, draft]));
    refill(this.outbox, openedOutbox.sort((a, b) => a.sequence - b.sequence).map((one) => [one.id, one]));
    refill(this.notices, openedNotices.map((notice) => [notice.household, notice]));
    refill(this.photos, photos.map(({ sha256, visit, state, bytes }) => [sha256, { sha256, visit, state, bytes }]));
    this.sending = (sending?.value as Sending | undefined) ?? NEVER_SENT;
    this.changed();
  }

  household(number: string): { household: FieldHousehold; village: Village } | null {
    for (const village of this.villages.values()) {
      const household = village.households.get(number);
      if (household) return { household, village };
    }
    return null;
  }

  /** Everything that only this phone has. */
  unsent(): { visits: number; photos: number; drafts: number } {
    return { visits: this.outbox.size, photos: [...this.photos.values()].filter((photo) => photo.state === 'waiting').length, drafts: this.drafts.size };
  }

  /** Changes with everything that is only here: an export made before holds it all as long as this is the same. */
  unsentMark(): string {
    return [...[...this.outbox.values()].map((one) => one.contentHash), ...[...this.drafts.values()].map((draft) => `${draft.household} ${draft.savedAt}`), ...this.photos.keys()].join('\n');
  }

  async saveDraft(draft: PhoneDraft): Promise<void> {
    await this.store.write([{ table: 'drafts', put: await this.draftRow(draft) }]);
    this.drafts.set(draft.household, draft);
    this.changed();
  }

  async discardDraft(household: string): Promise<void> {
    const draft = this.drafts.get(household);
    const photos = draft ? [...this.photos.values()].filter((photo) => photo.visit === draft.visitId && photo.state === 'draft') : [];
    await this.store.write([
      { table: 'drafts', remove: this.id(household) },
      ...photos.map((photo): Change => ({ table: 'photos', remove: this.id(photo.sha256) })),
    ]);
    this.drafts.delete(household);
    for (const photo of photos) this.photos.delete(photo.sha256);
    this.changed();
  }

  /**
   * 提交: the visit goes from the drafts into the outbox in one transaction, with its photos. A visit that still waits from before
   * (same id, corrected) is replaced by its newer self.
   */
  async queueVisit(visit: Record<string, unknown> & { visit: string; household: string }, base: SeenHousehold | null, baseRevision: number | null, about: { head: string; address: string | null; village: string }, at: string): Promise<void> {
    const contentHash = await sha256Hex(contentText(visit));
    const sequence = await nextSequence(this.store);
    const record: VisitRecordSent = { sequence, id: visit.visit, contentHash, baseRevision, base, visit };
    const waiting: Waiting = { id: visit.visit, household: visit.household, ...about, sequence, contentHash, state: 'waiting', queuedAt: at, record };
    const files = new Set(filesOfEvidence(visit['evidence'] as Evidence | undefined));
    const photos = (await this.store.of('photos', this.account)).filter((photo) => photo.visit === visit.visit && photo.state === 'draft');
    await this.store.write([
      { table: 'outbox', put: await this.outboxRow(waiting) },
      { table: 'drafts', remove: this.id(visit.household) },
      { table: 'notices', remove: this.id(visit.household) },
      // A photo that was taken out of the visit again is not sent.
      ...photos.map((photo): Change => (files.has(photo.sha256) ? { table: 'photos', put: { ...photo, state: 'waiting' } } : { table: 'photos', remove: photo.id })),
    ]);
    await this.reread();
    tellOtherTabs();
  }

  /**
   * What the server said of the records sent. A record leaves the outbox only when the receipt names its id and its hash as
   * they are now; with it, in the same transaction, the household on the phone becomes what the server has.
   */
  async takeReceipts(sent: readonly VisitRecordSent[], receipts: readonly RecordReceipt[], at: string): Promise<void> {
    const changes: Change[] = [];
    const touched = new Map<string, FieldHousehold>();
    for (const receipt of receipts) {
      const record = sent.find((one) => one.id === receipt.id && one.contentHash === receipt.contentHash);
      const waiting = record && this.outbox.get(record.id);
      if (!record || !waiting) continue;
      if (KEPT.has(receipt.status)) {
        changes.push({ table: 'outbox', remove: this.id(record.id), when: (row) => row.contentHash === record.contentHash });
        const known = touched.get(waiting.household) ?? this.household(waiting.household)?.household;
        if (known && receipt.revision !== undefined) touched.set(waiting.household, withVisit(known, record, receipt));
        if (receipt.status === 'conflict' || receipt.status === 'quarantined' || receipt.status === 'merged') changes.push(await this.noticeChange(waiting.household, receipt, at));
        // Whatever else of this household still waits was written after this one was: it knows it.
        if (receipt.revision !== undefined) {
          for (const later of this.outbox.values()) {
            if (later.household !== waiting.household || later.contentHash === record.contentHash || later.record.baseRevision !== record.baseRevision) continue;
            changes.push({ table: 'outbox', put: await this.outboxRow({ ...later, record: { ...later.record, baseRevision: receipt.revision } }) });
          }
        }
      } else if (receipt.status === 'refused' && waiting.contentHash === record.contentHash) {
        changes.push({ table: 'outbox', put: await this.outboxRow({ ...waiting, state: 'refused', sentence: receipt.sentence }) });
      }
    }
    for (const [number, household] of touched) {
      const village = this.household(number)?.village;
      if (village) village.households.set(number, household);
    }
    const blocks = new Set([...touched.keys()].flatMap((number) => {
      const village = this.household(number)?.village;
      return village ? [`${village.village.code}\n${blockOf(number)}`] : [];
    }));
    for (const place of blocks) {
      const [code, block] = place.split('\n') as [string, string];
      changes.push(await this.blockChange(this.villages.get(code)!, Number(block)));
    }
    if (changes.length > 0) await this.store.write(changes);
    await this.reread();
    tellOtherTabs();
  }

  /** A refused visit is sent again as it is: something else was put right meanwhile. */
  async askAgain(id: string): Promise<void> {
    const waiting = this.outbox.get(id);
    if (!waiting) return;
    await this.store.write([{ table: 'outbox', put: await this.outboxRow({ ...waiting, state: 'waiting', sentence: undefined }) }]);
    await this.reread();
  }

  async setSending(sending: Sending): Promise<void> {
    await this.store.write([{ table: 'meta', put: { id: `sending:${this.account}`, value: sending } }]);
    this.sending = sending;
    this.changed();
    tellOtherTabs();
  }

  /** Puts a taken package in place of what was there (full), or over it (delta), in one go. */
  async keepVillage(taken: { village: FieldVillage; season: string; cursor: string; full: boolean; households: FieldHousehold[]; removed: string[]; drafts: string[] }, at: string): Promise<void> {
    const code = taken.village.code;
    const before = this.villages.get(code);
    const households = new Map(taken.full ? [] : before?.households);
    const begun = new Set(taken.drafts);
    const blocks = new Set<number>(taken.full || !before ? Array.from({ length: BLOCKS }, (_, block) => block) : []);
    for (const number of taken.removed) {
      households.delete(number);
      blocks.add(blockOf(number));
    }
    for (const [number, household] of households) {
      if (household.draft === null || begun.has(number)) continue;
      households.set(number, { ...household, draft: null });
      blocks.add(blockOf(number));
    }
    for (const household of taken.households) {
      households.set(household.number, household);
      blocks.add(blockOf(household.number));
    }
    const sorted = new Map([...households].sort(([a], [b]) => (a < b ? -1 : 1)));
    const village: Village = { village: taken.village, season: taken.season, cursor: taken.cursor, takenAt: at, households: sorted };
    const id = villageId(this.account, code);
    const changes = await Promise.all([...blocks].map((block) => this.blockChange(village, block)));
    await this.store.write([
      ...changes,
      { table: 'villages', put: { id, account: this.account, village: code, season: taken.season, cursor: taken.cursor, takenAt: at, sealed: await seal(this.key, id, taken.village) } },
    ]);
    this.villages.set(code, village);
    this.changed();
  }

  /** Villages that are no longer this account's leave the phone; drafts and the outbox stay. */
  async dropVillagesBut(codes: readonly string[]): Promise<void> {
    const gone = [...this.villages.keys()].filter((code) => !codes.includes(code));
    if (gone.length === 0) return;
    const blocks = (await this.store.of('blocks', this.account)).filter((row) => gone.includes(row.village));
    await this.store.write([
      ...gone.map((code): Change => ({ table: 'villages', remove: villageId(this.account, code) })),
      ...blocks.map((row): Change => ({ table: 'blocks', remove: row.id })),
    ]);
    for (const code of gone) this.villages.delete(code);
    this.changed();
  }

  // Photos (and the signature, which is one) ------------------------------------------------------------------------------

  /** Keeps a photo of a visit; answers its SHA-256, by which the visit names it. Throws StorageFull when there is no room. */
  async keepPhoto(visit: string, bytes: ArrayBuffer, type: string): Promise<string> {
    const sha256 = await sha256Hex(bytes);
    const id = this.id(sha256);
    const known = await this.store.get('photos', id);
    if (!known) {
      const head = new TextEncoder().encode(type.slice(0, 60).padEnd(60));
      const whole = new Uint8Array(head.length + bytes.byteLength);
      whole.set(head);
      whole.set(new Uint8Array(bytes), head.length);
      await this.store.write([{ table: 'photos', put: { id, account: this.account, sha256, visit, state: 'draft', bytes: bytes.byteLength, sealed: await sealBytes(this.key, id, whole) } }]);
      this.photos.set(sha256, { sha256, visit, state: 'draft', bytes: bytes.byteLength });
      this.changed();
    }
    return sha256;
  }

  /** A photo as it was taken; null when this phone does not have it (any more). */
  async photo(sha256: string): Promise<Blob | null> {
    const row = await this.store.get('photos', this.id(sha256));
    if (!row) return null;
    const whole = await openBytes(this.key, row.id, row.sealed);
    return new Blob([whole.slice(60)], { type: new TextDecoder().decode(whole.slice(0, 60)).trim() });
  }

  /** The server has the very bytes of this name. */
  async photoReceived(sha256: string): Promise<void> {
    await this.store.write([{ table: 'photos', remove: this.id(sha256) }]);
    this.photos.delete(sha256);
    this.changed();
  }

  /** Leaves: the key goes first, then everything it opened. Whoever asks must have looked at `unsent()`. */
  async signOut(): Promise<void> {
    await this.store.write([
      { table: 'accounts', remove: this.account },
      { table: 'meta', remove: 'current', when: (row) => row.value === this.account },
    ]);
    for (const table of ACCOUNT_TABLES) {
      const rows = await this.store.of(table, this.account);
      await this.store.write(rows.map((row) => ({ table, remove: row.id }) as Change));
    }
    await this.store.write([{ table: 'meta', remove: `sending:${this.account}` }]);
    tellOtherTabs();
  }

  private id(name: string): string {
    return `${this.account}/${name}`;
  }

  private async draftRow(draft: PhoneDraft): Promise<DeviceTables['drafts']> {
    const id = this.id(draft.household);
    return { id, account: this.account, household: draft.household, season: draft.season, schema: DRAFT_SCHEMA, sealed: await seal(this.key, id, draft) };
  }

  private async outboxRow({ id: visit, household, sequence, contentHash, state, ...rest }: Waiting): Promise<DeviceTables['outbox']> {
    const id = this.id(visit);
    return { id, account: this.account, household, sequence, contentHash, state, schema: DRAFT_SCHEMA, sealed: await seal(this.key, id, rest) };
  }

  private async noticeChange(household: string, receipt: RecordReceipt, at: string): Promise<Change> {
    const id = this.id(household);
    const notice: HouseholdNotice = { household, status: receipt.status, sentence: receipt.sentence ?? '', at };
    return { table: 'notices', put: { id, account: this.account, household, sealed: await seal(this.key, id, notice) } };
  }

  private async blockChange(village: Village, block: number): Promise<Change> {
    const code = village.village.code;
    const id = blockId(this.account, code, block);
    const households = [...village.households.values()].filter((household) => blockOf(household.number) === block);
    return { table: 'blocks', put: { id, account: this.account, village: code, block, sealed: await seal(this.key, id, households) } };
  }
}

/** The household as it is after the server took this visit. */
function withVisit(household: FieldHousehold, record: VisitRecordSent, receipt: RecordReceipt): FieldHousehold {
  const visit = record.visit as { visitedAt: string; visitor: string; kind: 'survey'; outcome: 'done'; answers: VisitAnswers; rooms?: SurveyRoom[]; householdChanges?: Record<string, unknown>; evidence?: Evidence };
  const id = receipt.visit ?? record.id;
  const { phone: _phone, ...changes } = visit.householdChanges ?? {};
  return {
    ...household,
    ...(receipt.status === 'conflict' || receipt.status === 'quarantined' ? {} : changes),
    ...(visit.rooms && { rooms: visit.rooms, roomsOfThisSeason: true }),
    revision: receipt.revision ?? household.revision,
    draft: null,
    visits: [
      {
        id, kind: visit.kind, outcome: visit.outcome, status: 'submitted', visitedAt: visit.visitedAt, day: dayInShanghai(visit.visitedAt), visitor: visit.visitor,
        revision: 1, contentHash: record.contentHash, answers: visit.answers, evidence: visit.evidence ?? null, remarks: [],
      },
      ...household.visits.filter((one) => one.id !== id && one.id !== record.id),
    ],
  };
}

function refill<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

const CHANNEL = 'qingnuan-field';

/** Other tabs of this phone read drafts and outbox anew. */
function tellOtherTabs(): void {
  if (typeof BroadcastChannel === 'undefined' || typeof document === 'undefined') return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('changed');
  channel.close();
}

export function hearOtherTabs(listener: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = listener;
  return () => channel.close();
}
