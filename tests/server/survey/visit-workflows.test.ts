import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { sumsOfRow } from '~/database/facts/measure-columns.server';
import type { Person } from '~/domain/access/person';
import type { ProblemCode } from '~/domain/problems';
import { approveVisits, reopenVisit, returnVisit, returnVisits, takeBackApproval } from '~/server/workflows/review/review-visit.server';
import { closeSeason, reopenSeason } from '~/server/workflows/seasons/close-season.server';
import { submitVisit, VisitProblems } from '~/server/workflows/survey/submit-visit.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, personWith, VILLAGE, visitOf } from '../../helpers/register';
import { changeRoster } from '../../helpers/two-persons';

let db: Database;
let cadre: Person;
let reviewer: Person;
let stranger: Person;
let city: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
  cadre = await personWith(db, 'cadre', [VILLAGE], 'li');
  reviewer = await personWith(db, 'township', ['140602001'], 'wang');
  stranger = await personWith(db, 'cadre', [FAR_VILLAGE], 'sun');
  city = await personWith(db, 'city', ['1406'], 'zhou');
});

let next = 0;
async function newHousehold(): Promise<string> {
  next += 1;
  const number = `${VILLAGE}${String(next).padStart(4, '0')}`;
  await addHouseholds(db, [{ number }]);
  return number;
}

async function rollUp() {
  return withSql(db, async (sql) => {
    const [row] = await sql.query<Record<string, unknown>>(`SELECT * FROM roll_up WHERE season = '2020-2021' AND village_code = $1`, [
      VILLAGE,
    ]);
    return sumsOfRow(row!);
  });
}

async function stateOf(visit: string) {
  return withSql(
    db,
    async (sql) => (await sql.query<{ status: string; revision: number }>('SELECT status, revision FROM visit WHERE id = $1', [visit]))[0],
  );
}

async function revisionOf(household: string): Promise<number> {
  return withSql(
    db,
    async (sql) => (await sql.query<{ revision: number }>('SELECT revision FROM household WHERE number = $1', [household]))[0]!.revision,
  );
}

function refusal(code: ProblemCode) {
  return expect.objectContaining({ problem: expect.objectContaining({ code }) });
}

