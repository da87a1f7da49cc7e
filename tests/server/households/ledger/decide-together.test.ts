/** What one import asked for is decided together: each household as on its own page, and what cannot be decided stays. */
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { isRefusal } from '~/domain/problems';
import { confirmChange, declineChange } from '~/server/workflows/households/decide-change.server';
import { askToDecideTogether, decideChangesJob } from '~/server/workflows/households/decide-changes-job.server';
import { readWaitingChanges } from '~/server/workflows/households/waiting-changes.server';
import { importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../../helpers/database';
import { declareSeason, NOW, personWith, written } from '../../../helpers/register';
import { FAR_VILLAGE, household, OTHER_VILLAGE, saved } from '../../../imports/county-file';

const OLD = '6217000000000000001';
let db: Database;
let clerk: Person;
let second: Person;
let elsewhere: Person;
let city: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
  clerk = await personWith(db, 'county', ['140602']);
  second = await personWith(db, 'county', ['140602']);
  elsewhere = await personWith(db, 'county', ['140681']);
  city = await personWith(db, 'city', ['1406']);
});

/** Five households of two villages, whose accounts an import would change; each time with other numbers. */
let round = 0;
let numbers: string[];
let askedAt: Date;
beforeEach(async () => {
  round += 1;
  numbers = [1, 2, 3, 4, 5].map((at) => `R${round}H${at}`);
  askedAt = new Date(NOW.getTime() + round * 60_000);
  await take(numbers.map((number, at) => row(number, at, `${OLD.slice(0, -2)}${round}${at}`)));
  await take(numbers.map((number, at) => row(number, at, `621799999999999${round}${at}`)));
});
const row = (number: string, at: number, account: string) =>
  household(number, { 村区划代码: at > 2 ? OTHER_VILLAGE : '140602001001', 一卡通账号: account });
const take = (rows: ReturnType<typeof household>[], person = clerk) =>
  importWorkbook(db, person, saved({ 户台账: rows }), { now: askedAt });
const together = () => ({ askedAt: askedAt.toISOString(), askedBy: clerk.username });
const asked = (how: 'confirm' | 'decline' | 'withdraw', decision = '', division = '140602') => ({ division, ...together(), how, decision });
const run = (person: Person, how: 'confirm' | 'decline' | 'withdraw', decision = '', division = '140602') =>
  decideChangesJob.run(
    db,
    person,
    { ...asked(how, decision, division), name: '朔城区' },
    { jobId: randomUUID(), signal: new AbortController().signal, progress: async () => undefined },
  );
const masks = async () =>
  (await db.pool.query('SELECT bank_account_masked AS mask FROM household WHERE number = ANY($1) ORDER BY number', [numbers])).rows.map(
    ({ mask }) => (mask as string).slice(-2),
  );
const states = async () =>
  (
    await db.pool.query('SELECT state FROM household_change WHERE household_number = ANY($1) ORDER BY household_number', [numbers])
  ).rows.map(({ state }) => state as string);
const both = (prefix: number) => [0, 1, 2, 3, 4].map((at) => `${prefix}${at}`);
async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isRefusal(error)) return error.problem.code;
    throw error;
  }
  return 'nothing was refused';
}

