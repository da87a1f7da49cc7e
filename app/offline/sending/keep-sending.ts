import type { Phone } from '~/offline/phone';
import { type TakingProgress, takePackages } from '~/offline/villages/work-package';
import { inOneTab, whenFree } from './one-tab';
import { type SendOptions, sendOutbox } from './send-outbox';
import { passesByItself, type Server, type Trouble } from './talk';

/**
 * Retries after 15 s, 30 s, 1 min …, at most 15 min: rare enough to spare the battery, often enough for a waiting cadre. Where only the
 * network or the server has to come back, the next try and the silence it waits for (talk.ts) stay below a minute together.
 */
const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 900_000;
const LONGEST_UNTIL_BACK_MS = 40_000;
function retryAfter(attempts: number, trouble: Trouble): number {
  const longest = passesByItself(trouble) ? LONGEST_UNTIL_BACK_MS : LONGEST_RETRY_MS;
  return Math.min(longest, FIRST_RETRY_MS * 2 ** Math.max(0, Math.min(attempts, 20) - 1));
}
/** A phone reports “online” a moment before it can connect. After that event it tries this often at this short interval. */
const QUICK_TRIES = 4;
const QUICK_RETRY_MS = 1_500;
/** Changes on the server are fetched automatically at most this often. */
const REFRESH_MS = 600_000;

const isUnreached = ({ why }: Trouble): boolean => why === 'offline' || why === 'no-answer';

type Round = { trouble: Trouble | null };
export type KeepSendingOptions = SendOptions & {
  progress?: (at: TakingProgress | null) => void;
  sending?: (now: boolean) => void;
  done?: (round: Round) => void;
};

/**
 * Keeps sending the outbox: when the network returns, when the page becomes visible, when something is submitted, and by a
 * timer that grows after each failure. `now()` starts a round at once; rounds never overlap. The timer measures elapsed time,
 * so setting the clock does not affect it.
 */
export function keepSending(
  phone: Phone,
  server: Server,
  options: KeepSendingOptions,
): { now: (refresh?: boolean) => Promise<void>; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let waiting = false;
  let refreshedAt = -Infinity;
  let quick = 0;

  const later = (ms: number) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void round(false), ms);
  };

  // The other tab may have started before this record was added, so look again when it has finished or closed.
  const afterTheOther = () => {
    const free = whenFree();
    if (!free) return later(FIRST_RETRY_MS);
    if (waiting) return;
    waiting = true;
    void free
      .catch(() => undefined)
      .then(() => {
        waiting = false;
        later(0);
      });
  };

  async function once(refresh: boolean): Promise<void> {
    const before = phone.sending;
    const hadWork =
      [...phone.outbox.values()].some((one) => one.state === 'waiting') ||
      phone.submitted('waiting').length > 0 ||
      phone.undecided() ||
      [...phone.photos.values()].some((photo) => photo.state === 'waiting');
    const { trouble, session } = await sendOutbox(phone, server, options);
    let mishap = trouble;
    if (session && session.accountId === phone.account && (refresh || hadWork || performance.now() - refreshedAt > REFRESH_MS)) {
      const taken = await takePackages(phone, server, session, options.now, options.progress).catch((error: unknown): Trouble => {
        if ((error as Error).name === 'StorageFull') return { ok: false, why: 'full' };
        throw error;
      });
      options.progress?.(null);
      if (taken) mishap ??= taken;
      else refreshedAt = performance.now();
    }
    const attempts = mishap ? before.attempts + 1 : 0;
    const wait = !mishap ? REFRESH_MS : isUnreached(mishap) && quick-- > 0 ? QUICK_RETRY_MS : retryAfter(attempts, mishap);
    const empty = phone.unsent().visits + phone.unsent().photos === 0;
    const at = options.now();
    await phone.setSending({
      lastTry: at,
      nextTry: mishap ? new Date(Date.parse(at) + wait).toISOString() : null,
      why: mishap?.why ?? null,
      attempts,
      allSentAt: empty && !trouble ? (hadWork || before.allSentAt === null ? at : before.allSentAt) : before.allSentAt,
    });
    later(wait);
    options.done?.({ trouble: mishap });
  }

  async function round(refresh: boolean): Promise<void> {
    if (stopped) return;
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        const mine = await inOneTab(phone.store, async () => {
          options.sending?.(true);
          await once(refresh).finally(() => options.sending?.(false));
        });
        if (!mine) afterTheOther();
      } catch {
        // The database was closed by the browser or is full. Nothing is lost, so try again later.
        later(FIRST_RETRY_MS);
      } finally {
        running = null;
      }
    })();
    await running;
    if (again) {
      again = false;
      await round(false);
    }
  }

  const online = () => {
    quick = QUICK_TRIES;
    void round(true);
  };
  const seen = () => {
    if (document.visibilityState === 'visible') void round(false);
  };
  window.addEventListener('online', online);
  document.addEventListener('visibilitychange', seen);
  return {
    now: (refresh = false) => round(refresh),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      window.removeEventListener('online', online);
      document.removeEventListener('visibilitychange', seen);
    },
  };
}
