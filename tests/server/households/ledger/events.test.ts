/** 分户, 并户, 迁移, 去世: what they do to figures, money, visits and phones. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { EVERYTHING } from '~/database/scope.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import type { LedgerValues } from '~/domain/household/ledger/ledger-fields';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { askDeath, askMerge, askMove, askSplit } from '~/server/workflows/households/ask-event.server';
import { correctHousehold } from '~/server/workflows/households/correct-household.server';
import { confirmChange, withdrawChange } from '~/server/workflows/households/decide-change.server';
import { toldChanges } from '~/server/workflows/households/told-changes.server';
import { computeEntitlements } from '~/server/workflows/subsidy/compute-entitlements.server';
import { rebuildRollUps } from '~/server/workflows/upkeep/rebuild-roll-ups.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../../helpers/database';
import { TestPhone } from '../../../helpers/phone';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, OTHER_VILLAGE, personWith, VILLAGE, written } from '../../../helpers/register';

const DAY = '2021-01-20';
let db: Database;
let first: Person;
let second: Person;
const refusal = (code: string) => expect.objectContaining({ problem: expect.objectContaining({ code }) });

async function register(): Promise<void> {
  db = await freshDatabase();
  await inTransaction(db, async (sql) => {
    await declareSeason(sql, '2019-2020', '2019-11-01', '2020-03-31');
    await declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31');
  });
  first = await personWith(db, 'county', ['140602']);
  second = await personWith(db, 'county', ['140602']);
}

type Asked = Parameters<typeof askSplit>[2];
async function event(number: string, on = DAY): Promise<Omit<Asked, 'values'>> {
  const { rows } = await db.pool.query('SELECT revision FROM household WHERE number = $1', [number]);
  return { household: number, revision: rows[0].revision as number, on, document: null, reason: '核实' };
}
const confirmed = async (id: string) => {
  await confirmChange(db, second, { change: id, decision: '' }, NOW);
  return (await db.pool.query('SELECT other_number AS other FROM household_change WHERE id = $1', [id])).rows[0].other as string | null;
};
const NEW: LedgerValues = { head: '李小四', residence: 'resident', address: '9排9号', people: 1, elderly: 0, heatedArea: 30 };
const split = async (number: string, values: LedgerValues = NEW, on = DAY) =>
  (await confirmed(await askSplit(db, first, { ...(await event(number, on)), values }, NOW)))!;
const merge = async (number: string, into: string, together = true, on = DAY) =>
  confirmed(await askMerge(db, first, { ...(await event(number, on)), into, together }, NOW));
const countOf = async (village: string, season = '2020-2021', asOf?: string) =>
  (await readFacts(db, EVERYTHING, { division: village, season, ...(asOf && { asOf }) }, NOW)).rows[0]!.counts.H;
const stored = async (number: string) =>
  (
    await db.pool.query(
      `SELECT head, status, residence, village_code AS village, heated_area::float AS area, people, id_number_masked AS id,
              bank_account_masked AS account, to_char(began_on, 'YYYY-MM-DD') AS began, to_char(ended_on, 'YYYY-MM-DD') AS ended
       FROM household WHERE number = $1`,
      [number],
    )
  ).rows[0] as Record<string, unknown>;

describe('each event', () => {
  beforeAll(async () => {
    await register();
    await addHouseholds(db, [
      ...['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((number) => ({ number, head: '张三' })),
      { number: 'X', village: FAR_VILLAGE },
      { number: 'Z', status: 'cancelled' },
    ]);
    await written(db, 'UPDATE household SET people = 4, elderly = 1');
  });

  test('分户: one more household from the day on; the old one keeps what was there', async () => {
    const before = await countOf(VILLAGE);
    const made = await split('A');
    expect(made).toBe(`${VILLAGE}B0001`);
    expect(await stored(made)).toMatchObject({ head: '李小四', status: 'normal', village: VILLAGE, area: 30, began: DAY, ended: null });
    expect(await stored('A')).toMatchObject({ head: '张三', area: 50, people: 3, ended: null });
    expect(await countOf(VILLAGE)).toBe(before + 1);
    // As of the day before, and in the season before, it was not there.
    expect(await countOf(VILLAGE, '2020-2021', '2021-01-19')).toBe(before);
    expect(await countOf(VILLAGE, '2019-2020')).toBe(before);
    const told = await withSql(db, (sql) => toldChanges(sql, first, made));
    expect(told).toMatchObject([{ kind: 'split', state: 'confirmed', household: { number: 'A' }, other: { number: made } }]);
  });

  test('并户: the household ends, points at the other one, and keeps its history', async () => {
    const before = await countOf(VILLAGE);
    await merge('B', 'C');
    expect(await stored('B')).toMatchObject({ status: 'cancelled', ended: DAY, area: 80 });
    expect(await stored('C')).toMatchObject({ status: 'normal', area: 160, people: 8 });
    expect(await countOf(VILLAGE)).toBe(before - 1);
    // The day before, B was still there, and the household that came of A not yet.
    expect(await countOf(VILLAGE, '2020-2021', '2021-01-19')).toBe(before - 1);
    // It does not come back, neither by a correction nor by a later event.
    const revival = await correctHousehold(db, first, { household: 'B', revision: 2, values: { status: 'normal' }, reason: '误' }, NOW);
    await expect(confirmed(revival.waits!)).rejects.toEqual(refusal('ledger.merged-away'));
    await withdrawChange(db, first, { change: revival.waits!, decision: '' }, NOW);
    await expect(merge('B', 'D')).rejects.toEqual(refusal('event.household-ended'));
    await expect(merge('D', 'B')).rejects.toEqual(refusal('event.household-ended'));
  });

  test('迁移: within the county it takes everything along, out of it it ends', async () => {
    const here = await countOf(OTHER_VILLAGE);
    const move = { ...(await event('D')), out: false, village: OTHER_VILLAGE, address: '１排１号', to: '' };
    await confirmed(await askMove(db, first, move, NOW));
    expect(await stored('D')).toMatchObject({ village: OTHER_VILLAGE, status: 'normal' });
    expect(await countOf(OTHER_VILLAGE)).toBe(here + 1);
    await confirmed(await askMove(db, first, { ...(await event('D')), out: true, village: '', address: '', to: '太原市' }, NOW));
    expect(await stored('D')).toMatchObject({ status: 'cancelled', residence: 'moved', ended: DAY });
    expect(await countOf(OTHER_VILLAGE)).toBe(here);
    const told = await withSql(db, (sql) => toldChanges(sql, first, 'D'));
    expect(told.map(({ kind, to }) => [kind, to])).toEqual(
      expect.arrayContaining([
        ['move', '太原市'],
        ['move', null],
      ]),
    );
  });

  test('去世: another head with papers and account of their own, or nobody is left', async () => {
    const heir = { nobodyLeft: false, account: 'none' as const, values: { head: '张小三' } };
    await confirmed(await askDeath(db, first, { ...(await event('E')), ...heir }, NOW));
    expect(await stored('E')).toMatchObject({ head: '张小三', status: 'normal', id: null, account: null });
    const { rows } = await db.pool.query(
      `SELECT head_before, head_after, to_char(changed_on, 'YYYY-MM-DD') AS "on" FROM head_change WHERE household_number = 'E'`,
    );
    expect(rows).toEqual([{ head_before: '张三', head_after: '张小三', on: DAY }]);
    await confirmed(await askDeath(db, first, { ...(await event('F')), nobodyLeft: true, account: 'keep', values: {} }, NOW));
    expect(await stored('F')).toMatchObject({ status: 'cancelled', residence: 'deceased', ended: DAY });
  });

  test('is refused where it cannot be', async () => {
    await expect(askSplit(db, first, { ...(await event('G')), values: { ...NEW, heatedArea: 81 } }, NOW)).rejects.toEqual(
      refusal('event.too-much'),
    );
    await expect(askSplit(db, first, { ...(await event('G', '2021-02-02')), values: NEW }, NOW)).rejects.toEqual(
      refusal('event.in-future'),
    );
    await expect(askMerge(db, first, { ...(await event('G')), into: 'X', together: true }, NOW)).rejects.toEqual(
      refusal('event.into-unknown'),
    );
    await expect(askMerge(db, first, { ...(await event('G')), into: 'G', together: true }, NOW)).rejects.toEqual(
      refusal('event.into-itself'),
    );
    await expect(askMerge(db, first, { ...(await event('G')), into: 'Z', together: true }, NOW)).rejects.toEqual(
      refusal('event.household-ended'),
    );
    const waits = await askSplit(db, first, { ...(await event('G')), values: NEW }, NOW);
    await expect(askMerge(db, first, { ...(await event('G')), into: 'C', together: true }, NOW)).rejects.toEqual(
      refusal('ledger.waits-already'),
    );
    await expect(confirmChange(db, first, { change: waits, decision: '' }, NOW)).rejects.toEqual(refusal('household-change.own'));
    const auditor = await personWith(db, 'auditor', ['1406']);
    await expect(askSplit(db, auditor, { ...(await event('A')), values: NEW }, NOW)).rejects.toEqual(refusal('access.not-allowed'));
  });

  test('and the register verifies and rebuilds to the same', async () => {
    expect((await verifyRegister(db, NOW)).records.faults).toEqual([]);
    expect((await rebuildRollUps(db, '2021-02-01', { write: false })).count).toBe(0);
  });
});

describe('phones', () => {
  beforeAll(async () => {
    await register();
    await addHouseholds(
      db,
      ['A', 'B', 'C'].map((number) => ({ number, head: '张三' })),
    );
  });

  test('a package after the events shows the households as they are, and a visit from before them is kept with its household', async () => {
    const cadre = await personWith(db, 'cadre', [VILLAGE]);
    const phone = new TestPhone(db, cadre);
    const seen = await phone.take('A');
    await merge('A', 'B');
    const made = await split('C');
    expect(await phone.take('A')).toMatchObject({ status: 'cancelled' });
    expect(await phone.take(made)).toMatchObject({ head: '李小四', status: 'normal', visits: [] });
    const [receipt] = await phone.send(phone.record(seen));
    expect(receipt).toMatchObject({ status: 'received' });
    const { rows } = await db.pool.query(`SELECT household_number AS number FROM visit`);
    expect(rows).toEqual([{ number: 'A' }]);
    expect((await verifyRegister(db, NOW)).ok).toBe(true);
  });
});

describe('money', () => {
  beforeAll(async () => {
    await register();
    await addHouseholds(
      db,
      ['A', 'B', 'C', 'D'].map((number) => ({ number, head: '张三' })),
    );
    await written(
      db,
      `INSERT INTO subsidy_policy (number, document, division_code, season, kind, unit, rate, shares, due_on, created_by, modes)
       SELECT number, '示例', '140602', '2020-2021', 'operating', unit, rate, '[{"level":"county","share":1000000,"cap":null}]',
         '2021-06-30', 'x', '{gas}'
       FROM (VALUES ('PH', 'per_household', 5000000), ('PA', 'per_area', 10000)) p(number, unit, rate)`,
    );
    await compute();
  });

  const compute = () => computeEntitlements(db, OPERATOR, { division: '140602', season: '2020-2021' }, { dryRun: false, now: NOW });
  /** Everything that belongs to a household and must stay with it. */
  const owned = async () => ({
    entitlements: (
      await db.pool.query(`SELECT household_number, policy_number, due::int, paid::int FROM entitlement WHERE due > 0 ORDER BY 1, 2`)
    ).rows,
    payments: (
      await db.pool.query('SELECT household_number, policy_number, batch_number, amount::int, result FROM payment ORDER BY 1, 2, 3')
    ).rows,
    visits: (await db.pool.query('SELECT id, household_number FROM visit ORDER BY 1')).rows,
  });

  test('the ledger balances before and after any events: nothing is lost, doubled, or changes its owner', async () => {
    const begun = await owned();
    expect(begun.entitlements).toHaveLength(8);
    const step = fc.record({
      kind: fc.constantFrom('split', 'merge', 'move'),
      which: fc.nat(9),
      other: fc.nat(9),
      area: fc.integer({ min: 0, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        for (const { kind, which, other, area } of steps) {
          const { rows } = await db.pool.query(`SELECT number, village_code AS village FROM household WHERE status = 'normal' ORDER BY 1`);
          const one = rows[which % rows.length] as { number: string; village: string };
          const two = rows[other % rows.length] as { number: string };
          try {
            if (kind === 'split') await split(one.number, { ...NEW, people: null, elderly: null, heatedArea: area });
            else if (kind === 'merge' && rows.length > 1) await merge(one.number, two.number, area % 2 === 0);
            else if (kind === 'move') {
              const village = one.village === VILLAGE ? OTHER_VILLAGE : VILLAGE;
              await confirmed(await askMove(db, first, { ...(await event(one.number)), out: false, village, address: '', to: '' }, NOW));
            }
          } catch (error) {
            const code = (error as { problem?: { code: string } }).problem?.code;
            expect(['event.into-itself', 'event.too-much']).toContain(code);
          }
        }
        await compute();
        expect(await owned()).toEqual(begun);
        // Every merged household leads over its mergers to one that was not merged.
        const { rows: mergers } = await db.pool.query(
          `SELECT household_number AS household, other_number AS into FROM household_change WHERE kind = 'merge' AND state = 'confirmed'`,
        );
        const next = new Map((mergers as { household: string; into: string }[]).map(({ household, into }) => [household, into]));
        expect(next.size).toBe(mergers.length);
        for (let at of next.keys()) {
          for (let steps = 0; next.has(at); steps += 1) {
            expect(steps).toBeLessThan(next.size + 1);
            at = next.get(at)!;
          }
        }
      }),
      { numRuns: Number(process.env.HISTORIES ?? 0) > 0 ? 30 : 6 },
    );
    expect((await rebuildRollUps(db, '2021-02-01', { write: false })).count).toBe(0);
  });

  test('no household ends while a batch pays it', async () => {
    // One that the random events before did not end.
    const number = 'paid';
    await addHouseholds(db, [{ number }]);
    await compute();
    await written(
      db,
      `INSERT INTO payment_batch (division_code, number, season, state, source, drafted_at, drafted_by, method)
         VALUES ('140602', 'B1', '2020-2021', 'drafted', 'drafted', now(), 'x', 'one_card')`,
    );
    await written(
      db,
      `INSERT INTO payment (batch_number, household_number, policy_number, level, batch_division, season, amount, result)
         VALUES ('B1', $1, 'PH', 'county', '140602', '2020-2021', 500, 'pending')`,
      [number],
    );
    const away = { ...(await event(number)), out: true, village: '', address: '', to: '太原市' };
    await expect(askMove(db, first, away, NOW)).rejects.toEqual(refusal('event.being-paid'));
    await written(db, `UPDATE payment_batch SET state = 'cancelled' WHERE number = 'B1'`);
    await confirmed(await askMove(db, first, away, NOW));
  });
});
