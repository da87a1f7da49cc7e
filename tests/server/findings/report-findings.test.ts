import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { PROBLEM_KINDS, type ProblemKind } from '~/domain/findings/problem-report';
import { closeFinding, proposeClosing } from '~/server/workflows/findings/act-on-finding.server';
import { answerReport, listReports } from '~/server/workflows/findings/answer-report.server';
import { receiveReports, reportOnWeb } from '~/server/workflows/findings/receive-reports.server';
import { readPackage } from '~/server/workflows/phones/read-package.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';
import { keepCurrent } from '~/server/workflows/upkeep/keep-current.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, NOW, personWith, VILLAGE, written } from '../../helpers/register';

type Cadre = Person & { accountId: string };
let db: Database;
let cadre: Cadre;
let township: Person;

const ELSEWHERE = '140602002014';

beforeAll(async () => {
  db = await freshDatabase();
  cadre = (await personWith(db, 'cadre', [VILLAGE])) as Cadre;
  township = await personWith(db, 'township', [VILLAGE.slice(0, 9)]);
});

let sequence = 0;
function record(change: { kind?: ProblemKind; household?: string; text?: string } = {}) {
  sequence += 1;
  const content = { id: randomUUID(), household: 'H1', kind: 'cold', text: '屋里冷', photos: [], reportedAt: NOW.toISOString(), ...change };
  return { sequence, id: content.id, contentHash: hashOfContent(content), content };
}
const send = (...records: unknown[]) =>
  receiveReports(db, cadre, { device: 'phone-of-the-test-1', app: null, source: 'phone', records }, NOW, (error) => {
    throw error;
  });
const rows = async (sql: string, ...values: unknown[]) => (await db.pool.query(sql, values)).rows;
const findingsOf = (report: string) =>
  rows(
    `SELECT f.*, opened_on::text AS opened_on, due_on::text AS due_on FROM finding f WHERE report_id = $1 OR subject = 'report:' || $1`,
    report,
  );
const page = (since: string | null) => readPackage(db, cadre, { village: VILLAGE, since, page: null }, NOW);

test('before any season is declared a report is kept without a finding; it gets one with the next upkeep', async () => {
  await addHouseholds(db, [{ number: 'H1' }, { number: 'H2', village: ELSEWHERE }]);
  const one = record();
  expect(await send(one)).toMatchObject([{ status: 'received' }]);
  await keepCurrent(db, NOW);
  expect(await findingsOf(one.id)).toEqual([]);
  await expect(answerReport(db, township, { id: one.id, answer: '今晚修' }, NOW)).rejects.toMatchObject({
    problem: { code: 'problem-report.no-season' },
  });
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
  await keepCurrent(db, NOW);
  await keepCurrent(db, NOW);
  expect(await findingsOf(one.id)).toMatchObject([{ state: 'open', season: '2020-2021', household_number: 'H1' }]);
});

test('a report is a finding of the township with the deadline of its kind, and sent three times it is one', async () => {
  // Days from app/domain/findings/finding-of-report.ts, by hand.
  const days: Record<ProblemKind, number> = { cold: 1, outage: 7, coal: 7, stability: 15, subsidy: 15, other: 15 };
  for (const kind of PROBLEM_KINDS) {
    const one = record({ kind });
    await Promise.all([send(one), send(one), send(one)]);
    const found = await findingsOf(one.id);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      source: 'cadre',
      rule: null,
      kind: null,
      level: 'township',
      state: 'open',
      urgent: kind === 'cold',
      division_code: VILLAGE,
      household_number: 'H1',
      created_by: cadre.username,
    });
    expect((Date.parse(found[0].due_on) - Date.parse(found[0].opened_on)) / 86_400_000).toBe(days[kind]);
    expect(await rows('SELECT division_code, household_number FROM finding_place WHERE finding_id = $1', found[0].id)).toEqual([
      { division_code: VILLAGE, household_number: 'H1' },
    ]);
    expect(await rows('SELECT kind, actor_name FROM finding_step WHERE finding_id = $1', found[0].id)).toEqual([
      { kind: 'opened', actor_name: cadre.name },
    ]);
    expect(await rows('SELECT action, chain FROM history WHERE entity_key = $1', found[0].number)).toEqual([
      { action: 'finding.opened', chain: VILLAGE },
    ]);
  }
});

test('from the web it is the same; of a household that is not theirs it lies in their village and names none', async () => {
  const web = record({ kind: 'coal' });
  await reportOnWeb(db, cadre, { ...web.content, kind: 'coal' }, NOW);
  expect(await findingsOf(web.id)).toMatchObject([{ source: 'cadre', household_number: 'H1' }]);
  const other = record({ household: 'H2' });
  await send(other);
  expect(await findingsOf(other.id)).toMatchObject([{ division_code: VILLAGE, household_number: null }]);
});

