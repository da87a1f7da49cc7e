import type { Phone } from '~/offline/phone';
import type { OutboxRecord, Submission } from '~/offline/store/sealed-rows';

/** What was refused is sent again as it is: something else was put right meanwhile. */
export async function askAgain(phone: Phone, id: string): Promise<void> {
  const { outbox, submissions, rows } = phone;
  const waiting = outbox.get(id);
  const submitted = submissions.get(id);
  if (waiting) {
    const again: OutboxRecord = { ...waiting, state: 'waiting', sentence: undefined, problems: undefined };
    await phone.write(
      [{ table: 'outbox', put: await rows.waiting(again), when: (row) => row.contentHash === waiting.contentHash }],
      () => undefined,
    );
  }
  if (submitted?.state === 'refused') {
    const again: Submission = { ...submitted, state: 'waiting', sentence: undefined };
    await phone.write(
      [{ table: 'submissions', put: await rows.submission(again), when: (row) => row.state === 'refused' }],
      () => undefined,
    );
  }
  await phone.reread();
}
