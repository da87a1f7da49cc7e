import { createHash } from 'node:crypto';
import type pg from 'pg';
import { expect } from 'vitest';

/**
 * `rows`: what a register holds once it has this migration, in addition to the rows before. `check`: what the migration made of
 * the existing rows, and what the new schema takes and refuses. A migration that rewrites rows names their tables in `rewrites`
 * and checks them itself; all others keep every row as it was. `renames`: tables, by the names that they had.
 */
export type Case = {
  rows: string;
  rewrites?: readonly string[];
  renames?: Readonly<Record<string, string>>;
  check: (client: pg.Client) => Promise<void>;
};

const VILLAGE = '140602101201';
const ACCOUNT = '00000000-0000-4000-8000-000000000001';
const CHECK = '00000000-0000-4000-8000-0000000000c1';

/** The rows of a query. */
const read = async (client: pg.Client, query: string) => (await client.query(query)).rows as Record<string, unknown>[];
const refused = (client: pg.Client, statement: string) => expect(client.query(statement), statement).rejects;

/** Keys of the review lists that are not what the view says now. */
const REVIEW_KEYS_DIFFER = `(SELECT * FROM review_key EXCEPT SELECT * FROM review_key_now)
  UNION ALL (SELECT * FROM review_key_now EXCEPT SELECT * FROM review_key)`;

const visit = (id: string, more: { columns?: string; values?: string } = {}): string => `
  INSERT INTO visit (id, household_number, season, visited_at, visitor, account_id, kind, outcome, status, answers, content_hash, source,
      rule_version, submitted_at${more.columns ?? ''})
  VALUES ('${id}', 'H1', '2020-2021', '2021-01-05T06:30Z', '张三', '${ACCOUNT}', 'survey', 'done', 'submitted', '{"mainHeat": "gas"}',
      'hash-of-${id}', 'web', '1', '2021-01-05T06:40Z'${more.values ?? ''});`;

const entitlement = (household: string, due: number, central: number): string => `
  INSERT INTO entitlement (household_number, policy_number, season, quantity, due, due_central, trace, source, computed_at, computed_by)
  VALUES ('${household}', 'P1', '2020-2021', 1000, ${due}, ${central}, '{}', 'computed', now(), 'county')`;

const payment = (level: string, result: string, day: string): string => `
  INSERT INTO payment (batch_number, household_number, policy_number, level, batch_division, season, amount, paid_on, result)
  VALUES ('B1', 'H1', 'P1', '${level}', '140602', '2020-2021', 100, ${day}, '${result}')`;

const record = (id: string, status: string): string => `
  INSERT INTO phone_record (device_id, account_id, sequence, source, visit_id, content_hash, household_number, village_code, season,
      status, body_encrypted, received_at)
  VALUES ('phone-1', '${ACCOUNT}', 1, 'phone', '${id}', 'hash', 'H1', '${VILLAGE}', '2020-2021', '${status}', 'sealed', now())`;

const zone = (document: string, from: string, to: string): string => `
  INSERT INTO no_coal_zone (zone, village_code, document, name, valid_from, valid_to)
  VALUES ('Z1', '${VILLAGE}', '${document}', '禁煤区', ${from}, ${to})`;

const report = (id: string, more: { columns?: string; values?: string } = {}): string => `
  INSERT INTO problem_report (id, household_sent, household_number, village_code, kind, text_encrypted, reported_at, account_id, source,
      received_at${more.columns ?? ''})
  VALUES ('${id}', 'H1', 'H1', '${VILLAGE}', 'cold', 'sealed', '2020-11-28T02:20Z', '${ACCOUNT}', 'phone', now()${more.values ?? ''});`;

const received = (id: string, status: string): string => `
  INSERT INTO received_household (id, village_code, status, reason, household_number, content_fingerprint, body_encrypted, account_id,
      source, device_id, received_at)
  VALUES ('${id}', '${VILLAGE}', ${status}, 'k.print', 'sealed', '${ACCOUNT}', 'phone', 'phone-1', now());`;

/** A household that was paid in full and struck off afterwards. */
const struckOff = `
  INSERT INTO household (number, village_code, head, head_initials, residence, status, source)
    VALUES ('H3', '${VILLAGE}', '钱七', 'QQ', 'resident', 'cancelled', 'import');
  ${entitlement('H3', 700, 700)};
  INSERT INTO payment (batch_number, household_number, policy_number, level, batch_division, season, amount, paid_on, result)
    VALUES ('B1', 'H3', 'P1', 'central', '140602', '2020-2021', 700, '2021-07-01', 'ok');
  UPDATE entitlement SET paid = 700 WHERE household_number = 'H3';`;

const facts = (household: string, columns: string, values: string): string => `
  INSERT INTO household_facts (season, household_number, village_code, mode, ${columns})
    VALUES ('2020-2021', '${household}', '${VILLAGE}', 'gas', ${values});`;

const objection = (id: string, raised: string, decided: string): string => `
  INSERT INTO payment_objection (id, batch_division, batch_number, household_number, recorded_at, recorded_by, raised_by, raised_on, what,
      decision, reason, decided_at)
  VALUES ('00000000-0000-4000-8000-00000000000${id}', '140602', 'B1', 'H1', now(), 'county', ${raised}, ${decided})`;

const savedView = (id: string, name: string, address = '/lists/140602?flag=B'): string => `
  INSERT INTO saved_view (id, account_id, list, name, address)
  VALUES ('00000000-0000-4000-8000-00000000000${id}', '${ACCOUNT}', 'households', '${name}', '${address}');`;

const householdChange = (id: string, kind: string, state: string, more: { other?: string; on?: string; by?: string } = {}): string => `
  INSERT INTO household_change (id, household_number, other_number, kind, happened_on, reason, content, state, asked_at, asked_by,
      decided_at, decided_by)
  VALUES ('00000000-0000-4000-8000-0000000001${id}', 'H1', ${more.other ?? 'NULL'}, '${kind}', ${more.on ?? 'NULL'}, '核实', '{}',
      '${state}', now(), 'county', ${more.by ? `now(), '${more.by}'` : 'NULL, NULL'});`;

const finding = (id: string, { source, rule, household }: { source?: string; rule?: string; household?: string }): string => `
  INSERT INTO finding (id, season, rule, subject, source, division_code, household_number, level, state, opened_on, due_on, created_at,
      created_by)
  VALUES ('00000000-0000-4000-8000-0000000000${id}', '2020-2021', ${rule ?? 'NULL'}, 'H1', '${source ?? 'rule'}', '${VILLAGE}',
      ${household ?? 'NULL'}, 'township', 'open', '2021-01-05', '2021-01-12', now(), 'rules');`;

const target = (division: string, indicator: string, hundredths: number): string => `
  INSERT INTO target (division_code, season, zone_type, indicator, target)
  VALUES ('${division}', '2020-2021', 'all', '${indicator}', ${hundredths})`;

