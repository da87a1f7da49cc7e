import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { CASES } from './cases';
import { allRows, applyMigration, asBefore, Chain, MIGRATIONS, sorted } from './step-by-step';

test('every migration has its case, and every case its migration', () => {
  expect(Object.keys(CASES)).toEqual(MIGRATIONS);
});

describe('a register of the version before', () => {
  let chain: Chain;
  beforeAll(async () => {
    chain = await Chain.begin();
  });
  afterAll(() => chain.end());

  test.each(MIGRATIONS)('takes %s: nothing is lost, and the new schema holds', (name) =>
    chain.before(name, async (client) => {
      const earlier = MIGRATIONS.slice(0, MIGRATIONS.indexOf(name));
      const renamed = Object.entries(Object.assign({}, ...earlier.map((one) => CASES[one]!.renames)) as Record<string, string>);
      const now = (rows: string) => renamed.reduce((text, [from, to]) => text.replaceAll(`INTO ${from} `, `INTO ${to} `), rows);
      for (const one of earlier) await client.query(now(CASES[one]!.rows));
      const before = await allRows(client);
      expect(Object.keys(before).length > 0, 'there is something to keep').toBe(earlier.length > 0);

      await applyMigration(client, name);

      expect(CASES[name], 'its case in tests/database/migrations/cases.ts').toBeDefined();
      const { rewrites = [], renames = {}, check } = CASES[name]!;
      const kept = Object.fromEntries(
        Object.entries(before).flatMap(([table, rows]) => (rewrites.includes(table) ? [] : [[renames[table] ?? table, rows]])),
      );
      expect(asBefore(kept, await allRows(client))).toEqual(sorted(kept));
      await check(client);
    }),
  );
});

test('prisma/schema.prisma describes what the migrations make, and a column without a migration is seen', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-schema-'));
  const ahead = join(folder, 'schema.prisma');
  writeFileSync(ahead, readFileSync(join('prisma', 'schema.prisma'), 'utf8').replace(/^model Complaint \{$/m, '$&\n  mood String?'));
  const prisma = join('node_modules', 'prisma', 'build', 'index.js');
  const asked = ['migrate', 'diff', '--from-migrations', join('prisma', 'migrations'), '--to-schema-datamodel', ahead, '--script'];
  // Prisma makes an empty database of its own beside this one, migrates it and drops it.
  const env = { ...process.env, DATABASE_URL: inject('databaseServer'), PRISMA_HIDE_UPDATE_MESSAGE: '1', NO_COLOR: '1' };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [prisma, ...asked], { env });
    expect(stdout.trim()).toBe('-- AlterTable\nALTER TABLE "complaint" ADD COLUMN     "mood" TEXT;');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
