import type { Database } from '~/database/connection/open.server';
import { type Sql, withSql } from '~/database/connection/sql.server';

/** Answers for some keys; a key without one has no answer. */
type Ask<Answer> = (sql: Sql, keys: readonly string[], now: Date) => Promise<ReadonlyMap<string, Answer>>;
type Turn<Answer> = { keys: Set<string>; now: Date; answers: Promise<ReadonlyMap<string, Answer>> };

/**
 * 一起问: what is asked in one turn of the event loop goes to the database as one statement. Nothing is kept: every answer is read after it
 * was asked for, so that a right that was taken away a moment ago is found missing.
 */
export function askedTogether<Answer>(ask: Ask<Answer>): (db: Database, key: string, now: Date) => Promise<Answer | null> {
  const turns = new WeakMap<object, Turn<Answer>>();
  return async (db, key, now) => {
    const turn = turns.get(db) ?? begin(db, now);
    turn.keys.add(key);
    if (now > turn.now) turn.now = now;
    return (await turn.answers).get(key) ?? null;
  };

  function begin(db: Database, now: Date): Turn<Answer> {
    const turn = { keys: new Set<string>(), now } as Turn<Answer>;
    turn.answers = new Promise((resolve, reject) =>
      setImmediate(() => {
        turns.delete(db);
        withSql(db, (sql) => ask(sql, [...turn.keys], turn.now), { prepared: true }).then(resolve, reject);
      }),
    );
    turns.set(db, turn);
    return turn;
  }
}
