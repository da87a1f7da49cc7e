import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { divisionsInOrder } from '~/database/bulk/sample-state.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { insertJob } from '~/database/jobs/jobs.server';
import { OPERATOR } from '~/domain/access/person';
import { SHEETS, type SheetName } from '~/imports/contract-sheets';
import { sourceOfRows } from '~/imports/row-source';
import type { Cell } from '~/imports/workbook/cell';
import { sampleRows } from '~/server/sample/sample-rows.server';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { counted, ownInstance } from '../../helpers/own-instance';
import { addHouseholds, declareSeason, visitOf } from '../../helpers/register';
import { type CellValue, workbook } from '../../imports/make-workbook';
import { run } from '../../programs/run-program';
import { addAccount, apiClient, tokenOf } from '../api/api-client';

/**
 * The power fails: app and database are killed with SIGKILL in the middle of an import and of 300 simultaneous submissions.
 * What was acknowledged is there once, what was not is there once or not at all, and `npm run verify` is clean.
 */
const LONG = 600_000;
/**
 * By default 300 submissions are killed with their database. PLACES=some kills an import and the work of a batch too, PLACES=all in more
 * places, with and without the database; tests/imports/import-command.test.ts kills an import in every run.
 */
const { PLACES } = process.env;
const ALL_PLACES = PLACES === 'all';
const LEFT_OUT = PLACES === undefined;
if (LEFT_OUT) {
  process.stdout.write(
    'Killing imports of a whole roster and the work of a batch is left out, because it takes minutes: PLACES=some or all.\n',
  );
}
const instance = ownInstance();
const { started, killDatabase, withDatabase, expectClean, startedApp } = instance;

describe('an import that is killed', () => {
  /** The roster, visits and subsidies of half a county with a thousand households, as a workbook. */
  async function writeRoster(file: string): Promise<{ households: number; visits: number; entitlements: number; payments: number }> {
    const divisions = await withDatabase((db) => withSql(db, divisionsInOrder));
    const rows = sampleRows(divisions.filter(({ code }) => code.startsWith('1406812')));
    const source = sourceOfRows({
      采暖季: rows.seasons,
      热源: rows.heatSources,
      户台账: rows.households,
      房屋: rows.rooms,
      入户记录: rows.visits,
      补贴政策: rows.policies,
      应补: rows.entitlements,
      发放: rows.payments,
    });
    const sheets: Record<string, CellValue[][]> = {};
    for (const name of source.sheets) {
      const cells: CellValue[][] = [];
      sheets[name] = cells;
      for await (const batch of source.rows(name))
        cells.push(...batch.map((row) => SHEETS[name as SheetName].columns.map((_, i) => cellValue(row.cells[i]))));
    }
    writeFileSync(file, workbook(sheets));
    return {
      households: rows.households.length,
      visits: rows.visits.length,
      entitlements: rows.entitlements.length,
      payments: rows.payments.length,
    };
  }

  function cellValue(cell: Cell | undefined): CellValue {
    if (cell === undefined) return null;
    if (cell.kind === 'text') return cell.text;
    if (cell.kind === 'boolean') return cell.value;
    if (cell.kind === 'number') return cell.text === undefined ? null : Number(cell.text);
    throw new Error(`a cell of kind ${cell.kind}`);
  }

  const registered = () =>
    withDatabase(async (db) => ({
      households: await counted(db, 'SELECT count(*) AS n FROM household'),
      visits: await counted(db, 'SELECT count(*) AS n FROM visit'),
      seasons: await counted(db, 'SELECT count(*) AS n FROM season'),
      entitlements: await counted(db, 'SELECT count(*) AS n FROM entitlement'),
      payments: await counted(db, 'SELECT count(*) AS n FROM payment'),
      facts: await counted(db, 'SELECT count(*) AS n FROM household_facts'),
      history: await counted(db, `SELECT count(*) AS n FROM history WHERE action <> 'account.lock'`),
    }));

  /** Runs the command until it prints this stage, and kills it there. */
  async function killedAt(stage: string, file: string, database: boolean): Promise<void> {
    const running = started('scripts/imports/import.ts', [file]);
    await new Promise<void>((resolve, reject) => {
      let heard = '';
      running.child.stderr!.on('data', (data: Buffer) => {
        heard += data.toString();
        if (heard.includes(stage)) resolve();
      });
      void running.ended.then(({ code, stderr }) => reject(new Error(`It ended with ${code} before it said “${stage}”:\n${stderr}`)));
    });
    running.child.kill('SIGKILL');
    if (database) await killDatabase();
    await running.ended;
  }

  test.skipIf(LEFT_OUT)(
    'leaves nothing, wherever it was, and can be run again',
    async () => {
      const file = join(instance.dataDir, 'roster.xlsx');
      const whole = await writeRoster(file);
      const nothing = await registered();
      expect(nothing).toMatchObject({ households: 0, visits: 0, seasons: 0, entitlements: 0, payments: 0, facts: 0 });
      const places = [
        ['检查 发放', false],
        ['记录留痕', true],
        ['读取 房屋', false],
        ['计算指标', true],
      ] as const;
      for (const [stage, database] of ALL_PLACES ? places : places.slice(0, 2)) {
        await killedAt(stage, file, database);
        expect({ stage, ...(await registered()) }).toEqual({ stage, ...nothing });
        await expectClean();
      }
      const done = await run('scripts/imports/import.ts', [file], instance.environment);
      expect({ code: done.code, stderr: done.code === 0 ? '' : done.stderr }).toEqual({ code: 0, stderr: '' });
      const after = await registered();
      expect(after).toMatchObject(whole);
      await expectClean();
      expect((await run('scripts/imports/import.ts', [file], instance.environment)).code).toBe(0);
      expect(await registered()).toEqual(after);
    },
    LONG,
  );
});

