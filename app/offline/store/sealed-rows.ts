import type { AnswerProblem } from '~/domain/survey/answer-problem';
import type { FieldHousehold, FieldVillage, RecordReceipt, VisitRecordSent } from '~/domain/sync/protocol';
import type { SaidByClock } from '~/domain/time/phone-clock';
import { type HouseholdOnPhone, listedOf, type SeasonSeen } from '~/offline/villages/household-on-phone';
import { writeLines } from '~/offline/villages/households';
import { type AccountTable, type DeviceTables, DRAFT_SCHEMA, type Sealed } from './device-store';
import { migrateDraft, type PhoneDraft } from './phone-draft';
import { openBytes, sealBytes } from './seal';

/** A submitted visit that waits for its receipt, with what the list says of it. */
export type OutboxRecord = {
  id: string;
  household: string;
  head: string;
  address: string | null;
  village: string;
  sequence: number;
  contentHash: string;
  /** discarded: in the bin. */
  state: 'waiting' | 'refused' | 'discarded';
  queuedAt: string;
  record: VisitRecordSent;
  /** Why the server refused it, in the person's language. */
  sentence?: string;
  /** Its problems, when they can be shown at a field. */
  problems?: AnswerProblem[];
  /** What the clock showed, when the visit's time came from the phone's clock and not from a person. */
  opening?: SaidByClock;
};

/** What waits beside visits: a problem reported (offline/submissions). */
export type Submission = Pick<DeviceTables['submissions'], 'kind' | 'household' | 'sequence' | 'state'> & {
  id: string;
  head: string;
  address: string | null;
  village: string;
  /** What is said, without its time. */
  content: Record<string, unknown>;
  /** What the phone's clock showed when it was said: its time is worked out when it is sent. */
  opening: SaidByClock;
  queuedAt: string;
  /** Why the server refused it, or keeps it waiting. */
  sentence?: string;
  /** Of a household: how it is shown until the register's own is on the phone, in which village; its number, once it has one. */
  shown?: FieldHousehold;
  villageCode?: string;
  number?: string;
};

export type HouseholdNotice = { household: string; status: RecordReceipt['status']; sentence: string; at: string };

/**
 * 一个账号的行: which row of the device holds what, sealed with the account's key. Every sealing has its own `iv`, which identifies
 * the row's content: reading everything again opens only what has changed.
 */
export class SealedRows {
  private readonly known = new Map<string, { mark: string; value: unknown }>();

  constructor(
    private readonly account: string,
    private readonly key: CryptoKey,
  ) {}

  id(name: string): string {
    return `${this.account}/${name}`;
  }

  async draft(draft: PhoneDraft): Promise<DeviceTables['drafts']> {
    const id = this.id(draft.household);
    return {
      id,
      account: this.account,
      household: draft.household,
      season: draft.season,
      schema: DRAFT_SCHEMA,
      sealed: await this.seal('drafts', id, draft),
    };
  }

  async openDraft(row: DeviceTables['drafts']): Promise<PhoneDraft> {
    return migrateDraft(row.schema, await this.open('drafts', row));
  }

  async waiting({ id: visit, household, sequence, contentHash, state, ...rest }: OutboxRecord): Promise<DeviceTables['outbox']> {
    const id = this.id(visit);
    return {
      id,
      account: this.account,
      household,
      sequence,
      contentHash,
      state,
      schema: DRAFT_SCHEMA,
      sealed: await this.seal('outbox', id, rest),
    };
  }

  async openWaiting(row: DeviceTables['outbox']): Promise<OutboxRecord> {
    const { household, sequence, contentHash, state } = row;
    const rest = await this.open<Omit<OutboxRecord, 'id' | 'household' | 'sequence' | 'contentHash' | 'state'>>('outbox', row);
    return { ...rest, id: row.id.slice(this.account.length + 1), household, sequence, contentHash, state };
  }

  async submission({ id: name, kind, household, sequence, state, ...rest }: Submission): Promise<DeviceTables['submissions']> {
    const id = this.id(name);
    return { id, account: this.account, kind, household, sequence, state, sealed: await this.seal('submissions', id, rest) };
  }

