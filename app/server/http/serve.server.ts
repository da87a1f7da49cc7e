/** Starts the web server over an open database and stops it. `npm start`, `npm run demo`, `npm run dev` and the tests share it. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import express from 'express';
import { deleteOldApiTokens } from '~/database/access/api-tokens.server';
import { deleteOldSessions } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { projectRoot } from '~/database/connection/project-root.server';
import { withSql } from '~/database/connection/sql.server';
import { refuse } from '~/domain/problems';
import { openExportDesk } from '~/server/exports/export-desk.server';
import { answerUnreadable } from '~/server/http/sent/unreadable-request.server';
import { type QueueOptions, startQueue } from '~/server/jobs/queue.server';
import { askWhenStale } from '~/server/workflows/findings/findings-job.server';
import { sealPersonalValuesAgain } from '~/server/workflows/households/seal-again.server';
import { askWhenDue } from '~/server/workflows/upkeep/backup-job.server';
import { keepCurrent } from '~/server/workflows/upkeep/keep-current.server';
import { type Log, loggableError, openLog } from './log.server';
import { openRateLimits } from './rate-limit.server';
import type { WebSettings } from './settings.server';
import { createWebApp, type WebAppParts } from './web-app.server';

export interface Served {
  url: string;
  /**
   * Takes no more requests, finishes the current ones and stops the jobs. The database stays open; the caller that opened it
   * closes it.
   */
  stop(): Promise<void>;
}

export interface ServeOptions {
  db: Database;
  settings: WebSettings;
  port: number;
  /** The address to listen on; all addresses by default. */
  host?: string;
  /** A socket that listens already, instead of port and host (handedSocket). */
  fd?: number;
  log?: Log;
  /** The folder of the build; `build` by default. */
  buildFolder?: string;
  /** Instead of the built files. */
  development?: Pick<WebAppParts, 'loadBuild' | 'assets'>;
  jobs?: Partial<QueueOptions>;
}

const FINISH_WITHIN_MS = 25_000;
/** Changes that the calendar causes show within this time after midnight; a page opened meanwhile is at most this old. */
const SWEEP_EVERY_MS = 600_000;
/** What changed the rules of many households waits no longer than this for its job. */
const STALE_EVERY_MS = 20_000;
const FINDINGS_EVERY_MS = 3_600_000;
/** How often the app asks itself whether the night's backup is due. */
const BACKUP_EVERY_MS = 600_000;

export async function serve(options: ServeOptions): Promise<Served> {
  const { db, settings } = options;
  const log = options.log ?? openLog();
  let stopping = false;
  const buildFolder = options.buildFolder ?? join(projectRoot(), 'build');
  const files = options.development ?? builtFiles(buildFolder);
  const program = (name: string) =>
    options.development ? ['--import', 'tsx', join(projectRoot(), 'scripts', 'jobs', `${name}.ts`)] : [builtProgram(buildFolder, name)];
  const jobs = await startQueue(db, {
    note: (event) => log.info(event, 'job'),
    failed: (error) => log.error({ error: loggableError(error) }, 'queue'),
    program: program('run-job'),
    ...options.jobs,
  });
  const exports = openExportDesk(db, {
    program: program('run-exports'),
    failed: (error) => log.error({ error: loggableError(error) }, 'exports'),
  });
  const app = createWebApp({ db, jobs, exports, log, settings, ...files, stopping: () => stopping });
  const server = createServer(app);
  answerUnreadable(server);
  // A connection whose request was running at the stop is closed after its answer, because a kept connection would delay the
  // end.
  server.on(
    'request',
    (_request, response) => void response.on('close', () => stopping && setImmediate(() => server.closeIdleConnections())),
  );
  // A slow sender cannot hold a connection: headers must arrive within 15 s, the whole request within 10 min (a workbook over
  // 3G).
  server.headersTimeout = 15_000;
  server.requestTimeout = 600_000;
  server.keepAliveTimeout = 65_000;
  server.maxHeadersCount = 100;
  try {
    await listen(server, options);
  } catch (error) {
    await jobs.stop();
    throw error;
  }
  const askForFindings = (due: boolean) =>
    askWhenStale(db, due).catch((error: unknown) => log.error({ error: loggableError(error) }, 'findings'));
  const hurrying = setInterval(() => void askForFindings(false), STALE_EVERY_MS);
  const hourly = setInterval(() => void askForFindings(true), FINDINGS_EVERY_MS);
  const backingUp = setInterval(() => {
    askWhenDue(db, new Date()).catch((error: unknown) => log.error({ error: loggableError(error) }, 'backup'));
  }, BACKUP_EVERY_MS);
  for (const timer of [hurrying, hourly, backingUp]) timer.unref();
  const sweepNow = () => sweep(db).catch((error: unknown) => log.error({ error: loggableError(error) }, 'sweep'));
  await sweepNow();
  const sweeping = setInterval(() => void sweepNow(), SWEEP_EVERY_MS);
  sweeping.unref();
  const sealing = sealPersonalValuesAgain(db, new Date(), () => stopping).catch((error: unknown) =>
    log.error({ error: loggableError(error) }, 'sealing'),
  );
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  let stopped: Promise<void> | undefined;
  return {
    url: `http://localhost:${port}`,
    stop: () =>
      (stopped ??= (async () => {
        stopping = true;
        for (const timer of [sweeping, hurrying, hourly, backingUp]) clearInterval(timer);
        await Promise.all([close(server, () => log.warn('connections were cut at the end')), jobs.stop(), sealing]);
        await exports.stop();
      })()),
  };
}

