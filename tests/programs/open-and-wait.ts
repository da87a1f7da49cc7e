import { createInterface } from 'node:readline';
import { openDatabase } from '~/database/connection/open.server';

/**
 * Opens the register and does as told on standard input, one order a line: `close`, or an SQL statement, answered by its
 * rows as one line of JSON. For tests that need a process of its own, to be killed for example.
 */
const start = performance.now();
const db = await openDatabase({ quiet: true });
console.log(JSON.stringify({ openedInMs: Math.round(performance.now() - start) }));

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'close') break;
  const { rows } = await db.pool.query(line);
  console.log(JSON.stringify(rows));
}
process.stdin.destroy();
await db.close();
