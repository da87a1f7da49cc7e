import type { Evidence } from '~/domain/survey/evidence';
import { filesOfEvidence } from '~/domain/survey/evidence-files';
import { contentText } from '~/domain/sync/canonical-json';
import type { FieldHousehold, FieldSession, SeenHousehold, VisitRecordSent } from '~/domain/sync/protocol';
import { type ClockReading, instantOf, type SaidByClock, trueInstant } from '~/domain/time/phone-clock';
import { deviceId, nextSequence } from '~/offline/device/device-id';
import { isWorthKeeping, keptClock } from '~/offline/device/keep-clock';
import { tellOtherTabs } from '~/offline/sending/other-tabs';
import type { Change, DeviceStore, DeviceTables } from '~/offline/store/device-store';
import type { PhoneDraft } from '~/offline/store/phone-draft';
import { newKey, open, openBytes, seal, sealBytes, sha256Hex } from '~/offline/store/seal';
import { type HouseholdNotice, type OutboxRecord, SealedRows, type Submission } from '~/offline/store/sealed-rows';
import { isOlder, readVillages } from '~/offline/villages/read-villages';
import type { Village } from '~/offline/villages/village';
import { markOf } from '~/offline/villages/visit-mark';

export type PhonePhoto = Pick<DeviceTables['photos'], 'sha256' | 'visit' | 'state' | 'bytes'>;

/** How the last sending went, and when the next one is due. `why` is a reason of talk.ts. */
export type Sending = { lastTry: string | null; nextTry: string | null; why: string | null; attempts: number; allSentAt: string | null };
const NEVER_SENT: Sending = { lastTry: null, nextTry: null, why: null, attempts: 0, allSentAt: null };

/** The part of a session that is stored beyond its page. */
type Lasting = Omit<FieldSession, 'csrfToken' | 'serverTime'>;
const lasting = ({ csrfToken: _token, serverTime: _time, ...rest }: FieldSession): Lasting => rest;

/** The sealed content of a photo starts with its type, padded to this many bytes. */
const TYPE_BYTES = 60;

/** The account that worked on this phone last; its data is shown without a network. */
export async function currentAccount(store: DeviceStore): Promise<string | null> {
  const row = await store.get('meta', 'current');
  return typeof row?.value === 'string' ? row.value : null;
}

/**
 * 本机上一个账号的数据: everything an account has on this phone. It is decrypted into memory once when opened, and every change is
 * written through: a resolved promise means that it is on the disk, and the cost depends on the change, not on the data there.
 * Another account's rows are never read. Listeners (`subscribe`) are told of every change, and `version` grows with each.
 */
export class Phone {
  readonly villages = new Map<string, Village>();
  readonly drafts = new Map<string, PhoneDraft>();
  /** In the order of their numbers. */
  readonly outbox = new Map<string, OutboxRecord>();
  /** 回收箱: refused records that somebody discarded, kept for the season. */
  readonly bin = new Map<string, OutboxRecord>();
  readonly notices = new Map<string, HouseholdNotice>();
  /** What is submitted beside visits, begun ones too. */
  readonly submissions = new Map<string, Submission>();
  readonly photos = new Map<string, PhonePhoto>();
  sending: Sending = NEVER_SENT;
  /** By how much the phone's clock was ahead at the last answer of the server. */
  clock: ClockReading | null = null;
  version = 0;
  readonly rows: SealedRows;
  private readonly listeners = new Set<() => void>();
  /** Counts this tab's writes, which shows whether data read meanwhile is still current. */
  private writes = 0;

  private constructor(
    readonly store: DeviceStore,
    readonly account: string,
    readonly device: string,
    public session: FieldSession,
    private readonly key: CryptoKey,
    /** The version of the app. It reads only the lists that it computed itself. */
    readonly app: string,
  ) {
    this.rows = new SealedRows(account, key);
  }

