/** What the records say of some villages in a season: what the ten parts of a plan are made of. Only numbers of people leave this file. */

import type { Sql } from '~/database/connection/sql.server';
import { sumColumns, sumsOfRow } from '~/database/facts/measure-columns.server';
import type { Scope } from '~/database/scope.server';
import type { Sums } from '~/domain/indicators/measures';
import type { PlanFigures } from '~/domain/plans/plan-figures';
import type { CalendarDay } from '~/domain/time/calendar-day';

type Asked = { villages: readonly string[]; season: string; asOf: CalendarDay };

export type VillageRow = {
  code: string;
  name: string;
  town: string;
  county: string;
  countyCode: string;
  households: number;
  compared: number;
  unstable: number;
  reburning: number;
  within5km: boolean;
  relocating: boolean;
};

export async function plannedVillages(sql: Sql, scope: Scope, { villages, season }: Asked): Promise<VillageRow[]> {
  return sql.query<VillageRow>(
    `SELECT v.code, v.name, coalesce(t.name, '') AS town, coalesce(c.name, '') AS county, c.code AS "countyCode",
       v.within_5km AS "within5km", v.relocating, coalesce(r.h, 0) AS households, coalesce(r.iv, 0) AS compared,
       coalesce(r.unstable, 0) AS unstable, coalesce(r.b, 0) AS reburning
     FROM division v LEFT JOIN roll_up r ON r.village_code = v.code AND r.season = $3
     LEFT JOIN division t ON t.code = ANY(v.path) AND t.level = 'township'
     LEFT JOIN division c ON c.code = ANY(v.path) AND c.level = 'county'
     WHERE v.code = ANY($1::text[]) AND v.level = 'village' AND v.path && $2::text[] ORDER BY v.code`,
    [villages, scope.roots, season],
  );
}

export async function sumsOfVillages(sql: Sql, scope: Scope, { villages, season }: Asked): Promise<Sums> {
  const [row] = await sql.query<Record<string, unknown>>(
    `SELECT ${sumColumns('r')} FROM division v JOIN roll_up r ON r.village_code = v.code AND r.season = $3
     WHERE v.code = ANY($1::text[]) AND v.path && $2::text[]`,
    [villages, scope.roots, season],
  );
  return sumsOfRow(row!);
}

/** $1 villages, $2 scope, $3 season: the facts in scope (H), with the visit used. */
const FACTS = `FROM household_facts f JOIN division v ON v.code = f.village_code
  WHERE f.season = $3 AND f.h = 1 AND f.village_code = ANY($1::text[]) AND v.path && $2::text[]`;
const VISITED = FACTS.replace('WHERE', 'JOIN visit w ON w.id = f.visit_id WHERE');

export async function modesOf(sql: Sql, scope: Scope, { villages, season }: Asked): Promise<PlanFigures['modes']> {
  return sql.query(
    `SELECT f.mode, sum(f.i)::int AS installed, sum(f.unstable)::int AS unstable, sum(f.b)::int AS reburning
     ${FACTS} AND f.i = 1 GROUP BY f.mode ORDER BY installed DESC, f.mode`,
    [villages, scope.roots, season],
  );
}

/** Causes that visits name of unstable households, and reasons that they name of reburning ones; most first. */
export async function causesOf(sql: Sql, scope: Scope, { villages, season }: Asked): Promise<Pick<PlanFigures, 'causes' | 'reasons'>> {
  const named = (question: string, flag: string) =>
    sql.query<{ label: string; households: number }>(
      `SELECT said.label, count(*)::int AS households FROM (SELECT w.answers ${VISITED} AND f.${flag} = 1) of_visits
       CROSS JOIN LATERAL (SELECT DISTINCT jsonb_array_elements_text(coalesce(answers::jsonb->'${question}', '[]')) AS label) said
       GROUP BY said.label ORDER BY households DESC, said.label`,
      [villages, scope.roots, season],
    );
  return { causes: await named('unstableCauses', 'unstable'), reasons: await named('reburnReasons', 'b') };
}

export async function answersOf(
  sql: Sql,
  scope: Scope,
  { villages, season }: Asked,
): Promise<Pick<PlanFigures, 'temperatures' | 'outages' | 'coal'>> {
  const values = [villages, scope.roots, season];
  const temperatures = await sql.query<PlanFigures['temperatures'][number]>(
    `SELECT (w.answers->>'roomTemperature')::float AS celsius, count(*)::int AS households ${VISITED}
     AND w.answers->>'roomTemperature' IS NOT NULL GROUP BY 1 ORDER BY 1`,
    values,
  );
  const [row] = await sql.query<{ households: number; days: number; loose: number; stoveInUse: number; bought: number }>(
    `SELECT count(*) FILTER (WHERE (w.answers->>'outageDays')::int > 0)::int AS households,
       coalesce(sum((w.answers->>'outageDays')::int), 0)::int AS days,
       count(*) FILTER (WHERE f.i = 1 AND w.answers->>'coalStock' = 'loose')::int AS loose,
       count(*) FILTER (WHERE f.i = 1 AND w.answers->>'stove' = 'in_use')::int AS "stoveInUse",
       count(*) FILTER (WHERE f.i = 1 AND w.answers->>'boughtCoal' = 'true')::int AS bought ${VISITED}`,
    values,
  );
  const { households, days, ...coal } = row!;
  return { temperatures, outages: { households, days }, coal };
}

