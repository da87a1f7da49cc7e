/**
 * One village with its cadre, for measuring a phone: two seasons, a third of it visited in this one. Every run makes the same
 * rows.
 */

import { randomUUID } from 'node:crypto';
import { setDivisionsOfAccount } from '~/database/access/account-changes.server';
import { insertAccountWithPassword } from '~/database/access/demo-accounts.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { villageCodes } from './bench-register.server';

const SEASON = '2020-2021';
const LAST_SEASON = '2019-2020';

/** Names, doors, phones and answers vary as in a real village, because equal values would compress too well. */
const FILL = [
  `INSERT INTO season (name) VALUES ('${LAST_SEASON}'), ('${SEASON}')`,
  `INSERT INTO season_dates (season, division_code, starts_on, ends_on) VALUES ('${LAST_SEASON}', '14', '2019-11-01', '2020-03-31'),
    ('${SEASON}', '14', '2020-11-01', '2021-03-31')`,
  `INSERT INTO household (number, village_code, head, head_initials, id_number_masked, phone_masked, address, residence, house_use,
    status, people, elderly, heated_area, source)
   SELECT $2 || lpad(n::text, 4, '0'), $2, substr('王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗', 1 + r % 20, 1)
     || substr('建国文军秀英桂兰志强海燕玉梅永福春生', 1 + r / 20 % 18, 1) || substr('明华平芳伟霞斌丽红亮', 1 + r / 360 % 10, 1),
          substr('wlzlcyzhzwxsmzhghlgl', 1 + r % 20, 1) || substr('jgwjxyglzqhyymyfcs', 1 + r / 20 % 18, 1)
            || substr('mhpfwxblhl', 1 + r / 360 % 10, 1),
          '140602********' || lpad((r % 10000)::text, 4, '0'), '13' || r % 10 || '****' || lpad((r / 7 % 10000)::text, 4, '0'),
            1 + n / 25 || '排' || 1 + n % 25 || '号',
          (ARRAY['resident','heating_season','seasonal','away'])[1 + r % 4], 'self',
            (ARRAY['normal','normal','normal','normal','normal','normal','normal','idle','cancelled'])[1 + r / 11 % 9],
          1 + r % 6, r % 3, 40 + r % 90, 'import'
   FROM (SELECT n, abs(hashint4(n)) AS r FROM generate_series(1, $1::int) n) AS rows`,
  `INSERT INTO conversion (household_number, mode, in_plan, installed_on, connected_on)
   SELECT number, (ARRAY['gas','gas','electric_household','district_heat','biomass','none'])[1 + abs(hashtext(number)) % 6], true,
     '2019-09-10', '2019-10-20' FROM household`,
  `INSERT INTO room (household_number, season, room, kind, heated_area, letting, connected, use)
   SELECT number, '${LAST_SEASON}', r, (ARRAY['main','south'])[r], 20 + abs(hashtext(number)) % 50,
     CASE WHEN r = 2 AND abs(hashtext(number)) % 9 = 0 THEN 'let' ELSE 'own' END, abs(hashtext(number)) % 7 > 0, 'normal'
   FROM household CROSS JOIN generate_series(1, 2) r`,
  `INSERT INTO visit (id, household_number, season, visited_at, visitor, kind, outcome, status, answers, content_hash, source,
    rule_version, submitted_at)
   SELECT gen_random_uuid()::text, number, season, (begins || ' 02:00Z')::timestamptz + abs(hashtext(number)) % 40 * interval '1 day',
     '李四', 'survey', 'done', 'approved',
          jsonb_build_object('mainHeat', (ARRAY['gas','loose_coal','electric_household'])[1 + r % 3], 'connected', r % 8 > 0,
            'stability', (ARRAY['stable','mostly','unstable'])[1 + r / 3 % 3], 'roomTemperature', 15 + r / 7 % 9, 'heatingFee',
              80000 + r % 250000, 'coalStock', 'none', 'stove', 'sealed', 'boughtCoal', false,
            'satisfaction', 'good', 'note', substr('入户时在家取暖正常户主说燃气费比去年高希望补贴早些发老人怕冷夜里加一床被', 1 + r % 20, 6 + r % 12)),
          encode(sha256(convert_to(number || season, 'UTF8')), 'hex'), 'import', 'survey-1', now()
   FROM (SELECT number, abs(hashtext(number || 'v')) AS r FROM household) h
   CROSS JOIN (VALUES ('${LAST_SEASON}', '2020-01-05'), ('${SEASON}', '2020-12-05')) s(season, begins)
   WHERE season = '${LAST_SEASON}' OR r % 3 = 0`,
];

/** Fills the first village of an empty register and returns its code. */
export async function fillVillage(db: Database, households: number, cadre: { username: string; passwordHash: string }): Promise<string> {
  const village = (await withSql(db, villageCodes))[0]!;
  await inTransaction(db, async (sql) => {
    for (const statement of FILL) await sql.query(statement, statement.includes('$1') ? [households, village] : []);
    const numbers = await sql.query<{ number: string }>('SELECT number FROM household');
    for (const season of [LAST_SEASON, SEASON])
      await refreshFacts(
        sql,
        numbers.map(({ number }) => number),
        '2021-02-01',
        [season],
      );
    await sql.query(`INSERT INTO history_chain (chain, seq, hash) VALUES ($1, 0, '')`, [village]);
    const id = randomUUID();
    await insertAccountWithPassword(sql, { ...cadre, id, name: '李四', role: 'cadre' });
    await setDivisionsOfAccount(sql, id, [village]);
  });
  await withSql(db, (sql) => sql.query('VACUUM ANALYZE'));
  return village;
}
