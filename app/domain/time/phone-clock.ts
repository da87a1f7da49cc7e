/**
 * 手机时间快多少、慢多少: by how much a phone's clock differs from the server's, and which instant it was when the clock showed a time.
 * Differences are in seconds, positive when the phone is ahead. The server's clock counts as right.
 */

/** A smaller difference is ignored: nobody notices it, and a visit is taken up to ten minutes ahead (visit-time.ts). */
const IGNORED_SECONDS = 120;
/** The `Date` header counts whole seconds. */
const SERVER_PRECISION_SECONDS = 1;
/** No phone goes this long without reaching the server. A clock that was behind by more and has caught up was set right meanwhile. */
const LONGEST_WITHOUT_SERVER_SECONDS = 60 * 86_400;

/** The result of one answer: how far ahead the phone was, and what its clock showed then (an ISO instant). */
export type ClockReading = { aheadSeconds: number; at: string };
/** A time that the phone's clock gave, and what was known of the clock then. */
export type SaidByClock = { said: string; reading: ClockReading | null };
/** The clock data sent with a record whose time was corrected. */
export type ClockOfRecord = { said: string; aheadSeconds: number };

const secondsOf = (instant: string): number => Date.parse(instant) / 1_000;
const instantAt = (seconds: number): string => new Date(Math.round(seconds * 1_000)).toISOString();

/**
 * Reads the phone's clock off one answer of the server: what the clock showed before sending and after receiving, and the
 * server's time in between. The answer may have been made at any moment between the two, so a difference that this could
 * explain, or one below two minutes, counts as none. Null when the answer carries no time or the clock was set meanwhile.
 */
export function clockReading(sent: string, received: string, serverTime: string): ClockReading | null {
  const [before, after, server] = [sent, received, serverTime].map(secondsOf) as [number, number, number];
  if (![before, after, server].every(Number.isFinite) || after < before) return null;
  const uncertain = (after - before) / 2 + SERVER_PRECISION_SECONDS;
  const ahead = Math.round((before + after) / 2 - server);
  return { aheadSeconds: Math.abs(ahead) - uncertain < IGNORED_SECONDS ? 0 : ahead, at: received };
}

/**
 * By how much the phone is ahead when its clock shows `shown`: as at the last answer, unless the clock has been set since. A
 * time before that answer shows that it was set. Then it is either right, or behind by at least the time missing to that answer
 * (an empty battery).
 */
export function aheadWhen(reading: ClockReading | null, shown: string): number {
  if (!reading) return 0;
  const trueThen = secondsOf(reading.at) - reading.aheadSeconds;
  const now = secondsOf(shown);
  const caughtUp = reading.aheadSeconds < -LONGEST_WITHOUT_SERVER_SECONDS && now >= trueThen - IGNORED_SECONDS;
  if (caughtUp) return 0;
  if (now - reading.aheadSeconds >= trueThen - IGNORED_SECONDS) return reading.aheadSeconds;
  return now >= trueThen - IGNORED_SECONDS ? 0 : Math.round(now - trueThen);
}

/** The instant it is when the phone's clock shows `shown`. */
export function trueInstant(reading: ClockReading | null, shown: string): string {
  const ahead = aheadWhen(reading, shown);
  return ahead === 0 ? shown : instantAt(secondsOf(shown) - ahead);
}

/**
 * The instant at which the phone's clock showed `said`, as far as is known at `shown`. The reading known then is used when the
 * result fits: not before the answer it came from, and not after now. Otherwise the latest reading is used when its result
 * fits.
 */
export function instantOf({ said, reading }: SaidByClock, latest: ClockReading | null, shown: string): ClockOfRecord & { at: string } {
  const now = secondsOf(trueInstant(latest, shown));
  const earliest = reading ? secondsOf(reading.at) - reading.aheadSeconds : -Infinity;
  const fits = (seconds: number) => seconds >= earliest - IGNORED_SECONDS && seconds <= now + IGNORED_SECONDS;
  const by = (aheadSeconds: number) => ({
    said,
    aheadSeconds,
    at: aheadSeconds === 0 ? said : instantAt(secondsOf(said) - aheadSeconds),
  });
  const aheadNow = aheadWhen(latest, shown);
  if (reading && fits(secondsOf(said) - reading.aheadSeconds)) return by(aheadWhen(reading, said));
  if (fits(secondsOf(said) - aheadNow)) return by(aheadNow);
  return by(aheadWhen(reading, said));
}
