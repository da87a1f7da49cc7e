import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { checksOfAccount } from '~/database/quality/checks.server';
import { drawableHouseholds } from '~/database/quality/draws.server';
import { EVERYTHING, scopeOf } from '~/database/scope.server';
import { photoInScope } from '~/database/survey/photos.server';
import { rowDifferences, unsealedNotes } from '~/database/upkeep/noted-rows.server';
import type { Person } from '~/domain/access/person';
import { checkWeight } from '~/domain/quality/check-weight';
import { DEFAULT_DRAW, drawSample } from '~/domain/quality/draw-sample';
import { randomFromSeed } from '~/domain/quality/random-from-seed';
import { NO, YES } from '~/domain/survey/typed';
import { readPackage } from '~/server/workflows/phones/read-package.server';
import { assignChecks, withdrawCheck } from '~/server/workflows/quality/assign-checks.server';
import { openCheckForm, saveCheckDraft, submitCheckForm } from '~/server/workflows/quality/do-check.server';
import { drawChecks } from '~/server/workflows/quality/draw-checks.server';
import { computeReasons } from '~/server/workflows/quality/quality-job.server';
import { readCheck, readChecks } from '~/server/workflows/quality/read-checks.server';
import { markLooked, readReason, readReasons } from '~/server/workflows/quality/read-reasons.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { TestPhone } from '../../helpers/phone';
import {
  addHouseholds,
  declareSeason,
  FAR_VILLAGE,
  NOW,
  OTHER_VILLAGE,
  personWith,
  VILLAGE,
  visitOf,
  written,
} from '../../helpers/register';

const TOWNSHIP = '140602001';
const SEASON = '2020-2021';
/** A word that stands nowhere but in the first answers. */
const SECRET = '前一次说的话';

let db: Database;
let visitor: Person;
let checker: Person;
let township: Person;
let county: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-25', '2021-03-31'));
  visitor = await personWith(db, 'cadre', [VILLAGE]);
  checker = await personWith(db, 'cadre', [OTHER_VILLAGE]);
  township = await personWith(db, 'township', [TOWNSHIP]);
  county = await personWith(db, 'county', ['140602']);
  const numbers = Array.from({ length: 30 }, (_one, at) => `S${String(at).padStart(2, '0')}`);
  await addHouseholds(
    db,
    numbers.map((number) => ({ number, head: `户主${number}` })),
  );
  for (const number of numbers.slice(0, 25)) {
    const answers = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'sealed', boughtCoal: false };
    await submitVisit(db, visitor, visitOf(number, { visitor: visitor.name, answers: { ...answers, note: SECRET } }), NOW);
  }
});

const checks = () =>
  withSql(db, (sql) =>
    sql.query<{ id: string; household: string; part: string }>(
      'SELECT id::text, household_number AS household, part FROM spot_check ORDER BY household_number',
    ),
  );
const page = async () => {
  const found = await readChecks(db, township, { division: TOWNSHIP, season: SEASON, page: 1 }, NOW);
  if (found.season === null) throw new Error('no season');
  return found;
};
const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'taken';
  } catch (error) {
    return (error as { problem: { code: string } }).problem.code;
  }
};
const answered = (id: string, household: string, by: Person, change: Record<string, unknown> = {}) => ({
  ...visitOf(household, { visit: id, kind: 'spot_check', visitor: by.name, ...change }),
  visit: id,
});

