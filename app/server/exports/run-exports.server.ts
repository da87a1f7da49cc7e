/** The process that makes files for the app (export-desk.server.ts): takes orders until it is told to end or the app is gone. */
import { writeFile } from 'node:fs/promises';
import { connect } from '~/database/connection/connect.server';
import type { Database } from '~/database/connection/open.server';
import { managedServerUrl } from '~/database/connection/where.server';
import { isRefusal } from '~/domain/problems';
import { loggableError, openLog } from '~/server/http/log.server';
import { DayBeingComputed } from '~/server/workflows/facts/past-day.server';
import '~/server/personal/seal.server'; // keys for what is sealed, and for the history
import { EXPORTS, type ExportKind, type MadeFile } from './export-kinds.server';
import type { Ended, Order, ToMake } from './messages';
import { whileReaderThere } from './reader.server';

/** Each file has a pool of its own, so that what is given up can be cut off without any other. A list reads on two at a time. */
const CONNECTIONS = 3;
/** Longer than a page's: a person waits knowingly. */
const STATEMENT_TIMEOUT_MS = 180_000;

export function runExports(): void {
  const url = managedServerUrl();
  if (url === undefined) throw new Error('DATABASE_URL must say where the database of the app is');
  const log = openLog(undefined, process.stderr.fd);
  const underWay = new Map<string, () => void>();
  const say = (ended: Ended) => process.send?.(ended);

  async function make(order: ToMake): Promise<Ended> {
    const { id } = order;
    const reader = new AbortController();
    const db = connect(url!, {
      connections: CONNECTIONS,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
      applicationName: `qingnuan-export-${id.replaceAll('-', '').slice(0, 16)}`, // a name has 63 letters
    });
    underWay.set(id, () => {
      reader.abort();
      void db.abandon();
    });
    try {
      const { content, ...made } = await whileReaderThere(reader.signal, () => madeOf(db, order));
      reader.signal.throwIfAborted();
      await writeFile(order.path, content, { mode: 0o600 });
      return { id, made: { ...made, bytes: content.byteLength } };
    } catch (error) {
      if (isRefusal(error)) return { id, problem: error.problem };
      if (error instanceof DayBeingComputed) return { id, computing: { day: error.day, progress: error.progress } };
      if (!reader.signal.aborted) log.error({ export: order.kind, error: loggableError(error) }, 'export');
      return { id, failed: true };
    } finally {
      underWay.delete(id);
      await db.close();
    }
  }

  process.on('message', (order: Order) => {
    if ('abort' in order) return underWay.get(order.abort)?.();
    void make(order.make).then(say);
  });
  // The app is gone: nobody takes what is being made, and the connections end with the process.
  process.on('disconnect', () => process.exit(0));
  process.on('SIGTERM', () => process.exit(0));
}

function madeOf(db: Database, { kind, person, query, language, now }: ToMake): Promise<MadeFile> {
  return EXPORTS[kind as ExportKind](db, person, query as never, { language, now });
}
