import type { Database } from '~/database/connection/open.server';
import type { Sql } from '~/database/connection/sql.server';
import { type Town, townsBelow } from '~/database/divisions/towns-below.server';
import { type ClaimHousehold, type ClaimOrder, type ClaimsQuery, claimCounts, claimHouseholds } from '~/database/findings/claims.server';
import type { Scope } from '~/database/scope.server';
import { type ReadingTrace, readingsOfHouseholds, readMeterEvidence } from '~/database/subsidy/meter-evidence.server';
import type { Person } from '~/domain/access/person';
import { type ClaimList, type ClaimTable, isMeterList, METER_LISTS, type MeterList } from '~/domain/findings/claim-lists';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { ClaimsView } from '~/domain/tables/subsidy-tables';
import type { ClaimRow } from '~/reports/tables/claims-list';
import { townOf } from '~/server/workflows/facts/read-coverage.server';
import { inSubsidies, type SubsidyQuery } from './read-subsidy.server';

/** So many findings of a list stand on the page of all lists. */
const FIRST_FINDINGS = 10;

/** A finding of a list: its number is shared by `households`, or it is about the one. */
export type ClaimGroup = Pick<ClaimRow, 'shared' | 'elsewhere' | 'amount' | 'why'> & {
  finding: string;
  state: ClaimHousehold['state'];
  households: { number: string; head: string; place: string; readings: readonly ReadingTrace[] }[];
};

/** 重复与异常: how many findings each list holds, and its first ones. */
export function readClaims(db: Database, person: Person, query: SubsidyQuery, now: Date) {
  return inSubsidies(db, person, query, now, async (sql, scope, place) => {
    const at = { division: place.division.code, season: place.season.name };
    const counts = await claimCounts(sql, scope, at);
    const lists: { key: ClaimList; count: number; findings: ClaimGroup[] }[] = [];
    for (const [key, count] of Object.entries(counts) as [ClaimList, number][]) {
      const first = { ...at, list: key, sort: 'number', dir: 'asc', page: 1, findings: FIRST_FINDINGS } as const;
      lists.push({ key, count, findings: count === 0 ? [] : groupsOf(await claimRows(sql, scope, first)) });
    }
    return { lists };
  });
}

function groupsOf(rows: readonly ClaimRow[]): ClaimGroup[] {
  const groups = new Map<string, ClaimGroup>();
  for (const { finding, state, shared, elsewhere, amount, why, ...household } of rows) {
    const group = groups.get(finding!) ?? { finding: finding!, state: state!, shared, elsewhere, amount, why, households: [] };
    groups.set(finding!, { ...group, households: [...group.households, household] });
  }
  return [...groups.values()];
}

/**
 * One of its lists, row by row: the households of a page of its findings, or of all. `count` is the number of findings; of a sign in the
 * readings, for which there are no findings, that of households.
 */
export function readClaimTable(
  db: Database,
  person: Person,
  query: SubsidyQuery & { only: ClaimTable; view: ClaimsView; page: number | null },
  now: Date,
) {
  return inSubsidies(db, person, query, now, async (sql, scope, place) => {
    const { only, view, page } = query;
    const division = place.division.code;
    const town = await townOf(sql, scope, { division, town: view.town });
    const at = { division: view.town ?? division, season: place.season.name };
    const { table, count } = isMeterList(only)
      ? await signRows(sql, scope, { ...at, list: only, page })
      : {
          table: await claimRows(sql, scope, { ...at, list: only, sort: view.sort, dir: view.dir, page }),
          count: (await claimCounts(sql, scope, at))[only],
        };
    const more = page !== null && page * ROWS_A_PAGE < count;
    const towns: Town[] = await townsBelow(sql, scope, division);
    return { table, count, more, town, towns };
  });
}

/** Where nothing was used, what the meter said is shown with it. */
const WITH_READINGS: readonly ClaimList[] = ['paidUnused', 'zeroUse'];

async function claimRows(
  sql: Sql,
  scope: Scope,
  query: ClaimsQuery & ClaimOrder & { list: ClaimList; page: number | null; findings?: number },
): Promise<ClaimRow[]> {
  const rows = await claimHouseholds(sql, scope, query);
  const numbers = WITH_READINGS.includes(query.list) ? rows.map(({ number }) => number) : [];
  const readings = numbers.length > 0 ? await readingsOfHouseholds(sql, scope, query.season, numbers) : new Map<string, ReadingTrace[]>();
  return rows.map((row) => ({ ...row, readings: readings.get(row.number) ?? [] }));
}

async function signRows(
  sql: Sql,
  scope: Scope,
  { list, page, ...at }: ClaimsQuery & { list: MeterList; page: number | null },
): Promise<{ table: ClaimRow[]; count: number }> {
  const { count, households } = await readMeterEvidence(sql, scope, { ...at, facts: 'household_facts' }, METER_LISTS[list], page);
  const none = { finding: null, state: null, shared: null, elsewhere: 0, amount: null, why: null };
  return { table: households.map((household) => ({ ...household, ...none })), count };
}
