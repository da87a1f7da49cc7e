import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { EVERYTHING } from '~/database/scope.server';
import { OPERATOR } from '~/domain/access/person';
import { loadSample } from '~/server/sample/load-sample.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { makePackage } from '~/server/workflows/package/make-package.server';
import { takePackage } from '~/server/workflows/package/take-package.server';
import { freshDatabase } from '../../helpers/database';

const COUNTY = '140602';
const _SEASON = '2021-2022';
let folder: string;
let sender: Database;
let receiver: Database;
const now = new Date();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  [sender, receiver] = await Promise.all([freshDatabase(), freshDatabase()]);
  await loadSample(sender);
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

const facts = (db: Database, division: string, season: string) => readFacts(db, EVERYTHING, { division, season }, now);

describe('a package of a county', () => {
  test('gives an empty instance the facts of the sender', async () => {
    const file = join(folder, 'county.zip');
    const seasons = (await sender.pool.query<{ name: string }>('SELECT name FROM season ORDER BY 1')).rows.map(({ name }) => name);
    await makePackage(sender, OPERATOR, { division: COUNTY, season: seasons.at(-1)!, file }, now);
    await takePackage(receiver, OPERATOR, { file, trust: true }, now);
    const { rows } = await sender.pool.query<{ code: string }>(
      `SELECT code FROM division d WHERE path @> ARRAY['${COUNTY}'] AND EXISTS (SELECT 1 FROM division c WHERE c.parent_code = d.code)`,
    );
    for (const season of seasons) {
      for (const { code } of rows) expect(await facts(receiver, code, season)).toEqual(await facts(sender, code, season));
    }
    expect((await facts(receiver, COUNTY, seasons[0]!)).rows[0]!.counts.H).toBeGreaterThan(50);
  });
});