describe('submitting', () => {
  test('a visit is stored once, however often it is sent, and the roll-up moves once', async () => {
    const household = await newHousehold();
    const before = await rollUp();
    const visit = visitOf(household);
    const first = await submitVisit(db, cadre, visit, NOW);
    const again = await Promise.all([submitVisit(db, cadre, visit, NOW), submitVisit(db, cadre, visit, NOW)]);
    expect(first).toMatchObject({ status: 'received', id: visit.visit, revision: 1 });
    expect(again.map((receipt) => receipt.status)).toEqual(['same', 'same']);
    expect(again[0]!.contentHash).toBe(first.contentHash);
    const after = await rollUp();
    expect(after.V - before.V).toBe(1);
    expect(after.U - before.U).toBe(1);
  });

  test('a visit that was received stays received when the household is converted or the season closed afterwards', async () => {
    await inTransaction(db, (sql) => declareSeason(sql, '2018-2019', '2018-11-01', '2019-03-31'));
    const number = `${VILLAGE}late`;
    await addHouseholds(db, [{ number, conversion: null }]);
    const visit = visitOf(number, {
      season: '2018-2019',
      answers: { mainHeat: 'loose_coal', coalStock: 'none', stove: 'in_use', boughtCoal: false },
    });
    const first = await submitVisit(db, cadre, visit, NOW);
    await inTransaction(db, (sql) =>
      sql.query(`INSERT INTO conversion (household_number, current, mode) VALUES ($1, true, 'gas')`, [number]),
    );
    await closeSeason(db, city, { season: '2018-2019', reason: '上报完成' }, NOW);
    expect(await submitVisit(db, cadre, visit, NOW)).toEqual({ ...first, status: 'same' });
    await inTransaction(db, (sql) => sql.query('DELETE FROM conversion WHERE household_number = $1', [number]));
  });

  test('a household outside the scope does not exist for the person', async () => {
    const household = await newHousehold();
    await expect(submitVisit(db, stranger, visitOf(household), NOW)).rejects.toEqual(refusal('household.unknown'));
    await expect(submitVisit(db, cadre, visitOf('no such number'), NOW)).rejects.toEqual(refusal('household.unknown'));
    await expect(submitVisit(db, reviewer, visitOf(household), NOW)).rejects.toEqual(refusal('access.not-allowed'));
  });

  test('missing answers are named, and nothing is stored', async () => {
    const household = await newHousehold();
    const visit = visitOf(household, { answers: { mainHeat: 'gas', connected: true } });
    const error = await submitVisit(db, cadre, visit, NOW).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(VisitProblems);
    expect((error as VisitProblems).problems.map((problem) => problem.question).sort()).toEqual([
      'boughtCoal',
      'coalStock',
      'stability',
      'stove',
    ]);
    expect(await stateOf(visit.visit)).toBeUndefined();
  });

  test('the id of another household is refused', async () => {
    const [one, two] = [await newHousehold(), await newHousehold()];
    const visit = visitOf(one);
    await submitVisit(db, cadre, visit, NOW);
    await expect(submitVisit(db, cadre, { ...visit, household: two }, NOW)).rejects.toEqual(refusal('visit.id-taken'));
  });

  test('an older view of the household is refused with everything as it was', async () => {
    const household = await newHousehold();
    const seen = await revisionOf(household);
    await submitVisit(db, cadre, visitOf(household, { baseRevision: seen }), NOW);
    const before = await rollUp();
    await expect(submitVisit(db, cadre, visitOf(household, { baseRevision: seen }), NOW)).rejects.toEqual(
      refusal('household.changed-meanwhile'),
    );
    expect(await rollUp()).toEqual(before);
  });

  test('what differs from the register is written with the visit; the phone nowhere in the open', async () => {
    const household = await newHousehold();
    await submitVisit(
      db,
      cadre,
      visitOf(household, { householdChanges: { residence: 'heating_season', people: 3, phone: '13812345678' } }),
      NOW,
    );
    await withSql(db, async (sql) => {
      const [row] = await sql.query<Record<string, unknown>>(
        'SELECT residence, people, phone_masked, phone_encrypted FROM household WHERE number = $1',
        [household],
      );
      expect(row).toMatchObject({ residence: 'heating_season', people: 3, phone_masked: '138****5678' });
      expect(row!.phone_encrypted).not.toContain('13812345678');
      const open = await sql.query(`SELECT 1 FROM history WHERE payload LIKE '%13812345678%'`);
      expect(open).toEqual([]);
    });
  });

  test('rooms of a visit replace the rooms of the season', async () => {
    const household = await newHousehold();
    const room = { room: 1, kind: 'south', heatedArea: 20.5, letting: 'let', connected: true, use: 'normal' };
    const visit = visitOf(household, { rooms: [room, { ...room, room: 2, kind: 'main', letting: 'own', heatedArea: 60 }] });
    const before = await rollUp();
    await submitVisit(db, cadre, visit, NOW);
    const after = await rollUp();
    expect([after.let - before.let, after.letUsed - before.letUsed, after.area - before.area]).toEqual([1, 1, 8_050]);
    const corrected = { ...visit, rooms: [{ ...room, use: 'unused' }], baseRevision: await revisionOf(household) };
    await submitVisit(db, cadre, corrected, NOW);
    const last = await rollUp();
    expect([last.let - before.let, last.letUsed - before.letUsed, last.area - before.area]).toEqual([1, 0, 2_050]);
  });

  test('a season that does not exist or is closed takes nothing', async () => {
    const household = await newHousehold();
    await expect(submitVisit(db, cadre, visitOf(household, { season: '2030-2031' }), NOW)).rejects.toEqual(refusal('season.unknown'));
  });
});

