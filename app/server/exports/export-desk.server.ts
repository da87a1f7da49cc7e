/**
 * The one place where files are made while their reader waits (docs/decisions/0005-jobs.md): in a process of its own, with connections of
 * its own, three at a time and two a person, and no longer than the reader is there. The process is started for the first file, and ends
 * when nobody has asked for one in a while.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionPerson } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { projectRoot } from '~/database/connection/project-root.server';
import { dataDirectory } from '~/database/connection/where.server';
import type { Language } from '~/domain/access/language';
import { EXPORTS_AT_ONCE, whyNoExport } from '~/domain/access/work-at-once';
import { Refusal, refuse } from '~/domain/problems';
import { letPagesGoFirst } from '~/server/jobs/let-pages-go-first';
import { DayBeingComputed } from '~/server/workflows/facts/past-day.server';
import { exportsFolder } from './delete-old-exports.server';
import type { ExportKind, ExportQuery } from './export-kinds.server';
import type { Ended, Order, ToMake } from './messages';

/** The file is whoever's it was made for: it is deleted by the one that takes it. */
type TakenFile = { fileName: string; type?: string; bytes: number; path: string };
type AskedAt = { language: Language; now: Date; signal: AbortSignal };

export interface ExportDesk {
  /** Refuses what would be too much at once. Throws the signal's reason when the reader has gone. */
  make<Kind extends ExportKind>(person: SessionPerson, kind: Kind, query: ExportQuery<Kind>, at: AskedAt): Promise<TakenFile>;
  counts(): { running: number; waiting: number };
  /** Ends the process; what it was making is not made. */
  stop(): Promise<void>;
}

/** `by`: the process that makes it, once it is begun. */
type UnderWay = { order: ToMake; account: string; by?: ChildProcess; end: (ended: Ended) => void; fail: (error: unknown) => void };

export interface ExportDeskOptions {
  /** The command that Node runs: the built run-exports. */
  program: readonly string[];
  failed?: (error: unknown) => void;
}

const IDLE_MS = 300_000;

export function openExportDesk(db: Pick<Database, 'url'>, options: ExportDeskOptions): ExportDesk {
  const underWay = new Map<string, UnderWay>();
  let maker: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let stopped = false;

  const running = () => [...underWay.values()].filter(({ by }) => by).length;

  function begin(): void {
    for (const one of underWay.values()) {
      if (running() >= EXPORTS_AT_ONCE) break;
      if (one.by) continue;
      one.by = maker ??= start();
      send(one.by, { make: one.order });
    }
    clearTimeout(idle);
    if (underWay.size > 0 || !maker) return;
    idle = setTimeout(() => {
      maker?.kill('SIGTERM');
      maker = undefined; // who asks from now on gets a new one
    }, IDLE_MS);
    idle.unref();
  }

  function send(to: ChildProcess, order: Order): void {
    to.send(order, (error) => error && options.failed?.(error));
  }

  function start(): ChildProcess {
    const child = spawn(process.execPath, [...options.program], {
      cwd: projectRoot(),
      env: { ...process.env, DATABASE_URL: db.url },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    if (child.pid !== undefined) letPagesGoFirst(child.pid);
    child.on('message', (message) => ended(message as Ended));
    const gone = (why: unknown) => {
      if (maker === child) maker = undefined;
      for (const [id, one] of underWay) {
        if (one.by !== child) continue;
        underWay.delete(id);
        one.fail(why instanceof Error ? why : new Error(`the process that makes files ended with ${String(why)}`));
      }
      if (!stopped) begin();
    };
    child.once('error', gone);
    child.once('exit', (code, signal) => gone(signal ?? code));
    // It keeps no program from ending.
    child.unref();
    child.channel?.unref();
    return child;
  }

  function ended(message: Ended): void {
    const one = underWay.get(message.id);
    underWay.delete(message.id);
    one?.end(message);
    begin();
  }

  return {
    async make(person, kind, query, { language, now, signal }) {
      const account = person.accountId;
      const own = [...underWay.values()].filter((one) => one.account === account).length;
      const problem = stopped ? ({ code: 'export.too-many', details: { waiting: 0 } } as const) : whyNoExport({ own, all: underWay.size });
      if (problem) refuse(problem.code, problem.details);
      signal.throwIfAborted();
      const id = randomUUID();
      const path = join(exportsFolder(dataDirectory()), `${id}.part`);
      const order = { id, kind, person, query, language, now, path };
      const answer = await new Promise<Ended>((end, fail) => {
        underWay.set(id, { order, account, end, fail });
        signal.addEventListener('abort', () => leave(id), { once: true });
        void mkdir(exportsFolder(dataDirectory()), { recursive: true, mode: 0o700 }).then(begin, (error) => {
          underWay.delete(id);
          fail(error);
        });
      });
      return await taken(answer, path, signal);
    },
    counts: () => ({ running: running(), waiting: underWay.size - running() }),
    async stop() {
      stopped = true;
      clearTimeout(idle);
      const child = maker;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      await exited;
    },
  };

  /** The reader has gone: what waits is forgotten; what is being made keeps its place until it has ended. */
  function leave(id: string): void {
    const one = underWay.get(id);
    if (!one) return;
    if (one.by) send(one.by, { abort: id });
    else ended({ id, failed: true });
  }
}

async function taken(answer: Ended, path: string, signal: AbortSignal): Promise<TakenFile> {
  if (signal.aborted) await rm(path, { force: true });
  signal.throwIfAborted();
  if ('problem' in answer) throw new Refusal(answer.problem);
  if ('computing' in answer) throw new DayBeingComputed(answer.computing.day, answer.computing.progress);
  if ('failed' in answer) throw new Error('a file could not be made');
  return { ...answer.made, path };
}
