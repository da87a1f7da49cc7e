import { contentText } from '~/domain/sync/canonical-json';
import { MOST_RECORDS, PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { isKept, type SubmissionReceipt, type SubmissionSent, submissionsAnswerSchema } from '~/domain/sync/submissions';
import { instantOf } from '~/domain/time/phone-clock';
import type { Phone } from '~/offline/phone';
import { tellOtherTabs } from '~/offline/sending/other-tabs';
import type { Told, Trouble } from '~/offline/sending/talk';
import type { Change } from '~/offline/store/device-store';
import { sha256Hex } from '~/offline/store/seal';
import type { Submission } from '~/offline/store/sealed-rows';
import { receivedReport } from './received-report';

type Post = (path: string, init: { method: string; body: string }) => Promise<Told<unknown>>;

/**
 * Sends what waits beside visits, before them: a cold home is urgent. Answers the trouble that ended it; one that concerns a single
 * batch lets the rest go on. What is sent twice is one: the server knows it by its id.
 */
export async function sendSubmissions(
  phone: Phone,
  post: Post,
  { now, app }: { now: () => string; app?: string },
): Promise<Trouble | null> {
  let single: Trouble | null = null;
  // A household before what was said of it. One that the township still looks at is asked about again.
  const households = [...phone.submitted('waiting'), ...phone.submitted('kept').filter(({ number }) => number === undefined)];
  const kinds = [
    ['/field-data/households', households.filter(({ kind }) => kind === 'household')],
    ['/field-data/problems', phone.submitted('waiting').filter(({ kind }) => kind === 'problem')],
  ] as const;
  for (const [path, waiting] of kinds) {
    for (let at = 0; at < waiting.length; at += MOST_RECORDS) {
      const records = await Promise.all(waiting.slice(at, at + MOST_RECORDS).map((one) => recordOf(phone, one, now())));
      const body = JSON.stringify({ protocol: PROTOCOL_VERSION, device: phone.device, ...(app && { app }), records });
      const told = await post(path, { method: 'POST', body });
      if (!told.ok) {
        if (told.why !== 'too-large' && told.why !== 'refused') return told;
        single = told;
        continue;
      }
      const answer = submissionsAnswerSchema.safeParse(told.value);
      if (!answer.success) return { ok: false, why: 'not-ours' };
      if (answer.data.receipts.some(({ status }) => status === 'failed')) single = { ok: false, why: 'server' };
      await takeSubmissionReceipts(phone, records, answer.data.receipts);
    }
  }
  return single;
}

/** As it is sent: its time is when it was said, by what is known of the phone's clock now. */
export async function recordOf(phone: Phone, { id, kind, sequence, content, opening }: Submission, shown: string): Promise<SubmissionSent> {
  const { at, said, aheadSeconds } = instantOf(opening, phone.clock, shown);
  const timed = { ...content, [kind === 'household' ? 'addedAt' : 'reportedAt']: at };
  const contentHash = await sha256Hex(contentText(timed));
  return { sequence, id, contentHash, content: timed, ...(aheadSeconds !== 0 && { clock: { said, aheadSeconds } }) };
}

/** It leaves the phone only with a receipt that names its id and its hash; the household shows it from then on as the server has it. */
async function takeSubmissionReceipts(
  phone: Phone,
  sent: readonly SubmissionSent[],
  receipts: readonly SubmissionReceipt[],
): Promise<void> {
  await phone.reread();
  const changes: Change[] = [];
  for (const receipt of receipts) {
    const record = sent.find((one) => one.id === receipt.id && one.contentHash === receipt.contentHash);
    const one = record && phone.submissions.get(record.id);
    if (!record || (one?.state !== 'waiting' && one?.state !== 'kept')) continue;
    if (one.kind === 'household' && isKept(receipt)) {
      const { number, sentence } = receipt;
      const kept: Submission = { ...one, state: 'kept', sentence, ...(number !== undefined && { number }) };
      changes.push({ table: 'submissions', put: await phone.rows.submission(kept), when: () => true });
    } else if (isKept(receipt)) {
      changes.push({ table: 'submissions', remove: phone.rows.id(one.id) });
      changes.push(...(await receivedReport(phone, record, receipt)));
    } else if (receipt.status === 'refused') {
      changes.push({ table: 'submissions', put: await phone.rows.submission({ ...one, state: 'refused', sentence: receipt.sentence }) });
    }
  }
  if (changes.length > 0) await phone.write(changes, () => undefined);
  await phone.reread();
  tellOtherTabs();
}
