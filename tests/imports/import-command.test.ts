import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../helpers/database';
import { copyCluster } from '../helpers/stopped-cluster';
import { type Outcome, start } from '../programs/run-program';
import { type Book, county, household, room, saved } from './county-file';
import { newFolder } from './make-with-programs';

const SCRIPT = join('scripts', 'imports', 'import.ts');
let db: Database;
beforeEach(async () => {
  db = await freshDatabase();
});

const environment = (more: Record<string, string> = {}) => ({
  DATABASE_URL: db.url,
  DATA_DIR: newFolder(),
  LANG: 'zh_CN.UTF-8',
  LC_ALL: '',
  ...more,
});
const run = (args: string[], more: Record<string, string> = {}): Promise<Outcome> => start(SCRIPT, args, environment(more)).ended;
const countIn = async (on: Pick<Database, 'pool' | 'schema'>): Promise<Record<string, number>> => {
  const [row] = await withSql(on, (sql) =>
    sql.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM household)::int AS households, (SELECT count(*) FROM room)::int AS rooms, (SELECT count(*)
        FROM history)::int AS entries, (SELECT count(*) FROM roll_up)::int AS roll_ups`,
    ),
  );
  return row!;
};

describe('npm run import', () => {
  test('prints counts and ends with 0; again, and as a dry run', async () => {
    const file = saved(county());
    const dry = await run([file, '--dry-run']);
    expect([dry.code, (await countIn(db)).households]).toEqual([0, 0]);
    expect(dry.stdout).toContain('检查完毕，没有保存（试运行）。');
    const first = await run([file]);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('〈户台账〉 新增 2，更新 0，未变 0，拒绝 0，提示 0');
    expect(first.stdout).toContain('导入完成。');
    // Progress is for people, so it goes to another stream than the result.
    expect(first.stderr).toContain('读取 户台账');
    const entries = (await countIn(db)).entries;
    const again = await run([file, '--lang', 'en']);
    expect(again.stdout).toContain('户台账: 0 added, 0 updated, 2 unchanged, 0 refused, 0 notes');
    expect((await countIn(db)).entries).toBe(entries);
  });

  test('ends with 1 when rows are refused, names the place, writes the errors workbook; --accept-valid takes the rest', async () => {
    const file = saved(
      { ...county(), 户台账: [household('H1'), household('H2', { 身份证号: '110105194912310021' })], 热源: county().热源 },
      '朔城区.xlsx',
    );
    const refused = await run([file]);
    expect([refused.code, (await countIn(db)).households]).toEqual([1, 0]);
    expect(refused.stdout).toContain('错误 〈户台账〉第 3 行 身份证号：“110105********0021” 身份证号的最后一位');
    expect(refused.stdout + refused.stderr).not.toContain('110105194912310021');
    expect(refused.stderr).toContain('有 1 行没有通过检查，什么都没有导入');
    const errors = join(dirname(file), '朔城区.errors.xlsx');
    expect(refused.stdout).toContain(errors);
    expect(existsSync(errors)).toBe(true);
    // The rows that passed are in neither file nor register: what to do is said. H1, a season, a heat source, and what belongs to H1.
    expect(refused.stdout).toMatch(
      /通过检查的 \d+ 行还没有导入：请改好原来的文件，整份再导入；或者先只导入正确的行（命令行加 --accept-valid）/,
    );
    const accepted = await run([file, '--accept-valid']);
    expect([accepted.code, (await countIn(db)).households]).toEqual([0, 1]);
    expect(accepted.stdout).not.toContain('还没有导入');
    writeFileSync(file, readFileSync(saved({ 户台账: [household('H2')] })));
    expect((await run([file])).code).toBe(0);
    expect(existsSync(errors)).toBe(false);
  });

  test('ends with 1 for what is no workbook or not there, with 2 for wrong usage, with 0 for --help', async () => {
    const notThere = await run(['nowhere.xlsx']);
    expect([notThere.code, notThere.stderr]).toEqual([1, expect.stringContaining('没有找到文件 nowhere.xlsx')]);
    const text = join(newFolder(), 'a.xlsx');
    writeFileSync(text, 'a,b\n');
    const noWorkbook = await run([text]);
    expect([noWorkbook.code, noWorkbook.stderr]).toEqual([1, expect.stringContaining('不是 Excel 工作簿')]);
    const empty = saved({ 户台账: [{ 户编号: null, 村区划代码: null, 户主姓名: null, 居住情况: null, 使用状态: null, 改造路径: null }] });
    const nothing = await run([empty]);
    expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('没有可以导入的行')]);
    expect((await run([])).code).toBe(2);
    expect((await run([text, '--lang', 'fr'])).code).toBe(2);
    const help = await run(['--help']);
    expect([help.code, help.stdout]).toEqual([0, expect.stringContaining('--accept-valid')]);
  });
});

const large = (): Book => ({
  采暖季: county().采暖季,
  户台账: Array.from({ length: 4_000 }, (_, i) => household(`K${i}`)),
  房屋: Array.from({ length: 8_000 }, (_, i) => room(`K${i >> 1}`, 1 + (i & 1))),
});

/** Starts an import and kills something as soon as the given stage begins. */
async function killedAt(stage: string, args: string[], env: Record<string, string>, kill: (pid: number) => void): Promise<Outcome> {
  const running = start(SCRIPT, args, env);
  let heard = '';
  let done = false;
  running.child.stderr!.on('data', (data: Buffer) => {
    heard += data.toString();
    if (done || !heard.includes(stage)) return;
    done = true;
    kill(running.child.pid!);
  });
  const outcome = await running.ended;
  expect(done, `the stage ${stage} was reached`).toBe(true);
  return outcome;
}

describe('an import that is cut off', () => {
  let file: string;
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'qingnuan-cut-off-'));
    file = join(folder, 'large.xlsx');
    copyFileSync(saved(large()), file);
    return () => rmSync(folder, { recursive: true, force: true });
  });

  test('kill -9 of the process leaves nothing half done, wherever it was', async () => {
    const nothing = await countIn(db);
    expect(nothing.households).toBe(0);
    for (const stage of ['检查 房屋', '记录留痕']) {
      await killedAt(stage, [file], environment(), (pid) => process.kill(pid, 'SIGKILL'));
      expect({ stage, ...(await countIn(db)) }).toEqual({ stage, ...nothing });
    }
    // The server ends the transaction of a disconnected client, and its locks are free when the next import needs them.
    const again = await run([file]);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('〈户台账〉 新增 4000，更新 0，未变 0，拒绝 0');
    expect(await countIn(db)).toMatchObject({ households: 4_000, rooms: 8_000, entries: 4_000 * 3 + 1 });
    expect(await verifyRegister(db, new Date() as never)).toMatchObject({ ok: true });
    expect(existsSync(file.replace('.xlsx', '.errors.xlsx'))).toBe(false);
  }, 180_000);

  test('kill -9 of the database leaves nothing half done', async () => {
    const folder = newFolder();
    copyCluster(folder);
    const env = environment({ DATABASE_URL: '', DATA_DIR: folder });
    const cut = await killedAt('计算指标', [file], env, () => killServer(folder));
    expect(cut.code).toBe(1);
    const again = await start(SCRIPT, [file], env).ended;
    expect(again.stdout).toContain('〈户台账〉 新增 4000，更新 0，未变 0，拒绝 0');
    expect(again.code).toBe(0);
    process.env.DATA_DIR = folder;
    const embedded = await openDatabase({ quiet: true });
    try {
      expect(await countIn(embedded)).toMatchObject({ households: 4_000, rooms: 8_000, entries: 4_000 * 3 + 1 });
      expect(await verifyRegister(embedded, new Date() as never)).toMatchObject({ ok: true });
    } finally {
      await embedded.close();
      delete process.env.DATA_DIR;
    }
  }, 240_000);
});

/** All processes of the server of a data folder, by the id in its pid file. */
function killServer(folder: string): void {
  const pointer = join(folder, 'postgres.location');
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(folder, 'postgres');
  const [pid] = readFileSync(join(home, 'data', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
}
