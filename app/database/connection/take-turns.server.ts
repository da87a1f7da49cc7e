import type { Sql } from './sql.server';

/**
 * The same connection for two pieces of work at a time: their statements take turns, and while the database works on a statement of one the
 * program works on the rows of the other. The next statement is sent before the rows of the last are handed on. Both pieces must have ended
 * before anything else uses the connection. What moves many rows does not take turns.
 */
export function takingTurns(sql: Sql): Sql {
  const waiting: (() => void)[] = [];
  let busy = false;
  const next = () => {
    const one = waiting.shift();
    if (one) one();
    else busy = false;
  };
  const never = (): never => {
    throw new Error('Only queries take turns on a connection');
  };
  return {
    copyIn: never,
    copyTextOut: never,
    copyTextIn: never,
    stream: never,
    prisma: never,
    query: <Row>(text: string, values?: unknown[]) =>
      new Promise<Row[]>((resolve, reject) => {
        const send = () =>
          void sql.query<Row>(text, values).then(
            (rows) => {
              next();
              resolve(rows);
            },
            (error: unknown) => {
              next();
              reject(error);
            },
          );
        if (busy) waiting.push(send);
        else {
          busy = true;
          send();
        }
      }),
  };
}
