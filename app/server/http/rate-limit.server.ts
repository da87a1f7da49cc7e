/** Counters against guessing. They are in the database, so that all processes of the app count together. */
import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { deleteExpiredLimits } from '~/database/access/rate-limits.server';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { lockMinutesAfter } from '~/domain/access/lock-after-failures';

/** Wrong passwords from one address in a quarter of an hour. The number is high because an office shares an address. */
const FAILURES_PER_ADDRESS = 50;
export const QUARTER_HOUR = 15 * 60;
/** So often may one who is known already, by a session or a browser's mark, try a password in a quarter of an hour. */
export const PASSWORD_TRIES = 10;

/** A process draws this part of what is allowed at a time, and nothing of less than twice as many. */
const DRAWN_OF = 60;
const MOST_DRAWN = 1_000;

export type RateLimits = ReturnType<typeof openRateLimits>;

/** Names and addresses are stored as hashes, so that the table does not list who tried. */
function keyOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url').slice(0, 32);
}

export function openRateLimits(db: Database) {
  const limiter = (keyPrefix: string, points: number, duration: number) =>
    new RateLimiterPostgres({
      storeClient: db.pool,
      tableName: 'rate_limit',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix,
      points,
      duration,
    });
  const addressFailures = limiter('address', FAILURES_PER_ADDRESS, QUARTER_HOUR);
  const unknownFailures = limiter('unknown', 1_000_000, 24 * 60 * 60);
  const unknownLock = limiter('unknown-lock', 1, 1);
  const general = new Map<string, RateLimiterPostgres>();
  const drawn = new Map<string, { left: number; until: number }>();

  /** Uses that were counted in the database and are not used up; what has ended is dropped. */
  function drawnBefore(key: string, now: number): { left: number; until: number } | undefined {
    if (drawn.size > MOST_DRAWN) for (const [other, { left, until }] of drawn) if (left === 0 || until <= now) drawn.delete(other);
    const mine = drawn.get(key);
    return mine && mine.left > 0 && mine.until > now ? mine : undefined;
  }

  async function secondsLeft(limit: RateLimiterPostgres, points: number, key: string): Promise<number> {
    const state = await limit.get(key);
    return state && state.consumedPoints > points ? Math.ceil(state.msBeforeNext / 1000) : 0;
  }

  return {
    /** Seconds this address must wait before it may try a password again; 0 means it may. */
    addressWait: (address: string) => secondsLeft(addressFailures, FAILURES_PER_ADDRESS - 1, keyOf(address)),

    noteAddressFailure: async (address: string) => {
      await addressFailures.penalty(keyOf(address));
    },

    /** Seconds that an unknown user name is locked, by the same rule as an account. */
    unknownNameWait: (username: string) => secondsLeft(unknownLock, 1, keyOf(username)),

    /** Counts a failure under an unknown user name and returns the minutes it is locked from now on. */
    noteUnknownNameFailure: async (username: string): Promise<number> => {
      const state = await unknownFailures.penalty(keyOf(username));
      const minutes = lockMinutesAfter(state.consumedPoints);
      if (minutes > 0) await unknownLock.block(keyOf(username), minutes * 60);
      return minutes;
    },

    /**
     * Counts one use of `name` by `who`. Returns the seconds to wait when there were more than `points` in `seconds`. Of hundreds a process
     * draws several at a time and counts those by itself, because each write waits for the disk.
     */
    use: async (name: string, who: string, points: number, seconds: number): Promise<number> => {
      const key = `${name}:${points}:${seconds}`;
      const limit = general.get(key) ?? limiter(name, points, seconds);
      general.set(key, limit);
      const mine = `${key}:${keyOf(who)}`;
      const before = drawnBefore(mine, Date.now());
      if (before) {
        before.left -= 1;
        return 0;
      }
      const some = Math.max(1, Math.floor(points / DRAWN_OF));
      try {
        const { msBeforeNext } = await limit.consume(keyOf(who), some);
        if (some > 1) drawn.set(mine, { left: some - 1, until: Date.now() + msBeforeNext });
        return 0;
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
        throw refused;
      }
    },

    /** Removes expired counters, which would only fill the table. */
    deleteExpired: async (now: Date) => {
      await withSql(db, (sql) => deleteExpiredLimits(sql, now));
    },
  };
}