describe('spot checks', () => {
  test('are drawn from the visited households, and the draw can be made again from what was kept', async () => {
    const before = await withSql(db, (sql) => drawableHouseholds(sql, EVERYTHING, { township: TOWNSHIP, season: SEASON }));
    expect(before).toHaveLength(25);
    expect(await refusal(drawChecks(db, checker, { township: TOWNSHIP, season: SEASON, sharePercent: 5 }, NOW))).toBe('access.not-allowed');
    expect(await refusal(drawChecks(db, township, { township: '140602002', season: SEASON, sharePercent: 5 }, NOW))).toBe(
      'division.unknown',
    );
    expect(await refusal(drawChecks(db, county, { township: VILLAGE, season: SEASON, sharePercent: 5 }, NOW))).toBe(
      'spot-check.not-a-township',
    );
    expect((await drawChecks(db, township, { township: TOWNSHIP, season: SEASON, sharePercent: 5 }, NOW)).drawn).toBe(10);
    const [draw] = (await page()).township!.draws;
    const again = drawSample(
      before.map((one) => ({ number: one.number, weight: checkWeight(one) })),
      DEFAULT_DRAW,
      randomFromSeed(createHash('sha256').update(draw!.seed).digest('hex')),
    );
    const drawn = await checks();
    expect(again.map(({ number, part }) => `${number} ${part}`).sort()).toEqual(drawn.map(({ household, part }) => `${household} ${part}`));
    expect(draw).toMatchObject({ nth: 1, households: 25, drawn: 10 });

    // A second draw adds, and takes none of the first.
    expect((await drawChecks(db, county, { township: TOWNSHIP, season: SEASON, sharePercent: 5 }, NOW)).drawn).toBe(10);
    expect(new Set((await checks()).map(({ household }) => household)).size).toBe(20);
    expect((await page()).township).toMatchObject({ left: 5, draws: [{ nth: 2, households: 15 }, { nth: 1 }] });
  });

  test('are given to another person, who gets the door and none of the first answers', async () => {
    const [first, second] = await checks();
    const assign = (ids: string[], to: Person) =>
      assignChecks(db, township, { township: TOWNSHIP, checks: ids, checker: to.accountId! }, NOW);
    expect(await refusal(assign([first!.id], visitor))).toBe('spot-check.checker-own-visit');
    expect(await refusal(assign([first!.id], await personWith(db, 'cadre', [VILLAGE, OTHER_VILLAGE])))).toBe(
      'spot-check.checker-own-village',
    );
    expect(await refusal(assign([first!.id], await personWith(db, 'cadre', [FAR_VILLAGE])))).toBe('spot-check.checker-unknown');
    expect(await refusal(assign([], checker))).toBe('spot-check.none-chosen');
    expect(await assign([first!.id, second!.id], checker)).toBe(2);

    const own = await withSql(db, (sql) => checksOfAccount(sql, checker.accountId));
    expect(own.map(({ id }) => id).sort()).toEqual([first!.id, second!.id].sort());
    expect(Object.keys(own[0]!).sort()).toEqual(
      ['address', 'assignedOn', 'head', 'id', 'mode', 'number', 'residence', 'season', 'township', 'village'].sort(),
    );
    // Neither what was answered nor who answered it is anywhere in what the checker's phone or form gets.
    const phone = JSON.stringify([own, await readPackage(db, checker, { village: OTHER_VILLAGE, since: null, page: null }, NOW)]);
    const form = JSON.stringify(await openCheckForm(db, checker, first!.id, NOW));
    for (const told of [phone, form])
      for (const hidden of [SECRET, visitor.name, 'sealed', 'boughtCoal']) expect(told).not.toContain(hidden);
    expect(await refusal(readPackage(db, checker, { village: VILLAGE, since: null, page: null }, NOW))).toBe('division.unknown');
    expect(await withSql(db, (sql) => checksOfAccount(sql, visitor.accountId))).toEqual([]);
  });

  test('are taken from the phone of the person they were given to, once, and change nothing of the household', async () => {
    const [first, second] = await checks();
    const state = () =>
      withSql(db, (sql) =>
        sql.query(
          `SELECT h.revision, h.people, to_jsonb(f) AS facts,
             (SELECT count(*)::int FROM room r WHERE r.household_number = h.number) AS rooms
           FROM household h JOIN household_facts f ON f.household_number = h.number WHERE h.number = $1`,
          [first!.household],
        ),
      );
    const before = await state();
    const sent = (phone: TestPhone, visit: Record<string, unknown> & { visit: string }) => {
      phone.sequence += 1;
      return { sequence: phone.sequence, id: visit.visit, contentHash: hashOfContent(visit), baseRevision: null, base: null, visit };
    };
    const rooms = [{ room: 1, kind: 'main', heatedArea: 40, letting: 'own', connected: false, use: 'coal' }];
    const other = {
      mainHeat: 'gas',
      connected: true,
      stability: 'unstable',
      unstableCauses: ['费用高自停'],
      // Asked where the heat is in trouble; the first visit was not asked it, so that it is not compared.
      roomTemperature: 19.5,
      coalStock: 'none',
      stove: 'in_use',
      boughtCoal: true,
    };
    const said = answered(first!.id, first!.household, checker, {
      answers: { ...other, reburnReasons: ['运行费用高'] },
      rooms,
      householdChanges: { people: 9 },
    });

    const own = new TestPhone(db, visitor);
    expect(await own.send(sent(own, answered(first!.id, first!.household, visitor)))).toMatchObject([
      { status: 'refused', code: 'spot-check.own-visit' },
    ]);
    const stranger = new TestPhone(db, await personWith(db, 'cadre', [OTHER_VILLAGE]));
    expect(await stranger.send(sent(stranger, answered(first!.id, first!.household, stranger.person)))).toMatchObject([
      { status: 'refused', code: 'spot-check.not-assigned' },
    ]);

    const phone = new TestPhone(db, checker);
    const record = sent(phone, said);
    const [taken] = await phone.send(record);
    if (taken!.status === 'refused') throw new Error(JSON.stringify(taken));
    expect(taken).toMatchObject({ status: 'received' });
    expect(await phone.send(record)).toMatchObject([{ status: 'same' }]);
    expect(await phone.send(sent(phone, { ...said, answers: { ...other, stove: 'kept' } }))).toMatchObject([
      { status: 'refused', code: 'spot-check.done' },
    ]);
    expect(await state()).toEqual(before);
    expect((await withSql(db, (sql) => checksOfAccount(sql, checker.accountId))).map(({ id }) => id)).toEqual([second!.id]);

    // Who visits the household has no part in it by another way either.
    expect(await refusal(submitVisit(db, visitor, answered(second!.id, second!.household, visitor), NOW, 'api'))).toBe(
      'spot-check.own-visit',
    );
  });

  test('are compared answer by answer; a later correction of the first visit changes no comparison', async () => {
    const [first] = await checks();
    const { check, answers } = await readCheck(db, county, { id: first!.id });
    expect(check).toMatchObject({ state: 'done', differs: 3, checker: checker.name });
    expect(answers.filter(({ change }) => change === 'changed').map(({ question }) => question)).toEqual([
      'stability',
      'stove',
      'boughtCoal',
    ]);
    const [visit] = await withSql(db, (sql) =>
      sql.query<{ id: string; revision: number }>(
        `SELECT t.id, h.revision FROM visit t JOIN household h ON h.number = t.household_number
         WHERE t.household_number = $1 AND t.kind = 'survey'`,
        [first!.household],
      ),
    );
    await submitVisit(
      db,
      visitor,
      {
        ...visitOf(first!.household, { visitor: visitor.name, answers: { ...(visitOf('x').answers as object), stove: 'removed' } }),
        visit: visit!.id,
        baseRevision: visit!.revision,
      },
      NOW,
    );
    expect((await readCheck(db, county, { id: first!.id })).answers).toEqual(answers);
    // 3 of 6 agree: mainHeat, connected, coalStock.
    expect((await page()).agreement.all).toMatchObject({ agree: 3, compared: 6 });
  });

  test('are done on the web by the township, kept while they are typed, and end when they are withdrawn', async () => {
    const [, , third, fourth] = await checks();
    await assignChecks(db, county, { township: TOWNSHIP, checks: [third!.id, fourth!.id], checker: township.accountId! }, NOW);
    const typed = {
      mainHeat: ['gas'],
      connected: [YES],
      stability: ['stable'],
      coalStock: ['none'],
      stove: ['sealed'],
      boughtCoal: [NO],
    };
    await saveCheckDraft(db, township, third!.id, { typed }, NOW);
    expect((await openCheckForm(db, township, third!.id, NOW)).typed).toEqual(typed);
    const missing = await submitCheckForm(db, township, third!.id, { typed: { mainHeat: ['gas'] } }, NOW);
    expect(missing.status).toBe('problems');
    // A value that cannot be read is named too, and is not taken for a missing right.
    const unread = await submitCheckForm(db, township, third!.id, { typed: { ...typed, connected: ['maybe'] } }, NOW);
    expect(unread).toMatchObject({ status: 'problems', problems: [{ question: 'connected' }] });
    expect(await submitCheckForm(db, township, third!.id, { typed }, NOW)).toMatchObject({ status: 'received' });
    expect((await readCheck(db, township, { id: third!.id })).check).toMatchObject({ state: 'done', differs: 0 });

    expect(await refusal(withdrawCheck(db, township, { check: fourth!.id, reason: ' ' }, NOW))).toBe('reason.missing');
    await withdrawCheck(db, township, { check: fourth!.id, reason: '全家外出' }, NOW);
    expect(await refusal(openCheckForm(db, township, fourth!.id, NOW))).toBe('spot-check.unknown');
    expect(await refusal(submitVisit(db, township, answered(fourth!.id, fourth!.household, township), NOW))).toBe('spot-check.withdrawn');
    expect(await refusal(withdrawCheck(db, township, { check: third!.id, reason: '全家外出' }, NOW))).toBe('spot-check.changed-meanwhile');
  });

  test('bring photos and a place, which stand beside those of the first visit as it was then', async () => {
    const fifth = (await checks())[4]!;
    const at = '2021-01-10T10:00:00+08:00';
    const photo = (letter: string, about: string) => ({ sha256: letter.repeat(64), about, takenAt: at });
    const place = (latitude: number) => ({ latitude, longitude: 112.4, accuracy: 20, at });
    const revise = async (evidence: object) => {
      const [first] = await withSql(db, (sql) =>
        sql.query<{ id: string; revision: number }>(
          `SELECT t.id, h.revision FROM visit t JOIN household h ON h.number = t.household_number
           WHERE t.household_number = $1 AND t.kind = 'survey'`,
          [fifth.household],
        ),
      );
      const visit = visitOf(fifth.household, { visit: first!.id, visitor: visitor.name, baseRevision: first!.revision, evidence });
      await submitVisit(db, visitor, visit, NOW);
    };
    const pledge = { sha256: 'd'.repeat(64), of: 'no_coal_pledge', signer: '张三', signedAt: at };
    await revise({ photos: [photo('a', 'device')], place: place(39.3), signature: pledge });
    await assignChecks(db, township, { township: TOWNSHIP, checks: [fifth.id], checker: checker.accountId! }, NOW);
    // The checker's phone gets neither the place nor the photo of the first visit.
    const told = JSON.stringify(await withSql(db, (sql) => checksOfAccount(sql, checker.accountId)));
    for (const hidden of ['aaaa', '39.3', '张三']) expect(told).not.toContain(hidden);

    const phone = new TestPhone(db, checker);
    const sent = (evidence: object) => {
      phone.sequence += 1;
      const visit = answered(fifth.id, fifth.household, checker, {
        answers: { ...(visitOf('x').answers as object), stove: 'in_use', reburnReasons: ['运行费用高'] },
        evidence,
      });
      return { sequence: phone.sequence, id: visit.visit, contentHash: hashOfContent(visit), baseRevision: null, base: null, visit };
    };
    // What was found is asked a photo of, as on a visit: a photo, or why there is none.
    expect(await phone.send(sent({ place: place(39.301) }))).toMatchObject([
      { status: 'refused', problems: [{ code: 'photo_or_reason', question: 'photos' }] },
    ]);
    const check = { photos: [photo('b', 'stove'), photo('c', 'house')], place: place(39.301) };
    const [taken] = await phone.send(sent({ ...check, signature: { ...pledge, sha256: 'e'.repeat(64) } }));
    // Both photos are still on the phone. A pledge is no part of a check, and its drawing is not asked for.
    expect(taken).toMatchObject({ status: 'received', photosMissing: check.photos.map(({ sha256 }) => sha256) });

    const before = (await readCheck(db, county, { id: fifth.id })).evidence!;
    expect(before.first).toMatchObject({ photos: [photo('a', 'device')], place: place(39.3), arrived: [] });
    expect(before.second).toMatchObject({ ...check, arrived: [], elsewhere: [] });
    expect([before.first.signature, before.second.signature]).toEqual([undefined, undefined]);
    // A thousandth of a degree of latitude is 111 m, 71 m more than both accuracies.
    expect(before.apart).toEqual({ metres: 111, says: 'near' });
    await revise({ photos: [photo('f', 'device')] });
    expect((await readCheck(db, county, { id: fifth.id })).evidence).toEqual(before);
    expect((await readCheck(db, await personWith(db, 'auditor', ['1406']), { id: fifth.id })).evidence).toBeNull();

    // The photo is shown to whoever sees the household, and is counted as waited for until it comes.
    await written(db, `INSERT INTO photo (sha256, type, bytes, received_at) VALUES ($1, 'image/jpeg', 10, now())`, ['b'.repeat(64)]);
    const seen = (person: Person) => withSql(db, (sql) => photoInScope(sql, scopeOf(person), 'b'.repeat(64), person.accountId));
    expect(await seen(township)).toBe('image/jpeg');
    expect(await seen(checker)).toBeNull();
    expect((await readCheck(db, township, { id: fifth.id })).evidence!.second.arrived).toEqual(['b'.repeat(64)]);
    // All of it is noted in the history, the first visit's photos and place of that day too.
    for (const table of ['spot_check', 'visit', 'photo_use', 'photo'] as const)
      expect(await withSql(db, (sql) => rowDifferences(sql, table)), table).toEqual([]);
    expect(await withSql(db, unsealedNotes)).toEqual([]);
  });

  test('an auditor reads them without personal data', async () => {
    const auditor = await personWith(db, 'auditor', ['1406']);
    const found = await readChecks(db, auditor, { division: TOWNSHIP, season: SEASON, page: 1 }, NOW);
    if (found.season === null) throw new Error('no season');
    expect(found.checks.length).toBe(20);
    expect(found.checks.every(({ head, address }) => /^户\*+$/.test(head) && address === null)).toBe(true);
    expect(found.mayDraw).toBe(false);
  });
});

