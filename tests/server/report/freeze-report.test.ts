import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { insertJob, jobById, jobsFinishedBefore } from '~/database/jobs/jobs.server';
import type { Person } from '~/domain/access/person';
import { wantedOf } from '~/server/jobs/job-kind.server';
import { decideConflict, listConflicts, readConflict } from '~/server/workflows/phones/decide-conflict.server';
import { readDevices, setRecordAside } from '~/server/workflows/phones/look-through-late.server';
import { noteDevice, retireDevice } from '~/server/workflows/phones/manage-device.server';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { readSignOff } from '~/server/workflows/report/read-sign-off.server';
import { askForVersion, reportFileName, reportJob } from '~/server/workflows/report/report-job.server';
import { signingOf } from '~/server/workflows/report/sign-report.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { TestPhone } from '../../helpers/phone';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, personWith, VILLAGE } from '../../helpers/register';
import { readBack } from '../../reports/read-back';

/**
 * 定稿: a report is not frozen while a conflict is undecided or a quarantined record has not been looked at; a draft says what
 * waits.
 */
const SEASON = '2020-2021';
const COUNTY = '140602';
const TOWNSHIP = '140602001';
const folder = mkdtempSync(join(tmpdir(), 'qingnuan-freeze-'));
let db: Database;
const people = {} as Record<'first' | 'second' | 'township' | 'county' | 'auditor' | 'farCounty', Person>;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, async (sql) => {
    await declareSeason(sql, SEASON, '2020-10-25', '2021-03-31');
    await declareSeason(sql, '2019-2020', '2019-10-25', '2020-03-31');
  });
  await addHouseholds(db, [{ number: 'H1' }, { number: 'H2' }, { number: 'F1', village: FAR_VILLAGE }]);
  for (const [name, role, division] of [
    ['first', 'cadre', VILLAGE],
    ['second', 'cadre', VILLAGE],
    ['township', 'township', TOWNSHIP],
    ['county', 'county', COUNTY],
    ['auditor', 'auditor', '1406'],
    ['farCounty', 'county', '140681'],
  ] as const)
    people[name] = await personWith(db, role, [division]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => join(folder, `${name}.xlsx`);
/** What the page shows as open, acknowledged. */
async function acknowledged(place: { division: string; season: string }, person: Person) {
  const found = await readSignOff(db, person, place, NOW);
  return { seen: (found.season === null ? null : found.open) ?? {}, reason: '雪后补访' };
}
const ask = async (person = people.county) => {
  const place = { division: COUNTY, season: SEASON };
  return askForVersion(db, person, { ...place, acknowledged: await acknowledged(place, people.county) }, NOW);
};
const draft = (name: string) => makeReport(db, people.county, { division: COUNTY, season: SEASON, file: file(name) }, NOW);
const freeze = async (name: string, division = COUNTY, person = people.county, season = SEASON) => {
  const place = { division, season };
  const signing = signingOf(
    person,
    { ...place, acknowledged: await acknowledged(place, person), jobId: null, fileName: `${name}.xlsx` },
    NOW,
  );
  return makeReport(db, person, { ...place, file: file(name) }, NOW, { signing });
};
const coverOf = (name: string) => Object.values(readBack(file(name), 'values').get('封面')!.cells).map(({ v }) => String(v));
const refused = (conflicts: number, quarantined: number) => ({
  problem: { code: 'report.conflicts-open', details: { conflicts, quarantined, places: `北城街道 ${conflicts + quarantined}` } },
});

describe('a report', () => {
  test('is not frozen while two cadres’ answers compete, here; a draft is made and says so', async () => {
    const [a, b] = [new TestPhone(db, people.first), new TestPhone(db, people.second)];
    const seen = await a.take('H1');
    const answers = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', boughtCoal: false };
    await b.send(b.record(seen, { answers: { ...answers, stove: 'sealed' } }));
    expect(await a.send(a.record(seen, { answers: { ...answers, stove: 'removed' } }))).toMatchObject([{ status: 'conflict' }]);

    await expect(ask()).rejects.toMatchObject(refused(1, 0));
    await expect(freeze('refused')).rejects.toMatchObject(refused(1, 0));
    expect(existsSync(file('refused'))).toBe(false);
    expect(await draft('draft')).toMatchObject({ frozen: false, waiting: { conflicts: 1, quarantined: 0 } });
    expect(coverOf('draft')).toEqual(
      expect.arrayContaining(['草稿', '未冻结，未报送', '1 条冲突未决定、0 条记录未查看（北城街道 1），办完才能定稿']),
    );
    // Another county and another season are not affected.
    expect(await freeze('far', '140681', people.farCounty)).toMatchObject({ frozen: true });
    expect(await freeze('before', COUNTY, people.county, '2019-2020')).toMatchObject({ frozen: true });
  });

  test('nor while a lost phone’s record waits to be looked at', async () => {
    const phone = new TestPhone(db, people.first);
    const seen = await phone.take('H2');
    await noteDevice(db, people.first, { id: phone.device, name: 'Android', app: null }, NOW);
    await retireDevice(
      db,
      people.township,
      { device: phone.device, accountId: people.first.accountId!, retire: true, reason: '丢失', lost: '?' },
      NOW,
    );
    expect(await phone.send(phone.record(seen))).toMatchObject([{ status: 'quarantined' }]);
    await expect(freeze('refused')).rejects.toMatchObject(refused(1, 1));
    const [late] = (await readDevices(db, people.township)).late;
    await setRecordAside(db, people.township, { id: late!.id, reason: '手机丢失后不是本人所填' }, NOW);
    await expect(freeze('refused')).rejects.toMatchObject(refused(1, 0));
  });

  test('is frozen by who answers for it alone, once all is decided, and keeps what it was made from', async () => {
    const [conflict] = await listConflicts(db, people.township);
    const { revision } = await readConflict(db, people.township, conflict!.id);
    await decideConflict(db, people.township, { id: conflict!.id, revision, choices: { stove: 'mine' }, reason: '入户核实' }, NOW);

    for (const person of [people.auditor, people.township])
      await expect(ask(person)).rejects.toMatchObject({ problem: { code: 'access.not-allowed' } });
    await expect(freeze('auditor', COUNTY, people.auditor)).rejects.toMatchObject({ problem: { code: 'access.not-allowed' } });
    const made = await freeze('frozen');
    expect(made).toMatchObject({ frozen: true, waiting: { conflicts: 0, quarantined: 0 } });
    const cover = coverOf('frozen');
    expect(cover).toEqual(expect.arrayContaining(['定稿', '已冻结，未报送', made.sha256]));
    expect(cover.join('\n')).not.toContain('未决事项');
    const entries = await withSql(db, (sql) =>
      sql.query<{ payload: string }>(`SELECT payload FROM history WHERE action = 'report.freeze' AND entity_key = $1`, [
        `${COUNTY} ${SEASON}`,
      ]),
    );
    expect(entries.map(({ payload }) => JSON.parse(payload))).toMatchObject([
      { after: { asOf: '2021-02-01', sha256: made.sha256, historyHead: made.historyHead, ruleVersion: expect.any(String) } },
    ]);
  });

  test('that was frozen has a name of its own, and its file is never cleared away', async () => {
    const asked = { division: COUNTY, name: '朔城区', season: SEASON, asOf: '2021-02-01' };
    const [frozen, draft] = [randomUUID(), randomUUID()];
    for (const id of [frozen, draft])
      await withSql(db, (sql) =>
        insertJob(sql, { id, kind: 'report', asked: { ...asked, frozen: id === frozen }, accountId: people.county.accountId! }),
      );
    await withSql(db, (sql) =>
      sql.query(
        `UPDATE job_record SET state = 'done', finished_at = '2020-01-01', outcome = '{"files": [{"name": "x", "bytes": 1}]}'
          WHERE id = ANY($1::uuid[])`,
        [[frozen, draft]],
      ),
    );
    const old = await withSql(db, (sql) => jobsFinishedBefore(sql, NOW));
    expect(old.filter((id) => id === frozen || id === draft)).toEqual([draft]);
    const wanted = wantedOf(reportJob, (await withSql(db, (sql) => jobById(sql, frozen)))!)!;
    expect(reportFileName(wanted)).toBe(`朔城区清洁取暖回头看报表-${SEASON}-截止2021-02-01-定稿.xlsx`);
  });
});