describe('a computation of entitlements, a draft of a batch and its reconciling that are killed', () => {
  const HOUSEHOLDS = 3_000;
  const SEASON = '2020-2021';
  const entitlements = () => withDatabase((db) => counted(db, 'SELECT count(*) AS n FROM entitlement'));

  const ledger = () =>
    withDatabase(async (db) => ({
      payments: await counted(db, 'SELECT count(*) AS n FROM payment'),
      paid: await counted(db, 'SELECT coalesce(sum(paid), 0) AS n FROM entitlement'),
      facts: await counted(db, 'SELECT coalesce(sum(paid), 0) AS n FROM household_facts'),
      rollUps: await counted(db, 'SELECT coalesce(sum(paid), 0) AS n FROM roll_up'),
      entries: await counted(db, `SELECT count(*) AS n FROM history WHERE entity = 'payment'`),
    }));

  /** Killed while its transaction is open, together with the database. Then it runs to its end, unless it was done. */
  async function killedAndDone(what: string, before: object, after: object): Promise<void> {
    for (const database of ALL_PLACES ? [false, true] : [true]) {
      const running = started('tests/programs/pay-batch.ts', [what, '140602', SEASON, 'P1']);
      await withDatabase(async (db) => {
        const writing = () =>
          counted(db, 'SELECT count(*) AS n FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()');
        while ((await writing()) === 0 && running.child.exitCode === null) await pause(1);
      });
      running.child.kill('SIGKILL');
      if (database) await killDatabase();
      await running.ended;
      expect([before, after]).toContainEqual(await ledger());
    }
    await started('tests/programs/pay-batch.ts', [what, '140602', SEASON, 'P1']).ended;
    expect(await ledger()).toEqual(after);
    await expectClean();
  }

  test.skipIf(LEFT_OUT)(
    'leave all or nothing, and can be run again',
    async () => {
      const job = randomUUID();
      await withDatabase(async (db) => {
        await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
        await addHouseholds(
          db,
          Array.from({ length: HOUSEHOLDS }, (_, i) => ({
            number: `E${String(i).padStart(4, '0')}`,
            conversion: { mode: 'gas', installedOn: '2019-09-01', connectedOn: '2019-10-01' },
          })),
        );
        await db.pool.query(
          `INSERT INTO meter_usage (household_number, season, energy, usage, source) SELECT number, $1, 'gas', 1000, 'meter'
            FROM household`,
          [SEASON],
        );
        await importRows(db, OPERATOR, {
          补贴政策: [
            {
              政策编号: 'P1',
              文号: '示例〔2020〕1号',
              区划代码: '140602',
              采暖季: SEASON,
              种类: '运行',
              适用路径: '煤改气',
              单位: '元/m³',
              单价: '1',
              分担: '市:0.5;县:0.5',
              应付截止日期: '2021-06-30',
            },
          ],
        });
        const username = await addAccount(db, 'county', ['140602']);
        const { rows } = await db.pool.query<{ id: string }>('SELECT id FROM account WHERE username = $1', [username]);
        await inTransaction(db, (sql) =>
          insertJob(sql, {
            id: job,
            kind: 'entitlements',
            asked: { division: '140602', name: '朔城区', season: SEASON, dryRun: false },
            accountId: rows[0]!.id,
          }),
        );
      });
      for (const database of ALL_PLACES ? [false, true] : [true]) {
        const running = started('scripts/jobs/run-job.ts', [job]);
        // The job's record says that it runs while the computation's transaction is open.
        await withDatabase(async (db) => {
          for (let begun = false; !begun; )
            begun = (await counted(db, 'SELECT done AS n FROM job_record WHERE id = $1', [job])) > 0 || running.child.exitCode !== null;
        });
        running.child.kill('SIGKILL');
        if (database) await killDatabase();
        await running.ended;
        expect([0, HOUSEHOLDS]).toContain(await entitlements());
        await withDatabase((db) => db.pool.query(`UPDATE job_record SET state = 'waiting', done = 0, total = 0 WHERE id = $1`, [job]));
      }
      expect(await started('scripts/jobs/run-job.ts', [job]).ended).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await entitlements()).toBe(HOUSEHOLDS);
      expect(await withDatabase((db) => counted(db, `SELECT sum(due) AS n FROM roll_up WHERE season = $1`, [SEASON]))).toBe(
        HOUSEHOLDS * 100_000,
      );
      await expectClean();

      const none = { payments: 0, paid: 0, facts: 0, rollUps: 0, entries: 0 };
      const drafted = { ...none, payments: 2 * HOUSEHOLDS, entries: 2 * HOUSEHOLDS };
      await killedAndDone('draft', none, drafted);
      // Checked and published in the days before, and its reconciliation asked for.
      const all = HOUSEHOLDS * 100_000;
      await withDatabase((db) =>
        db.pool.query(
          `UPDATE payment_batch SET state = 'released', revision = 4, checked_by = 'second', notice_from = current_date - 9,
            notice_to = current_date - 2, settle_asked_by = 'second', settle_asked_at = now(), settle_paid_on = current_date,
            settle_payments = $1, settle_amount = $2`,
          [2 * HOUSEHOLDS, all],
        ),
      );
      await killedAndDone('reconcile', drafted, { payments: 2 * HOUSEHOLDS, paid: all, facts: all, rollUps: all, entries: 4 * HOUSEHOLDS });
    },
    LONG,
  );
});

