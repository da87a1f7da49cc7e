import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { lockSeason } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import type { Policy } from '~/domain/subsidy/policy';

/**
 * 新增、修改政策. Entitlements already hang on a policy: then it is not changed but superseded, so that everybody can still read what
 * was promised when. A new policy changes no entitlement by itself; those are computed by a step of their own.
 */
export async function savePolicy(db: Database, person: Person, policy: Policy, how: 'new' | 'change', now: Date): Promise<void> {
  if (!mayPerson(person, 'policies.manage')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    if (!(await inScope(sql, scopeOf(person), policy.division))) refuse('division.unknown', { code: policy.division });
    const season = await lockSeason(sql, policy.season);
    if (!season) return refuse('season.unknown', { season: policy.season });
    if (season.closedAt !== null) refuse('season.closed', { season: policy.season });
    if (policy.supersedes !== null) await requireSupersedable(sql, person, policy);
    const after = columnsOf(policy);
    if (how === 'new') {
      const added = await sql.query(`${insertInto(Object.keys(after))} ON CONFLICT (number) DO NOTHING RETURNING number`, [
        JSON.stringify([after]),
        person.username,
        now.toISOString(),
      ]);
      if (added.length === 0) refuse('policy.number-taken', { policy: policy.policy });
      await appendHistory(sql, now, person.username, [
        { chain: SYSTEM_CHAIN, action: 'policy.add', entity: 'policy', entityKey: policy.policy, after },
      ]);
      return;
    }
    const before = await lockedPolicy(sql, person, policy.policy);
    const [used] = await sql.query('SELECT 1 FROM entitlement WHERE policy_number = $1 LIMIT 1', [policy.policy]);
    if (used) refuse('policy.in-use', { policy: policy.policy });
    await sql.query(
      `UPDATE subsidy_policy p SET (${Object.keys(after).join(', ')}) = (SELECT ${Object.keys(after)
        .map((column) => `r.${column}`)
        .join(', ')} FROM json_populate_recordset(null::subsidy_policy, $1::json) r),
         revision = p.revision + 1 WHERE p.number = $2`,
      [JSON.stringify([after]), policy.policy],
    );
    await appendHistory(sql, now, person.username, [
      { chain: SYSTEM_CHAIN, action: 'policy.change', entity: 'policy', entityKey: policy.policy, before, after },
    ]);
  });
}

/** The superseded policy exists, concerns the person, and nothing else supersedes it for the same households: of two counties each may supersede the city's for itself. */
async function requireSupersedable(sql: Sql, person: Person, policy: Policy): Promise<void> {
  const [old] = await sql.query<{ season: string }>(
    `SELECT p.season FROM subsidy_policy p JOIN division d ON d.code = p.division_code
     WHERE p.number = $1 AND (d.path && $2::text[] OR EXISTS (SELECT 1 FROM division own WHERE own.code = ANY($2::text[]) AND p.division_code = ANY(own.path)))`,
    [policy.supersedes, scopeOf(person).roots],
  );
  if (!old) refuse('policy.unknown', { policy: policy.supersedes! });
  const [other] = await sql.query<{ number: string }>(
    `SELECT n.number FROM subsidy_policy n JOIN division d ON d.code = n.division_code JOIN division own ON own.code = $4
     WHERE n.supersedes = $1 AND n.season = $2 AND n.number <> $3 AND (d.path @> ARRAY[$4]::text[] OR n.division_code = ANY(own.path)) ORDER BY n.number LIMIT 1`,
    [policy.supersedes, policy.season, policy.policy, policy.division],
  );
  if (other) refuse('policy.superseded-already', { policy: policy.supersedes!, other: other.number });
}

async function lockedPolicy(sql: Sql, person: Person, number: string): Promise<object> {
  const [row] = await sql.query<{ before: object }>(
    `SELECT to_json(p) AS before FROM subsidy_policy p JOIN division d ON d.code = p.division_code WHERE p.number = $1 AND d.path && $2::text[] FOR UPDATE OF p`,
    [number, scopeOf(person).roots],
  );
  return row?.before ?? refuse('policy.unknown', { policy: number });
}

/** The terms of a policy under the names of its table. */
function columnsOf(policy: Policy) {
  return {
    number: policy.policy,
    document: policy.document,
    issuer: policy.issuer,
    division_code: policy.division,
    season: policy.season,
    kind: policy.kind,
    modes: policy.modes,
    unit: policy.unit,
    rate: policy.rate,
    tiers: policy.tiers,
    cap: policy.cap,
    shares: policy.shares,
    target: policy.target,
    exclusive_group: policy.exclusiveGroup,
    basis: policy.basis,
    valid_from: policy.validFrom,
    valid_to: policy.validTo,
    due_on: policy.dueOn,
    supersedes: policy.supersedes,
  };
}

function insertInto(columns: readonly string[]): string {
  return `INSERT INTO subsidy_policy (${columns.join(', ')}, created_by, created_at) SELECT ${columns.join(', ')}, $2, $3::timestamptz FROM json_populate_recordset(null::subsidy_policy, $1::json)`;
}
