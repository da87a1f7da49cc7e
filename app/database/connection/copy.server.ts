import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { CITY_SCHEMA } from './address.server';

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

/** The shards behind the views of a city on a worker, by connection; of any other register there are none. */
const shardsOf = new WeakMap<pg.ClientBase, Promise<Map<string, string>>>();

/**
 * What COPY names: a view takes and gives no rows, and of a city on a worker the view says what it shows (worker-city.server.ts). It is
 * asked once a connection, because views that are drawn anew follow a move, after which nothing is stored by an older connection.
 */
async function storedAs(client: pg.ClientBase, table: string): Promise<string> {
  let shards = shardsOf.get(client);
  if (!shards) {
    shards = shardsHere(client);
    shardsOf.set(client, shards);
    shards.catch(() => shardsOf.delete(client));
  }
  return (await shards).get(table) ?? pg.escapeIdentifier(table);
}

async function shardsHere(client: pg.ClientBase): Promise<Map<string, string>> {
  const { rows } = await client.query<{ view: string; shard: string }>(
    `SELECT c.relname AS view, obj_description(c.oid, 'pg_class') AS shard FROM pg_class c
     WHERE c.relnamespace = to_regnamespace(current_schema()) AND c.relkind = 'v' AND ${CITY_SCHEMA} <> current_schema()`,
  );
  return new Map(rows.flatMap(({ view, shard }) => (shard === null ? [] : [[view, shard]])));
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
