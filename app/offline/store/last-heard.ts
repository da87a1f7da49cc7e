import { ASK_PASSWORD_AFTER_DAYS, type LastHeard, mustAskPassword, seenAt } from '~/domain/sync/ask-password';
import { trueInstant } from '~/domain/time/phone-clock';
import { keptClock } from '~/offline/device/keep-clock';
import type { DeviceStore } from './device-store';

const idOf = (account: string): string => `heard:${account}`;
/** Written again after this time only: the server answers often. */
const WRITTEN_AGAIN_MS = 600_000;

const farFrom = (one: string, other: string): boolean => Math.abs(Date.parse(other) - Date.parse(one)) > WRITTEN_AGAIN_MS;

async function lastHeard(store: DeviceStore, account: string): Promise<LastHeard | null> {
  return ((await store.get('meta', idOf(account)))?.value as LastHeard | undefined) ?? null;
}

/** The server has answered this account, at this time by its clock: the days count from here, and so does the latest time seen. */
export async function noteHeard(store: DeviceStore, account: string, at: string, days = ASK_PASSWORD_AFTER_DAYS): Promise<void> {
  const before = await lastHeard(store, account);
  // Both: a locked phone has seen this time already, and counts from an old answer all the same.
  const isNews = !before || before.days !== days || [before.at, before.seen].some((one) => farFrom(one, at));
  if (isNews) await store.write([{ table: 'meta', put: { id: idOf(account), value: { at, seen: at, days } satisfies LastHeard } }]);
}

/** The password was given: the days count from now, by the same clock that found them too many. */
export async function notePasswordGiven(store: DeviceStore, account: string, shown: string): Promise<void> {
  await noteHeard(store, account, trueInstant(await keptClock(store), shown));
}

/**
 * Whether the account's password has to be asked for now. The time is noted, so that a clock that is set back later changes nothing. An
 * account of an older version of the app counts from now.
 */
export async function asksPassword(store: DeviceStore, account: string, shown: string): Promise<boolean> {
  const now = trueInstant(await keptClock(store), shown);
  const heard = await lastHeard(store, account);
  if (!heard) {
    await noteHeard(store, account, now);
    return false;
  }
  const seen = seenAt(heard, now);
  if (Date.parse(seen.seen) - Date.parse(heard.seen) > WRITTEN_AGAIN_MS)
    await store.write([{ table: 'meta', put: { id: idOf(account), value: seen } }]);
  return mustAskPassword(seen, now);
}

/** How much of a locked account waits on the phone. Nothing of it is opened. */
export async function waitingUnopened(store: DeviceStore, account: string): Promise<number> {
  const [outbox, submissions, drafts] = await Promise.all([
    store.of('outbox', account),
    store.of('submissions', account),
    store.of('drafts', account),
  ]);
  return (
    outbox.filter(({ state }) => state !== 'discarded').length + submissions.filter(({ state }) => state !== 'kept').length + drafts.length
  );
}