  /** Opens the account as the server knows it now. A key is made when the account is new here. */
  static async signIn(store: DeviceStore, session: FieldSession, app = ''): Promise<Phone> {
    const fresh = await newKey();
    const { key } = await store.change(
      'accounts',
      session.accountId,
      (found) => found ?? { id: session.accountId, key: fresh, session: null },
    );
    await store.write([
      { table: 'accounts', put: { id: session.accountId, key, session: await seal(key, session.accountId, lasting(session)) } },
      { table: 'meta', put: { id: 'current', value: session.accountId } },
    ]);
    return Phone.load(store, session, key, app);
  }

  /** Opens the account that worked here last, without asking the server. Null when there was none or it signed out. */
  static async reopen(store: DeviceStore, app = ''): Promise<Phone | null> {
    const account = await currentAccount(store);
    const row = account === null ? undefined : await store.get('accounts', account);
    if (!row?.session) return null;
    const kept = await open<Lasting>(row.key, row.id, row.session);
    return Phone.load(store, { ...kept, csrfToken: '', serverTime: '' }, row.key, app);
  }

  private static async load(store: DeviceStore, session: FieldSession, key: CryptoKey, app: string): Promise<Phone> {
    const phone = new Phone(store, session.accountId, await deviceId(store), session, key, app);
    phone.clock = await keptClock(store);
    await phone.reread();
    return phone;
  }

  /**
   * Stores the account's language, season and villages as the server states them. Without a network they hold until the server
   * says otherwise.
   */
  async keepSession(session: FieldSession): Promise<void> {
    const before = JSON.stringify(lasting(this.session));
    this.session = session;
    if (JSON.stringify(lasting(session)) === before) return;
    const sealed = await seal(this.key, this.account, lasting(session));
    await this.write([{ table: 'accounts', put: { id: this.account, key: this.key, session: sealed }, when: () => true }], () => undefined);
  }

