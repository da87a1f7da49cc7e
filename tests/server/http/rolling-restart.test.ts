/** One process after the other is started again behind nginx, while eight clients read and send. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import { handedSocket } from '~/server/http/serve.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, VILLAGE, visitOf } from '../../helpers/register';
import { accountWith, WebClient } from '../../helpers/web-client';
import { apiClient, tokenOf } from '../api/api-client';
import { startHeldApp, startNginx } from './behind-nginx';

const PASSWORD = 'Kang-2021-nuan';
const CLIENTS = [0, 1, 2, 3];
const dataDir = mkdtempSync(join(tmpdir(), 'qingnuan-rolling-'));
const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a socket is taken from systemd only by the process it is meant for', () => {
  expect(handedSocket({ LISTEN_FDS: '1', LISTEN_PID: '77' }, 77)).toBe(3);
  expect(handedSocket({ LISTEN_FDS: '1', LISTEN_PID: '76' }, 77)).toBeUndefined();
  expect(handedSocket({ LISTEN_FDS: '2', LISTEN_PID: '77' }, 77)).toBeUndefined();
  expect(handedSocket({}, 77)).toBeUndefined();
});

test('no request fails, and every visit that was received is there once', { timeout: 240_000 }, async () => {
  const db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
  await addHouseholds(
    db,
    CLIENTS.map((at) => ({ number: `H${at}` })),
  );
  await accountWith(db, { username: 'county', password: PASSWORD, role: 'county', divisions: ['140602'] });
  for (const at of CLIENTS) await accountWith(db, { username: `cadre${at}`, password: PASSWORD, role: 'cadre', divisions: [VILLAGE] });
  const apps = [await startHeldApp(db, dataDir), await startHeldApp(db, dataDir)];
  ends.push(...apps.map((app) => () => app.end()));
  const nginx = await startNginx(apps.map(({ port }) => port));
  ends.push(() => nginx.stop());

  const readers = await Promise.all(
    CLIENTS.map(async () => {
      const browser = new WebClient(nginx.url);
      expect((await browser.signIn('county', PASSWORD)).status).toBe(302);
      return () => browser.get('/me').then(({ status }) => status);
    }),
  );
  const received: string[] = [];
  const writers = await Promise.all(
    CLIENTS.map(async (at) => {
      const call = apiClient(nginx.url, await tokenOf(nginx.url, `cadre${at}`));
      return async () => {
        const visit = visitOf(`H${at}`);
        const { status } = await call('POST', '/visits', { body: { visits: [visit] } });
        if (status === 200) received.push(visit.visit);
        return status;
      };
    }),
  );
  let restarted = false;
  const answers = new Map<number | string, number>();
  const busy = [...readers, ...writers].map(async (ask) => {
    while (!restarted) {
      const answer = await ask().catch((error: Error) => error.message);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      // Eight clients that never rest would only keep the new process from starting.
      await pause(25);
    }
  });
  for (const app of apps) expect(await app.restart()).toBe(0);
  restarted = true;
  await Promise.all(busy);
  expect([...answers.keys()]).toEqual([200]);
  expect(received.length).toBeGreaterThanOrEqual(CLIENTS.length);
  const { rows } = await db.pool.query<{ id: string; n: number }>(
    `SELECT entity_key AS id, count(*)::int AS n FROM history WHERE entity = 'visit' GROUP BY 1`,
  );
  const kept = new Map(rows.map(({ id, n }) => [id, n]));
  expect(received.filter((visit) => kept.get(visit) !== 1)).toEqual([]);
  expect(await verifyRegister(db, new Date())).toMatchObject({ ok: true });
});