describe('300 submissions at once that are cut off', () => {
  const VILLAGES = Array.from({ length: 9 }, (_, i) => `14060200420${i + 1}`);
  const HOUSEHOLDS = 300;
  type Receipt = { status: string; id: string; contentHash: string; revision: number };

  /** Sends every visit separately, all at once. `acknowledged` gets each receipt as it arrives. */
  async function sendAll(
    url: string,
    tokens: readonly string[],
    visits: readonly object[],
    acknowledged: (receipt: Receipt) => void,
  ): Promise<void> {
    await Promise.all(
      visits.map(async (visit, i) => {
        try {
          const { status, body } = await apiClient(url, tokens[i % tokens.length])('POST', '/visits', { body: { visits: [visit] } });
          const [receipt] = status === 200 ? (body as { receipts: Receipt[] }).receipts : [];
          if (receipt && (receipt.status === 'received' || receipt.status === 'same')) acknowledged(receipt);
          else if (receipt && receipt.status !== 'failed') throw new Error(`not taken: ${JSON.stringify(receipt)}`);
        } catch (error) {
          // The connection was cut, so the sender keeps the visit and sends it again.
          if (!(error instanceof TypeError)) throw error;
        }
      }),
    );
  }

  const stored = () =>
    withDatabase(async (db) => {
      const { rows } = await db.pool.query<{ id: string; content_hash: string; submissions: number }>(
        `SELECT t.id, t.content_hash, (SELECT count(*)::int FROM history h WHERE h.entity = 'visit'
          AND h.entity_key = t.id) AS submissions FROM visit t ORDER BY t.id`,
      );
      return rows;
    });

  function expectKept(rows: Awaited<ReturnType<typeof stored>>, receipts: ReadonlyMap<string, Receipt>): void {
    const byId = new Map(rows.map((row) => [row.id, row]));
    expect(byId.size).toBe(rows.length);
    const lost = [...receipts.values()].filter(({ id, contentHash }) => byId.get(id)?.content_hash !== contentHash);
    expect(lost).toEqual([]);
    expect(rows.filter(({ submissions }) => submissions !== 1)).toEqual([]);
  }

  test(
    'every acknowledged visit is there once',
    async () => {
      const visits = Array.from({ length: HOUSEHOLDS }, (_, i) => visitOf(`K${String(i).padStart(4, '0')}`, { season: '2020-2021' }));
      const usernames = await withDatabase(async (db) => {
        await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
        await addHouseholds(
          db,
          visits.map((visit, i) => ({ number: String(visit.household), village: VILLAGES[i % VILLAGES.length] })),
        );
        return Promise.all(Array.from({ length: 5 }, () => addAccount(db, 'cadre', VILLAGES)));
      });
      const receipts = new Map<string, Receipt>();
      const keep = (receipt: Receipt) => void receipts.set(receipt.id, receipt);

      // App and database are killed at once, after a hundred acknowledgements.
      let { url, running } = await startedApp();
      let tokens = await Promise.all(usernames.map((username) => tokenOf(url, username)));
      let cut: Promise<void> | undefined;
      await sendAll(url, tokens, visits, (receipt) => {
        keep(receipt);
        if (receipts.size < 100 || cut) return;
        running.child.kill('SIGKILL');
        cut = killDatabase();
      });
      await cut;
      await running.ended;
      expect(receipts.size).toBeGreaterThanOrEqual(100);
      expect(receipts.size).toBeLessThan(HOUSEHOLDS);
      await expectClean();
      const afterCut = await stored();
      expectKept(afterCut, receipts);
      expect(afterCut.length).toBeLessThan(HOUSEHOLDS);

      // Only the database is killed, under a running app, which goes on when it is back.
      ({ url, running } = await startedApp());
      tokens = await Promise.all(usernames.map((username) => tokenOf(url, username)));
      const half = Math.floor((receipts.size + HOUSEHOLDS) / 2);
      let struck: Promise<void> | undefined;
      await sendAll(url, tokens, visits, (receipt) => {
        keep(receipt);
        if (receipts.size >= half) struck ??= killDatabase();
      });
      await struck;
      await until(async () => (await fetch(`${url}/readyz`)).ok);
      expectKept(await stored(), receipts);

      // The visits are sent again, as phones do, until all are acknowledged, without waiting for the clock of the rate limit.
      for (let round = 0; receipts.size < HOUSEHOLDS; round += 1) {
        expect(round, 'rounds of sending again').toBeLessThan(5);
        await sendAll(
          url,
          tokens,
          visits.filter(({ visit }) => !receipts.has(visit)),
          keep,
        );
      }
      const rows = await stored();
      expect(rows.map(({ id }) => id)).toEqual(visits.map(({ visit }) => visit).sort());
      expectKept(rows, receipts);
      expect(await withDatabase((db) => counted(db, `SELECT sum(v) AS n FROM roll_up WHERE season = '2020-2021'`))).toBe(HOUSEHOLDS);
      running.child.kill('SIGTERM');
      expect((await running.ended).code).toBe(0);
      await expectClean();
    },
    LONG,
  );

  /** Polls until the condition holds, for at most two minutes. */
  async function until(holds: () => Promise<boolean>): Promise<void> {
    const giveUp = Date.now() + 120_000;
    while (!(await holds().catch(() => false))) {
      expect(Date.now()).toBeLessThan(giveUp);
      await pause(50);
    }
  }
});
