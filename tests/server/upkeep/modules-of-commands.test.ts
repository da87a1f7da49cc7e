import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { declareSeason } from '../../helpers/register';
import { workbook } from '../../imports/make-workbook';
import { run } from '../../programs/run-program';

/** Loading Prisma's client takes longer than the work of most commands, so only a process that uses it loads it. */
const SEASON = '2020-2021';
let db: Database;
let folder: string;

beforeAll(async () => {
  db = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), 'qingnuan-modules-'));
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  const rows = [
    ['采暖季', '区划代码', '开始日期', '结束日期'],
    [SEASON, '140602', '2020-11-01', '2021-03-31'],
  ];
  writeFileSync(join(folder, 'seasons.xlsx'), workbook({ 采暖季: rows }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The modules that the command loaded before its answer. */
async function modulesOf(program: string, args: string[]): Promise<string[]> {
  const list = join(folder, 'modules.txt');
  rmSync(list, { force: true });
  const hook = pathToFileURL(join(import.meta.dirname, '..', '..', 'programs', 'list-modules.mjs')).href;
  const { code, stderr } = await run(program, args, {
    DATABASE_URL: db.url,
    DATA_DIR: folder,
    MODULES_TO: list,
    NODE_OPTIONS: `--import ${hook}`,
  });
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [];
}

describe('Prisma’s client', () => {
  for (const [program, args] of [
    ['scripts/facts/facts.ts', () => ['--division', '140602', '--season', SEASON, '--json']],
    ['scripts/upkeep/verify.ts', () => []],
    ['scripts/imports/import.ts', () => ['--dry-run', join(folder, 'seasons.xlsx')]],
  ] as const)
    it(`is not loaded by ${program}`, async () => {
      const modules = await modulesOf(program, args());
      expect(modules.filter((url) => /\/node_modules\/pg\//.test(url))).not.toEqual([]);
      expect(modules.filter((url) => /prisma/i.test(url.slice(url.lastIndexOf('/node_modules/'))))).toEqual([]);
    });
});
