import { randomUUID } from 'node:crypto';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { insertPlan } from '~/database/plans/plans.server';
import type { Role } from '~/domain/contract/enumerations';
import { phoneNumberOf } from '~/domain/household/received-household';
import { blankContent } from '~/domain/plans/plan-content';
import { seal } from '~/server/personal/seal.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';
import type { Database } from '../../helpers/database';
import { visitOf } from '../../helpers/register';

/** The things that a request can be about, all in one village. */
export type Subject = {
  village: string;
  township: string;
  county: string;
  /** Villages without households, one to close and one to merge. */
  spare: readonly [string, string];
  household: string;
  /** The head of only this household. A person who must not see it must not find this name in any answer. */
  head: string;
  /** Visits of the open season by their state. Several wait, so that no case uses another's. */
  submitted: readonly string[];
  returned: string;
  approved: string;
  /** A household that nobody has visited yet. */
  unvisited: string;
  /** A subsidy policy of the village without entitlements, and drafted batches: one to check and one to cancel. */
  policy: string;
  /** A heat source of the village. */
  heatSource: string;
  batch: string;
  /** A cadre of the village, and a report that this cadre's account has made, with its file. */
  account: string;
  job: string;
  /** An import of that account. */
  importJob: string;
  /** Records of that account's phone: a conflict, and two quarantined ones. */
  conflict: string;
  late: readonly [string, string];
  /** A problem that account has reported. */
  report: string;
  /** A finding of that household: its number. */
  finding: string;
  /** Households for a reading and for an event, and a change of another one that somebody else has asked for. */
  metered: string;
  eventful: string;
  change: string;
  /** Spot checks: one done, two that wait, given to `checker`; and a reason to look. */
  checks: { done: string; open: readonly [string, string] };
  reason: string;
  /** A household that account's phone has added, and that waits for the township. */
  received: string;
  /** A 可持续运营方案 of the village. */
  plan: string;
};

/** The person who asks, with a report and an import of their own. */
export type Who = {
  name: string;
  role: Role | null;
  accountId: string | null;
  divisions: readonly string[];
  job: string;
  importJob: string;
};

export const SEASON = '2020-2021';
export const INSIDE_VILLAGE = '140602001001';
/** A person of each role whose scope has the village above, and the nearest village outside it. */
export const ROLES: Record<Role, { divisions: readonly string[]; outsideVillage: string }> = {
  cadre: { divisions: [INSIDE_VILLAGE], outsideVillage: '140602001002' },
  township: { divisions: ['140602001'], outsideVillage: '140602002014' },
  county: { divisions: ['140602'], outsideVillage: '140603100200' },
  city: { divisions: ['1406'], outsideVillage: '140721100201' },
  auditor: { divisions: ['1406'], outsideVillage: '140721100201' },
  admin: { divisions: [], outsideVillage: '140721100201' },
};

/** A second city, which the shipped list lacks, so that something is outside a city office too. */
export async function addOtherCity(db: Database): Promise<void> {
  await db.pool.query(
    `INSERT INTO division (code, name, level, parent_code, path, source) VALUES
       ('1407', '他市', 'city', '14', '{14,1407}', 'test'),
       ('140721', '他县', 'county', '1407', '{14,1407,140721}', 'test'),
       ('140721100', '他镇', 'township', '140721', '{14,1407,140721,140721100}', 'test'),
       ('140721100201', '他村', 'village', '140721100', '{14,1407,140721,140721100,140721100201}', 'test')`,
  );
}

/** Names of the right form for things that do not exist. */
export const MISSING: Subject = {
  village: '140602001999',
  township: '140602999',
  county: '140699',
  spare: ['140602001998', '140602001997'],
  household: '140602001999001',
  head: '不存在的户主',
  submitted: Array.from({ length: 9 }, () => randomUUID()),
  returned: randomUUID(),
  approved: randomUUID(),
  unvisited: '140602001999002',
  policy: 'SC-0000',
  heatSource: 'RY-0000',
  batch: 'SC-0000-P',
  account: randomUUID(),
  job: randomUUID(),
  importJob: randomUUID(),
  conflict: '999999999',
  late: ['999999998', '999999997'],
  report: randomUUID(),
  finding: 'WT999999',
  metered: '140602001999004',
  eventful: '140602001999003',
  change: randomUUID(),
  received: phoneNumberOf(1, randomUUID()),
  plan: 'FA999999',
  checks: { done: randomUUID(), open: [randomUUID(), randomUUID()] },
  reason: randomUUID(),
};