test('what is worth a look is kept when it is computed again, with what was written of it', async () => {
  const shared = 'ab'.repeat(32);
  await withSql(db, async (sql) => {
    await sql.query(
      `INSERT INTO photo_use (sha256, visit_id, household_number)
       SELECT $1, id, household_number FROM visit WHERE household_number IN ('S00', 'S01') AND kind = 'survey'`,
      [shared],
    );
  });
  const counts = await computeReasons(db, county, { division: '140602', season: SEASON }, NOW);
  // All visits of this register bear one minute.
  expect(counts).toEqual({ visits: 25, reasons: 2 });
  const read = async () => {
    const found = await readReasons(db, county, { division: '140602', season: SEASON, page: 1 }, NOW);
    return found.season === null ? [] : found.reasons;
  };
  const photo = (await read()).find(({ kind }) => kind === 'photo')!;
  expect(photo).toMatchObject({ village: expect.any(String), details: { count: 2 }, lookedAt: null });
  expect((await readReason(db, county, photo.id)).records.map(({ household }) => household).sort()).toEqual(['S00', 'S01']);
  await markLooked(db, county, { id: photo.id, words: '拍的是同一个大院' }, NOW);
  await computeReasons(db, county, { division: '140602', season: SEASON }, NOW);
  expect((await read()).find(({ id }) => id === photo.id)).toMatchObject({ gone: false, lookedWords: '拍的是同一个大院' });
  await withSql(db, (sql) => sql.query('DELETE FROM photo_use'));
  await computeReasons(db, county, { division: '140602', season: SEASON }, NOW);
  expect((await read()).find(({ id }) => id === photo.id)).toMatchObject({ gone: true, lookedWords: '拍的是同一个大院' });
  const outside = await personWith(db, 'county', ['140681']);
  expect(await refusal(readReason(db, outside, photo.id))).toBe('quality-reason.unknown');
});
