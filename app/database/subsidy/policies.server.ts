/** Policies read from their table in the form the rules use. */

import type { Sql } from '~/database/connection/sql.server';
import type { Policy } from '~/domain/subsidy/policy';

export type StoredPolicy = Policy & { revision: number; divisionName: string; divisionPath: readonly string[] };

type Row = {
  number: string;
  document: string;
  issuer: string | null;
  division_code: string;
  season: string;
  kind: Policy['kind'];
  modes: Policy['modes'];
  unit: Policy['unit'];
  rate: number | null;
  tiers: Policy['tiers'];
  cap: number | null;
  shares: Policy['shares'];
  target: Policy['target'];
  exclusive_group: string | null;
  basis: Policy['basis'];
  valid_from: string | null;
  valid_to: string | null;
  due_on: string;
  supersedes: string | null;
  revision: number;
  division_name: string;
  division_path: string[];
};

const POLICY_COLUMNS =
  `p.number, p.document, p.issuer, p.division_code, p.season, p.kind, p.modes, p.unit, p.rate, p.tiers, p.cap, ` +
  `p.shares, p.target,
  p.exclusive_group, p.basis, p.valid_from, p.valid_to, p.due_on, p.supersedes, p.revision`;
const SELECT = `SELECT ${POLICY_COLUMNS}, d.name AS division_name, d.path AS division_path FROM subsidy_policy p JOIN division d
  ON d.code = p.division_code`;

function policyOfRow(row: Row): StoredPolicy {
  return {
    policy: row.number,
    document: row.document,
    issuer: row.issuer,
    division: row.division_code,
    season: row.season,
    kind: row.kind,
    modes: row.modes,
    unit: row.unit,
    rate: row.rate,
    tiers: row.tiers,
    cap: row.cap,
    shares: row.shares,
    target: row.target,
    exclusiveGroup: row.exclusive_group,
    basis: row.basis,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    dueOn: row.due_on,
    supersedes: row.supersedes,
    revision: row.revision,
    divisionName: row.division_name,
    divisionPath: row.division_path,
  };
}

export async function policiesByNumber(sql: Sql, numbers: readonly string[]): Promise<Map<string, StoredPolicy>> {
  const rows = await sql.query<Row>(`${SELECT} WHERE p.number = ANY($1::text[])`, [numbers]);
  return new Map(rows.map((row) => [row.number, policyOfRow(row)]));
}

/** All policies of some seasons that are in force. They are few in a register of any size. */
export async function policiesOfSeasons(sql: Sql, seasons: readonly string[]): Promise<StoredPolicy[]> {
  return (await sql.query<Row>(`${SELECT} WHERE p.season = ANY($1::text[]) AND p.to_confirm = '{}' ORDER BY p.number`, [seasons])).map(
    policyOfRow,
  );
}