/** By the name of the migration's folder. */
export const CASES: Record<string, Case> = {
  '0001_register': {
    rows: `
      INSERT INTO division (code, name, level, parent_code, path, source) VALUES
        ('140602', '朔城区', 'county', NULL, '{140602}', 'shipped'),
        ('${VILLAGE}', '甲村', 'village', '140602', '{140602,${VILLAGE}}', 'shipped');
      INSERT INTO season (name) VALUES ('2020-2021');
      INSERT INTO season_dates VALUES ('2020-2021', '140602', '2020-10-25', '2021-03-31');
      INSERT INTO account (id, username, name, role) VALUES ('${ACCOUNT}', 'zhangsan', '张三', 'cadre');
      INSERT INTO account_division VALUES ('${ACCOUNT}', '${VILLAGE}');
      INSERT INTO household (number, village_code, head, head_initials, residence, status, people, heated_area, source) VALUES
        ('H1', '${VILLAGE}', '王五', 'WW', 'resident', 'normal', 3, 80.50, 'import'),
        ('H2', '${VILLAGE}', '赵六', 'ZL', 'away', 'normal', NULL, NULL, 'import');
      INSERT INTO conversion (household_number, current, mode, electric_meter, gas_meter, serial, invoice) VALUES
        ('H1', true, 'gas', 'E-1', 'G-1', 'S-1', 'F-1'), ('H1', false, 'biomass', NULL, NULL, NULL, NULL),
        ('H2', true, 'electric_household', 'E-1', NULL, NULL, NULL);
      INSERT INTO room VALUES ('H1', '2020-2021', 1, 'main', 40.25, 'none', true, 'used');
      INSERT INTO meter_usage (household_number, season, energy, start_reading, end_reading, usage, source)
        VALUES ('H1', '2020-2021', 'gas', 10, 110.5, 100.5, 'import');
      ${visit('V1')}
      INSERT INTO history (chain, seq, at, actor, action, entity, entity_key, payload, hash) VALUES
        ('${VILLAGE}', 1, '2021-01-05T06:40Z', 'zhangsan', 'visit.submit', 'visit', 'V1', '{}', 'a1'),
        ('140602', 1, '2021-01-05T06:41Z', 'county', 'season.close', 'season', '2020-2021', '{}', 'b1'),
        ('${VILLAGE}', 2, '2021-01-05T06:42Z', 'zhangsan', 'visit.approve', 'visit', 'V1', '{}', 'a2');
      INSERT INTO history_chain VALUES ('${VILLAGE}', 2, 'a2'), ('140602', 1, 'b1');
      INSERT INTO job (id, kind, state, account_id, asked) VALUES ('${ACCOUNT}', 'import', 'running', '${ACCOUNT}', '{"file": "a.xlsx"}');`,
    check: async (client) => {
      await client.query(CASES['0001_register']!.rows);
      await refused(client, `UPDATE history SET payload = '{"changed": true}'`).toThrow(/append-only: UPDATE refused/);
      await refused(client, 'DELETE FROM history').toThrow(/append-only: DELETE refused/);
      await refused(client, 'TRUNCATE history').toThrow(/append-only: TRUNCATE refused/);
      await refused(client, `INSERT INTO conversion (household_number, mode) VALUES ('H1', 'gas')`).toThrow(/conversion_one_current/);
      await refused(client, `UPDATE visit SET status = 'done'`).toThrow(/visit_status/);
      await refused(client, 'UPDATE room SET heated_area = -1').toThrow(/room_area/);
      await refused(client, 'UPDATE meter_usage SET usage = -1').toThrow(/meter_usage_not_negative/);
      await refused(client, `UPDATE season_dates SET ends_on = '2020-10-24'`).toThrow(/season_dates_order/);
    },
  },

  '0002_complaint': {
    rows: `INSERT INTO complaint (id, account_id, text) VALUES ('${ACCOUNT}', '${ACCOUNT}', '字太小');`,
    check: async (client) => {
      // A job that was running during the upgrade has not been started by the new version yet.
      expect(await read(client, 'SELECT kind, state, attempts FROM job')).toEqual([{ kind: 'import', state: 'running', attempts: 0 }]);
      await client.query(CASES['0002_complaint']!.rows);
      await client.query(`DELETE FROM visit; DELETE FROM account WHERE username = 'zhangsan'`);
      expect(await read(client, 'SELECT account_id, text, answer FROM complaint')).toEqual([
        { account_id: null, text: '字太小', answer: null },
      ]);
    },
  },

  '0003_history_position': {
    rows: '',
    check: async (client) => {
      // The entries are in the order of writing over both chains, and the next one comes after them.
      const written = 'SELECT hash FROM history ORDER BY position';
      expect((await read(client, written)).map(({ hash }) => hash)).toEqual(['a1', 'b1', 'a2']);
      await client.query(`INSERT INTO history (chain, seq, at, actor, action, entity, entity_key, payload, hash)
        VALUES ('140602', 2, now(), 'county', 'season.open', 'season', '2020-2021', '{}', 'b2')`);
      expect((await read(client, written)).map(({ hash }) => hash)).toEqual(['a1', 'b1', 'a2', 'b2']);
      expect(await read(client, 'SELECT count(DISTINCT position)::int AS places FROM history')).toEqual([{ places: 4 }]);
      await refused(client, 'UPDATE history SET position = 9').toThrow(/append-only/);
    },
  },

  '0004_sync': {
    rows: `
      INSERT INTO device (id, account_id, name) VALUES ('phone-1', '${ACCOUNT}', '手机');
      ${visit('V2', { columns: ', evidence, device_id, sequence', values: `, '{"photos": []}', 'phone-1', 1` })}
      ${record('V2', 'received')};
      INSERT INTO photo (sha256, type, bytes, account_id, received_at) VALUES ('aa', 'image/jpeg', 90000, '${ACCOUNT}', now());
      INSERT INTO photo_use VALUES ('aa', 'V2', 'H1');`,
    check: async (client) => {
      // An existing visit was made without a phone and has no photos.
      expect(await read(client, 'SELECT id, evidence, device_id, sequence FROM visit')).toEqual([
        { id: 'V1', evidence: null, device_id: null, sequence: null },
      ]);
      await client.query(CASES['0004_sync']!.rows);
      expect(await read(client, 'SELECT fields, decided_at FROM phone_record')).toEqual([{ fields: [], decided_at: null }]);
      expect(await read(client, 'SELECT last_sequence, retired_at FROM device')).toEqual([{ last_sequence: 0, retired_at: null }]);
      await refused(client, record('V3', 'lost')).toThrow(/phone_record_status/);
      await refused(client, `INSERT INTO photo_use VALUES ('aa', 'V3', 'nobody')`).toThrow(/photo_use_household_number_fkey/);
      // Records that somebody sent stay, even when the account is to be deleted.
      await refused(client, `DELETE FROM account WHERE username = 'zhangsan'`).toThrow(/phone_record_account_id_fkey/);
    },
  },

  '0005_subsidy': {
    rows: `
      INSERT INTO subsidy_policy (number, document, division_code, season, kind, unit, rate, shares, due_on, created_by)
        VALUES ('P1', '朔政办发〔2021〕31号', '140602', '2020-2021', 'operating', 'household', 5000000, '{"central": 10000}', '2021-06-30',
        'county');
      ${entitlement('H1', 500, 500)};
      INSERT INTO payment_batch (division_code, number, state, source, drafted_at, drafted_by)
        VALUES ('140602', 'B1', 'drafted', 'drafted', now(), 'county');
      ${payment('central', 'pending', 'NULL')};
      INSERT INTO fund (division_code, season, level, document, allotted, received) VALUES ('140602', '2020-2021', 'central', 'D1', 900,
      500);`,
    check: async (client) => {
      await client.query(CASES['0005_subsidy']!.rows);
      expect(await read(client, 'SELECT due::int, paid::int, due_county::int AS county FROM entitlement')).toEqual([
        { due: 500, paid: 0, county: 0 },
      ]);
      await refused(client, entitlement('H2', 500, 400)).toThrow(/entitlement_levels/);
      await refused(client, `UPDATE entitlement SET paid = -1`).toThrow(/entitlement_amounts/);
      await refused(client, `UPDATE subsidy_policy SET tiers = '[]'`).toThrow(/subsidy_policy_rate_or_tiers/);
      await refused(client, `UPDATE payment_batch SET checked_by = 'county'`).toThrow(/payment_batch_second_person/);
      await refused(client, `UPDATE payment_batch SET state = 'paid'`).toThrow(/payment_batch_state/);
      await refused(client, `UPDATE payment_batch SET notice_from = '2021-07-08', notice_to = '2021-07-01'`).toThrow(
        /payment_batch_notice/,
      );
      await refused(client, payment('city', 'ok', 'NULL')).toThrow(/payment_day/);
      await refused(client, payment('city', 'returned', 'NULL')).toThrow(/payment_result/);
      await refused(client, `UPDATE fund SET received = -1`).toThrow(/fund_amounts/);
      await client.query(payment('city', 'ok', `'2021-07-01'`));
    },
  },

  '0009_shared_keys': {
    rows: '',
    check: async (client) => {
      const indexed = await read(client, `SELECT indexname AS name FROM pg_indexes WHERE tablename = 'conversion' ORDER BY 1`);
      expect(indexed.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['electric_meter', 'gas_meter', 'invoice', 'serial'].map((key) => `conversion_${key}_idx`)),
      );
      // Two households with the same meter are found by it, and not refused.
      expect(await read(client, `SELECT household_number FROM conversion WHERE electric_meter = 'E-1' ORDER BY 1`)).toHaveLength(2);
    },
  },

  '0010_meter_of_usage': {
    rows: `INSERT INTO meter_usage (household_number, season, energy, usage, source, meter) VALUES ('H2', '2020-2021', 'electricity', 9,
      'import', 'E-1');`,
    check: async (client) => {
      // An existing reading came by household, so its meter is unknown.
      expect(await read(client, 'SELECT household_number, usage::float AS usage, meter FROM meter_usage')).toEqual([
        { household_number: 'H1', usage: 100.5, meter: null },
      ]);
      await client.query(CASES['0010_meter_of_usage']!.rows);
    },
  },

  '0013_no_coal_zone': {
    rows: `
      ${zone('D1', `'2020-10-01'`, 'NULL')};
      ${struckOff}
      ${facts('H1', 'h, e, u, entitled', '1, 0, 1, 1')}
      ${facts('H2', 'h, e, u', '1, 1, 1')}
      ${facts('H3', 'h, due, paid', '0, 700, 700')}
      INSERT INTO roll_up (season, village_code, h, u, entitled) VALUES ('2020-2021', '${VILLAGE}', 2, 2, 1);`,
    check: async (client) => {
      await client.query(CASES['0013_no_coal_zone']!.rows);
      // A later document about the same village has its own row; its end must not precede its start.
      await client.query(zone('D2', `'2020-10-01'`, `'2021-10-01'`));
      await refused(client, zone('D3', `'2020-10-02'`, `'2020-10-01'`)).toThrow(/no_coal_zone_days/);
      await refused(client, zone('D1', `'2020-10-01'`, 'NULL')).toThrow(/no_coal_zone_pkey/);
      await refused(client, `DELETE FROM division WHERE code = '${VILLAGE}'`).toThrow(/foreign key/);
    },
  },
  '20261128100000_head_pinyin': {
    rows: `INSERT INTO household (number, village_code, head, head_initials, head_pinyin, residence, status, source) VALUES
      ('H9', '${VILLAGE}', '高小云', 'gxy', 'gao xiao yun', 'resident', 'normal', 'import');`,
    check: async (client) => {
      await client.query(CASES['20261128100000_head_pinyin']!.rows);
      // Who was there before has none yet: the server works it out.
      expect(await read(client, `SELECT number, head_pinyin FROM household WHERE number IN ('H1', 'H9') ORDER BY 1`)).toEqual([
        { number: 'H1', head_pinyin: null },
        { number: 'H9', head_pinyin: 'gao xiao yun' },
      ]);
    },
  },

  '20261128120000_rates_of_everybody': {
    rows: '',
    rewrites: ['household_facts', 'roll_up'],
    check: async (client) => {
      // H2 is away all year. H3 is outside H, and its money counts all the same.
      expect(
        await read(client, 'SELECT household_number AS number, h, u, une, entitled, paid_in_full FROM household_facts ORDER BY 1'),
      ).toEqual([
        { number: 'H1', h: 1, u: 1, une: 1, entitled: 1, paid_in_full: 0 },
        { number: 'H2', h: 1, u: 1, une: 0, entitled: 0, paid_in_full: 0 },
        { number: 'H3', h: 0, u: 0, une: 0, entitled: 1, paid_in_full: 1 },
      ]);
      expect(await read(client, 'SELECT h, u, une, entitled, paid_in_full FROM roll_up')).toEqual([
        { h: 2, u: 2, une: 1, entitled: 2, paid_in_full: 1 },
      ]);
    },
  },
  '20261128121000_reconcile_by_two': {
    rows: `UPDATE payment_batch SET settle_asked_by = 'county', settle_asked_at = now(), settle_paid_on = '2021-07-02', settle_payments = 1,
      settle_amount = 100;`,
    check: async (client) => {
      // A batch of before was asked about by nobody, and no bank has answered.
      expect(await read(client, 'SELECT settle_asked_by, settle_paid_on FROM payment_batch')).toEqual([
        { settle_asked_by: null, settle_paid_on: null },
      ]);
      expect(await read(client, 'SELECT DISTINCT answered_on FROM payment')).toEqual([{ answered_on: null }]);
      await client.query(CASES['20261128121000_reconcile_by_two']!.rows);
      await refused(client, `UPDATE payment_batch SET reconciled_by = 'county'`).toThrow(/payment_batch_reconciled_by_other/);
      await client.query(`UPDATE payment_batch SET reconciled_by = 'second'`);
    },
  },

  '20261128122000_objections': {
    rows: objection('1', "'王某', '2021-07-02', '冬天不住人'", 'NULL, NULL, NULL'),
    check: async (client) => {
      await client.query(CASES['20261128122000_objections']!.rows);
      await client.query(objection('2', 'NULL, NULL, NULL', "'taken_out', '重复申领', now()"));
      // Who, when and what belong to an objection, and a reason to a decision.
      await refused(client, objection('3', "NULL, '2021-07-02', '冬天不住人'", 'NULL, NULL, NULL')).toThrow(/payment_objection_raised/);
      await refused(client, objection('4', "'王某', '2021-07-02', '冬天不住人'", "'kept', NULL, now()")).toThrow(
        /payment_objection_decided/,
      );
      await refused(client, objection('5', 'NULL, NULL, NULL', "'lost', '原因', now()")).toThrow(/payment_objection_decision/);
    },
  },

  '20261128123000_policy_by_two': {
    rows: `INSERT INTO policy_confirmation (policy_number, step, document, confirmed_at, confirmed_by)
      VALUES ('P1', 'second', NULL, now(), 'second');`,
    check: async (client) => {
      // A policy of before is in force: nothing is missing.
      expect(await read(client, 'SELECT number, to_confirm, entered_by FROM subsidy_policy')).toEqual([
        { number: 'P1', to_confirm: [], entered_by: null },
      ]);
      await client.query(CASES['20261128123000_policy_by_two']!.rows);
      await refused(client, `UPDATE subsidy_policy SET to_confirm = '{village}'`).toThrow(/subsidy_policy_to_confirm/);
      const level = (document: string) => `INSERT INTO policy_confirmation VALUES ('P1', 'city', ${document}, now(), 'city')`;
      await refused(client, level('NULL')).toThrow(/policy_confirmation_document/);
      await client.query(level("'示例〔2021〕2号'"));
    },
  },

  '20261128130000_problem_report': {
    rows: `${report('report-1')} UPDATE division SET duty_phone = '0349-2020001' WHERE code = '140602';`,
    check: async (client) => {
      // Nobody has left a telephone number before.
      expect(await read(client, 'SELECT count(*)::int AS n FROM division WHERE duty_phone IS NOT NULL')).toEqual([{ n: 0 }]);
      await client.query(CASES['20261128130000_problem_report']!.rows);
      await client.query(report('report-2'));
      const [first, second] = await read(client, 'SELECT number FROM problem_report ORDER BY id');
      expect(Number(second!.number)).toBe(Number(first!.number) + 1);
      await refused(client, report('report-1')).toThrow(/problem_report_pkey/);
      await refused(client, `UPDATE problem_report SET kind = 'noise'`).toThrow(/problem_report_kind/);
      await refused(client, `UPDATE problem_report SET answered_at = now()`).toThrow(/problem_report_answer/);
      await refused(client, `UPDATE problem_report SET household_number = 'H0'`).toThrow(/foreign key/);
    },
  },

  '20261128131000_received_household': {
    rows: received('P1', `'numbered', NULL, 'H1'`),
    check: async (client) => {
      await client.query(CASES['20261128131000_received_household']!.rows);
      await client.query(received('P2', `'waiting', 'might_be_same', NULL`));
      await refused(client, received('P1', `'numbered', NULL, 'H1'`)).toThrow(/received_household_pkey/);
      await refused(client, received('P3', `'waiting', 'lost', NULL`)).toThrow(/received_household_reason/);
      await refused(client, received('P3', `'numbered', NULL, NULL`)).toThrow(/received_household_number/);
      await refused(client, received('P3', `'set_aside', NULL, 'H1'`)).toThrow(/received_household_number/);
      await refused(client, `DELETE FROM household WHERE number = 'H1'`).toThrow(/foreign key/);
    },
  },

  '20261128141500_undo_asked': {
    rows: `UPDATE payment_batch SET undo_asked_by = 'county', undo_asked_at = now(), undo_reason = '金额有误';`,
    check: async (client) => {
      expect(await read(client, 'SELECT undo_asked_by, undo_asked_at, undo_reason FROM payment_batch')).toEqual([
        { undo_asked_by: null, undo_asked_at: null, undo_reason: null },
      ]);
      await client.query(CASES['20261128141500_undo_asked']!.rows);
      await refused(client, `UPDATE payment_batch SET undo_reason = NULL`).toThrow(/payment_batch_undo_asked/);
    },
  },

  '20261128141600_take_back': {
    rows: '',
    check: async (client) => {
      expect(await read(client, 'SELECT DISTINCT decided_at_revision FROM visit')).toEqual([{ decided_at_revision: null }]);
    },
  },

  '20261128150000_saved_view': {
    rows: `${savedView('1', '出租复烧')} INSERT INTO table_columns (account_id, list, columns) VALUES ('${ACCOUNT}', 'households', '{head}');`,
    check: async (client) => {
      await client.query(CASES['20261128150000_saved_view']!.rows);
      await refused(client, savedView('2', '出租复烧')).toThrow(/saved_view_account_id_list_name_key/);
      await refused(client, savedView('2', '别处', '//elsewhere')).toThrow(/saved_view_address/);
      await refused(client, `INSERT INTO table_columns VALUES ('${ACCOUNT}', 'households', '{head}')`).toThrow(/table_columns_pkey/);
      // They go with their account.
      await refused(client, `UPDATE saved_view SET account_id = '00000000-0000-4000-8000-00000000dead'`).toThrow(/foreign key/);
    },
  },

  '20261128150000_subsidy_sums': {
    rows: `UPDATE payment SET amount = amount WHERE false;`,
    check: async (client) => {
      // What the register held before is added up at once, and every change moves the sums in its own statement.
      const same = async (table: string) => {
        const different = await read(
          client,
          `(SELECT * FROM ${table} EXCEPT SELECT * FROM ${table}_now) UNION ALL (SELECT * FROM ${table}_now EXCEPT SELECT * FROM ${table})`,
        );
        expect(different, table).toEqual([]);
      };
      const all = async () => {
        for (const table of [
          'subsidy_sum',
          'subsidy_households',
          'subsidy_open',
          'unpaid_sum',
          'resend_sum',
          'batch_sum',
          'continuity_sum',
        ])
          await same(table);
      };
      await all();
      expect(await read(client, `SELECT sum(due)::int AS due FROM subsidy_sum WHERE level = ''`)).toEqual(
        await read(client, 'SELECT sum(due)::int AS due FROM entitlement'),
      );
      await client.query('UPDATE entitlement SET due = due + 5, due_county = due_county + 5');
      await client.query(`UPDATE payment SET amount = amount + 3, result = 'failed'`);
      await client.query('UPDATE household SET bank_account_masked = NULL');
      await client.query(`UPDATE subsidy_policy SET due_on = due_on + 40`);
      await all();
      await client.query('DELETE FROM payment');
      await client.query('DELETE FROM entitlement');
      await all();
      expect(await read(client, 'SELECT count(*)::int AS n FROM subsidy_sum')).toEqual([{ n: 0 }]);
    },
  },

  '20261128150100_review_key': {
    rows: 'UPDATE visit SET revision = revision WHERE false;',
    check: async (client) => {
      const different = () => read(client, REVIEW_KEYS_DIFFER);
      const [visits] = await read(client, 'SELECT count(*)::int AS n FROM visit');
      expect(visits!.n).toBeGreaterThan(0);
      expect(await read(client, 'SELECT count(*)::int AS n FROM review_key')).toEqual([visits]);
      expect(await different()).toEqual([]);
      await client.query(`UPDATE visit SET status = 'returned', answers = '{"mainHeat": "gas"}'`);
      await client.query('UPDATE household_facts SET h = 1 - h, visit_id = (SELECT min(id) FROM visit)');
      expect(await different()).toEqual([]);
    },
  },

  '20261128150200_forecast_sum': {
    rows: '',
    check: async (client) => {
      // A forecast is forgotten by whatever it follows from, in the village where it changed or everywhere.
      const kept = async (change: string) => {
        await client.query('DELETE FROM forecast_sum');
        await client.query(`INSERT INTO forecast_sum SELECT '2020-2021', 20, code, '{1}' FROM division WHERE level = 'village'`);
        await client.query(change);
        return Number((await read(client, 'SELECT count(*)::int AS n FROM forecast_sum'))[0]!.n);
      };
      const all = await kept('SELECT 1');
      expect(all).toBeGreaterThan(0);
      expect(await kept('UPDATE household SET elderly = coalesce(elderly, 0) + 1')).toBeLessThan(all);
      expect(await kept('UPDATE entitlement SET quantity = quantity + 1')).toBeLessThan(all);
      expect(await kept('UPDATE household_facts SET h = 1 - h')).toBeLessThan(all);
      expect(await kept('UPDATE household SET note = note')).toBe(all);
      expect(await kept(`UPDATE subsidy_policy SET valid_to = '2022-01-01'`)).toBe(0);
      expect(await kept('UPDATE season_dates SET ends_on = ends_on')).toBe(0);
    },
  },

  '20261128150300_household_change': {
    rows: `${householdChange('01', 'correction', 'waiting')}
      ${householdChange('02', 'merge', 'confirmed', { other: "'H2'", on: "'2021-07-02'", by: 'second' })}`,
    check: async (client) => {
      // A household of before has no day of its own.
      expect(await read(client, 'SELECT DISTINCT began_on, ended_on FROM household')).toEqual([{ began_on: null, ended_on: null }]);
      await client.query(CASES['20261128150300_household_change']!.rows);
      await refused(client, `UPDATE household SET began_on = '2021-07-02', ended_on = '2021-07-01'`).toThrow(/household_days/);
      const day = { on: "'2021-07-02'" };
      await client.query(householdChange('03', 'split', 'waiting', day));
      // Nobody confirms what they asked for themselves, and only who asked withdraws.
      await refused(client, householdChange('04', 'correction', 'confirmed', { by: 'county' })).toThrow(/household_change_second_person/);
      await client.query(householdChange('05', 'correction', 'withdrawn', { by: 'county' }));
      await refused(client, householdChange('06', 'correction', 'confirmed')).toThrow(/household_change_decided/);
      await refused(client, householdChange('06', 'correction', 'lost', { by: 'second' })).toThrow(/household_change_state/);
      await refused(client, householdChange('06', 'birth', 'waiting', day)).toThrow(/household_change_kind/);
      // An event has its day, a merger its successor, a split that happened the household it made; none is its own.
      await refused(client, householdChange('06', 'move', 'waiting')).toThrow(/household_change_day/);
      await refused(client, householdChange('06', 'merge', 'waiting', day)).toThrow(/household_change_other/);
      await refused(client, householdChange('06', 'split', 'confirmed', { ...day, by: 'second' })).toThrow(/household_change_other/);
      await refused(client, householdChange('06', 'merge', 'waiting', { ...day, other: "'H1'" })).toThrow(/household_change_other_itself/);
      await refused(client, householdChange('06', 'merge', 'waiting', { ...day, other: "'H0'" })).toThrow(/foreign key/);
      await refused(client, `DELETE FROM household WHERE number = 'H1'`).toThrow(/foreign key/);
    },
  },

  '20261128151000_review_signs': {
    rows: 'UPDATE room SET use = use WHERE false;',
    check: async (client) => {
      const different = () => read(client, REVIEW_KEYS_DIFFER);
      expect(await different()).toEqual([]);
      // Whatever gives a sign moves the key of the visit in its own statement.
      const seen = new Set<number>();
      for (const change of [
        `UPDATE visit SET answers = '{"mainHeat": "gas", "connected": false, "subsidyReceived": true}'`,
        `UPDATE room SET connected = NOT connected, use = 'normal'`,
        'UPDATE meter_usage SET usage = 0',
        `UPDATE conversion SET installed_on = '2020-11-02', connected_on = '2020-11-01' WHERE current`,
        `UPDATE payment SET result = 'failed', paid_on = '2021-07-01' WHERE result = 'ok'`,
        `UPDATE payment SET result = 'ok', paid_on = '2021-07-01'`,
        `UPDATE household_facts f SET b = 1, cold = 1, visit_id =
          (SELECT min(id) FROM visit t WHERE t.household_number = f.household_number)`,
        'DELETE FROM household_facts',
        'DELETE FROM payment',
        'DELETE FROM meter_usage',
        'DELETE FROM room',
        'DELETE FROM conversion',
      ]) {
        await client.query(change);
        expect(await different(), change).toEqual([]);
        seen.add(Number((await read(client, `SELECT by_signs FROM review_key WHERE visit_id = 'V1'`))[0]!.by_signs));
      }
      expect(seen.size).toBeGreaterThan(3);
    },
  },

  '20261128151100_sums_at_commit': {
    rows: '',
    check: async (client) => {
      const sum = async () =>
        Number((await read(client, `SELECT coalesce(sum(due), 0)::int AS n FROM subsidy_sum WHERE level = ''`))[0]!.n);
      const due = async () => Number((await read(client, 'SELECT sum(due)::int AS n FROM entitlement'))[0]!.n);
      // Statements of one transaction are added up together when it commits, and what is taken back leaves nothing behind.
      const before = await sum();
      expect(before).toBe(await due());
      await client.query('BEGIN');
      await client.query(`UPDATE entitlement SET due = due + 5, due_central = due_central + 5`);
      await client.query(`UPDATE payment SET amount = amount + 1`);
      expect(await sum()).toBe(before);
      await client.query('COMMIT');
      expect(await sum()).toBe(await due());
      expect(await sum()).toBeGreaterThan(before);
      expect(await read(client, 'SELECT * FROM batch_sum EXCEPT SELECT * FROM batch_sum_now')).toEqual([]);
      await client.query('BEGIN');
      await client.query('UPDATE entitlement SET due = due + 7, due_central = due_central + 7');
      await client.query('ROLLBACK');
      expect(await sum()).toBe(await due());
      expect(await read(client, 'SELECT * FROM sums_to_settle')).toEqual([]);
    },
  },

  '20261128151200_may_lack_entitlement': {
    rows: '',
    check: async (client) => {
      const indexed = await read(
        client,
        `SELECT indexname AS name FROM pg_indexes WHERE indexname IN ('household_not_always_in_scope',
        'conversion_installation_day')`,
      );
      expect(indexed).toHaveLength(2);
      // A year that is no year is as good as none.
      await client.query(`INSERT INTO conversion (household_number, current, mode, year) VALUES ('H1', false, 'gas', 0)`);
    },
  },

  '20261128160000_findings': {
    rows: `${finding('01', { rule: "'R09'", household: "'H1'" })} ${finding('02', { source: 'audit' })}
      INSERT INTO finding_place (finding_id, division_code, household_number) SELECT id, division_code, coalesce(household_number, '')
        FROM finding;
      INSERT INTO finding_step (finding_id, at, actor, actor_name, kind) SELECT id, now(), 'rules', '规则', 'opened' FROM finding;`,
    // Old registers get their findings because every household's facts of an open season are due at once.
    rewrites: ['household_facts'],
    check: async (client) => {
      await client.query(CASES['20261128160000_findings']!.rows);
      expect(await read(client, "SELECT number ~ '^WT[0-9]{6}$' AS numbered FROM finding")).toEqual([
        { numbered: true },
        { numbered: true },
      ]);
      // A rule and a subject have one finding a season; findings by hand as many as there are.
      await refused(client, finding('03', { rule: "'R09'", household: "'H1'" })).toThrow(/finding_identity/);
      await client.query(finding('03', { source: 'audit' }));
      await refused(client, finding('04', { source: 'audit', rule: "'R09'" })).toThrow(/finding_of_rule/);
      await refused(client, finding('04', { source: 'rumour' })).toThrow(/finding_source/);
      await refused(client, `UPDATE finding SET state = 'closed'`).toThrow(/finding_closed|finding_result/);
      await refused(client, `UPDATE finding SET state = 'proposed'`).toThrow(/finding_proposed/);
      await refused(client, 'UPDATE finding SET exception = true').toThrow(/finding_exception/);
      for (const change of ["UPDATE finding_step SET kind = 'closed'", 'DELETE FROM finding_step', 'TRUNCATE finding_step']) {
        await refused(client, change).toThrow(/append-only/);
      }
    },
  },

  '20261128160100_targets': {
    rows: `${target('140602', 'coverage', 6000)};`,
    check: async (client) => {
      await client.query(CASES['20261128160100_targets']!.rows);
      await refused(client, target('140602', 'coverage', 7000)).toThrow(/target_pkey/);
      await refused(client, target('140602', 'useRate', 10001)).toThrow(/target_range/);
      await refused(client, target('140602', 'useRate', -1)).toThrow(/target_range/);
      await refused(client, target('999999', 'useRate', 1)).toThrow(/foreign key/);
      const tables = ['conversion_step', 'heat_source_sum', 'visit_day'] as const;
      const different = async () => {
        const rows = await Promise.all(
          tables.map(async (table) => {
            const stored = table === 'visit_day' ? 'SELECT * FROM visit_day WHERE visits <> 0' : `SELECT * FROM ${table}`;
            const now = `SELECT * FROM ${table}_now`;
            return read(client, `(${stored} EXCEPT ${now}) UNION ALL (${now} EXCEPT ${stored})`);
          }),
        );
        return rows.flat();
      };
      expect(await different()).toEqual([]);
      expect((await read(client, 'SELECT * FROM visit_day')).length).toBeGreaterThan(0);
      await client.query(`INSERT INTO heat_source (number, name, kind, division_code) VALUES ('RY9', '电厂', 'chp', '140602')`);
      const changes = [
        `UPDATE household_facts SET i = 1 - i`,
        `UPDATE conversion SET heat_source_number = 'RY9', in_plan = true, year = 2020, agreed_on = '2020-05-01',
          connected_on = '2020-11-01'`,
        `UPDATE household_facts SET i = 1 - i`,
        `UPDATE conversion SET town_accepted_on = '2020-10-01', current = false WHERE current`,
        `UPDATE conversion SET current = true WHERE id IN (SELECT min(id) FROM conversion GROUP BY household_number)`,
        `UPDATE visit SET status = 'returned'`,
        `UPDATE visit SET status = 'approved', visited_at = visited_at + interval '18 hours'`,
        `INSERT INTO division (code, name, level, parent_code, path, source)
          VALUES ('140602101202', '乙村', 'village', '140602', '{140602,140602101202}', 'shipped')`,
        `UPDATE household SET village_code = '140602101202' WHERE village_code = '${VILLAGE}'`,
        `UPDATE household SET status = 'cancelled'`,
        `UPDATE household SET status = 'normal'`,
      ];
      const sources = new Set<number>();
      for (const change of changes) {
        await client.query(change);
        expect(await different(), change).toEqual([]);
        sources.add((await read(client, 'SELECT * FROM heat_source_sum')).length);
      }
      expect((await read(client, 'SELECT * FROM conversion_step')).length).toBeGreaterThan(0);
      // The facts that counted in one statement did not in another.
      expect([...sources].sort()).toEqual([0, 1]);
    },
  },

  '20261128160200_operation_plans': {
    rows: `
      INSERT INTO operation_plan (season, county_code, state, content, written_by, written_at)
        VALUES ('2020-2021', '140602', 'draft', '{"name": "方案"}', 'county', now());
      INSERT INTO operation_plan_village (plan_number, season, village_code, trigger)
        VALUES ('FA000001', '2020-2021', '${VILLAGE}', '{"compared": 12, "unstable": 2, "reburning": 0}');
      INSERT INTO operation_plan_step (plan_number, at, actor, actor_name, kind, version, content)
        VALUES ('FA000001', now(), 'county', '县', 'drafted', 1, '{"name": "方案"}');`,
    check: async (client) => {
      const plan = (state: string, by = 'NULL', on = 'NULL') => `
        INSERT INTO operation_plan (season, county_code, state, content, written_by, written_at, submitted_by, approved_by, approved_on)
        VALUES ('2020-2021', '140602', '${state}', '{}', 'county', now(), 'county', ${by}, ${on}) RETURNING number`;
      expect(await read(client, plan('submitted'))).toEqual([{ number: 'FA000001' }]);
      // Nobody approves what they wrote or submitted, and only an approved one has somebody who approved it.
      await refused(client, plan('approved', `'county'`, `'2021-02-01'`)).toThrow(/operation_plan_second_person/);
      await refused(client, plan('approved')).toThrow(/operation_plan_approved/);
      await refused(client, plan('draft', `'second'`, `'2021-02-01'`)).toThrow(/operation_plan_approved/);
      await refused(client, plan('lost')).toThrow(/operation_plan_state/);
      await client.query(plan('approved', `'second'`, `'2021-02-01'`));
      const [{ number }] = (await read(client, `SELECT number FROM operation_plan WHERE state = 'approved'`)) as [{ number: string }];
      const covers = (plan: string) => `INSERT INTO operation_plan_village VALUES ('${plan}', '2020-2021', '${VILLAGE}', '{}')`;
      await client.query(covers('FA000001'));
      await refused(client, covers(number)).toThrow(/operation_plan_village_once/);
      const step = (kind: string, content: string) => `
        INSERT INTO operation_plan_step (plan_number, at, actor, actor_name, kind, version, content)
        VALUES ('FA000001', now(), 'county', '县', '${kind}', 1, ${content})`;
      await client.query(step('drafted', `'{}'`));
      await refused(client, step('saved', `'{}'`)).toThrow(/operation_plan_step_version/);
      await refused(client, step('approved', `'{}'`)).toThrow(/operation_plan_step_content/);
      await refused(client, 'DELETE FROM operation_plan_step').toThrow(/append-only/);
    },
  },

  '20261128160300_spot_checks': {
    rows: `
      INSERT INTO spot_draw (id, season, division_code, nth, seed, share_bps, at_least, weighted_bps, households, frame_hash,
          drawn_at, drawn_by) VALUES ('${CHECK}', '2020-2021', '140602', 1, 'seed', 500, 10, 4000, 100, 'hash', now(), 'county');
      INSERT INTO spot_check (id, draw_id, season, household_number, part, weight, first_visit_id)
        SELECT '${CHECK}', '${CHECK}', '2020-2021', household_number, 'random', 1, id FROM visit ORDER BY id LIMIT 1;
      INSERT INTO quality_run (season, division_code, computed_at, visits) VALUES ('2020-2021', '140602', now(), 5);
      INSERT INTO quality_reason (id, season, village_code, kind, key, visits, found_at)
        VALUES ('${CHECK}', '2020-2021', '${VILLAGE}', 'photo', 'hash', '{V1}', now());`,
    check: async (client) => {
      await client.query(CASES['20261128160300_spot_checks']!.rows);
      const update = (set: string) => `UPDATE spot_check SET ${set}`;
      // A household is drawn once in a season, by chance or by weight.
      await refused(
        client,
        `INSERT INTO spot_check (id, draw_id, season, household_number, part, weight, first_visit_id)
         SELECT gen_random_uuid(), draw_id, season, household_number, part, weight, first_visit_id FROM spot_check`,
      ).toThrow(/spot_check_season_household_number_key/);
      await refused(client, update(`part = 'picked'`)).toThrow(/spot_check_part/);
      // Nobody does what was given to nobody, or what was withdrawn; a withdrawal has its reason.
      await refused(client, update(`done_at = now(), first_answers = '{}'`)).toThrow(/spot_check_done/);
      await refused(client, update(`checker_id = '${ACCOUNT}'`)).toThrow(/spot_check_assigned/);
      await refused(client, update(`withdrawn_at = now(), withdrawn_by = 'county'`)).toThrow(/spot_check_withdrawn/);
      await client.query(update(`checker_id = '${ACCOUNT}', assigned_at = now(), assigned_by = 'county'`));
      await refused(client, update('done_at = now()')).toThrow(/spot_check_done/);
      await client.query(update(`done_at = now(), first_answers = '{}'`));
      await refused(client, `UPDATE quality_reason SET looked_at = now(), looked_by = 'county'`).toThrow(/quality_reason_looked/);
      await refused(client, `UPDATE quality_reason SET kind = 'person'`).toThrow(/quality_reason_kind/);
    },
  },

  '20261128163000_findings_desk': {
    rows: '',
    check: async (client) => {
      // Only indexes: every order of the desk has one.
      const names = await read(
        client,
        "SELECT indexname AS name FROM pg_indexes WHERE tablename = 'finding' AND indexname LIKE 'finding_desk%'",
      );
      expect(names.map(({ name }) => name).sort()).toEqual([
        'finding_desk_amount',
        'finding_desk_due',
        'finding_desk_number',
        'finding_desk_owner',
        'finding_desk_proposed',
        'finding_desk_rule',
        'finding_desk_urgent',
      ]);
    },
  },

  '20261129090000_household_search': {
    rows: '',
    check: async (client) => {
      await client.query(`UPDATE household SET address = '2排06号', head_pinyin = 'zhang san' WHERE number = 'H1'`);
      const keys = await read(client, "SELECT household_keys('N-12', '张 三', '2排06号', '138****0126', 'zs', 'ZHANG SAN') AS keys");
      // Han and letters one by one, threes, the numbers of the door, the end of the phone, the beginnings of sounds.
      expect(new Set(keys[0]!.keys as string[])).toEqual(
        new Set([
          ...['n', '-', '张', '三', '排', '号'],
          ...['#n-1', '#-12', '#2排0', '#排06', '#06号'],
          ...['|2', '|6', '*0126', '^zs', '^zh', '^zha', '^sa', '^san'],
        ]),
      );
      await client.query('SET enable_seqscan = off');
      expect(
        await read(
          client,
          `SELECT number FROM household
           WHERE household_keys(number, head, address, phone_masked, head_initials, head_pinyin) @> ARRAY['|6', '^zha']`,
        ),
      ).toEqual([{ number: 'H1' }]);
      await client.query('RESET enable_seqscan');
    },
  },

  '20261129100000_evaluation_texts': {
    rows: '',
    check: async (client) => {
      const version = (
        nr: number,
      ) => `INSERT INTO evaluation_text (division_code, season, version, texts, written_by, writer_name, written_at)
        VALUES ('140602', '2020-2021', ${nr}, '{}', 'county', '县', now())`;
      await client.query(version(1));
      await refused(client, version(1)).toThrow(/evaluation_text_pkey/);
      await refused(client, version(0)).toThrow(/evaluation_text_version_positive/);
      await refused(client, 'DELETE FROM evaluation_text').toThrow(/append-only/);
      await refused(client, `UPDATE evaluation_text SET texts = '{"basics": "x"}'`).toThrow(/append-only/);
    },
  },

  '20261129110000_package': {
    rows: `
      INSERT INTO instance_key (public_key, private_key_sealed, made_at) VALUES ('public', 'sealed', now());
      INSERT INTO accepted_signer (fingerprint, public_key, name, accepted_at, accepted_by)
        VALUES ('print', 'other', '平鲁区', now(), 'operator');
      INSERT INTO made_package (version, division_code, season, as_of, manifest_sha256, made_at, made_by)
        VALUES (1, '140602', '2020-2021', '2021-04-30', 'hash', now(), 'operator');`,
    check: async (client) => {
      await client.query(CASES['20261129110000_package']!.rows);
      // One key, which signs everything; a version is given once.
      await refused(client, `INSERT INTO instance_key (id, public_key, private_key_sealed, made_at) VALUES (2, 'p', 's', now())`).toThrow(
        /instance_key_one/,
      );
      await refused(client, 'INSERT INTO made_package SELECT * FROM made_package').toThrow(/made_package_pkey/);
      const change = `UPDATE household SET note = 'x' WHERE village_code = '${VILLAGE}'`;
      await client.query(change);
      // From here on the records of the county are another instance's.
      await client.query(`
        INSERT INTO taken_package (division_code, sender, season, as_of, version, manifest_sha256, manifest, taken_at, taken_by)
        VALUES ('140602', 'print', '2020-2021', '2021-04-30', 1, 'hash', '{}', now(), 'operator')`);
      await refused(client, change).toThrow(/taken/);
      await client.query(`SELECT set_config('package.taking', 'on', false)`);
      await client.query(change);
      await client.query(`UPDATE household SET source = 'package'`);
      await client.query(`SELECT set_config('package.taking', 'off', false)`);
      for (const table of ['visit', 'entitlement', 'payment'])
        await refused(client, `UPDATE ${table} SET household_number = household_number`).toThrow(/taken/);
      await refused(
        client,
        `INSERT INTO fund (division_code, season, level, document, allotted, received) VALUES ('140602', '2020-2021', 'city', 'D', 1, 1)`,
      ).toThrow(/taken/);
      await client.query(`DELETE FROM taken_package; UPDATE household SET source = 'import'`);
    },
  },

  '20261129120000_signed_reports': {
    rows: `
      INSERT INTO signed_report (id, division_code, season, version, state, as_of, prepared_at, prepared_by, open, rule_version,
          history_head, sha256, facts_sha256, file_name)
        VALUES ('${CHECK}', '140602', '2020-2021', 1, 'prepared', '2021-04-30', now(), 'county', '{}', 'survey-1', 'h', 's', 'f', 'a.xlsx');
      INSERT INTO signed_figure (report_id, division_code, level, name, sums) VALUES ('${CHECK}', '140602', 'county', '朔城区', '{"H": 1}');
      INSERT INTO signed_report_step (report_id, at, actor, actor_name, act) VALUES ('${CHECK}', now(), 'county', '县', 'prepare');
      INSERT INTO township_closing (division_code, season, at, actor, actor_name, closed, missing)
        VALUES ('140602', '2020-2021', now(), 'township', '镇', true, 0);`,
    check: async (client) => {
      await client.query(CASES['20261129120000_signed_reports']!.rows);
      const again = (version: number, set = '') =>
        `INSERT INTO signed_report SELECT gen_random_uuid(), division_code, season, ${version}, state, as_of, prepared_at, prepared_by,
           ${set || 'open, reason'}, rule_version, history_head, sha256, facts_sha256, job_id, file_name FROM signed_report`;
      // One version stands; what is open needs a reason; nothing but the state moves, and that only to a state there is.
      await refused(client, again(2)).toThrow(/signed_report_standing/);
      await refused(client, again(1)).toThrow(/signed_report/);
      await refused(client, again(2, `'{"missing": 1}'::jsonb, NULL`)).toThrow(/signed_report_reason/);
      await refused(client, `UPDATE signed_report SET sha256 = 'other'`).toThrow(/kept as it was frozen/);
      await refused(client, `UPDATE signed_report SET state = 'sent'`).toThrow(/signed_report_state/);
      await refused(client, 'DELETE FROM signed_report_step').toThrow(/append-only/);
      await refused(client, `UPDATE signed_figure SET sums = '{}'`).toThrow(/append-only/);
      await refused(client, 'DELETE FROM township_closing').toThrow(/append-only/);
      await client.query(`UPDATE signed_report SET state = 'withdrawn'`);
      await client.query(again(2).replace('state, as_of', `'prepared', as_of`));
      await refused(
        client,
        `INSERT INTO signed_report_step (report_id, at, actor, actor_name, act) VALUES ('${CHECK}', now(), 'county', '县', 'withdraw')`,
      ).toThrow(/signed_report_step_words/);
      await refused(
        client,
        `INSERT INTO township_closing (division_code, season, at, actor, actor_name, closed, missing)
         VALUES ('140602', '2020-2021', now(), 'township', '镇', true, 3)`,
      ).toThrow(/township_closing_words/);
    },
  },

  '20261129130000_notice_document': {
    rows: `
      INSERT INTO payment_batch (division_code, number, state, source, drafted_at, drafted_by)
        VALUES ('140602', 'B2', 'drafted', 'drafted', now(), 'county');`,
    check: async (client) => {
      await client.query(CASES['20261129130000_notice_document']!.rows);
      const update = (to: string) => `UPDATE payment_batch SET notice_document = ${to}`;
      await refused(client, update(`'  '`)).toThrow(/payment_batch_notice_document/);
      await refused(client, update(`repeat('号', 61)`)).toThrow(/payment_batch_notice_document/);
      await client.query(update(`'朔城能公示〔2021〕3号'`));
      await client.query(update('NULL'));
    },
  },
  '20261129140000_past_facts': {
    rows: `
      INSERT INTO past_facts (season, day, village_code, household_number, mode, h)
        VALUES ('2020-2021', '2021-01-05', '${VILLAGE}', 'H1', 'gas', 1);
      INSERT INTO past_roll_up (season, day, village_code, rule_version, chain_seq, system_seq, households, h)
        VALUES ('2020-2021', '2021-01-05', '${VILLAGE}', 'survey-1', 1, 1, 1, 1);`,
    check: async (client) => {
      await client.query(CASES['20261129140000_past_facts']!.rows);
      await refused(client, CASES['20261129140000_past_facts']!.rows).toThrow(/past_facts_pkey/);
      // A cache has the columns of what it stands in for, is not written ahead, and is nobody's reason to keep a household.
      const of = (table: string) =>
        read(
          client,
          `SELECT column_name FROM information_schema.columns WHERE table_name = '${table}' AND column_default = '0' ORDER BY 1`,
        );
      expect(await of('past_facts')).toEqual(await of('household_facts'));
      expect(await of('past_roll_up')).toEqual(await of('roll_up'));
      expect(await read(client, `SELECT relpersistence FROM pg_class WHERE relname IN ('past_facts', 'past_roll_up')`)).toEqual([
        { relpersistence: 'u' },
        { relpersistence: 'u' },
      ]);
    },
  },

  '20261129170000_backup_run': {
    rows: `
      INSERT INTO backup_run (id, why, begun_at, file, bytes) VALUES ('${CHECK}', 'nightly', now(), '/srv/a.qnb', 5000000000);`,
    check: async (client) => {
      await client.query(CASES['20261129170000_backup_run']!.rows);
      await refused(client, `UPDATE backup_run SET why = 'because'`).toThrow(/backup_run_why/);
    },
  },
  '20261129190000_signed_evaluation': {
    rows: '',
    check: async (client) => {
      const insert = (version: number) =>
        `INSERT INTO signed_evaluation (report_id, figures, texts, text_version) VALUES ('${CHECK}', '{"season": "1"}', '{}', ${version})`;
      await refused(client, insert(-1)).toThrow(/signed_evaluation_text_version/);
      await client.query(insert(0));
      await refused(client, insert(1)).toThrow(/signed_evaluation_pkey/);
      await refused(client, `UPDATE signed_evaluation SET figures = '{}'`).toThrow(/append-only/);
      await refused(client, 'DELETE FROM signed_evaluation').toThrow(/append-only/);
    },
  },
  '20261129191000_season_reopened': {
    rows: '',
    check: async (client) => {
      const set = (to: string) => `UPDATE season SET ${to} WHERE name = '2020-2021'`;
      await refused(client, set('reopened_at = now()')).toThrow(/season_reopened/);
      await refused(client, set(`closed_at = now(), reopened_at = now(), reopened_by = '钱', reopened_why = '改'`)).toThrow(
        /season_reopened/,
      );
      await client.query(set(`closed_at = NULL, closed_by = NULL, reopened_at = now(), reopened_by = '钱', reopened_why = '改'`));
    },
  },

  '20261129200000_history_rows': {
    rows: '',
    check: async (client) => {
      // What was there is noted as it stands, and where the chains ended is kept.
      expect(await read(client, `SELECT count(*)::int AS n FROM history_row WHERE relation = 'visit'`)).toEqual(
        await read(client, 'SELECT count(*)::int AS n FROM visit'),
      );
      expect(await read(client, 'SELECT * FROM history_before_keys ORDER BY chain')).toEqual(
        await read(client, 'SELECT chain, seq, hash FROM history_chain WHERE seq > 0 ORDER BY chain'),
      );
      // Each change is a note: one for what became otherwise, one without a digest for what is gone.
      const notes = `SELECT key, digest IS NOT NULL AS stands, columns ->> 'reason' AS reason FROM history_row
        WHERE relation = 'head_change' ORDER BY position DESC LIMIT 3`;
      await client.query(`INSERT INTO head_change (id, household_number, head_before, head_after, changed_on, reason, actor)
        VALUES (901, 'H1', '王五', '王六', '2021-01-06', '过户', 'county')`);
      await client.query(`UPDATE head_change SET reason = '继承' WHERE id = 901; UPDATE head_change SET reason = '继承' WHERE id = 901`);
      await client.query('DELETE FROM head_change WHERE id = 901');
      expect(await read(client, notes)).toEqual([
        { key: '901', stands: false, reason: null },
        { key: '901', stands: true, reason: '继承' },
        { key: '901', stands: true, reason: '过户' },
      ]);
      await refused(client, 'DELETE FROM history_row').toThrow(/append-only/);
      await refused(client, `UPDATE history_row SET key = 'other'`).toThrow(/append-only/);
      await refused(client, 'TRUNCATE history_row').toThrow(/append-only/);
    },
  },

  '20261129210000_second_factor': {
    rows: '',
    check: async (client) => {
      const account = '(SELECT id FROM account ORDER BY id LIMIT 1)';
      await client.query(`INSERT INTO second_factor VALUES (${account}, 'k1.sealed', 59, now())`);
      await client.query(`INSERT INTO recovery_code VALUES (${account}, 'k1.print')`);
      await refused(client, `INSERT INTO recovery_code VALUES (${account}, 'k1.print')`).toThrow(/recovery_code_pkey/);
      await refused(client, `INSERT INTO second_factor_role VALUES ('cadre', now(), '钱')`).toThrow(/second_factor_role_role/);
      // A code that was used is no decision; that a factor is gone, with its recovery codes, is.
      const noted = `SELECT count(*)::int AS n FROM history_row WHERE relation IN ('second_factor', 'recovery_code')`;
      await client.query('UPDATE second_factor SET last_step = 60');
      expect(await read(client, noted)).toEqual([{ n: 2 }]);
      await client.query('DELETE FROM second_factor');
      expect(await read(client, noted)).toEqual([{ n: 4 }]);
    },
  },

  '20261129211000_review_after_taking': {
    rows: '',
    check: async (client) => {
      const keys = 'SELECT by_signs FROM review_key ORDER BY visit_id LIMIT 1';
      const [before] = await read(client, keys);
      expect(before).toBeDefined();
      const all = 'ARRAY(SELECT id FROM visit)';
      await client.query('BEGIN');
      await client.query(`SELECT set_config('package.taking', 'on', true)`);
      await client.query('UPDATE review_key SET by_signs = -9');
      await client.query(`SELECT refresh_review_visits(${all}), refresh_review_signs(${all})`);
      expect(await read(client, keys)).toEqual([{ by_signs: -9 }]);
      await client.query('COMMIT');
      await client.query(`SELECT refresh_review_signs(${all})`);
      expect(await read(client, keys)).toEqual([before]);
    },
  },

  '20261129220000_retired_phones': {
    rows: '',
    check: async (client) => {
      // What a phone says of itself is no decision; that it was retired is.
      const noted = `SELECT count(*)::int AS n FROM history_row WHERE relation = 'device'`;
      const [before] = (await read(client, noted)) as { n: number }[];
      await client.query('UPDATE device SET unsent = 3, unsent_at = now(), last_seen_at = now()');
      expect(await read(client, noted)).toEqual([before]);
      const { rowCount } = await client.query(`UPDATE device SET retired_at = now(), retired_by = 'zhen'`);
      expect(rowCount).toBeGreaterThan(0);
      expect(await read(client, noted)).toEqual([{ n: before!.n + rowCount! }]);
      expect(await read(client, 'SELECT count(device_id)::int AS n FROM session')).toEqual([{ n: 0 }]);
    },
  },

  '20261129221000_quarantine_limits': {
    rows: '',
    check: async (client) => {
      const names = `SELECT indexname AS name FROM pg_indexes
        WHERE indexname ~ '(quarantined|waited)_idx$' AND schemaname = current_schema() ORDER BY 1`;
      expect(await read(client, names)).toEqual([{ name: 'phone_record_quarantined_idx' }, { name: 'received_household_waited_idx' }]);
    },
  },
  '20261130100000_phone_record_lookups': {
    rows: '',
    check: async (client) => {
      const names = `SELECT indexname AS name FROM pg_indexes
        WHERE indexname ~ '^phone_record_(other|device_id_account)' AND schemaname = current_schema() ORDER BY 1`;
      expect(await read(client, names)).toEqual([
        { name: 'phone_record_device_id_account_id_sequence_idx' },
        { name: 'phone_record_other_target_idx' },
      ]);
    },
  },

  '20261130200000_city_schema': {
    rows: '',
    renames: { job: 'job_record' },
    check: async (client) => {
      expect(await read(client, 'SELECT kind, state, attempts FROM job_record')).toEqual([
        { kind: 'import', state: 'running', attempts: 0 },
      ]);
      // The same village is another one in another schema.
      const [here] = await read(client, `SELECT forecast_lock('140602001') AS key`);
      await client.query('CREATE SCHEMA shuozhou');
      await client.query('SET search_path = shuozhou, public');
      expect(await read(client, `SELECT forecast_lock('140602001') AS key`)).not.toEqual([here]);
    },
  },

  '20261130300000_unchanged_answers': {
    rows: '',
    check: async (client) => {
      await client.query(`INSERT INTO season (name) VALUES ('2019-2020') ON CONFLICT DO NOTHING`);
      await client.query(visit('last').replace(`'2020-2021'`, `'2019-2020'`));
      await client.query(visit('now'));
      await client.query(
        `INSERT INTO household_facts (season, household_number, village_code, mode, visit_id)
         SELECT '2019-2020', number, village_code, 'gas', 'last' FROM household WHERE number = 'H1'
         ON CONFLICT (season, household_number) DO UPDATE SET visit_id = excluded.visit_id`,
      );
      const changes = async (last: object, now: object): Promise<unknown> => {
        await client.query(`UPDATE visit SET answers = CASE id WHEN 'last' THEN $1 ELSE $2 END::jsonb WHERE id IN ('last', 'now')`, [
          JSON.stringify(last),
          JSON.stringify(now),
        ]);
        const [row] = await read(client, `SELECT by_changes FROM review_key_now WHERE visit_id = 'now'`);
        expect(await read(client, `SELECT by_changes FROM review_key WHERE visit_id = 'now'`)).toEqual([row]);
        return row!.by_changes;
      };
      expect(await changes({ mainHeat: 'gas', coalKg: 5 }, { coalKg: 5, mainHeat: 'gas' })).toBe(0);
      expect(await changes({ mainHeat: 'gas', note: 'a' }, { mainHeat: 'gas', note: 'b' })).toBe(0);
      expect(await changes({ mainHeat: 'gas', coalKg: 5 }, { mainHeat: 'coal', connected: true })).toBe(-3);
      expect(await changes({ unstableCauses: ['cost', 'pressure'] }, { unstableCauses: ['pressure', 'cost'] })).toBe(0);
      expect(await changes({ unstableCauses: ['cost', 'pressure'] }, { unstableCauses: ['cost'] })).toBe(-1);
      expect(await changes({ coalKg: null }, {})).toBe(-1);
    },
  },

  '20261130310000_finding_due_sum': {
    rows: '',
    check: async (client) => {
      const differing = () =>
        read(
          client,
          `(SELECT * FROM finding_due_sum EXCEPT SELECT * FROM finding_due_sum_now)
           UNION ALL (SELECT * FROM finding_due_sum_now EXCEPT SELECT * FROM finding_due_sum)`,
        );
      expect(await differing()).toEqual([]);
      const [kept] = await read(client, 'SELECT sum(n)::int AS n FROM finding_due_sum');
      expect(kept).toEqual((await read(client, `SELECT count(*)::int AS n FROM finding WHERE state <> 'closed'`))[0]);
      expect(kept!.n).toBeGreaterThan(0);
      await client.query(`UPDATE finding SET due_on = due_on + 3`);
      expect(await differing()).toEqual([]);
      await client.query(`UPDATE finding SET state = 'closed', closed_at = now(), closed_by = 'county', result = 'done'`);
      expect(await read(client, 'SELECT * FROM finding_due_sum')).toEqual([]);
    },
  },

  '20261130320000_household_without_account': {
    rows: '',
    check: async (client) => {
      const names = `SELECT indexname AS name FROM pg_indexes
        WHERE indexname = 'household_without_account_idx' AND schemaname = current_schema()`;
      expect(await read(client, names)).toEqual([{ name: 'household_without_account_idx' }]);
    },
  },

  '20261130330000_notes_in_line': {
    rows: '',
    check: async (client) => {
      const record = `'{"a": "1", "b": 2, "c": [3], "e": "五"}'::jsonb`;
      const keyOf = async (keys: string[]) => {
        const [row] = await read(client, `SELECT history_key(${record}, ARRAY['${keys.join(`', '`)}']) AS key`);
        return row!.key;
      };
      expect(await keyOf(['e'])).toBe('五');
      expect(await keyOf(['d'])).toBeNull();
      expect(await keyOf(['a', 'd'])).toBe('1\x1f');
      expect(await keyOf(['b', 'a', 'c'])).toBe('2\x1f1\x1f[3]');
      expect(await keyOf(['a', 'd', 'b', 'e'])).toBe('1\x1f\x1f2\x1f五');
      const [row] = await read(client, `SELECT encode(history_digest(${record}), 'hex') AS digest, ${record}::text AS text`);
      expect(row!.digest).toBe(createHash('sha256').update(String(row!.text)).digest('hex'));
      const plan = await read(
        client,
        `EXPLAIN (VERBOSE) SELECT history_key(to_jsonb(h), '{number}'), history_digest(to_jsonb(h)) FROM household h`,
      );
      expect(JSON.stringify(plan)).toContain('sha256(');
      expect(JSON.stringify(plan)).not.toMatch(/history_(key|digest)\(/);
    },
  },

  '20261130340000_review_by_household': {
    rows: '',
    check: async (client) => {
      const functions = await read(
        client,
        `SELECT prosrc AS body FROM pg_proc WHERE prosrc LIKE '%review_key k%' AND prosrc LIKE '%k.season%' AND prokind = 'f'
           AND pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype`,
      );
      expect(functions).toHaveLength(7);
      for (const { body } of functions) expect(body).not.toMatch(/k\.season (=|IN)/);
      for (const change of [
        `UPDATE visit SET answers = '{"mainHeat": "coal", "subsidyReceived": true}'`,
        'UPDATE household_facts SET h = 1 - h, visit_id = (SELECT min(id) FROM visit)',
        'DELETE FROM payment',
        'UPDATE meter_usage SET usage = 0',
        'DELETE FROM room',
      ]) {
        await client.query(change);
        await client.query('SET CONSTRAINTS ALL IMMEDIATE');
        expect(await read(client, REVIEW_KEYS_DIFFER), change).toEqual([]);
      }
    },
  },

  '20261201100000_waiting_sum': {
    rows: '',
    check: async (client) => {
      const differing = () =>
        read(
          client,
          `(SELECT * FROM waiting_sum WHERE (submitted, returned, returned_households) <> (0, 0, 0) EXCEPT SELECT * FROM waiting_sum_now)
           UNION ALL (SELECT * FROM waiting_sum_now EXCEPT SELECT * FROM waiting_sum)`,
        );
      const visits = (status: string) => read(client, `SELECT count(*)::int AS n FROM visit WHERE status = '${status}'`);
      const kept = (column: string) => read(client, `SELECT sum(${column})::int AS n FROM waiting_sum`);
      expect(await differing()).toEqual([]);
      expect(await kept('submitted')).toEqual(await visits('submitted'));
      for (const status of ['returned', 'submitted', 'approved']) {
        await client.query(`UPDATE visit SET status = '${status}'`);
        expect(await differing(), status).toEqual([]);
        if (status !== 'approved') expect(await kept(status)).toEqual(await visits(status));
      }
      expect(await kept('submitted + returned')).toEqual([{ n: 0 }]);
      await client.query(`UPDATE visit SET status = 'submitted' WHERE id = (SELECT min(id) FROM visit)`);
      await client.query(`DELETE FROM review_key WHERE status = 'submitted'`);
      expect(await kept('submitted')).toEqual([{ n: 0 }]);
    },
  },

  '20261202100000_taking_by_sets': {
    rows: '',
    check: async (client) => {
      const digests = `SELECT facts_digest(f) AS written, history_digest(jsonb_strip_nulls(to_jsonb(f))) AS generic FROM household_facts f`;
      const rows = await read(client, digests);
      expect(rows.length).toBeGreaterThan(0);
      for (const { written, generic } of rows) expect(written).toEqual(generic);
      await client.query('DELETE FROM visit_remark');
      await client.query('DELETE FROM spot_check');
      const [kept] = await read(client, `SELECT min(visit_id) AS visit, count(*)::int AS n FROM review_key`);
      expect(kept!.visit).not.toBeNull();
      await client.query(`DELETE FROM visit WHERE id = '${kept!.visit}'`);
      expect(await read(client, `SELECT count(*)::int AS n FROM review_key`)).toEqual([{ n: Number(kept!.n) - 1 }]);
      expect(await read(client, REVIEW_KEYS_DIFFER)).toEqual([]);
    },
  },

  '20261202110000_sealed_for_household': {
    rows: `UPDATE household SET phone_encrypted = 'k1.b.iv.tag.text' WHERE number = (SELECT min(number) FROM household)`,
    check: async (client) => {
      const [index] = await read(
        client,
        `SELECT pg_get_expr(indpred, indrelid) AS condition FROM pg_index
        WHERE indexrelid = 'household_sealed_anywhere'::regclass`,
      );
      const found = () => read(client, `SELECT number FROM household WHERE ${index!.condition} ORDER BY number`);
      await client.query('UPDATE household SET id_number_encrypted = NULL, bank_account_encrypted = NULL, hardship_encrypted = NULL');
      expect(await found()).toEqual([]);
      for (const column of ['id_number_encrypted', 'phone_encrypted', 'bank_account_encrypted', 'hardship_encrypted']) {
        await client.query(`UPDATE household SET ${column} = 'k1.iv.tag.text' WHERE number = (SELECT max(number) FROM household)`);
        expect(await found(), column).toEqual(await read(client, 'SELECT max(number) AS number FROM household'));
        await client.query(`UPDATE household SET ${column} = 'k1.b.iv.tag.text'`);
      }
      expect(await found()).toEqual([]);
    },
  },

  '20261203120000_check_evidence': {
    rows: '',
    check: async (client) => {
      // What a check was held against is there only once it is done.
      await refused(client, `UPDATE spot_check SET first_evidence = '{}' WHERE done_at IS NULL`).toThrow(/spot_check_first_evidence/);
      await client.query(
        `UPDATE spot_check SET checker_id = '${ACCOUNT}', assigned_at = now(), assigned_by = 'county', done_at = now(),
           first_answers = '{}', first_evidence = '{}'`,
      );
    },
  },

  '20261204100000_table_of_note': {
    rows: '',
    check: async (client) => {
      // A shard's name is that of its table with a number; a year is a part of a name.
      for (const [table, relation] of [
        ['kept_102345', 'kept'],
        ['kept_2021', 'kept_2021'],
      ]) {
        await client.query(`CREATE TABLE ${table} (code TEXT)`);
        await client.query(`CREATE TRIGGER noted AFTER INSERT ON ${table} REFERENCING NEW TABLE AS after
          FOR EACH STATEMENT EXECUTE FUNCTION note_rows('code', '', 'columns')`);
        await client.query(`INSERT INTO ${table} VALUES ('1')`);
        expect(await read(client, 'SELECT relation, key FROM history_row ORDER BY position DESC LIMIT 1')).toEqual([
          { relation, key: '1' },
        ]);
        await client.query(`DROP TABLE ${table}`);
      }
    },
  },

  '20261205090000_finding_step_at': {
    rows: `${finding('21', { source: 'audit' })}
      ${finding('22', { source: 'audit' })}
      INSERT INTO finding_step (finding_id, at, actor, actor_name, kind, detail) VALUES
        ('00000000-0000-4000-8000-000000000021', now(), 'rules', 'rules', 'opened', '{"on": "2021-01-05"}'),
        ('00000000-0000-4000-8000-000000000022', now(), 'rules', 'rules', 'opened', '{}');`,
    check: async (client) => {
      const indexed = await read(
        client,
        `SELECT indexdef FROM pg_indexes WHERE tablename = 'finding_step' AND indexname = 'finding_step_at_idx'`,
      );
      expect(indexed).toHaveLength(1);
    },
  },

  '20261206090000_finding_came': {
    rows: '',
    rewrites: ['finding', 'history_row'],
    check: async (client) => {
      const rows = await read(
        client,
        `SELECT created_at = '2021-01-05T15:59:59Z' AS "thatDay", created_at > '2026-01-01' AS today FROM finding
         WHERE right(id::text, 2) IN ('21', '22') ORDER BY id`,
      );
      expect(rows).toEqual([
        { thatDay: true, today: false },
        { thatDay: false, today: true },
      ]);
      const indexed = await read(
        client,
        `SELECT indexname FROM pg_indexes WHERE indexname IN ('finding_came', 'finding_of_package', 'finding_step_moved',
           'finding_step_at_idx') ORDER BY 1`,
      );
      expect(indexed.map(({ indexname }) => indexname)).toEqual(['finding_came', 'finding_of_package', 'finding_step_moved']);
    },
  },

  '20261206100000_note_once': {
    rows: '',
    check: async (client) => {
      await client.query('CREATE TABLE kept (code TEXT, name TEXT, seen INT)');
      await client.query(`CREATE TRIGGER noted AFTER INSERT ON kept REFERENCING NEW TABLE AS after
        FOR EACH STATEMENT EXECUTE FUNCTION note_rows('code', 'seen', '')`);
      await client.query(`INSERT INTO kept VALUES ('1', '南关村', 1), ('2', NULL, 2)`);
      const digest = (text: string) => createHash('sha256').update(text).digest('hex');
      const noted = await read(client, `SELECT key, encode(digest, 'hex') AS digest FROM history_row WHERE relation = 'kept' ORDER BY key`);
      expect(noted).toEqual([
        { key: '1', digest: digest('{"code": "1", "name": "南关村"}') },
        { key: '2', digest: digest('{"code": "2"}') },
      ]);
      await client.query('DROP TABLE kept');
    },
  },

  '20261206110000_search_cost': {
    rows: '',
    check: async (client) => {
      expect(await read(client, `SELECT procost::int AS cost FROM pg_proc WHERE proname = 'household_keys'`)).toEqual([{ cost: 2000 }]);
    },
  },

  '20261206120000_payment_order': {
    rows: '',
    check: async (client) => {
      const indexed = await read(
        client,
        `SELECT indexname FROM pg_indexes WHERE tablename = 'payment' AND indexdef LIKE '%batch_division%'`,
      );
      expect(indexed).toEqual([{ indexname: 'payment_of_batch' }]);
    },
  },
};