describe('reviewing', () => {
  test('return takes the visit out of the count, the correction brings it back, approval locks it', async () => {
    const household = await newHousehold();
    const before = await rollUp();
    const visit = visitOf(household);
    await submitVisit(db, cadre, visit, NOW);
    await returnVisit(db, reviewer, { visitId: visit.visit, revision: 1, remarks: [{ question: 'stove', text: '照片上煤炉还在' }] }, NOW);
    expect(await rollUp()).toEqual(before);
    expect(await stateOf(visit.visit)).toEqual({ status: 'returned', revision: 1 });

    const answers = { ...(visit.answers as object), stove: 'sealed' };
    const corrected = { ...visit, answers, baseRevision: await revisionOf(household) };
    expect(await submitVisit(db, cadre, corrected, NOW)).toMatchObject({ status: 'received', revision: 2 });
    await expect(approveVisits(db, reviewer, { visits: [{ id: visit.visit, revision: 1 }] }, NOW)).rejects.toEqual(
      refusal('visit.outdated'),
    );
    expect(await approveVisits(db, reviewer, { visits: [{ id: visit.visit, revision: 2 }] }, NOW)).toEqual({ approved: 1 });
    expect((await rollUp()).V - before.V).toBe(1);
    await expect(
      submitVisit(db, cadre, { ...corrected, answers: { ...answers, stove: 'removed' }, baseRevision: await revisionOf(household) }, NOW),
    ).rejects.toEqual(refusal('visit.locked'));
  });

  test('a correction by a form that takes no photos leaves the photos, the place and the signed pledge of the visit', async () => {
    const household = await newHousehold();
    const at = '2021-01-10T10:00:00+08:00';
    const evidence = {
      photos: [{ sha256: 'a'.repeat(64), about: 'stove', takenAt: at }],
      place: { latitude: 39.3, longitude: 112.4, accuracy: 8, at },
      signature: { sha256: 'b'.repeat(64), of: 'no_coal_pledge', signer: '张三', signedAt: at },
    };
    const stored = async () =>
      (await withSql(db, (sql) => sql.query<{ evidence: unknown }>('SELECT evidence FROM visit WHERE id = $1', [visit.visit])))[0]!
        .evidence;
    const visit = visitOf(household);
    await submitVisit(db, cadre, { ...visit, evidence }, NOW);
    await returnVisit(db, reviewer, { visitId: visit.visit, revision: 1, remarks: [{ question: 'stove', text: '煤炉是不是拆了' }] }, NOW);
    const answers = { ...(visit.answers as object), stove: 'sealed' };
    await submitVisit(db, cadre, { ...visit, answers, baseRevision: await revisionOf(household) }, NOW);
    expect(await stored()).toEqual(evidence);
    // Whoever takes them away says so: what is sent, though it is empty, counts.
    await returnVisit(db, reviewer, { visitId: visit.visit, revision: 2, remarks: [{ question: 'stove', text: '照片不是这一户的' }] }, NOW);
    await submitVisit(db, cadre, { ...visit, answers, evidence: {}, baseRevision: await revisionOf(household) }, NOW);
    expect(await stored()).toEqual({});
  });

  test('a retry of the first sending does not undo a return', async () => {
    const household = await newHousehold();
    const visit = visitOf(household, { baseRevision: 1 });
    await submitVisit(db, cadre, visit, NOW);
    await returnVisit(db, reviewer, { visitId: visit.visit, revision: 1, remarks: [{ question: 'visit', text: '请核实' }] }, NOW);
    expect(await submitVisit(db, cadre, visit, NOW)).toMatchObject({ status: 'same' });
    expect(await stateOf(visit.visit)).toMatchObject({ status: 'returned' });
  });

  test('approving many is all or none', async () => {
    const [one, two] = [visitOf(await newHousehold()), visitOf(await newHousehold())];
    await submitVisit(db, cadre, one, NOW);
    await submitVisit(db, cadre, two, NOW);
    await returnVisit(db, reviewer, { visitId: two.visit, revision: 1, remarks: [{ question: 'visit', text: '请核实' }] }, NOW);
    const both = {
      visits: [
        { id: one.visit, revision: 1 },
        { id: two.visit, revision: 1 },
      ],
    };
    await expect(approveVisits(db, reviewer, both, NOW)).rejects.toEqual(refusal('visit.not-submitted'));
    expect(await stateOf(one.visit)).toMatchObject({ status: 'submitted' });
  });

  test('several are returned with one remark, all or none', async () => {
    const visits = [visitOf(await newHousehold()), visitOf(await newHousehold())];
    for (const visit of visits) await submitVisit(db, cadre, visit, NOW);
    const seen = visits.map(({ visit }) => ({ id: visit, revision: 1 }));
    const remarks = [{ question: 'visit', text: '请补填室温' }];
    const outdated = [seen[0]!, { ...seen[1]!, revision: 2 }];
    await expect(returnVisits(db, reviewer, { visits: outdated, remarks }, NOW)).rejects.toEqual(refusal('visit.outdated'));
    expect(await stateOf(seen[0]!.id)).toMatchObject({ status: 'submitted' });
    await returnVisits(db, reviewer, { visits: seen, remarks }, NOW);
    for (const { id } of seen) {
      expect(await stateOf(id)).toMatchObject({ status: 'returned' });
      const stored = await withSql(db, (sql) => sql.query('SELECT question, text FROM visit_remark WHERE visit_id = $1', [id]));
      expect(stored).toEqual([{ question: 'visit', text: '请补填室温' }]);
    }
  });

  describe('taking an approval back', () => {
    const MINUTE = 60_000;
    const minutesLater = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE);
    // A reviewer of its own, because all that one person approves at one instant counts as one press.
    let approver: Person;
    const approved = async (count = 1) => {
      approver = await personWith(db, 'township', ['140602001']);
      const visits = [];
      for (let n = 0; n < count; n += 1) {
        const visit = visitOf(await newHousehold());
        await submitVisit(db, cadre, visit, NOW);
        visits.push({ id: visit.visit, revision: 1, household: visit.household as string });
      }
      await approveVisits(db, approver, { visits }, NOW);
      return visits;
    };
    const takeBack = (visit: string, at = minutesLater(1), person = approver, together = false) =>
      takeBackApproval(db, person, { visitId: visit, together }, at);

    test('works for ten minutes, with all of the same press: the visits wait again and count as before; the history tells it', async () => {
      const [one, two] = await approved(2);
      const before = await rollUp();
      expect(await takeBack(one!.id, minutesLater(10), approver, true)).toEqual({ takenBack: 2 });
      for (const { id } of [one!, two!]) expect(await stateOf(id)).toEqual({ status: 'submitted', revision: 1 });
      expect(await rollUp()).toEqual(before);
      const [reviewed] = await withSql(db, (sql) => sql.query('SELECT reviewed_at, reviewed_by FROM visit WHERE id = $1', [one!.id]));
      expect(reviewed).toEqual({ reviewed_at: null, reviewed_by: null });
      const actions = await withSql(db, (sql) =>
        sql.query<{ action: string }>(`SELECT action FROM history WHERE entity = 'visit' AND entity_key = $1 ORDER BY position`, [one!.id]),
      );
      expect(actions.map(({ action }) => action)).toEqual(['visit.submit', 'visit.approve', 'visit.take-back']);
      // It can be approved again, and taken back alone.
      await approveVisits(db, approver, { visits: [one!, two!] }, minutesLater(11));
      expect(await takeBack(two!.id, minutesLater(12))).toEqual({ takenBack: 1 });
      expect([await stateOf(one!.id), await stateOf(two!.id)]).toMatchObject([{ status: 'approved' }, { status: 'submitted' }]);
    });

    test('is refused after ten minutes, to another reviewer, and for a visit that is not approved', async () => {
      const [visit] = await approved();
      await expect(takeBack(visit!.id, new Date(minutesLater(10).getTime() + 1))).rejects.toEqual(refusal('review.take-back-late'));
      const other = await personWith(db, 'township', ['140602001']);
      await expect(takeBack(visit!.id, minutesLater(1), other)).rejects.toEqual(refusal('review.take-back-other'));
      await expect(takeBack(visit!.id, minutesLater(1), stranger)).rejects.toEqual(refusal('access.not-allowed'));
      await takeBack(visit!.id);
      await expect(takeBack(visit!.id)).rejects.toEqual(refusal('visit.not-approved'));
    });

    test('is refused when the household was changed meanwhile, and overwrites nothing', async () => {
      const [one, two] = await approved(2);
      const county = await personWith(db, 'county', ['140602']);
      const change = { household: two!.household, revision: await revisionOf(two!.household), change: { address: '9号' }, reason: '核实' };
      await changeRoster(db, county, change, minutesLater(1));
      await expect(takeBack(two!.id, minutesLater(2))).rejects.toEqual(refusal('review.take-back-changed'));
      await expect(takeBack(one!.id, minutesLater(2), approver, true)).rejects.toEqual(refusal('review.take-back-changed'));
      expect([await stateOf(one!.id), await stateOf(two!.id)]).toMatchObject([{ status: 'approved' }, { status: 'approved' }]);
      expect(await takeBack(one!.id, minutesLater(2))).toEqual({ takenBack: 1 });
    });
  });

  test('a return needs a remark, a reopening a reason and an approved visit', async () => {
    const visit = visitOf(await newHousehold());
    await submitVisit(db, cadre, visit, NOW);
    await expect(
      returnVisit(db, reviewer, { visitId: visit.visit, revision: 1, remarks: [{ question: 'stove', text: '  ' }] }, NOW),
    ).rejects.toEqual(refusal('review.remark-missing'));
    await expect(reopenVisit(db, reviewer, { visitId: visit.visit, reason: '数字有误' }, NOW)).rejects.toEqual(
      refusal('visit.not-approved'),
    );
    await approveVisits(db, reviewer, { visits: [{ id: visit.visit, revision: 1 }] }, NOW);
    await expect(reopenVisit(db, reviewer, { visitId: visit.visit, reason: '' }, NOW)).rejects.toEqual(refusal('reason.missing'));
    await reopenVisit(db, reviewer, { visitId: visit.visit, reason: '数字有误' }, NOW);
    expect(await stateOf(visit.visit)).toMatchObject({ status: 'returned' });
  });

  test('only a reviewer of the place decides', async () => {
    const visit = visitOf(await newHousehold());
    await submitVisit(db, cadre, visit, NOW);
    const elsewhere = await personWith(db, 'township', ['140681001']);
    const ask = { visits: [{ id: visit.visit, revision: 1 }] };
    await expect(approveVisits(db, elsewhere, ask, NOW)).rejects.toEqual(refusal('visit.unknown'));
    await expect(approveVisits(db, cadre, ask, NOW)).rejects.toEqual(refusal('access.not-allowed'));
  });
});