describe('what one import asked for', () => {
  test('is told apart from everything else that waits, and read by division', async () => {
    const all = await readWaitingChanges(db, second, { division: '140602', page: 1 });
    expect(all.imports.at(-1)).toMatchObject({ ...together(), count: 5, own: false, asker: clerk.name });
    const one = await readWaitingChanges(db, second, { division: OTHER_VILLAGE, page: 1, together: together() });
    expect(one).toMatchObject({ total: 2, imports: [], together: { own: false }, job: null });
    expect(
      one.changes.map(({ number, fields }) => [number, ...fields.map(({ field, after }) => `${field} ${String(after).slice(-3)}`)]),
    ).toEqual([3, 4].map((at) => [numbers[at], `bankAccount 9${round}${at}`]));
    expect((await readWaitingChanges(db, clerk, { division: '140602', page: 1, together: together() })).together).toMatchObject({
      own: true,
    });
  });

  test('is confirmed together by another person; the one in doubt was declined on its own and stays so', async () => {
    const doubtful = (await readWaitingChanges(db, second, { division: '140602', page: 1, together: together() })).changes[1]!;
    await declineChange(db, second, { change: doubtful.id, decision: '开户人不是本户' }, NOW);
    expect(await run(second, 'confirm')).toEqual({ counts: { decided: 4, left: 0 } });
    expect(await states()).toEqual(['confirmed', 'declined', 'confirmed', 'confirmed', 'confirmed']);
    expect(await masks()).toEqual(both(round));
    // Done again nothing is left to do.
    expect(await run(second, 'confirm')).toEqual({ counts: { decided: 0, left: 0 } });
    expect((await verifyRegister(db, NOW)).records.faults).toEqual([]);
  });

  test('is decided only below the division, and only within the scope', async () => {
    expect(await run(city, 'confirm', '', OTHER_VILLAGE)).toEqual({ counts: { decided: 2, left: 0 } });
    expect(await states()).toEqual(['waiting', 'waiting', 'waiting', 'confirmed', 'confirmed']);
    expect(await run(elsewhere, 'confirm')).toEqual({ counts: { decided: 0, left: 0 } });
    expect(await refusalOf(askToDecideTogether(db, elsewhere, asked('confirm')))).toBe('division.unknown');
    expect(await refusalOf(askToDecideTogether(db, second, asked('confirm', '', FAR_VILLAGE)))).toBe('division.unknown');
  });

  test('stays where it cannot be written, and the rest is done', async () => {
    // As if the account had become another one in the meantime.
    const print = (to: string) => written(db, `UPDATE household SET bank_account_fingerprint = ${to} WHERE number = $1`, [numbers[0]]);
    await print(`bank_account_fingerprint || '-other'`);
    expect(await run(second, 'confirm')).toEqual({ counts: { decided: 4, left: 1 } });
    expect(await states()).toEqual(['waiting', 'confirmed', 'confirmed', 'confirmed', 'confirmed']);
    const waiting = (await readWaitingChanges(db, second, { division: '140602', page: 1, together: together() })).changes;
    expect(await refusalOf(confirmChange(db, second, { change: waiting[0]!.id, decision: '' }, NOW))).toBe('household-change.overtaken');
    await print(`replace(bank_account_fingerprint, '-other', '')`);
  });

  test('is declined with a reason, and taken back by whoever imported it', async () => {
    expect(await refusalOf(askToDecideTogether(db, second, asked('decline')))).toBe('reason.missing');
    expect(await run(second, 'decline', '名册没有盖章', OTHER_VILLAGE)).toEqual({ counts: { decided: 2, left: 0 } });
    expect(await run(clerk, 'withdraw')).toEqual({ counts: { decided: 3, left: 0 } });
    expect(await states()).toEqual(['withdrawn', 'withdrawn', 'withdrawn', 'declined', 'declined']);
    expect(await masks()).toEqual(both(round));
  });

  test('is confirmed by nobody who asked for it, and taken back by nobody else', async () => {
    expect(await refusalOf(askToDecideTogether(db, clerk, asked('confirm')))).toBe('household-change.own');
    expect(await refusalOf(askToDecideTogether(db, second, asked('withdraw')))).toBe('household-change.not-own');
    expect(await run(clerk, 'confirm')).toEqual({ counts: { decided: 0, left: 5 } });
    expect(await run(second, 'withdraw')).toEqual({ counts: { decided: 0, left: 5 } });
    const cadre = await personWith(db, 'cadre', ['140602001001']);
    expect(await refusalOf(askToDecideTogether(db, cadre, asked('confirm')))).toBe('access.not-allowed');
    await run(clerk, 'withdraw');
    expect(await refusalOf(askToDecideTogether(db, second, asked('confirm')))).toBe('household-change.decided-already');
  });
});
