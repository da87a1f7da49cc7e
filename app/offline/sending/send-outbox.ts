import {
  type FieldSession,
  LARGEST_SENDING_BYTES,
  MOST_RECORDS,
  PROTOCOL_VERSION,
  photoAnswerSchema,
  type VisitRecordSent,
  visitsAnswerSchema,
} from '~/domain/sync/protocol';
import type { Phone } from '~/offline/phone';
import { takeReceipts } from './take-receipts';
import { SESSION, type Server, type Trouble } from './talk';

export type SendOptions = { now: () => string; app?: string; deviceName?: string };
export type Sent = { trouble: Trouble | null; session: FieldSession | null };

/**
 * 上传: sends what waits, in the order of the records' numbers, in batches, then the photos one by one. It stops at the first
 * trouble that concerns everything (no network, signed out, a failing server); trouble with one record stays with that record.
 * Only a receipt removes a record from the outbox (take-receipts.ts). The caller makes sure that only one tab does this.
 */
export async function sendOutbox(phone: Phone, server: Server, options: SendOptions): Promise<Sent> {
  await phone.reread();
  const asked = await server.ask<FieldSession>(SESSION);
  if (!asked.ok) return { trouble: asked, session: null };
  let session = asked.value;
  // Somebody else has signed in meanwhile and must not send what this account wrote.
  if (session.accountId !== phone.account) return { trouble: { ok: false, why: 'other-account' }, session };
  await phone.keepSession(session);
  // Loaded only when needed: a phone with a right clock and no refused records needs neither.
  if (phone.bin.size > 0) await (await import('~/offline/store/bin')).emptyOldBin(phone);
  if (phone.outbox.size > 0) await (await import('./put-times-right')).putTimesRight(phone, options.now());
  const post = async <T>(path: string, init: { method: string; body: BodyInit; type?: string }) => {
    const told = await server.ask<T>(path, { ...init, csrfToken: session.csrfToken });
    if (told.ok || told.why !== 'token') return told;
    const again = await server.ask<FieldSession>(SESSION);
    if (!again.ok) return again;
    if (again.value.accountId !== phone.account) return { ok: false, why: 'other-account' } as const;
    session = again.value;
    return server.ask<T>(path, { ...init, csrfToken: session.csrfToken });
  };

  const waiting = () =>
    [...phone.outbox.values()]
      .filter((one) => one.state === 'waiting')
      .sort((a, b) => a.sequence - b.sequence)
      .map(({ record }) => record);
  const photos = () => [...phone.photos.values()].filter((photo) => photo.state === 'waiting');
  const submitted = phone.submitted('waiting').length > 0 || phone.undecided();
  const nothing = waiting().length + photos().length === 0 && !submitted;
  // A phone that only has its lists registers too: it can be lost as well. An older server does not say whether it has.
  if (nothing && session.registered !== false) return { trouble: null, session };

  const registered =
    session.registered === true
      ? null
      : await post('/field-data/devices', {
          method: 'POST',
          body: JSON.stringify({ protocol: PROTOCOL_VERSION, device: phone.device, name: options.deviceName ?? '', app: options.app }),
        });
  if (registered && !registered.ok && registered.why !== 'refused') return { trouble: registered, session };

  // The records tried in this sending. One that failed waits for the next sending.
  const tried = new Set<string>();
  let most = MOST_RECORDS;
  let single: Trouble | null = null;
  if (submitted) {
    const told = await (await import('~/offline/submissions/send-submissions')).sendSubmissions(phone, post, options);
    if (told && told.why !== 'too-large' && told.why !== 'refused') return { trouble: told, session };
    single = told;
  }
  for (;;) {
    const left = waiting().filter((record) => !tried.has(record.contentHash));
    const batch = firstBatch(left, most);
    if (batch.length === 0) break;
    const told = await post<unknown>('/field-data/visits', { method: 'POST', body: bodyOf(phone.device, batch, options.app) });
    if (!told.ok) {
      if (told.why === 'too-large' && batch.length > 1) {
        most = Math.max(1, Math.floor(batch.length / 2));
        continue;
      }
      if (told.why !== 'too-large' && told.why !== 'refused') return { trouble: told, session };
      // Only this record is refused; the others go on.
      if (batch.length > 1) {
        most = 1;
        continue;
      }
      tried.add(batch[0]!.contentHash);
      single = told;
      continue;
    }
    const answer = visitsAnswerSchema.safeParse(told.value);
    if (!answer.success) return { trouble: { ok: false, why: 'not-ours' }, session };
    for (const record of batch) tried.add(record.contentHash);
    if (answer.data.receipts.some((receipt) => receipt.status === 'failed')) single = { ok: false, why: 'server' };
    await takeReceipts(phone, batch, answer.data.receipts, options.now());
  }

  for (const { sha256 } of photos()) {
    const photo = await phone.photo(sha256);
    if (!photo) continue;
    const told = await post<unknown>(`/field-data/photos/${sha256}`, { method: 'PUT', body: photo, type: photo.type });
    if (!told.ok) {
      if (told.why !== 'too-large' && told.why !== 'refused') return { trouble: told, session };
      single = told;
      continue;
    }
    const answer = photoAnswerSchema.safeParse(told.value);
    if (answer.success && answer.data.sha256 === sha256) await phone.photoReceived(sha256);
    else return { trouble: { ok: false, why: 'not-ours' }, session };
  }
  return { trouble: single, session };
}

function bodyOf(device: string, records: readonly VisitRecordSent[], app?: string): string {
  return JSON.stringify({ protocol: PROTOCOL_VERSION, device, ...(app && { app }), records });
}

function firstBatch(records: readonly VisitRecordSent[], most: number): VisitRecordSent[] {
  const batch: VisitRecordSent[] = [];
  let bytes = 1_000;
  for (const record of records.slice(0, most)) {
    bytes += new TextEncoder().encode(JSON.stringify(record)).length + 1;
    if (batch.length > 0 && bytes > LARGEST_SENDING_BYTES) break;
    batch.push(record);
  }
  return batch;
}