export const JOB_FILE = 'report.xlsx';

/** A finished report of an account. The caller writes its file, because it knows the folder. */
export async function addJob(sql: Sql, account: string, division: string): Promise<string> {
  const id = randomUUID();
  await sql.query(
    `INSERT INTO job_record (id, kind, state, account_id, asked, outcome, finished_at) VALUES ($1, 'report', 'done', $2, $3, $4, now())`,
    [
      id,
      account,
      JSON.stringify({ division, season: SEASON, asOf: '2021-02-01' }),
      JSON.stringify({ files: [{ name: JOB_FILE, bytes: 4 }] }),
    ],
  );
  return id;
}

/** An upload of an account that was not checked yet. */
export async function addImportJob(sql: Sql, account: string): Promise<string> {
  const id = randomUUID();
  await sql.query(`INSERT INTO job_record (id, kind, state, account_id, asked) VALUES ($1, 'import', 'waiting', $2, $3)`, [
    id,
    account,
    JSON.stringify({ fileName: 'roster.xlsx', source: id, mode: 'preview', acceptValid: true }),
  ]);
  return id;
}

let made = 0;

/** A household with visits in a village, and a cadre of the village. */
export async function addSubject(db: Database, village: string): Promise<Subject> {
  made += 1;
  const household = `${village}9${String(made).padStart(4, '0')}`;
  const head = `暗${String.fromCodePoint(0x4e00 + made)}${String.fromCodePoint(0x5e00 + made)}`;
  const visits = [...Array.from({ length: 9 }, () => 'submitted'), 'returned', 'approved'].map((status) => ({ id: randomUUID(), status }));
  return inTransaction(db, async (sql) => {
    const [account] = await sql.query<{ id: string }>(
      `INSERT INTO account (id, username, name, role, must_change_password) VALUES (gen_random_uuid(), $1, '村干部', 'cadre', false)
        RETURNING id`,
      [`at-${household}`],
    );
    await sql.query('INSERT INTO account_division (account_id, division_code) VALUES ($1, $2)', [account!.id, village]);
    await sql.query(
      `INSERT INTO household (number, village_code, head, head_initials, residence, status, heated_area, address, phone_encrypted,
        phone_masked, source)
       VALUES ($1, $2, $3, 'a', 'resident', 'normal', 80, '1排1号', $4, '138****8000', 'import')`,
      [household, village, head, seal('13800138000')],
    );
    const unvisited = `${household}U`;
    await sql.query(
      `INSERT INTO household (number, village_code, head, head_initials, residence, status, heated_area, source) VALUES ($1, $2, $3, 'a',
        'resident', 'normal', 80, 'import')`,
      [unvisited, village, head],
    );
    const [metered, eventful, changing, change] = [`${household}M`, `${household}E`, `${household}C`, randomUUID()];
    await sql.query(
      `INSERT INTO household (number, village_code, head, head_initials, residence, status, heated_area, source)
       SELECT unnest($1::text[]), $2, $3, 'a', 'resident', 'normal', 80, 'import'`,
      [[metered, eventful, changing], village, head],
    );
    await sql.query(
      `INSERT INTO household_change (id, household_number, kind, reason, content, state, asked_at, asked_by)
       VALUES ($1, $2, 'correction', '核对银行卡', '{"household": {"before": {"bank_holder": null}, "after": {"bank_holder": "张三"}}}',
         'waiting', '2021-01-20T02:00:00Z', 'another')`,
      [change, changing],
    );
    await sql.query(
      `INSERT INTO conversion (household_number, mode, in_plan, installed_on, connected_on) SELECT unnest($1::text[]), 'gas', true,
        '2019-09-01', '2019-10-01'`,
      [[household, unvisited]],
    );
    await sql.query(
      `INSERT INTO visit (id, household_number, season, visited_at, visitor, account_id, kind, outcome, status, answers, content_hash,
        source, rule_version, submitted_at)
       SELECT id, $2, $3, '2021-01-10T02:00:00Z', '村干部', $4, 'survey', 'done', status,
              '{"mainHeat": "loose_coal", "connected": true, "stability": "unstable",
                "coalStock": "loose", "stove": "in_use", "boughtCoal": true}'::jsonb,
              md5(id), 'web', 'survey-1', '2021-01-10T03:00:00Z'
       FROM json_to_recordset($1::json) AS v(id text, status text)`,
      [JSON.stringify(visits), household, SEASON, account!.id],
    );
    const [policy, batch] = [`SC-${household}`, `SC-${household}-P`];
    await sql.query(`INSERT INTO heat_source (number, name, kind, division_code) VALUES ($1, '锅炉房', 'boiler', $2)`, [
      `RY-${household}`,
      village,
    ]);
    await sql.query(
      `INSERT INTO subsidy_policy (number, document, division_code, season, kind, unit, rate, shares, due_on, created_by)
       VALUES ($1, '示例1号', $2, $3, 'operating', 'per_household', 5000000, '[{"level": "county", "share": 1000000, "cap": null}]',
       '2021-06-30', 'another')`,
      [policy, village, SEASON],
    );
    await sql.query(
      `INSERT INTO payment_batch (division_code, number, season, state, source, drafted_at, drafted_by) SELECT $1, unnest($2::text[]), $3,
        'drafted', 'drafted', '2021-01-20T02:00:00Z', 'another'`,
      [village, [batch, `${batch}-C`], SEASON],
    );
    await refreshFacts(sql, [household, unvisited, metered, eventful, changing], '2021-02-01');
    const job = await addJob(sql, account!.id, village);
    const importJob = await addImportJob(sql, account!.id);
    const [conflict, ...late] = await addPhoneRecords(sql, { account: account!.id, village, household, unvisited });
    const report = randomUUID();
    await sql.query(
      `INSERT INTO problem_report (id, household_sent, household_number, village_code, kind, text_encrypted, reported_at, account_id,
        source, received_at) VALUES ($1, $2, $2, $3, 'cold', $4, now(), $5, 'web', now())`,
      [report, household, village, seal('不热'), account!.id],
    );
    const finding = `WT-${household}`;
    await sql.query(
      `WITH one AS (INSERT INTO finding (id, number, season, rule, subject, source, division_code, household_number, level,
         state, opened_on,
         due_on, created_at, created_by) VALUES (gen_random_uuid(), $1, $2, NULL, $3, 'self_check', $4, $3, 'township', 'open',
         '2021-01-10',
         '2021-01-17', '2021-01-10T02:00:00Z', 'rules') RETURNING id)
       INSERT INTO finding_place (finding_id, division_code, household_number) SELECT id, $4, $3 FROM one`,
      [finding, SEASON, household, village],
    );
    const checks = await addSpotChecks(sql, village.slice(0, 9), visits[10]!.id, account!.id, [household, unvisited, metered]);
    const reason = randomUUID();
    await sql.query(
      `INSERT INTO quality_reason (id, season, village_code, kind, key, visits, details, found_at)
       VALUES ($1::uuid, $2, $3, 'photo', $1::uuid::text, $4, '{"count": 2}', now())`,
      [reason, SEASON, village, [visits[10]!.id]],
    );
    const received = phoneNumberOf(1, randomUUID());
    const said = { head, address: '9排', residence: 'resident', phone: '', idNumber: '', reason: '漏登', addedAt: '2021-01-20T02:00:00Z' };
    await sql.query(
      `INSERT INTO received_household (id, village_code, status, reason, content_fingerprint, body_encrypted, account_id, source,
        device_id, received_at) VALUES ($1, $2, 'waiting', 'retired', $1, $3, $4, 'phone', $5, now())`,
      [received, village, seal(JSON.stringify({ household: said })), account!.id, `phone-of-${account!.id}`],
    );
    const [planned] = await sql.query<{ number: string }>(
      'SELECT plan_number AS number FROM operation_plan_village WHERE village_code = $1',
      [village],
    );
    const plan =
      planned?.number ??
      (await insertPlan(sql, {
        season: SEASON,
        countyCode: village.slice(0, 6),
        content: blankContent('方案', '2021-02-01'),
        by: 'another',
        at: '2021-02-01T02:00:00Z',
        villages: [{ code: village, trigger: { compared: 10, unstable: 10, reburning: 0 } }],
      }));
    return {
      village,
      township: village.slice(0, 9),
      county: village.slice(0, 6),
      spare: village === INSIDE_VILLAGE ? ['140602001014', '140602001015'] : [village, village],
      household,
      head,
      submitted: visits.filter(({ status }) => status === 'submitted').map(({ id }) => id),
      returned: visits.find(({ status }) => status === 'returned')!.id,
      approved: visits.find(({ status }) => status === 'approved')!.id,
      unvisited,
      policy,
      heatSource: `RY-${household}`,
      batch,
      account: account!.id,
      job,
      importJob,
      conflict: conflict!,
      late: [late[0]!, late[1]!],
      report,
      finding,
      metered,
      eventful,
      change,
      received,
      plan,
      checks,
      reason,
    };
  });
}

