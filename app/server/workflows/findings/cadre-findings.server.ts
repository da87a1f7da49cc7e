import { createHash } from 'node:crypto';
import type { Sql } from '~/database/connection/sql.server';
import { type CadreFindingRow, cadreFindings, doorsOfHouseholds } from '~/database/findings/cadre-findings.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { type CadreFinding, isCadreRule, toDoFirst, type VillageFindings } from '~/domain/findings/cadre-finding';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { open } from '~/server/personal/seal.server';

/**
 * 一个村给手机的问题: all of them, when they are others than those the phone has (`mark`), else nothing. They are few, and what is gone, closed
 * or of a household that moved is missing from the list; no history has to tell it.
 */
export async function findingsForPhone(
  sql: Sql,
  scope: Scope,
  query: { village: string; season: string; accountId: string | null; mark: string },
): Promise<VillageFindings | undefined> {
  const rows = await cadreFindings(sql, scope, query);
  const mark = createHash('sha256').update(canonicalJson(rows)).digest('hex').slice(0, 16);
  return mark === query.mark ? undefined : { mark, list: rows.map(shown) };
}

/** Those of the person's own households, for the pages of the web. */
export async function ownFindings(sql: Sql, person: Person, query: { household?: string; season: string | null }): Promise<CadreFinding[]> {
  return (await cadreFindings(sql, scopeOf(person), { ...query, accountId: person.accountId })).map(shown);
}

/** What is to be seen to first, with the doors, as far as a page shows it; `total` counts all. */
export async function todoFindings(sql: Sql, person: Person, season: string, most: number) {
  const all = toDoFirst(await ownFindings(sql, person, { season }));
  const findings = all.slice(0, most);
  const doors = await doorsOfHouseholds(
    sql,
    scopeOf(person),
    findings.map(({ household }) => household),
  );
  const rows = findings.flatMap((finding) => {
    const door = doors.get(finding.household);
    return door ? [{ ...finding, ...door }] : [];
  });
  return { rows, total: all.length };
}

function shown({ saidSealed, saidBy, saidAt, rule, kind, ...row }: CadreFindingRow): CadreFinding {
  const ofTheirs = isCadreRule(rule);
  return {
    ...row,
    // Given by name, a finding of another rule says only what is to be done.
    rule: ofTheirs ? rule : null,
    kind: rule === null ? kind : null,
    said: saidSealed === null ? null : { text: open(saidSealed), by: saidBy!, at: new Date(saidAt!).toISOString() },
  };
}