export async function coalSubsidyOf(sql: Sql, scope: Scope, { villages, season, asOf }: Asked): Promise<PlanFigures['coalSubsidy']> {
  const [row] = await sql.query<PlanFigures['coalSubsidy']>(
    `SELECT count(DISTINCT y.household_number)::int AS households, coalesce(sum(y.amount), 0)::bigint AS paid
     FROM payment y JOIN subsidy_policy p ON p.number = y.policy_number AND p.kind = 'coal'
     JOIN household h ON h.number = y.household_number JOIN division v ON v.code = h.village_code
     WHERE v.code = ANY($1::text[]) AND v.path && $2::text[] AND y.season = $3 AND y.result = 'ok' AND y.paid_on <= $4::date`,
    [villages, scope.roots, season, asOf],
  );
  return row!;
}

/** The heat sources that installed households name, and the firms that installed. */
export async function suppliersOf(
  sql: Sql,
  scope: Scope,
  { villages, season }: Asked,
): Promise<Pick<PlanFigures, 'heatSources' | 'contractors'>> {
  const values = [villages, scope.roots, season];
  const current = FACTS.replace('WHERE', 'JOIN conversion c ON c.household_number = f.household_number AND c.current WHERE');
  const heatSources = await sql.query<PlanFigures['heatSources'][number]>(
    `SELECT s.number, s.name, s.kind, s.tonnes_per_hour AS "tonnesPerHour", s.rating, s.closing, n.households FROM (
       SELECT c.heat_source_number AS number, count(*)::int AS households ${current} AND f.i = 1 AND c.heat_source_number IS NOT NULL
       GROUP BY 1
     ) n JOIN heat_source s ON s.number = n.number ORDER BY n.households DESC, s.number`,
    values,
  );
  const contractors = await sql.query<PlanFigures['contractors'][number]>(
    `SELECT nullif(trim(c.contractor), '') AS name, count(*)::int AS households ${current} AND f.i = 1
     GROUP BY 1 ORDER BY households DESC, name`,
    values,
  );
  return { heatSources, contractors };
}

export async function usagesOf(sql: Sql, scope: Scope, { villages, season }: Asked): Promise<PlanFigures['usages']> {
  return sql.query(
    `SELECT m.energy, count(*)::int AS households, sum(m.usage)::float AS usage
     ${FACTS.replace('WHERE', 'JOIN meter_usage m ON m.household_number = f.household_number AND m.season = f.season WHERE')}
     GROUP BY m.energy ORDER BY m.energy`,
    [villages, scope.roots, season],
  );
}

/** Operating subsidies by season; households outside H too, because money is money. */
export async function moneyOf(
  sql: Sql,
  scope: Scope,
  { villages, seasons }: { villages: readonly string[]; seasons: readonly string[] },
): Promise<PlanFigures['money']> {
  const rows = await sql.query<PlanFigures['money'][number]>(
    `SELECT e.season, count(DISTINCT e.household_number)::int AS households, sum(e.due)::bigint AS due, sum(e.paid)::bigint AS paid,
       sum(greatest(e.due - e.paid, 0))::bigint AS owed
     FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number AND p.kind = 'operating'
     JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
     WHERE v.code = ANY($1::text[]) AND v.path && $2::text[] AND e.season = ANY($3::text[]) AND e.source <> 'withdrawn' GROUP BY e.season`,
    [villages, scope.roots, seasons],
  );
  return seasons.map((season) => rows.find((row) => row.season === season) ?? { season, households: 0, due: 0, paid: 0, owed: 0 });
}

type SealedHardship = { household: string; sealed: string };

/** The sealed hardships of the households in H, and how many have somebody of 60 or more. */
export async function sealedHardships(
  sql: Sql,
  scope: Scope,
  { villages, season }: Asked,
): Promise<{ sealed: SealedHardship[]; elderly: number }> {
  const [row] = await sql.query<{ sealed: SealedHardship[] | null; elderly: number }>(
    `SELECT json_agg(json_build_object('household', h.number, 'sealed', h.hardship_encrypted))
       FILTER (WHERE h.hardship_encrypted IS NOT NULL) AS sealed,
       count(*) FILTER (WHERE h.elderly > 0)::int AS elderly
     ${FACTS.replace('WHERE', 'JOIN household h ON h.number = f.household_number WHERE')}`,
    [villages, scope.roots, season],
  );
  return { sealed: row!.sealed ?? [], elderly: row!.elderly };
}

/** 值班电话 of the county and the townships of the villages. */
export async function phonesOf(sql: Sql, scope: Scope, { villages }: Pick<Asked, 'villages'>): Promise<PlanFigures['phones']> {
  return sql.query(
    `SELECT a.name, a.duty_phone AS phone FROM division a
     WHERE a.level IN ('county', 'township') AND a.code IN (
       SELECT unnest(v.path) FROM division v WHERE v.code = ANY($1::text[]) AND v.path && $2::text[]
     ) ORDER BY a.code`,
    [villages, scope.roots],
  );
}
