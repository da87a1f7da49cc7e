/**
 * A blank cell leaves the stored value as it is. The answers of a visit and the terms of a policy are checked together, so their blanks are
 * filled from the register before that check. For all other sheets the database fills them (keepStored).
 */
import type { Sql } from '~/database/connection/sql.server';
import { answersOfVisits } from '~/database/imports/of-households.server';
import { policiesByNumber } from '~/database/subsidy/policies.server';
import { RATE_PLACES, unscaled } from '~/domain/subsidy/exact-decimal';
import type { Policy } from '~/domain/subsidy/policy';
import { printShares } from '~/domain/subsidy/shares';
import { printTiers } from '~/domain/subsidy/tiers';
import type { Values } from '~/imports/check-row';
import type { SheetName } from '~/imports/contract-sheets';
import type { DecodedRow } from '~/imports/decode-rows';
import type { Value } from '~/imports/decoded';

export async function fillBlanks(sql: Sql, sheet: SheetName, rows: readonly DecodedRow[]): Promise<void> {
  if (sheet === '入户记录') await fillVisits(sql, rows);
  if (sheet === '补贴政策') await fillPolicies(sql, rows);
}

async function fillVisits(sql: Sql, rows: readonly DecodedRow[]): Promise<void> {
  const stored = await answersOfVisits(sql, keysIn(rows, 'visit'));
  for (const row of rows) {
    const visit = stored.get(String(row.values.visit));
    if (visit && visit.household === row.values.household) fill(row, visit.answers as Values);
  }
}

async function fillPolicies(sql: Sql, rows: readonly DecodedRow[]): Promise<void> {
  const stored = await policiesByNumber(sql, keysIn(rows, 'policy'));
  for (const row of rows) {
    const policy = stored.get(String(row.values.policy));
    if (policy) fill(row, termsBeside(row.values, policy));
  }
}

function keysIn(rows: readonly DecodedRow[], key: string): string[] {
  return rows.flatMap(({ values }) => (typeof values[key] === 'string' ? [values[key]] : []));
}

function fill(row: DecodedRow, stored: Values): void {
  let filled = false;
  for (const [key, value] of Object.entries(stored)) {
    if (!isBlank(row.values[key]) || isBlank(value) || row.cleared.has(key)) continue;
    row.values[key] = value;
    filled = true;
  }
  if (filled) row.check();
}

const isBlank = (value: Value | undefined): boolean => value === null || value === undefined;

/** The terms of a policy as a row would have them. A typed rate replaces tiers, and typed tiers replace a rate. */
function termsBeside(typed: Values, policy: Policy): Values {
  const { rate, tiers, shares } = policy;
  return {
    issuer: policy.issuer,
    modes: [...policy.modes],
    rate: rate === null || !isBlank(typed.tiers) ? null : unscaled(rate, RATE_PLACES),
    tiers: tiers === null || !isBlank(typed.rate) ? null : printTiers(tiers),
    cap: policy.cap,
    shares: printShares(shares),
    target: [...policy.target],
    exclusiveGroup: policy.exclusiveGroup,
    basis: policy.basis,
    validFrom: policy.validFrom,
    validTo: policy.validTo,
    supersedes: policy.supersedes,
  };
}
