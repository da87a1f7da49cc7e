import { problemsOfTime } from '~/domain/survey/visit-time';
import { contentText } from '~/domain/sync/canonical-json';
import { instantOf, type SaidByClock, trueInstant } from '~/domain/time/phone-clock';
import { nextSequence } from '~/offline/device/device-id';
import type { Phone } from '~/offline/phone';
import type { Change } from '~/offline/store/device-store';
import { sha256Hex } from '~/offline/store/seal';
import type { OutboxRecord } from '~/offline/store/sealed-rows';

/** A smaller difference is no reason to send a record again. */
const SAME_TIME_MS = 120_000;

/**
 * 时间按服务器的钟改正: records in the outbox, including refused ones, whose time came from a clock that turned out to be wrong get their
 * true time and are sent as new ones. A time that a person typed stays, unless it is impossible.
 */
export async function putTimesRight(phone: Phone, shown: string): Promise<void> {
  const changes: Change[] = [];
  for (const one of phone.outbox.values()) {
    const right = rightTimeOf(one, phone, shown);
    if (!right) continue;
    const visit = { ...one.record.visit, visitedAt: right.at };
    const contentHash = await sha256Hex(contentText(visit));
    const sequence = await nextSequence(phone.store);
    const { clock: _clock, ...record } = one.record;
    const again: OutboxRecord = {
      ...one,
      sequence,
      contentHash,
      state: 'waiting',
      sentence: undefined,
      problems: undefined,
      record: {
        ...record,
        sequence,
        contentHash,
        visit,
        ...(right.aheadSeconds !== 0 && { clock: { said: right.said, aheadSeconds: right.aheadSeconds } }),
      },
    };
    changes.push({ table: 'outbox', put: await phone.rows.waiting(again), when: (row) => row.contentHash === one.contentHash });
  }
  if (changes.length === 0) return;
  await phone.write(changes, () => undefined);
  await phone.reread();
}

function rightTimeOf(one: OutboxRecord, phone: Phone, shown: string): ReturnType<typeof instantOf> | null {
  const { visitedAt } = one.record.visit as { visitedAt?: unknown };
  if (typeof visitedAt !== 'string' || !phone.clock) return null;
  const now = trueInstant(phone.clock, shown);
  // An older app did not say whether its time came from the clock, so only impossible times are changed.
  const said: SaidByClock | null = one.opening ?? (problemsOfTime(visitedAt, now).length > 0 ? { said: visitedAt, reading: null } : null);
  if (!said) return null;
  const right = instantOf(said, phone.clock, shown);
  const moved = Math.abs(Date.parse(right.at) - Date.parse(visitedAt)) > SAME_TIME_MS;
  return moved && problemsOfTime(right.at, now).length === 0 ? right : null;
}