describe('a closed season', () => {
  test('keeps its facts until it is reopened', async () => {
    await inTransaction(db, (sql) => declareSeason(sql, '2019-2020', '2019-11-01', '2020-03-31'));
    const household = await newHousehold();
    const of = async () =>
      withSql(
        db,
        async (sql) =>
          (
            await sql.query<{ h: number; r: number }>(
              `SELECT h, r FROM household_facts WHERE season = '2019-2020' AND household_number = $1`,
              [household],
            )
          )[0],
      );
    expect(await of()).toEqual({ h: 1, r: 1 });
    await closeSeason(db, city, { season: '2019-2020', reason: '上报完成' }, NOW);
    await expect(submitVisit(db, cadre, visitOf(household, { season: '2019-2020' }), NOW)).rejects.toEqual(refusal('season.closed'));
    await submitVisit(db, cadre, visitOf(household, { householdChanges: { residence: 'away' } }), NOW);
    expect(await of()).toEqual({ h: 1, r: 1 });
    await reopenSeason(db, city, { season: '2019-2020', reason: '补录' }, NOW);
    expect(await of()).toEqual({ h: 1, r: 0 });
  });
});

describe('verify', () => {
  test('proves what all of the above has written', async () => {
    expect(await verifyRegister(db, NOW)).toMatchObject({
      ok: true,
      history: { faults: [] },
      records: { faults: [] },
      rollUps: { count: 0 },
    });
  });

  test.each([
    ['an answer', `UPDATE visit SET answers = answers || '{"note":"改过"}' WHERE id = (SELECT min(id) FROM visit)`, 'records'],
    ['a head of household', `UPDATE household SET head = '王五' WHERE number = (SELECT min(number) FROM household)`, 'records'],
    ['a fact', `UPDATE household_facts SET b = 1 - b WHERE household_number = (SELECT min(number) FROM household)`, 'rollUps'],
    ['a roll-up', `UPDATE roll_up SET u = u + 1 WHERE season = '2020-2021'`, 'rollUps'],
    [
      'a history payload',
      `ALTER TABLE history DISABLE TRIGGER USER; UPDATE history SET payload = replace(payload, 'visit.submit', 'visit.summit')
        WHERE action = 'visit.submit' AND seq = (SELECT min(seq) FROM history WHERE action = 'visit.submit')`,
      'history',
    ],
    ['a history column', `ALTER TABLE history DISABLE TRIGGER USER; UPDATE history SET actor = 'nobody' WHERE seq = 2`, 'history'],
    [
      'the last entry',
      `ALTER TABLE history DISABLE TRIGGER USER; DELETE FROM history h USING history_chain c WHERE h.chain = c.chain AND h.seq = c.seq`,
      'history',
    ],
    [
      'a photo without its file',
      `INSERT INTO photo (sha256, type, bytes, received_at) VALUES (repeat('0', 64), 'image/jpeg', 1, now())`,
      'photos',
    ],
  ] as const)('finds %s changed behind its back', async (_what, tampering, where) => {
    const tampered = await freshDatabase();
    await inTransaction(tampered, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
    await addHouseholds(tampered, [{ number: 'H1' }, { number: 'H2' }]);
    const person = await personWith(tampered, 'cadre', [VILLAGE]);
    await submitVisit(tampered, person, visitOf('H1'), NOW);
    expect((await verifyRegister(tampered, NOW)).ok).toBe(true);
    for (const statement of tampering.split('; ')) await tampered.pool.query(statement);
    const verification = await verifyRegister(tampered, NOW);
    expect(verification.ok).toBe(false);
    const found = {
      history: verification.history.faults.length,
      records: verification.records.faults.length,
      rollUps: verification.rollUps.count,
      photos: verification.photos.faults.length,
    };
    expect(found[where]).toBeGreaterThan(0);
  });
});