/** A draw with three households: one checked by the account, two that wait. */
async function addSpotChecks(
  sql: Sql,
  township: string,
  visit: string,
  account: string,
  households: readonly string[],
): Promise<Subject['checks']> {
  const [done, first, second] = [randomUUID(), randomUUID(), randomUUID()];
  await sql.query(
    `INSERT INTO spot_draw (id, season, division_code, nth, seed, share_bps, at_least, weighted_bps, households, frame_hash,
       drawn_at, drawn_by)
     SELECT $1, $2, $3, 1 + (SELECT count(*) FROM spot_draw WHERE division_code = $3), 'seed', 500, 10, 4000, 3, 'hash', now(), 'another'`,
    [done, SEASON, township],
  );
  await sql.query(
    `INSERT INTO spot_check (id, draw_id, season, household_number, part, weight, first_visit_id)
     SELECT unnest($1::uuid[]), $2, $3, unnest($4::text[]), 'random', 1, $5`,
    [[done, first, second], done, SEASON, households, visit],
  );
  await sql.query(
    `UPDATE spot_check SET checker_id = $2, assigned_at = now(), assigned_by = 'another', done_at = now(),
       first_answers = '{"stove": "kept"}'
     WHERE id = $1`,
    [done, account],
  );
  return { done, open: [first, second] };
}