test('the answer is a step of the finding; the phone shows it, then that it is closed, with the words of the result', async () => {
  const one = record({ kind: 'outage', text: '停气了' });
  await send(one);
  const before = await page(null);
  await answerReport(db, township, { id: one.id, answer: '下午来修' }, NOW);
  await answerReport(db, township, { id: one.id, answer: '改到明早' }, NOW);
  const [finding] = await findingsOf(one.id);
  expect(finding).toMatchObject({ state: 'in_progress', revision: 3 });
  const steps = await rows('SELECT kind, text_encrypted AS text FROM finding_step WHERE finding_id = $1 ORDER BY id', finding.id);
  expect(steps.map(({ kind }) => kind)).toEqual(['opened', 'progress', 'progress']);
  expect(JSON.stringify(steps)).not.toContain('来修');

  const told = await page(before.cursor);
  expect(told.full).toBe(false);
  const shown = (pack: typeof told) => pack.households[0]!.reports!.find(({ id }) => id === one.id);
  expect(shown(told)).toMatchObject({
    answer: { text: '改到明早', by: township.name },
    finding: { number: finding.number, state: 'in_progress', dueOn: finding.due_on, closed: null },
  });

  // Another person of the township closes it; the words of the result are what the cadre reads.
  const second = await personWith(db, 'township', [VILLAGE.slice(0, 9)]);
  const at = (revision: number, text: string) => ({ number: finding.number, revision, text, evidence: [] });
  await proposeClosing(db, township, at(3, '管道已换，室温 19 ℃'), NOW);
  expect(shown(await page(told.cursor))).toMatchObject({
    answer: { text: '管道已换，室温 19 ℃' },
    finding: { state: 'proposed', closed: null },
  });
  await expect(closeFinding(db, township, at(4, '办结'), NOW)).rejects.toMatchObject({ problem: { code: 'finding.own' } });
  await closeFinding(db, second, at(4, '已回访，暖了'), NOW);
  expect(shown(await page(told.cursor))).toMatchObject({
    finding: { state: 'closed', closed: { result: '已回访，暖了', by: second.name, at: NOW.toISOString() } },
  });
  const waiting = await listReports(db, township, { answered: false, from: null });
  expect(waiting.reports.map(({ id }) => id)).not.toContain(one.id);
});

test('a report that an older version received becomes a finding with what was answered then, once', async () => {
  const [answered, silent] = [record(), record({ kind: 'other', text: '别的' })];
  await send(answered, silent);
  await answerReport(db, township, { id: answered.id, answer: '当时的答复' }, NOW);
  // As the older version stored it: the answer with the report, and no finding.
  await written(
    db,
    `UPDATE problem_report SET answered_at = $2, answered_by = '高审核', answer_encrypted = (SELECT s.text_encrypted
      FROM finding_step s JOIN finding f ON f.id = s.finding_id WHERE f.report_id = $1 AND s.kind = 'progress') WHERE id = $1`,
    [answered.id, NOW],
  );
  await inTransaction(db, async (sql) => {
    await sql.query('ALTER TABLE finding_step DISABLE TRIGGER finding_step_no_change');
    for (const { id } of [answered, silent]) {
      await sql.query('DELETE FROM finding_step WHERE finding_id IN (SELECT id FROM finding WHERE report_id = $1)', [id]);
      await sql.query('DELETE FROM finding_place WHERE finding_id IN (SELECT id FROM finding WHERE report_id = $1)', [id]);
      await sql.query('DELETE FROM finding WHERE report_id = $1', [id]);
    }
    await sql.query('ALTER TABLE finding_step ENABLE TRIGGER finding_step_no_change');
  });
  await keepCurrent(db, NOW);
  await keepCurrent(db, NOW);
  expect(await findingsOf(answered.id)).toMatchObject([{ state: 'in_progress', created_by: cadre.username }]);
  expect(await findingsOf(silent.id)).toMatchObject([{ state: 'open', due_on: expect.any(String) }]);
  const reports = (await page(null)).households[0]!.reports!;
  expect(reports.find(({ id }) => id === answered.id)!.answer).toMatchObject({ text: '当时的答复', by: '高审核' });
  expect(reports.find(({ id }) => id === silent.id)!.answer).toBeNull();
  const { history, records } = await verifyRegister(db, NOW);
  expect([history.faults, records.faults]).toEqual([[], []]);
});