  /** Stores what a server's answer said of this phone's clock: in memory at once, on the disk when it changed. */
  async keepClock(reading: ClockReading): Promise<void> {
    const news = isWorthKeeping(this.clock, reading);
    if (!news) return;
    this.clock = reading;
    await this.write([{ table: 'meta', put: { id: 'clock', value: reading } }], () => undefined);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  changed(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }

  /** Reads everything from the disk again, because another tab may have changed it. Only changed rows are opened. */
  async reread(): Promise<void> {
    const { store, account, rows } = this;
    for (;;) {
      const { writes } = this;
      const [drafts, outbox, notices, submissions, photos, villages, sending] = await Promise.all([
        store.of('drafts', account),
        store.of('outbox', account),
        store.of('notices', account),
        store.of('submissions', account),
        store.of('photos', account),
        store.of('villages', account),
        store.get('meta', `sending:${account}`),
      ]);
      const [openedDrafts, openedOutbox, openedNotices, openedSubmissions] = await Promise.all([
        Promise.all(drafts.map((row) => rows.openDraft(row))),
        Promise.all(outbox.map((row) => rows.openWaiting(row))),
        Promise.all(notices.map((row) => rows.openNotice(row))),
        Promise.all(submissions.map((row) => rows.openSubmission(row))),
      ]);
      if (isOlder(this.villages, villages)) await readVillages(this);
      // This tab wrote while it was reading, so what it read is out of date.
      if (writes !== this.writes) continue;
      for (const [table, found] of [
        ['drafts', drafts],
        ['outbox', outbox],
        ['notices', notices],
        ['submissions', submissions],
      ] as const)
        rows.keepOnly(table, new Set(found.map(({ id }) => id)));
      refill(
        this.drafts,
        openedDrafts.map((draft) => [draft.household, draft]),
      );
      refill(
        this.outbox,
        openedOutbox
          .filter(({ state }) => state !== 'discarded')
          .sort((a, b) => a.sequence - b.sequence)
          .map((one) => [one.id, one]),
      );
      refill(
        this.bin,
        openedOutbox.filter(({ state }) => state === 'discarded').map((one) => [one.id, one]),
      );
      refill(
        this.notices,
        openedNotices.map((notice) => [notice.household, notice]),
      );
      refill(
        this.submissions,
        openedSubmissions.sort((a, b) => a.sequence - b.sequence).map((one) => [one.id, one]),
      );
      refill(
        this.photos,
        photos.map(({ sha256, visit, state, bytes }) => [sha256, { sha256, visit, state, bytes }]),
      );
      this.sending = (sending?.value as Sending | undefined) ?? NEVER_SENT;
      return this.changed();
    }
  }

  /** Writes all changes or none, then updates memory. Data read meanwhile is not used. */
  async write(changes: readonly Change[], inMemory: () => void): Promise<void> {
    this.writes += 1;
    await this.store.write(changes);
    this.writes += 1;
    inMemory();
    this.changed();
  }

  /** A household that this phone added is found by the phone's number too, before and after the register has given it one. */
  household(number: string): { household: FieldHousehold; village: Village } | null {
    const added = this.submissions.get(number);
    for (const village of this.villages.values()) {
      const household = village.households.get(added?.number ?? number);
      if (household) return { household, village };
    }
    const village = added?.shown && this.villages.get(added.villageCode!);
    return village ? { household: added.shown!, village } : null;
  }

  /** The households this phone added that are not in the village's list yet. */
  addedIn({ village, households }: Village): FieldHousehold[] {
    return [...this.submissions.values()].flatMap(({ shown, villageCode, number }) =>
      shown && villageCode === village.code && !(number && households.get(number)) ? [shown] : [],
    );
  }

  /** What a form that was opened under the phone's number is kept under now. */
  private placed(number: string): string {
    const added = this.submissions.get(number);
    return added?.number && !added.shown ? added.number : number;
  }

  waitingOf(household: string): OutboxRecord[] {
    return [...this.outbox.values()].filter((one) => one.household === household);
  }

  /** Everything that only this phone has. */
  unsent(): { visits: number; photos: number; drafts: number } {
    const begun = this.submitted('draft').length;
    return {
      visits: this.outbox.size + this.submitted('waiting', 'refused').length,
      photos: [...this.photos.values()].filter((photo) => photo.state === 'waiting').length,
      drafts: this.drafts.size + begun,
    };
  }

  submitted(...states: Submission['state'][]): Submission[] {
    return [...this.submissions.values()].filter(({ state }) => states.includes(state));
  }

  /** The township has still to say which household one of this phone's is. */
  undecided(): boolean {
    return this.submitted('kept').some(({ number }) => number === undefined);
  }

  /** Changes with everything that is only here. As long as it is the same, an earlier export still holds it all. */
  unsentMark(): string {
    return [
      ...[...this.outbox.values(), ...this.bin.values()].map((one) => one.contentHash),
      ...[...this.drafts.values()].map((draft) => `${draft.household} ${draft.savedAt}`),
      ...[...this.submissions.values()].map(({ id, state, queuedAt }) => `${id} ${state} ${queuedAt}`),
      ...this.photos.keys(),
    ].join('\n');
  }

  /** A draft that says nothing of a call leaves what was begun of one (closure-draft.ts). */
  async saveDraft(typed: PhoneDraft): Promise<void> {
    const household = this.placed(typed.household);
    const closure = typed.draft.closure ?? this.drafts.get(household)?.draft.closure;
    const draft = { ...typed, household, draft: { ...typed.draft, ...(closure && { closure }) } };
    const row = await this.rows.draft(draft);
    await this.write([{ table: 'drafts', put: row }], () => this.drafts.set(draft.household, draft));
  }

  async discardDraft(household: string): Promise<void> {
    const own = this.drafts.get(household);
    const elsewhere = new Set(
      [...this.drafts.values()]
        .filter((draft) => draft.household !== household)
        .flatMap(({ draft }) => [...filesOfEvidence(draft.evidence), ...filesOfEvidence(draft.closure?.evidence)]),
    );
    const photos = this.draftPhotos(own?.visitId, own?.draft.closure?.visit).filter(({ sha256 }) => !elsewhere.has(sha256));
    await this.write([{ table: 'drafts', remove: this.rows.id(household) }, ...photos.flatMap((photo) => this.withoutPhoto(photo))], () => {
      this.drafts.delete(household);
      for (const { sha256 } of photos) this.photos.delete(sha256);
    });
  }

  /**
   * 提交: moves the visit from the drafts into the outbox in one transaction, with its photos. It replaces an unsent visit with
   * the same id. 没能入户 does not touch what was typed before: `keep` is the draft that stays, and it records that it knows of
   * this call. `opening`: what the phone's clock showed when the form was opened, from which the visit's time was computed.
   */
  async queueVisit(
    visit: Record<string, unknown> & { visit: string; household: string },
    base: SeenHousehold | null,
    baseRevision: number | null,
    about: { head: string; address: string | null; village: string },
    at: string,
    keep: PhoneDraft | null = null,
    opening?: SaidByClock,
  ): Promise<void> {
    const contentHash = await sha256Hex(contentText(visit));
    const sequence = await nextSequence(this.store);
    const clock = clockOf(visit, opening, this.clock, at, this.outbox.get(visit.visit));
    const sent = clock?.sent && { clock: clock.sent };
    const record: VisitRecordSent = { sequence, id: visit.visit, contentHash, baseRevision, base, visit, ...sent };
    const waiting: OutboxRecord = {
      id: visit.visit,
      household: this.placed(visit.household),
      ...about,
      sequence,
      contentHash,
      state: 'waiting',
      queuedAt: trueInstant(this.clock, at),
      record,
      ...(clock?.opening && { opening: clock.opening }),
    };
    const row = await this.rows.waiting(waiting);
    const files = new Set(filesOfEvidence(visit.evidence as Evidence | undefined));
    const named = [...files]
      .flatMap((sha256) => this.photos.get(sha256) ?? [])
      .map((photo): PhonePhoto => ({ ...photo, state: 'waiting' }));
    // Photos that were removed from the visit are not sent.
    const kept = keep && withCall(keep, visit, contentHash);
    const stays = new Set([...files, ...filesOfEvidence(kept?.draft.evidence)]);
    const begun = this.drafts.get(visit.household)?.draft.closure?.visit;
    const dropped = this.draftPhotos(visit.visit, begun).filter(({ sha256 }) => !stays.has(sha256));
    await this.write(
      [
        { table: 'outbox', put: row },
        kept ? { table: 'drafts', put: await this.rows.draft(kept) } : { table: 'drafts', remove: this.rows.id(waiting.household) },
        { table: 'notices', remove: this.rows.id(waiting.household) },
        ...named.map(
          (photo): Change => ({
            table: 'photos',
            put: { id: this.rows.id(photo.sha256), account: this.account, ...photo },
            when: () => true,
          }),
        ),
        ...dropped.flatMap((photo) => this.withoutPhoto(photo)),
      ],
      () => {
        this.outbox.delete(visit.visit);
        this.outbox.set(visit.visit, waiting);
        if (kept) this.drafts.set(waiting.household, kept);
        else this.drafts.delete(waiting.household);
        this.notices.delete(waiting.household);
        for (const photo of named) this.photos.set(photo.sha256, photo);
        for (const { sha256 } of dropped) this.photos.delete(sha256);
      },
    );
    tellOtherTabs();
  }

  async setSending(sending: Sending): Promise<void> {
    await this.write([{ table: 'meta', put: { id: `sending:${this.account}`, value: sending } }], () => (this.sending = sending));
    tellOtherTabs();
  }

  // Photos (and the signature, which is one) ------------------------------------------------------------------------------

  /** Stores a photo of a visit and returns its SHA-256, by which the visit names it. Throws StorageFull when there is no room. */
  async keepPhoto(visit: string, bytes: ArrayBuffer, type: string): Promise<string> {
    const sha256 = await sha256Hex(bytes);
    const id = this.rows.id(sha256);
    if (await this.store.get('photos', id)) return sha256;
    const whole = new Uint8Array(TYPE_BYTES + bytes.byteLength);
    whole.set(new TextEncoder().encode(type.slice(0, TYPE_BYTES).padEnd(TYPE_BYTES)));
    whole.set(new Uint8Array(bytes), TYPE_BYTES);
    const photo: PhonePhoto = { sha256, visit, state: 'draft', bytes: bytes.byteLength };
    const sealed = await sealBytes(this.key, id, whole);
    await this.write(
      [
        { table: 'photoBytes', put: { id, account: this.account, sealed } },
        { table: 'photos', put: { id, account: this.account, ...photo } },
      ],
      () => this.photos.set(sha256, photo),
    );
    return sha256;
  }

  /** A photo as it was taken; null when this phone does not have it (any more). */
  async photo(sha256: string): Promise<Blob | null> {
    const row = await this.store.get('photoBytes', this.rows.id(sha256));
    if (!row) return null;
    const whole = await openBytes(this.key, row.id, row.sealed);
    return new Blob([whole.slice(TYPE_BYTES)], { type: new TextDecoder().decode(whole.slice(0, TYPE_BYTES)).trim() });
  }

  /** Called when the server has exactly the bytes of this name. */
  async photoReceived(sha256: string): Promise<void> {
    await this.write(this.withoutPhoto({ sha256 }), () => this.photos.delete(sha256));
  }

  private draftPhotos(...visits: (string | undefined)[]): PhonePhoto[] {
    return [...this.photos.values()].filter((photo) => visits.includes(photo.visit) && photo.state === 'draft');
  }

  private withoutPhoto({ sha256 }: Pick<PhonePhoto, 'sha256'>): Change[] {
    const id = this.rows.id(sha256);
    return [
      { table: 'photos', remove: id },
      { table: 'photoBytes', remove: id },
    ];
  }
}

/**
 * The clock data for a time that the phone's clock gave; none for a time that a person typed. A visit that is corrected before
 * it was sent keeps its time, to the minute, and its clock data.
 */
function clockOf(
  visit: Record<string, unknown>,
  opening: SaidByClock | undefined,
  latest: ClockReading | null,
  shown: string,
  earlier: OutboxRecord | undefined,
): { opening?: SaidByClock; sent: VisitRecordSent['clock'] } | undefined {
  const minute = (time: unknown) => Math.floor(Date.parse(String(time)) / 60_000);
  if (earlier && minute(earlier.record.visit.visitedAt) === minute(visit.visitedAt))
    return { ...(earlier.opening && { opening: earlier.opening }), sent: earlier.record.clock };
  if (!opening) return undefined;
  const { at, said, aheadSeconds } = instantOf(opening, latest, shown);
  if (visit.visitedAt !== at) return undefined;
  return { opening, sent: aheadSeconds === 0 ? undefined : { said, aheadSeconds } };
}

/** A draft after a call at the same door. Whoever submits it later knew of the call. */
function withCall(draft: PhoneDraft, visit: { visit: string; outcome?: unknown; answers?: unknown }, contentHash: string): PhoneDraft {
  const seen = {
    id: visit.visit,
    revision: 1,
    contentHash,
    outcome: visit.outcome,
    answers: visit.answers ?? {},
  } as SeenHousehold['visits'][number];
  return {
    ...draft,
    base: draft.base && { ...draft.base, visits: [...draft.base.visits.filter(({ id }) => id !== seen.id), seen] },
    ...(draft.knew && { knew: [...draft.knew, markOf(seen)] }),
  };
}

function refill<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
