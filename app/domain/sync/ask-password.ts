/** Of a phone whose server does not say otherwise (PHONE_PASSWORD_DAYS). */
export const ASK_PASSWORD_AFTER_DAYS = 14;

/** When the server last answered this account, the latest time that was seen on the phone since, and after how many days it asks. */
export type LastHeard = { at: string; seen: string; days: number };

const DAY_MS = 86_400_000;

/**
 * 多久没联网要输密码: a phone that the server has not answered for so many days shows nothing until the password was given. It may have been
 * lost and retired long ago, and keeps away from the network to which it would be told. `now` is the phone's clock, corrected by what is
 * known of it (phone-clock.ts). A clock that is set back does not help: the latest time that was ever seen counts. Whole days, 24 hours
 * each; nothing known (null) asks for nothing. Source: docs/definitions.md#retired-phone.
 */
export function mustAskPassword(heard: LastHeard | null, now: string): boolean {
  if (!heard) return false;
  return latest(heard.seen, now) - Date.parse(heard.at) >= heard.days * DAY_MS;
}

/** What is known once the phone's clock showed `now`; the same when nothing was learnt by it. */
export function seenAt(heard: LastHeard, now: string): LastHeard {
  return Date.parse(now) > Date.parse(heard.seen) ? { ...heard, seen: now } : heard;
}

const latest = (...times: string[]): number => Math.max(...times.map((time) => Date.parse(time)).filter(Number.isFinite));
