import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** Rows are sent in pieces of about this size; the next is made when the server has taken the last. */
const PIECE = 64 * 1024;

/** COPY … FROM STDIN in text format. Returns the number of rows the server took. */
export async function copyRowsIn(
  client: pg.ClientBase,
  table: string,
  columns: string[],
  rows: Iterable<unknown[]> | AsyncIterable<unknown[]>,
): Promise<number> {
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const stored = await storedAs(client, table);
  const free = untilFree(client);
  const target = client.query(copyFrom(`COPY ${stored} (${names}) FROM STDIN`));
  try {
    await pipeline(Readable.from(pieces(rows, columns.length), { objectMode: true, highWaterMark: 1 }), target);
  } finally {
    await free;
  }
  return target.rowCount ?? 0;
}

/** COPY … TO STDOUT in text format, piece by piece as the server sends it; the next piece is asked for when the last was taken. */
export async function* copyTextOut(client: pg.ClientBase, table: string, columns: readonly string[]): AsyncGenerator<Buffer> {
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const stored = await storedAs(client, table);
  const free = untilFree(client);
  const source = client.query(copyTo(`COPY ${stored} (${names}) TO STDOUT`));
  try {
    yield* source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } finally {
    // Left early, the server still sends the rest. It is read and dropped, because the answer to the next statement comes after it.
    if (!source.readableEnded && !source.destroyed) source.resume();
    await free;
  }
}

/** COPY … FROM STDIN of a text that COPY … TO STDOUT made. Returns the number of rows the server took. */
export async function copyTextIn(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  pieces: AsyncIterable<Uint8Array>,
): Promise<number> {
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const stored = await storedAs(client, table);
  const free = untilFree(client);
  const target = client.query(copyFrom(`COPY ${stored} (${names}) FROM STDIN`));
  try {
    await pipeline(Readable.from(pieces, { objectMode: true, highWaterMark: 1 }), target);
  } finally {
    await free;
  }
  return target.rowCount ?? 0;
}

/** What COPY names: a view takes and gives no rows, and of a city on a worker the view says what it shows (worker-city.server.ts). */
async function storedAs(client: pg.ClientBase, table: string): Promise<string> {
  const { rows } = await client.query<{ shard: string | null }>(
    `SELECT obj_description(c.oid, 'pg_class') AS shard FROM pg_class c WHERE c.oid = to_regclass($1) AND c.relkind = 'v'`,
    [pg.escapeIdentifier(table)],
  );
  return rows[0]?.shard ?? pg.escapeIdentifier(table);
}

/** The server answers once more after the error of a failed COPY; the connection may be used again only after that. */
function untilFree(client: pg.ClientBase): Promise<void> {
  return new Promise((resolve) => {
    const freed = () => {
      client.removeListener('drain', freed).removeListener('end', freed);
      resolve();
    };
    client.on('drain', freed).on('end', freed);
  });
}

async function* pieces(rows: Iterable<unknown[]> | AsyncIterable<unknown[]>, width: number): AsyncGenerator<string> {
  let piece = '';
  for await (const row of rows) {
    if (row.length !== width) throw new Error(`A row of ${row.length} values for ${width} columns`);
    piece += `${row.map(field).join('\t')}\n`;
    if (piece.length >= PIECE) {
      yield piece;
      piece = '';
    }
  }
  if (piece) yield piece;
}

function field(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  return textOf(value).replaceAll(/[\\\n\r\t]/g, (character) => COPY_ESCAPES[character]!);
}

const COPY_ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** An array becomes a PostgreSQL array, any other object JSON. A JSON value that is an array must be passed as text. */
function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new RangeError(`${value} is not a number a table can hold`);
      return String(value);
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 't' : 'f';
    case 'object':
      if (value instanceof Date) return value.toISOString();
      if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
      if (Array.isArray(value)) return `{${value.map(arrayElement).join(',')}}`;
      return JSON.stringify(value);
    default:
      throw new TypeError(`A ${typeof value} cannot be stored`);
  }
}

function arrayElement(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return textOf(value);
  return `"${textOf(value).replaceAll(/["\\]/g, '\\$&')}"`;
}
