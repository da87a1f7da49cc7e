import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Request } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '~/database/connection/open.server';
import { type Sql, withSql } from '~/database/connection/sql.server';
import { lastGoodRun, latestRuns } from '~/database/upkeep/backup-runs.server';
import { type BackupRun, didFail } from '~/domain/upkeep/backup-run';
import type { ExportDesk } from '~/server/exports/export-desk.server';
import { sameText } from './cookies.server';

/** Numbers for Prometheus. Labels are few and fixed, and none names a person, a division or a household. */
export function openMetrics(db: Database, exports: Pick<ExportDesk, 'counts'>) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'qingnuan_http_request_seconds',
    help: 'Time to answer, by method, area of the app and class of status.',
    labelNames: ['method', 'area', 'status'] as const,
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers: [registry],
  });
  const refused = new Counter({
    name: 'qingnuan_refused_requests_total',
    help: 'Requests refused before a route ran.',
    labelNames: ['why'] as const,
    registers: [registry],
  });
  const signIns = new Counter({
    name: 'qingnuan_sign_ins_total',
    help: 'Sign-ins by outcome.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  new Gauge({
    name: 'qingnuan_database_connections',
    help: 'Connections of the pool.',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      this.set({ state: 'open' }, db.pool.totalCount);
      this.set({ state: 'idle' }, db.pool.idleCount);
      this.set({ state: 'waiting' }, db.pool.waitingCount);
    },
  });
  new Gauge({
    name: 'qingnuan_exports',
    help: 'Files that are made while their readers wait.',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      const { running, waiting } = exports.counts();
      this.set({ state: 'running' }, running);
      this.set({ state: 'waiting' }, waiting);
    },
  });
  eventLoopGauge(registry);
  backupGauges(db, registry);
  return { registry, seconds, refused, signIns };
}

export type LoopDelays = { p50: number; p99: number; max: number };
const LOOP_LOOKS_EVERY_MS = 10;
const LOOP_WINDOW_MS = 60_000;

/** Measures from now on how many milliseconds later than due this process comes to do anything, because it does something else. */
export function measureLoop(): { delays: () => LoopDelays; reset: () => void } {
  const measured = monitorEventLoopDelay({ resolution: LOOP_LOOKS_EVERY_MS });
  measured.enable();
  // Node counts from one look to the next.
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - LOOP_LOOKS_EVERY_MS) || 0;
  return {
    delays: () => ({ p50: late(measured.percentile(50)), p99: late(measured.percentile(99)), max: late(measured.max) }),
    reset: () => measured.reset(),
  };
}

/** Of this minute or the one before, whichever was worse, so that who reads once a minute misses nothing. */
function eventLoopGauge(registry: Registry): void {
  const loop = measureLoop();
  let before = loop.delays();
  setInterval(() => {
    before = loop.delays();
    loop.reset();
  }, LOOP_WINDOW_MS).unref();
  new Gauge({
    name: 'qingnuan_event_loop_delay_seconds',
    help: 'How much later than due the app came to answer anything, in the last one to two minutes.',
    labelNames: ['of'] as const,
    registers: [registry],
    collect() {
      const now = loop.delays();
      for (const of of ['p50', 'p99', 'max'] as const) this.set({ of }, Math.max(before[of], now[of]) / 1000);
    },
  });
}

/** Of the backups (docs/definitions.md#backup), asked for when the numbers are read. Without a backup they say 0. */
function backupGauges(db: Database, registry: Registry): void {
  type Runs = { last: BackupRun | null; newest: BackupRun | undefined };
  let reading: Promise<Runs> | undefined;
  // All of a reading share one connection. Without the database the numbers stay as they were, because the others are still wanted.
  const read = () => (reading ??= withSql(db, runsNow).finally(() => (reading = undefined)));
  const runsNow = async (sql: Sql): Promise<Runs> => ({ last: await lastGoodRun(sql), newest: (await latestRuns(sql, 1))[0] });
  const gauge = (name: string, help: string, value: (runs: Runs) => number) =>
    new Gauge({
      name: `qingnuan_backup_${name}`,
      help,
      registers: [registry],
      async collect() {
        const runs = await read().catch(() => null);
        if (runs) this.set(value(runs));
      },
    });
  gauge('last_good_timestamp_seconds', 'When the last backup was begun whose restore was rehearsed and compared.', ({ last }) =>
    last ? Date.parse(last.begunAt) / 1000 : 0,
  );
  gauge('last_failed', '1 when the newest backup failed or its rehearsal did.', ({ newest }) => (newest && didFail(newest) ? 1 : 0));
  gauge('last_good_bytes', 'Size of the last good backup.', ({ last }) => last?.bytes ?? 0);
  gauge('last_good_seconds', 'Time to make the last good backup, without its rehearsal.', ({ last }) => last?.seconds ?? 0);
}

const AREAS = new Set([
  'api',
  'assets',
  'conflicts',
  'coverage',
  'devices',
  'field',
  'field-data',
  'households',
  'imports',
  'jobs',
  'language',
  'me',
  'password',
  'photos',
  'reports',
  'review',
  'settings',
  'sign-in',
  'sign-out',
  'todo',
  'villages',
  'visits',
]);

/** The first part of the path, when it is one of ours. */
export function areaOf(path: string): string {
  const first = path.split('/')[1]?.replace(/\.\w+$/, '') ?? '';
  return first === '' ? 'home' : AREAS.has(first) ? first : 'other';
}

/**
 * Whether a request may read /metrics: it comes from this machine itself and through no proxy, or it carries the operator's token
 * (METRICS_TOKEN) as a bearer token. Without that setting no token opens it.
 */
export function mayMeasure(request: Request, token: string | undefined): boolean {
  const sent = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== undefined && sent !== undefined && sameText(sent, token)) return true;
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'].some((name) => request.headers[name] !== undefined);
  return !forwarded && isLoopback(request.socket.remoteAddress ?? '');
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  return plain === '::1' || plain.startsWith('127.');
}
