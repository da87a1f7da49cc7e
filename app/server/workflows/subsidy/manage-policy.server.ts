import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { lockSeason } from '~/database/seasons/seasons.server';
import {
  concernsScope,
  hasEntitlements,
  insertPolicy,
  lockPolicy,
  otherSuperseding,
  policyColumns,
  updatePolicy,
} from '~/database/subsidy/policy-changes.server';
import { askForConfirmation, lockToConfirm, storeConfirmation } from '~/database/subsidy/policy-confirmation.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import type { Policy } from '~/domain/subsidy/policy';
import { type ConfirmationStep, confirmationsNeeded } from '~/domain/subsidy/policy-confirmation';

/**
 * 新增、修改政策. A policy with entitlements cannot be changed, only superseded, so that everybody can still read what was promised
 * when. A policy is in force once it is confirmed; it changes no entitlement by itself, computing them is a separate step.
 */
export async function savePolicy(db: Database, person: Person, policy: Policy, how: 'new' | 'change', now: Date): Promise<void> {
  if (!mayPerson(person, 'policies.manage')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    if (!(await inScope(sql, scopeOf(person), policy.division))) refuse('division.unknown', { code: policy.division });
    const season = await lockSeason(sql, policy.season);
    if (!season) return refuse('season.unknown', { season: policy.season });
    if (season.closedAt !== null) refuse('season.closed', { season: policy.season });
    if (policy.supersedes !== null) await requireSupersedable(sql, person, policy, policy.supersedes);
    const after = policyColumns(policy);
    if (how === 'new') {
      if (!(await insertPolicy(sql, policy, person.username, now))) refuse('policy.number-taken', { policy: policy.policy });
      await askForConfirmation(sql, policy.policy, person.username, confirmationsNeeded(policy));
      await appendHistory(sql, now, person.username, [
        { chain: SYSTEM_CHAIN, action: 'policy.add', entity: 'policy', entityKey: policy.policy, after },
      ]);
      return;
    }
    const before = (await lockPolicy(sql, scopeOf(person), policy.policy)) ?? refuse('policy.unknown', { policy: policy.policy });
    if (await hasEntitlements(sql, policy.policy)) refuse('policy.in-use', { policy: policy.policy });
    await updatePolicy(sql, policy);
    await askForConfirmation(sql, policy.policy, person.username, confirmationsNeeded(policy));
    await appendHistory(sql, now, person.username, [
      { chain: SYSTEM_CHAIN, action: 'policy.change', entity: 'policy', entityKey: policy.policy, before, after },
    ]);
  });
}

/**
 * 确认政策: by a second person of the office, never the one who entered it, or for a level that it charges, with the document by which that
 * level agrees. Levels above the city have no account here: the city records their document.
 */
export async function confirmPolicy(
  db: Database,
  person: Person,
  asked: { policy: string; step: ConfirmationStep; document: string | null },
  now: Date,
): Promise<void> {
  if (!mayPerson(person, asked.step === 'second' ? 'policies.confirm' : 'policies.confirm-level')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    const found = (await lockToConfirm(sql, scopeOf(person), asked.policy)) ?? refuse('policy.unknown', { policy: asked.policy });
    if (!found.toConfirm.includes(asked.step)) refuse('policy.confirmed-already', { policy: asked.policy });
    if (found.enteredBy === person.username) refuse('policy.own-entry');
    await storeConfirmation(sql, { ...asked, by: person.username, at: now.toISOString() });
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: 'policy.confirm',
        entity: 'policy',
        entityKey: asked.policy,
        before: { to_confirm: found.toConfirm },
        after: { to_confirm: found.toConfirm.filter((step) => step !== asked.step), step: asked.step, document: asked.document },
      },
    ]);
  });
}

/**
 * Checks that the superseded policy exists and concerns the person, and that nothing else supersedes it for the same
 * households. Two counties may each supersede the city's policy for themselves.
 */
async function requireSupersedable(sql: Sql, person: Person, policy: Policy, supersedes: string): Promise<void> {
  if (!(await concernsScope(sql, scopeOf(person), supersedes))) refuse('policy.unknown', { policy: supersedes });
  const other = await otherSuperseding(sql, policy);
  if (other !== null) refuse('policy.superseded-already', { policy: supersedes, other });
}
