import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { type CheckerRow, type CheckRow, checkersOf, checkInScope, storeChecker, storeWithdrawal } from '~/database/quality/checks.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { whyNotChecker } from '~/domain/quality/who-checks';
import { requireOpenSeason } from '~/server/workflows/survey/submit-visit.server';

/** 安排谁去查: a cadre of another village or a reviewer of the township. Before it is done it can be given to somebody else. */
export async function assignChecks(
  db: Database,
  person: Person,
  input: { township: string; checks: readonly string[]; checker: string },
  now: Date,
): Promise<number> {
  if (!mayPerson(person, 'spot-check.draw')) refuse('access.not-allowed');
  if (input.checks.length === 0) refuse('spot-check.none-chosen');
  return inTransaction(db, async (sql) => {
    const scope = scopeOf(person);
    const checks = await lockChecks(sql, scope, input.checks);
    const ended = checks.filter(({ state }) => state === 'done' || state === 'withdrawn').length;
    if (ended > 0) refuse('spot-check.changed-meanwhile', { count: ended });
    for (const season of new Set(checks.map((check) => check.season))) await requireOpenSeason(sql, season);
    const checker =
      (await checkersOf(sql, scope, input.township)).find(({ accountId }) => accountId === input.checker) ??
      refuse('spot-check.checker-unknown');
    for (const check of checks) requireChecker(checker, check, input.township);
    await storeChecker(
      sql,
      checks.map(({ id }) => id),
      checker.accountId,
      person.username,
      now,
    );
    await appendHistory(
      sql,
      now,
      person.username,
      checks.map((check) => ({
        chain: check.villageCode,
        action: 'spot-check.assign',
        entity: 'spot-check',
        entityKey: check.id,
        before: { checker: check.checkerId },
        after: { household: check.household, checker: checker.accountId },
      })),
    );
    return checks.length;
  });
}

/** 撤回: nobody needs to check it any more, with a reason in words. What was drawn stays. */
export async function withdrawCheck(db: Database, person: Person, input: { check: string; reason: string }, now: Date): Promise<void> {
  if (!mayPerson(person, 'spot-check.draw')) refuse('access.not-allowed');
  const reason = input.reason.trim();
  if (reason === '') refuse('reason.missing');
  if (reason.length > 500) refuse('reason.too-long', { most: 500 });
  await inTransaction(db, async (sql) => {
    const [check] = await lockChecks(sql, scopeOf(person), [input.check]);
    if (check!.state === 'done' || check!.state === 'withdrawn') refuse('spot-check.changed-meanwhile', { count: 1 });
    await storeWithdrawal(sql, check!.id, person.username, reason, now);
    await appendHistory(sql, now, person.username, [
      {
        chain: check!.villageCode,
        action: 'spot-check.withdraw',
        entity: 'spot-check',
        entityKey: check!.id,
        before: { checker: check!.checkerId },
        after: { household: check!.household, withdrawnAt: now.toISOString() },
        reason,
      },
    ]);
  });
}

async function lockChecks(sql: Sql, scope: Scope, ids: readonly string[]): Promise<CheckRow[]> {
  const checks: CheckRow[] = [];
  for (const id of [...new Set(ids)].sort()) checks.push((await checkInScope(sql, scope, id, true)) ?? refuse('spot-check.unknown'));
  return checks;
}

function requireChecker(checker: CheckerRow, check: CheckRow, township: string): void {
  const why = whyNotChecker(
    {
      accountId: checker.accountId,
      name: checker.name,
      role: checker.role,
      worksInVillage: checker.divisions.includes(check.villageCode),
      worksInTownship: check.villageCode.startsWith(township),
    },
    { accountId: check.firstAccount, visitor: check.firstVisitor },
  );
  const whose = { head: check.head, number: check.household };
  if (why === 'own-visit') refuse('spot-check.checker-own-visit', whose);
  if (why === 'own-village') refuse('spot-check.checker-own-village', whose);
  if (why !== null) refuse('spot-check.checker-unknown');
}
