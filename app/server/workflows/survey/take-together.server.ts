import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';

/** Taken in one transaction: enough to share the cost of the commit, few enough that nobody waits long. */
const MOST_TOGETHER = 200;
/** Transactions at once: while one waits for the disk, the next is computed. */
const AT_ONCE = 2;
/** So long a transaction waits for its share of those who send at this time: who was just answered sends the next. */
const WAIT_MS = 3;

type Waiting<Item, Outcome> = {
  item: Item;
  keys: readonly string[];
  now: Date;
  done: (outcome: Outcome) => void;
  failed: (error: unknown) => void;
};
type Lane<Item, Outcome> = {
  waiting: Waiting<Item, Outcome>[];
  running: number;
  busy: Set<string>;
  /** In transactions now. */
  inProgress: number;
  /** How many make a transaction: a share of what was there when the last one began. */
  enough: number;
  /** Called for each that arrives while a transaction waits for more. */
  arrived: (() => void) | null;
};

/** How items of a kind are taken: several in one transaction, each with an outcome of its own. */
export type TakenTogether<Item, Outcome> = {
  /** What no two items of one transaction may share. Items that share a key keep their order. */
  keysOf: (item: Item) => readonly string[];
  take: (sql: Sql, items: readonly Item[], now: Date) => Promise<Outcome[]>;
};

/**
 * 一起收下: takes the items that arrive at the same time in one transaction and answers after its commit, so that every outcome is on the
 * disk. An item that makes the transaction fail is found by halving, and only its own promise is rejected.
 */
export function takenTogether<Item, Outcome>({ keysOf, take }: TakenTogether<Item, Outcome>) {
  /** Kept per database in memory, because the waiting requests belong to this process. */
  const lanes = new WeakMap<object, Lane<Item, Outcome>>();

  async function run(db: Database, lane: Lane<Item, Outcome>): Promise<void> {
    if (lane.running >= AT_ONCE) return;
    lane.running += 1;
    try {
      // Where another one waits for more, that one takes what is there.
      while (lane.arrived === null) {
        await enoughThere(lane);
        const group = nextGroup(lane);
        if (group.length === 0) return;
        const keys = group.flatMap((one) => one.keys);
        try {
          await takeGroup(db, group);
        } finally {
          lane.inProgress -= group.length;
          for (const key of keys) lane.busy.delete(key);
        }
      }
    } finally {
      lane.running -= 1;
    }
  }

  async function takeGroup(db: Database, group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const now = new Date(Math.max(...group.map((one) => one.now.getTime())));
      const items = group.map(({ item }) => item);
      const outcomes = await inTransaction(db, (sql) => take(sql, items, now), { durable: true, prepared: true });
      for (const [at, one] of group.entries()) one.done(outcomes[at]!);
    } catch (error) {
      if (group.length === 1) return group[0]!.failed(error);
      const half = Math.ceil(group.length / 2);
      await takeGroup(db, group.slice(0, half));
      await takeGroup(db, group.slice(half));
    }
  }

  return (db: Database, items: readonly Item[], now: Date): Promise<Outcome>[] => {
    const lane = lanes.get(db) ?? { waiting: [], running: 0, busy: new Set<string>(), inProgress: 0, enough: 1, arrived: null };
    lanes.set(db, lane);
    const outcomes = items.map(
      (item) => new Promise<Outcome>((done, failed) => lane.waiting.push({ item, keys: keysOf(item), now, done, failed })),
    );
    lane.arrived?.();
    void run(db, lane);
    return outcomes;
  };
}

/** Waits until enough are there for a transaction, a few milliseconds at most. With one sender it never waits. */
async function enoughThere<Item, Outcome>(lane: Lane<Item, Outcome>): Promise<void> {
  const enough = () => lane.waiting.length === 0 || lane.waiting.length >= lane.enough;
  if (enough()) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, WAIT_MS);
    lane.arrived = () => {
      if (!enough()) return;
      clearTimeout(timer);
      resolve();
    };
  });
  lane.arrived = null;
}

/** The oldest waiting items, no two of which share a key with each other or with one in progress; the rest keeps its order. */
function nextGroup<Item, Outcome>(lane: Lane<Item, Outcome>): Waiting<Item, Outcome>[] {
  const taken: Waiting<Item, Outcome>[] = [];
  const left: Waiting<Item, Outcome>[] = [];
  const keys = new Set(lane.busy);
  lane.enough = Math.min(MOST_TOGETHER, Math.ceil((lane.waiting.length + lane.inProgress) / AT_ONCE));
  for (const one of lane.waiting) {
    const free = taken.length < MOST_TOGETHER && !one.keys.some((key) => keys.has(key));
    (free ? taken : left).push(one);
    // When an item is passed over, the later ones that share a key with it wait too.
    for (const key of one.keys) {
      keys.add(key);
      if (free) lane.busy.add(key);
    }
  }
  lane.waiting = left;
  lane.inProgress += taken.length;
  return taken;
}