/** A phone of the account, and three of its records that wait for the township. */
async function addPhoneRecords(
  sql: Sql,
  at: { account: string; village: string; household: string; unvisited: string },
): Promise<string[]> {
  const device = `phone-of-${at.account}`;
  await sql.query(`INSERT INTO device (id, account_id, name) VALUES ($1, $2, 'Android')`, [device, at.account]);
  const ids: string[] = [];
  for (const [sequence, household, status] of [
    [1, at.household, 'conflict'],
    [2, at.unvisited, 'quarantined'],
    [3, at.unvisited, 'quarantined'],
  ] as const) {
    const visit = visitOf(household);
    const contentHash = hashOfContent(visit);
    const answers = {
      mainHeat: 'loose_coal',
      connected: true,
      stability: 'unstable',
      coalStock: 'loose',
      stove: 'in_use',
      boughtCoal: true,
    };
    const said = { outcome: 'done', residence: 'resident', ...answers };
    const body = {
      visit,
      sent: { sequence, id: visit.visit, contentHash, baseRevision: 1, base: null, visit },
      ...(status === 'conflict' && { before: said, said: { ...said, stove: 'removed' } }),
    };
    const [row] = await sql.query<{ id: string }>(
      `INSERT INTO phone_record (device_id, account_id, sequence, source, visit_id, content_hash, household_number, village_code, season,
        status, reason, fields, body_encrypted, received_at)
       VALUES ($1, $2, $3, 'phone', $4, $5, $6, $7, $8, $9, $10, '{stove}', $11, now()) RETURNING id::text`,
      [
        device,
        at.account,
        sequence,
        visit.visit,
        contentHash,
        household,
        at.village,
        SEASON,
        status,
        status === 'quarantined' ? 'retired' : null,
        seal(JSON.stringify(body)),
      ],
    );
    ids.push(row!.id);
  }
  return ids;
}