  async openSubmission(row: DeviceTables['submissions']): Promise<Submission> {
    const { kind, household, sequence, state } = row;
    return {
      ...(await this.open<Submission>('submissions', row)),
      id: row.id.slice(this.account.length + 1),
      kind,
      household,
      sequence,
      state,
    };
  }

  async notice(household: string, { status, sentence = '' }: RecordReceipt, at: string): Promise<DeviceTables['notices']> {
    const id = this.id(household);
    return {
      id,
      account: this.account,
      household,
      sealed: await this.seal('notices', id, { household, status, sentence, at } satisfies HouseholdNotice),
    };
  }

  openNotice(row: DeviceTables['notices']): Promise<HouseholdNotice> {
    return this.open('notices', row);
  }

  async village(
    village: FieldVillage,
    taken: { season: string; cursor: string; takenAt: string; change: string },
  ): Promise<DeviceTables['villages']> {
    const id = this.id(village.code);
    return { id, account: this.account, village: village.code, ...taken, sealed: await this.seal('villages', id, village) };
  }

  openVillage(row: DeviceTables['villages']): Promise<FieldVillage> {
    return this.open('villages', row);
  }

  /** Not cached, because it is large and read once. `app` is the version that computed the list. */
  async block(
    village: string,
    block: number,
    households: readonly FieldHousehold[],
    listed: readonly HouseholdOnPhone[],
    app: string,
  ): Promise<DeviceTables['blocks']> {
    const id = this.id(`${village}/${block}`);
    const [sealed, list] = await Promise.all([sealBytes(this.key, id, bytesOf(writeLines(households))), this.blockList(id, listed)]);
    return { id, account: this.account, village, block, sealed, list, listedBy: app };
  }

  /** The list is sealed for its row and as a list, so it cannot stand in for another content. */
  blockList(id: string, listed: readonly HouseholdOnPhone[]): Promise<Sealed> {
    return sealBytes(this.key, `${id}/list`, bytesOf(JSON.stringify(listed)));
  }

  /** The households stay as bytes. Without a list of this version of the app they are parsed and the list is computed again. */
  async openBlock(
    { id, sealed, list, listedBy }: DeviceTables['blocks'],
    app: string,
    season: SeasonSeen,
  ): Promise<{ bytes: ArrayBuffer; listed: HouseholdOnPhone[]; anew: boolean }> {
    const opening = openBytes(this.key, id, sealed);
    if (list && listedBy === app) {
      const [bytes, listed] = await Promise.all([opening, openBytes(this.key, `${id}/list`, list)]);
      return { bytes, listed: JSON.parse(textOf(listed)) as HouseholdOnPhone[], anew: false };
    }
    const households = JSON.parse(textOf(await opening)) as FieldHousehold[];
    return {
      bytes: bytesOf(writeLines(households)).buffer as ArrayBuffer,
      listed: households.map((household) => listedOf(household, season)),
      anew: true,
    };
  }

  private async open<T>(table: AccountTable, { id, sealed }: { id: string; sealed: Sealed }): Promise<T> {
    const place = `${table} ${id}`;
    const mark = sealed.iv.join();
    let known = this.known.get(place);
    if (known?.mark !== mark) {
      known = { mark, value: JSON.parse(new TextDecoder().decode(await openBytes(this.key, id, sealed))) };
      this.known.set(place, known);
    }
    return known.value as T;
  }

  private async seal(table: AccountTable, id: string, value: unknown): Promise<Sealed> {
    const text = JSON.stringify(value);
    const sealed = await sealBytes(this.key, id, bytesOf(text));
    this.known.set(`${table} ${id}`, { mark: sealed.iv.join(), value: JSON.parse(text) });
    return sealed;
  }

  /** Forgets all cached rows of this table except these. */
  keepOnly(table: AccountTable, ids: ReadonlySet<string>): void {
    for (const place of [...this.known.keys()])
      if (place.startsWith(`${table} `) && !ids.has(place.slice(table.length + 1))) this.known.delete(place);
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}

function textOf(bytes: ArrayBuffer): string {
  return new TextDecoder().decode(bytes);
}
