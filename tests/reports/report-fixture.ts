/** A register with everything a report shows, and its figures from the slow count. */

import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { hardshipText } from '~/domain/household/hardship-text';
import { seal } from '~/server/personal/seal.server';
import { addSeasons, addSurveyedVillages, SEASON, TODAY } from '../fixtures/surveyed-villages';
import { type SlowEntitlement, type SlowHousehold, slowCount } from '../helpers/slow-count';
import { addSubsidies, slowEntitlement } from './subsidy-fixture';

export { SEASON, TODAY } from '../fixtures/surveyed-villages';
/** Noon in China on the day of the fixtures. */
export const NOW = new Date(`${TODAY}T04:00:00Z`);
export const CITY = '1406';
export const COUNTY = '140602';
export const SEASON_END = '2021-03-31';

/** A name that a person may type and that programs misread. */
export const ODD_HEAD = '=1+1';
export const ODD_ADDRESS = '@SUM(A1)';
const ODD_NOTE = '-2+3"<&>\'\u0001 _x0041_ 😀';
export const ODD_REASON = '+cmd|calc';
export const ODD_NUMBER = '140602001001-90001';

export async function fillRegister(db: Database): Promise<void> {
  const villages = await withSql(db, async (sql) => {
    await addSeasons(sql);
    const rows = await sql.query<{ code: string }>(
      `SELECT code FROM division WHERE level = 'village' AND path && ARRAY['140602', '140681'] ORDER BY code`,
    );
    return rows.map((row) => row.code).filter((_, at) => at % 45 === 0);
  });
  await addSurveyedVillages(db, villages, 14, 7);
  await inTransaction(db, async (sql) => {
    await sql.query(
      `INSERT INTO household (number, village_code, head, head_initials, id_number_masked, phone_masked, address, residence,
        hardship_encrypted, status, heated_area, note, source)
       VALUES ($1, '140602001001', $2, 'x', '140602********123X', '013****0001', $3, 'resident', $4, 'normal', 88.5, $5, 'import')`,
      [ODD_NUMBER, ODD_HEAD, ODD_ADDRESS, seal(hardshipText(['disabled', 'low_income'])), ODD_NOTE],
    );
    await sql.query(`INSERT INTO heat_source (number, name, kind, division_code) VALUES ('RY01', '神头二电', 'chp', '140602')`);
    await sql.query(
      `INSERT INTO conversion (household_number, mode, device, year, batch, in_plan, installed_on, connected_on, heat_source_number,
        gas_meter)
       VALUES ($1, 'gas', '燃气壁挂炉', 2019, 'provincial', true, '2019-09-01', '2019-10-01', 'RY01', '000123456789012345678')`,
      [ODD_NUMBER],
    );
    await sql.query(
      `INSERT INTO meter_usage (household_number, season, energy, start_reading, end_reading, usage, source) VALUES ($1, '2020-2021',
        'gas', 100, 612.5, 512.5, '抄表')`,
      [ODD_NUMBER],
    );
    await sql.query(
      `INSERT INTO visit (id, household_number, season, visited_at, visitor, kind, outcome, status, answers, content_hash, source,
        rule_version, submitted_at)
       VALUES ('odd', $1, '2020-2021', '2021-01-09T17:30:00Z', '李四', 'survey', 'done', 'approved', $2, 'x', 'web', 'survey-1',
       '2021-01-10T00:00:00Z')`,
      [
        ODD_NUMBER,
        JSON.stringify({
          mainHeat: 'gas',
          connected: true,
          stability: 'unstable',
          unstableCauses: ['限气', '设备故障'],
          roomTemperature: 15.5,
          outageDays: 3,
          coalStock: 'loose',
          coalKg: 500,
          stove: 'in_use',
          reburnReasons: ['运行费用高'],
          note: '=HYPERLINK("x")',
        }),
      ],
    );
    await sql.query(
      `INSERT INTO head_change (household_number, head_before, head_after, changed_on, reason, actor)
       VALUES ($1, '张三', $2, '2020-12-01', $3, 'nobody'), ($1, $2, '李四', '2021-07-01', '截止日期以后', 'nobody')`,
      [ODD_NUMBER, ODD_HEAD, ODD_REASON],
    );
    await refreshFacts(sql, [ODD_NUMBER], TODAY);
  });
  await addSubsidies(db);
  await inTransaction(db, async (sql) => {
    await sql.query(`UPDATE division SET zone_type = 'plain_rural' WHERE level = 'village' AND path && ARRAY['140681']`);
    await sql.query(
      `INSERT INTO target (division_code, season, zone_type, indicator, target, basis) VALUES
       ('1406', $1, 'all', 'coverage', 6000, $2), ('1406', $1, 'plain_rural', 'reburnRate', 0, NULL),
       ('140602', $1, 'all', 'completeness', 10000, '县里定的'), ('140681', $1, 'plain_rural', 'cleanRateArea', 10000, NULL),
       ('140681', $1, 'urban_core', 'coverage', 10000, NULL), ('1406', '2019-2020', 'all', 'useRate', 10000, '上一季的')`,
      [SEASON, ODD_REASON],
    );
  });
}

