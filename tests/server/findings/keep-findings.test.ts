/** Findings over real records: opened, proposed, back and reopened in the transaction that changes a record; counted; as of another day. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refreshDueFacts, refreshFacts } from '~/database/facts/facts.server';
import { EVERYTHING } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { countFindings } from '~/server/workflows/findings/count-findings.server';
import { updateFindings } from '~/server/workflows/findings/update-findings.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { rebuildRollUps } from '~/server/workflows/upkeep/rebuild-roll-ups.server';
import { freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, OTHER_VILLAGE, personWith, TODAY, VILLAGE, visitOf } from '../../helpers/register';

const SEASON = '2020-2021';
const COAL = { coalStock: 'loose', coalKg: 300, stove: 'in_use', boughtCoal: true, reburnReasons: ['运行费用高'] };
let db: Database;
let cadre: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  cadre = await personWith(db, 'cadre', [VILLAGE, OTHER_VILLAGE]);
  await addHouseholds(db, [
    { number: 'H1' },
    { number: 'H2' },
    { number: 'H3', conversion: { mode: 'gas', inPlan: true, installedOn: '2020-09-01' } },
    { number: 'H4', conversion: { mode: 'gas', inPlan: true, installedOn: '2021-02-10' } },
    ...['S1', 'S2'].map((number) => ({ number, village: OTHER_VILLAGE })),
    { number: 'S3', village: FAR_VILLAGE },
  ]);
});

const findings = (where = 'true') =>
  withSql(db, (sql) =>
    sql.query<Record<string, unknown>>(
      `SELECT rule, subject, state, times, division_code, household_number, cleared ->> 'record' AS cleared FROM finding
       WHERE rule IS NOT NULL AND ${where} ORDER BY rule, subject`,
    ),
  );
const stepsOf = async (rule: string, subject: string) =>
  (
    await withSql(db, (sql) =>
      sql.query<{ kind: string }>(
        'SELECT s.kind FROM finding_step s JOIN finding f ON f.id = s.finding_id WHERE f.rule = $1 AND f.subject = $2 ORDER BY s.id',
        [rule, subject],
      ),
    )
  ).map(({ kind }) => kind);
const run = (text: string, values: unknown[] = []) => inTransaction(db, (sql) => sql.query(text, values));
const visit = (household: string, change: Record<string, unknown>, at = '2021-01-10T10:00:00+08:00') => {
  const one = visitOf(household, { visitedAt: at });
  return submitVisit(db, cadre, { ...one, answers: { ...(one.answers as object), ...change } }, NOW);
};
const counts = async (division: string, asOf?: string) => {
  const { rows } = await countFindings(db, EVERYTHING, { division, season: SEASON, ...(asOf && { asOf }) }, NOW);
  return rows.map(({ code, rules }) => ({
    code,
    ...Object.fromEntries(
      Object.entries(rules).flatMap(([rule, { open, inProgress, proposed, closed }]) =>
        open + inProgress + proposed + closed === 0 ? [] : [[rule, [open, inProgress, proposed, closed]]],
      ),
    ),
  })) as ({ code: string } & Partial<Record<RuleCode, number[]>>)[];
};

describe('a household', () => {
  test('that is installed and not connected is a finding since the season began; one installed later not yet', async () => {
    expect(await findings()).toEqual([
      { rule: 'R10', subject: 'H3', state: 'open', times: 1, division_code: VILLAGE, household_number: 'H3', cleared: null },
    ]);
    expect(await stepsOf('R10', 'H3')).toEqual(['opened']);
    // H4 is installed on 10 February: the calendar opens it.
    await inTransaction(db, (sql) => refreshDueFacts(sql, '2021-02-09'));
    expect(await findings(`rule = 'R10'`)).toHaveLength(1);
    await inTransaction(db, (sql) => refreshDueFacts(sql, '2021-02-10'));
    expect(await findings(`rule = 'R10'`)).toHaveLength(2);
    await inTransaction(db, (sql) => refreshFacts(sql, ['H4'], TODAY));
  });

  test('that burns coal, stops and burns it again', async () => {
    await visit('H1', COAL);
    expect((await findings(`subject = 'H1'`)).map(({ rule, state }) => [rule, state])).toContainEqual(['R09', 'open']);
    await visit('H1', {}, '2021-01-20T10:00:00+08:00');
    expect(await findings(`subject = 'H1' AND rule = 'R09'`)).toMatchObject([{ state: 'proposed', cleared: 'visit' }]);
    await run(
      `UPDATE finding SET state = 'closed', result = '已清退', closed_at = now(), closed_by = 'x' WHERE subject = 'H1' AND rule = 'R09'`,
    );
    await visit('H1', COAL, '2021-01-21T10:00:00+08:00');
    expect(await findings(`subject = 'H1' AND rule = 'R09'`)).toMatchObject([{ state: 'open', times: 2, cleared: null }]);
    expect(await stepsOf('R09', 'H1')).toEqual(['opened', 'proposed', 'reopened']);
  });

  test('computed again with the same facts changes nothing', async () => {
    const before = await withSql(db, (sql) => sql.query('SELECT * FROM finding ORDER BY id'));
    const steps = await withSql(db, (sql) => sql.query('SELECT count(*) FROM finding_step'));
    await inTransaction(db, (sql) => refreshFacts(sql, ['H1', 'H2', 'H3', 'H4', 'S1', 'S2', 'S3'], TODAY));
    await updateFindings(db, NOW, { everything: true });
    expect(await withSql(db, (sql) => sql.query('SELECT * FROM finding ORDER BY id'))).toEqual(before);
    expect(await withSql(db, (sql) => sql.query('SELECT count(*) FROM finding_step'))).toEqual(steps);
  });

  test('that moves takes its findings along', async () => {
    await run(`UPDATE household SET village_code = $1 WHERE number = 'H3'`, [OTHER_VILLAGE]);
    await inTransaction(db, (sql) => refreshFacts(sql, ['H3'], TODAY));
    expect(await findings(`subject = 'H3'`)).toMatchObject([{ division_code: OTHER_VILLAGE, state: 'open' }]);
    const places = await withSql(db, (sql) =>
      sql.query(`SELECT p.division_code FROM finding_place p JOIN finding f ON f.id = p.finding_id WHERE f.subject = 'H3'`),
    );
    expect(places).toEqual([{ division_code: OTHER_VILLAGE }]);
    await run(`UPDATE household SET village_code = $1 WHERE number = 'H3'`, [VILLAGE]);
    await inTransaction(db, (sql) => refreshFacts(sql, ['H3'], TODAY));
  });
});

describe('what several share', () => {
  test('counts once in every division that holds one of them', async () => {
    await run(`UPDATE household SET id_number_fingerprint = 'k.same', id_number_encrypted = 'x', id_number_faulty = false
       WHERE number IN ('S1', 'S2', 'S3')`);
    await run(
      `INSERT INTO subsidy_policy (number, document, division_code, season, kind, unit, rate, shares, due_on, created_by)
       VALUES ('P', '示例', '1406', $1, 'operating', 'per_household', 1, '[]', '2021-06-30', 'nobody')`,
      [SEASON],
    );
    for (const household of ['S1', 'S3'])
      await run(
        `INSERT INTO entitlement (household_number, policy_number, season, quantity, due, due_county, paid, trace, source, computed_at,
          computed_by)
         VALUES ($1, 'P', $2, 1000, 100, 100, 0, '{}', 'computed', now(), 'nobody')`,
        [household, SEASON],
      );
    await inTransaction(db, (sql) => refreshFacts(sql, ['S1', 'S3'], TODAY));
    await updateFindings(db, NOW);
    expect(await findings(`rule = 'R01'`)).toMatchObject([{ division_code: '1406', household_number: null, state: 'open' }]);
    const city = await counts('1406');
    expect(city[0]!.R01).toEqual([1, 0, 0, 0]);
    expect(city.filter((row) => row.R01).map(({ code }) => code)).toEqual(['1406', '140602', '140681']);
    // As of another day nothing is stored, and all that the rules give is open.
    const before = await withSql(db, (sql) => sql.query('SELECT * FROM finding ORDER BY id'));
    const asOf = await counts('1406', '2021-01-31');
    expect(asOf[0]!.R01).toEqual([1, 0, 0, 0]);
    expect(asOf[0]!.R10).toEqual([1, 0, 0, 0]);
    expect(asOf[0]!.R09).toEqual([1, 0, 0, 0]);
    expect(await withSql(db, (sql) => sql.query('SELECT * FROM finding ORDER BY id'))).toEqual(before);
    // Before the first visit, and before the season.
    expect((await counts('1406', '2020-10-31'))[0]).toEqual({ code: '1406', R01: [1, 0, 0, 0] });
    await run(`UPDATE household SET id_number_fingerprint = 'k.other' WHERE number = 'S3'`);
    await updateFindings(db, NOW);
    expect(await findings(`rule = 'R01'`)).toMatchObject([{ state: 'proposed' }]);
    // H4 was seen as of a later day, so its finding is proposed as of this one.
    expect((await counts(VILLAGE))[0]!.R10).toEqual([1, 0, 1, 0]);
  });
});

test('sums and findings are what a rebuild finds', async () => {
  expect((await rebuildRollUps(db, TODAY, { write: false })).differences).toEqual([]);
  const differing = `(SELECT * FROM finding_sum WHERE n <> 0 EXCEPT SELECT * FROM finding_sum_now)
    UNION ALL (SELECT * FROM finding_sum_now EXCEPT SELECT * FROM finding_sum)`;
  expect(await withSql(db, (sql) => sql.query(differing))).toEqual([]);
});