async function sweep(db: Database): Promise<void> {
  const now = new Date();
  await keepCurrent(db, now);
  await openRateLimits(db).deleteExpired(now);
  await withSql(db, async (sql) => {
    await deleteOldSessions(sql, now, 30);
    await deleteOldApiTokens(sql, now, 30);
  });
}

function listen(server: Server, { port, host, fd }: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error);
      try {
        refuse(error.code === 'EADDRINUSE' ? 'server.port-in-use' : 'server.port-not-allowed', { port });
      } catch (refusal) {
        reject(refusal);
      }
    });
    server.listen(fd === undefined ? { port, host } : { fd }, () => resolve());
  });
}

function close(server: Server, cutting: () => void): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      cutting();
      server.closeAllConnections();
    }, FINISH_WITHIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

const builtProgram = (folder: string, name: string): string => join(folder, 'programs', `${name}.mjs`);

/** The files of the build. */
function builtFiles(folder: string): Pick<WebAppParts, 'loadBuild' | 'assets'> {
  const entry = join(folder, 'server', 'index.js');
  if (!existsSync(entry) || !existsSync(builtProgram(folder, 'run-job'))) refuse('server.not-built');
  const loading = import(pathToFileURL(entry).href) as Promise<ServerBuild>;
  return {
    loadBuild: () => loading,
    assets: builtAssets(folder),
  };
}

/** The assets of the build before this one (scripts/build.js), because pages that were open during a deployment still ask for them. */
const FORMER_ASSETS = 'former';

/** The files of a build that browsers load by themselves: scripts, styles, pictures, and the field app. */
export function builtAssets(folder: string): express.Handler[] {
  return [
    mounted('/assets', named(join(folder, 'client', 'assets'), join(folder, FORMER_ASSETS, 'assets'))),
    mounted('/field', fieldFiles(folder)),
    express.static(join(folder, 'client'), { maxAge: '1h', index: false }),
  ];
}

/** Files whose names change with their content; the former build's where this one has none of the name. */
function named(now: string, former: string): express.Handler {
  const router = express.Router();
  router.use(express.static(now, { immutable: true, maxAge: '1y', redirect: false }));
  router.use(express.static(former, { immutable: true, maxAge: '1y', fallthrough: false, redirect: false }));
  return router;
}

/**
 * The field app. Its scripts never change under their names. The shell and the service worker are always revalidated, because
 * an update would not be noticed otherwise. Every address of the app serves the same shell, which holds no data of anybody.
 */
function fieldFiles(folder: string): express.Handler {
  const router = express.Router();
  router.use('/assets', named(join(folder, 'client', 'field', 'assets'), join(folder, FORMER_ASSETS, 'field')));
  router.use(
    express.static(join(folder, 'client', 'field'), {
      index: false,
      redirect: false,
      setHeaders: (response, path) =>
        void response.setHeader('Cache-Control', path.endsWith('.png') ? 'public, max-age=86400' : 'no-cache'),
    }),
  );
  router.get('*', (request, response, next) => {
    if (!request.accepts('html')) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root: join(folder, 'client', 'field') });
  });
  return router;
}

function mounted(path: string, handler: express.Handler): express.Handler {
  const router = express.Router();
  router.use(path, handler);
  return router;
}

/** The first descriptor that systemd hands over (sd_listen_fds(3)). */
const FIRST_HANDED = 3;

/**
 * 由 systemd 交来的监听套接字: its descriptor, when the service was started by a socket unit; else undefined. systemd keeps the socket while
 * the process is started again, and connections wait in it meanwhile, so that none is refused. LISTEN_PID tells that it is meant for this
 * process and not for one that started it.
 */
export function handedSocket(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  pid: number = process.pid,
): number | undefined {
  return environment.LISTEN_FDS === '1' && environment.LISTEN_PID === String(pid) ? FIRST_HANDED : undefined;
}