/** The register of a division read from its tables. */
export async function recordsOf(db: Database, division: string): Promise<SlowHousehold[]> {
  type Read = Omit<SlowHousehold, 'entitlements'> & {
    entitlements: { policy: string; units: number; payments: SlowEntitlement['payments'] }[];
  };
  const rows = await withSql(db, (sql) =>
    sql.query<Read>(
      `SELECT h.number, h.village_code AS village, h.status, h.residence, (h.heated_area * 100)::float8 AS area, c.mode, c.in_plan AS
        "inPlan", c.year,
              c.installed_on AS "installedOn", c.connected_on AS "connectedOn",
              coalesce((SELECT json_agg(json_build_object('season', season, 'at', extract(epoch FROM visited_at) * 1000, 'id', id, 'kind',
              kind, 'outcome', outcome, 'status', status, 'answers', answers)) FROM visit t WHERE t.household_number = h.number),
              '[]') AS visits,
              coalesce((SELECT json_agg(json_build_object('season', season, 'kind', kind, 'area', heated_area * 100, 'letting', letting,
              'connected', connected, 'use', use)) FROM room r WHERE r.household_number = h.number), '[]') AS rooms,
              coalesce((SELECT json_agg(json_build_object('season', season, 'energy', energy, 'usage', usage)) FROM meter_usage m
              WHERE m.household_number = h.number), '[]') AS usages,
              coalesce((SELECT json_agg(json_build_object('policy', policy_number, 'units', quantity / 1000, 'payments', coalesce((
                  SELECT json_agg(json_build_object('amount', amount, 'day', paid_on, 'ok', result = 'ok', 'level', level)) FROM payment p
                  WHERE p.household_number = e.household_number AND p.policy_number = e.policy_number), '[]')))
                FROM entitlement e WHERE e.household_number = h.number), '[]') AS entitlements
       FROM household h LEFT JOIN conversion c ON c.household_number = h.number AND c.current WHERE h.village_code LIKE $1 || '%'
       ORDER BY h.village_code, h.number`,
      [division],
    ),
  );
  return rows.map((row) => ({
    ...row,
    entitlements: row.entitlements.map(({ policy, units, payments }) => slowEntitlement(policy, units, payments)),
  }));
}

/** Findings are counted by their last steps of the day or before, one by one. */
export async function countsOf(db: Database, division: string, season: string, asOf: string): Promise<Record<string, number>> {
  const counted = slowCount(await recordsOf(db, division), season, SEASON_END, asOf);
  const found = await withSql(db, (sql) =>
    sql.query<{ kinds: string[] }>(
      `SELECT ARRAY(SELECT s.kind FROM finding_step s WHERE s.finding_id = f.id AND s.kind NOT IN ('assigned', 'progress', 'cause')
         AND coalesce(s.detail ->> 'on', to_char(s.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')) <= $3 ORDER BY s.id DESC) AS kinds
       FROM finding f JOIN division d ON d.code = f.division_code WHERE f.season = $1 AND $2 = ANY(d.path)`,
      [season, division, asOf],
    ),
  );
  const there = found.filter(({ kinds }) => kinds.length > 0);
  const closed = there.filter(({ kinds }) => kinds[0] === 'closed' || kinds[0] === 'exception');
  return { ...counted, findings: there.length, findingsClosed: closed.length };
}
