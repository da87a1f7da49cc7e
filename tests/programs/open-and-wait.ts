// The key of the history.
import '~/server/personal/seal.server';
import { createInterface } from 'node:readline';
import { openDatabase } from '~/database/connection/open.server';

/**
 * Opens the register and obeys standard input, one order a line: `close`, or an SQL statement, whose rows are printed as one
 * line of JSON. It is for tests that need a separate process, for example to kill it.
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
