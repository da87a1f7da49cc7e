import 'fake-indexeddb/auto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { freshDatabase } from '../../helpers/database';
import { KNOWN_HISTORIES } from '../../helpers/offline/known-histories';
import { OfflineWorld, type Stage } from '../../helpers/offline/offline-world';
import { type Step, step } from '../../helpers/offline/steps';
import { declareSeason, personWith } from '../../helpers/register';

/**
 * Everything that can happen between phones and the server, in any order, with the phone's own code on both stores and the
 * server's own routes. Each typed answer is a different text. At the end each must be found: in the visit that counts, replaced
 * by somebody who saw it, decided at the desk, or waiting there.
 * OFFLINE_RUNS says how many interleavings are played; OFFLINE_SEED and OFFLINE_PATH repeat one.
 */
const RUNS = Number(process.env.OFFLINE_RUNS ?? 40);
/** An ordinary run always plays the same few. Another seed plays others. */
const SEED = Number(process.env.OFFLINE_SEED ?? 20211101);
const PATH = process.env.OFFLINE_PATH;

const dataDir = mkdtempSync(join(tmpdir(), 'qingnuan-model-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

let stage: Omit<Stage, 'villages'>;
let villages: string[];
let played = 0;
let clock = Date.parse('2021-02-01T04:00:00Z');
const unexpected: unknown[] = [];

beforeAll(async () => {
  const db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
  villages = (
    await db.pool.query<{ code: string }>(`SELECT code FROM division WHERE level = 'village' AND code LIKE '140602%' ORDER BY code`)
  ).rows.map(({ code }) => code);
  const townships = [...new Set(villages.map((code) => code.slice(0, 9)))];
  stage = {
    db,
    dataDir,
    township: await personWith(db, 'township', townships),
    county: await personWith(db, 'county', ['140602']),
    failed: (error) => void unexpected.push(error),
    now: () => {
      clock += 1_000;
      return new Date(clock);
    },
  };
});

async function play(kinds: readonly ('memory' | 'IndexedDB')[], steps: readonly Step[]): Promise<void> {
  played += 1;
  // The villages take turns, so that none grows large.
  const at = (2 * played) % (villages.length - 1);
  const world = new OfflineWorld({ ...stage, villages: [villages[at]!, villages[at + 1]!] }, `M${played}`, kinds);
  await world.begin();
  try {
    for (const one of steps) await world.play(one);
    await world.settle();
    await world.check();
    expect(unexpected.splice(0), 'what the server could not do').toEqual([]);
  } finally {
    await world.end();
  }
}

const kinds = fc.constantFrom(
  ['memory', 'IndexedDB'] as const,
  ['IndexedDB', 'memory'] as const,
  ['memory', 'memory'] as const,
  ['IndexedDB', 'IndexedDB'] as const,
);

describe('phones and server in any order', () => {
  test.each(KNOWN_HISTORIES)('$what', async ({ steps }) => {
    for (const kind of ['memory', 'IndexedDB'] as const) await play([kind, kind], steps);
  });

  test(
    `${RUNS} interleavings: every answer typed wins by rule or is a listed conflict, none is lost, none doubled`,
    async () => {
      await fc.assert(fc.asyncProperty(kinds, fc.array(step, { minLength: 5, maxLength: 30 }), play), {
        numRuns: RUNS,
        seed: SEED,
        ...(PATH !== undefined && { path: PATH }),
        endOnFailure: RUNS > 1_000 && PATH === undefined,
      });
      expect(await verifyRegister(stage.db, stage.now(), undefined, dataDir)).toMatchObject({ ok: true });
    },
    24 * 3_600_000,
  );
});
