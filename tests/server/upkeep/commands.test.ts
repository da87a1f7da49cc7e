import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { freshDatabase } from '../../helpers/database';
import { run, start } from '../../programs/run-program';

const ODD = 'tests/programs/odd-command.ts';
const scratch = mkdtempSync(join(tmpdir(), 'qingnuan-commands-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

describe('a command', () => {
  it('explains itself on standard output', async () => {
    const { code, stdout, stderr } = await run(ODD, ['--help', '--nonsense']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const part of ['odd [FILE] --how HOW [--loud]', '--how HOW', '--loud', '--help', 'FILE']) expect(stdout).toContain(part);
  });

  it('gives what was asked for to its work', async () => {
    const { code, stdout } = await run(ODD, ['名单.xlsx', '--how=succeed', '--loud']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ how: 'succeed', loud: true, files: ['名单.xlsx'] });
    expect(JSON.parse((await run(ODD, ['--how', 'succeed'])).stdout)).toEqual({ how: 'succeed', loud: false, files: [] });
  });

  it.each([
    [[], '--how'],
    [['--how'], '--how'],
    [['--how', '--loud'], '--how'],
    [['--how', 'succeed', '--laud'], '--laud'],
    [['--how', 'succeed', '--loud=yes'], '--loud'],
    [['a.xlsx', 'b.xlsx', '--how', 'succeed'], 'b.xlsx'],
  ])('ends with 2 and a sentence in both languages on wrong usage: %j', async (args, named) => {
    const { code, stdout, stderr } = await run(ODD, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(lines(stderr)).toHaveLength(2);
    expect(lines(stderr)[0]).toMatch(/\p{Script=Han}/u);
    expect(lines(stderr)[1]).not.toMatch(/\p{Script=Han}/u);
    for (const line of lines(stderr)) expect(line).toContain(named);
  });

  it('ends with 1 and a sentence in both languages when it is refused', async () => {
    const { code, stdout, stderr } = await run(ODD, ['--how', 'refuse']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(lines(stderr)).toHaveLength(2);
    expect(stderr).not.toContain('visit.unknown');
  });

  it('ends with 1, a sentence and a log on an unexpected error, without a trace on the terminal', async () => {
    const { code, stderr } = await run(ODD, ['--how', 'fail'], { DATA_DIR: scratch });
    expect(code).toBe(1);
    expect(lines(stderr)).toHaveLength(2);
    expect(stderr).not.toMatch(/TypeError|\n\s+at /);
    const log = /\/\S+\.log/.exec(stderr)?.[0] ?? '';
    expect(log.startsWith(join(scratch, 'logs', 'odd-'))).toBe(true);
    expect(readFileSync(log, 'utf8')).toMatch(/TypeError.*\n\s+at /);
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });

  it('tells how far it is on standard error and keeps standard output for data', async () => {
    const { code, stdout, stderr } = await run(ODD, ['--how', 'steps']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'rows\n' });
    expect(lines(stderr)).toEqual(['导入 / Importing 0/3 (0 %)', '导入 / Importing 3/3 (100 %)']);
  });

  it('rolls back and ends with 1 when it is told to stop', async () => {
    const db = await freshDatabase();
    const { child, printed, ended } = start(ODD, ['--how', 'wait'], { DATABASE_URL: db.url });
    await printed('waiting');
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(lines(stderr)).toHaveLength(2);
    expect(await withSql(db, (sql) => sql.query('SELECT name FROM season'))).toEqual([]);
    expect(
      await withSql(db, (sql) =>
        sql.query(
          `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()`,
        ),
      ),
    ).toEqual([]);
  });

  it('refuses any database but PostgreSQL, without repeating what may be a password', async () => {
    const { code, stderr } = await run(ODD, ['--how', 'wait'], { DATABASE_URL: 'mysql://root:hunter2@localhost/qn' });
    expect(code).toBe(1);
    expect(lines(stderr)).toHaveLength(2);
    for (const line of lines(stderr)) expect(line).toMatch(/mysql:.*PostgreSQL/);
    expect(stderr).not.toContain('hunter2');
  });

  it('names the reason when the server of DATABASE_URL is not there', async () => {
    const { code, stderr } = await run(ODD, ['--how', 'wait'], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/qn' });
    expect(code).toBe(1);
    expect(lines(stderr)).toHaveLength(2);
    expect(stderr).toContain('ECONNREFUSED');
  });
});

describe('what the tests need', () => {
  it('is named, and the tests do not begin, when it is missing and cannot be installed', async () => {
    const { code, stdout, stderr } = await run('scripts/checks/need-tools.ts', [], { PATH: scratch });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(lines(stderr)).toHaveLength(2);
    for (const name of ['chromium', 'libreoffice-calc-nogui', 'fonts-noto-cjk', 'poppler-utils']) expect(stderr).toContain(name);
  });
});

describe('npm run accounts', () => {
  const accounts = (url: string, ...args: string[]) => run('scripts/access/accounts.ts', args, { DATABASE_URL: url });

  it('adds an account with a password to be changed, changes it, and resets the password', async () => {
    const db = await freshDatabase();
    const added = await accounts(db.url, '--username', 'wang', '--name', '王工', '--role', 'county', '--division', '140602,140603');
    expect(added.code).toBe(0);
    expect(added.stdout).toMatch(/^wang\t\S{12,}\n$/);
    const account = () =>
      withSql(db, async (sql) => {
        const [row] = await sql.query<{ password_hash: string }>(
          `SELECT name, role, must_change_password, password_hash, ARRAY(SELECT division_code FROM account_division d
            WHERE d.account_id = a.id ORDER BY 1) AS divisions FROM account a WHERE username = 'wang'`,
        );
        return row!;
      });
    const first = await account();
    expect(first).toMatchObject({ name: '王工', role: 'county', must_change_password: true, divisions: ['140602', '140603'] });
    expect(first.password_hash).toMatch(/^\$argon2id\$/);

    const changed = await accounts(db.url, '--username', 'wang', '--name', '王工程师', '--division', '140603');
    expect(changed).toMatchObject({ code: 0, stdout: '' });
    expect(await account()).toEqual({ ...first, name: '王工程师', divisions: ['140603'] });

    const reset = await accounts(db.url, '--username', 'wang', '--reset-password');
    expect(reset.code).toBe(0);
    expect(reset.stdout).not.toBe(added.stdout);
    expect((await account()).password_hash).not.toBe(first.password_hash);

    const history = await withSql(db, (sql) =>
      sql.query<{ action: string; payload: string }>(`SELECT action, payload FROM history WHERE chain = 'system' ORDER BY seq`),
    );
    expect(history.map((entry) => entry.action)).toEqual(['account.add', 'account.change', 'account.change']);
    for (const printed of [added.stdout, reset.stdout]) expect(JSON.stringify(history)).not.toContain(printed.split('\t')[1]!.trim());
  });

  it.each([
    [['--username', 'a b', '--name', 'A', '--role', 'admin', '--division', '14'], 1],
    [['--username', 'wang'], 1],
    [['--username', 'wang', '--name', '王', '--role', 'chief', '--division', '14'], 2],
    [['--username', 'wang', '--name', '王', '--role', 'county', '--division', '999999'], 1],
    [['--username', 'wang', '--name', '王', '--role', 'county', '--division', '1406'], 1],
    [['--username', 'wang', '--name', '王', '--role', 'county', '--division', ','], 1],
  ])('refuses %j and adds nothing', async (args, code) => {
    const db = await freshDatabase();
    const refused = await accounts(db.url, ...args);
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(lines(refused.stderr)).toHaveLength(2);
    expect(lines(refused.stderr)[0]).toMatch(/\p{Script=Han}/u);
    expect(await withSql(db, (sql) => sql.query('SELECT username FROM account'))).toEqual([]);
  });
});
