import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { thresholdsOfSeason } from '~/database/plans/flagged-villages.server';
import { plannedVillages } from '~/database/plans/plan-figures.server';
import {
  contentOfVersion,
  insertPlan,
  insertStep,
  type PlanRow,
  planInScope,
  storeContent,
  storeState,
  villagesPlanned,
  writersOf,
} from '~/database/plans/plans.server';
import { scopeOf } from '~/database/scope.server';
import { lockSeason } from '~/database/seasons/seasons.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { changedIn, mergeContent } from '~/domain/plans/merge-content';
import { PLAN_PARTS } from '~/domain/plans/parts/parts';
import type { NewPlan, PlanContent, PlanForm } from '~/domain/plans/plan-content';
import { isWritable, mayDecide, needsWords, type PlanDecision, stateAfter } from '~/domain/plans/plan-states';
import { triggersOf } from '~/domain/plans/village-trigger';
import { refuse } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { words } from '~/i18n/words.server';
import { gatherFigures } from './gather-figures.server';
import { figuresOfParts, fingerprint, firstContent, scopeOfPlan } from './plan-text.server';

/**
 * 建立方案 for flagged villages of one county that no plan of the season covers; filled in with what the records say. Returns its number.
 * A closed season may still get its plan: it looks ahead.
 */
export async function draftPlan(db: Database, person: Person, asked: NewPlan & { season: string }, now: Date): Promise<PlanRow> {
  if (!mayPerson(person, 'plans.write')) refuse('access.not-allowed');
  return inTransaction(db, async (sql) => {
    const scope = scopeOf(person);
    // Whoever makes a second plan for the same village waits here.
    if (!(await lockSeason(sql, asked.season))) refuse('season.unknown', { season: asked.season });
    const place = { villages: asked.village, season: asked.season, asOf: dayInShanghai(now) };
    const villages = await plannedVillages(sql, scope, place);
    const unknown = asked.village.find((code) => !villages.some((village) => village.code === code));
    if (unknown !== undefined) refuse('division.unknown', { code: unknown });
    if (new Set(villages.map(({ countyCode }) => countyCode)).size > 1) refuse('plan.other-counties');
    const limits = await thresholdsOfSeason(sql, asked.season);
    const calm = villages.filter((village) => triggersOf(village, limits).length === 0);
    if (calm.length > 0) refuse('plan.village-not-flagged', { villages: calm.map(({ name }) => name).join('、') });
    const planned = await villagesPlanned(sql, asked.season, asked.village);
    if (planned.length > 0) refuse('plan.village-planned', { villages: planned.join('、') });
    const content = firstContent(asked, await gatherFigures(sql, scope, place));
    const at = now.toISOString();
    const number = await insertPlan(sql, {
      season: asked.season,
      countyCode: villages[0]!.countyCode,
      content,
      by: person.username,
      at,
      villages: villages.map(({ code, compared, unstable, reburning }) => ({ code, trigger: { compared, unstable, reburning } })),
    });
    await step(sql, person, now, { plan: number, kind: 'drafted', version: 1, words: null, content });
    const plan = (await planInScope(sql, scope, number))!;
    await note(sql, person, now, plan, 'plan.draft', { season: asked.season, name: content.name, villages: asked.village });
    return plan;
  });
}

/** 保存为新版本. What somebody else saved meanwhile in other parts stays; in the same part it is refused, with what was typed kept. */
export async function savePlan(
  db: Database,
  person: Person,
  asked: { number: string; form: PlanForm; language: Language },
  now: Date,
): Promise<{ version: number; changed: boolean }> {
  if (!mayPerson(person, 'plans.write')) refuse('access.not-allowed');
  return inTransaction(db, async (sql) => {
    const scope = scopeOf(person);
    const plan = (await planInScope(sql, scope, asked.number, true)) ?? refuse('plan.unknown', { number: asked.number });
    if (!isWritable(plan.state)) refuse('plan.not-writable');
    const { form } = asked;
    const base = (await contentOfVersion(sql, plan.number, form.version)) ?? refuse('form.outdated');
    const typed = await typedContent(sql, person, plan, base, form, now);
    const { content, conflicts } = mergeContent(base, plan.content, typed);
    if (conflicts.length > 0) {
      const t = words(asked.language);
      const named = conflicts.map((key) =>
        (PLAN_PARTS as readonly string[]).includes(key)
          ? t(`plans:part.${key}` as 'plans:part.path')
          : t(`plans:field.${key}` as 'plans:field.name'),
      );
      refuse('plan.changed-meanwhile', { version: plan.version, parts: named.join('、') });
    }
    const changed = changedIn(plan.content, content);
    if (changed.head.length + changed.parts.length === 0) return { version: plan.version, changed: false };
    const version = plan.version + 1;
    await storeContent(sql, plan.number, { content, version, by: person.username, at: now.toISOString() });
    await step(sql, person, now, { plan: plan.number, kind: 'saved', version, words: null, content });
    await note(sql, person, now, plan, 'plan.save', { version, head: changed.head, parts: changed.parts }, { version: plan.version });
    return { version, changed: true };
  });
}

/** What the form says, over the version it began from; figures only where the person took over those that the page showed. */
async function typedContent(sql: Sql, _person: Person, plan: PlanRow, base: PlanContent, form: PlanForm, now: Date): Promise<PlanContent> {
  const taken = PLAN_PARTS.some((part) => form.parts[part].take !== '');
  const figures = taken
    ? await gatherFigures(sql, scopeOfPlan(plan), { villages: plan.villages, season: plan.season, asOf: dayInShanghai(now) })
    : null;
  const current = figures && figuresOfParts(figures);
  const parts = Object.fromEntries(
    PLAN_PARTS.map((part) => {
      const { text, take } = form.parts[part];
      const fresh = current && take !== '' && fingerprint(current[part]) === take;
      return [part, { text, figures: fresh ? current[part] : base.parts[part].figures }];
    }),
  ) as PlanContent['parts'];
  const { name, unit, person: who, dueOn, budget } = form;
  const newArea = figures !== null && parts.overview.figures !== base.parts.overview.figures;
  return {
    name,
    unit,
    person: who,
    dueOn,
    budget,
    villages: newArea ? figures.villages : base.villages,
    asOf: newArea ? figures.asOf : base.asOf,
    parts,
  };
}

/** 报批、批准、退回、修订. Approving and returning is for a second person of the county. */
export async function decidePlan(
  db: Database,
  person: Person,
  asked: { number: string; decision: PlanDecision; version: number; words: string; language: Language },
  now: Date,
): Promise<void> {
  const { decision } = asked;
  const approves = decision === 'approve' || decision === 'return';
  if (!mayPerson(person, approves ? 'plans.approve' : 'plans.write')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    const plan = (await planInScope(sql, scopeOf(person), asked.number, true)) ?? refuse('plan.unknown', { number: asked.number });
    const state = stateAfter(plan.state, decision);
    if (state === null || plan.version !== asked.version) {
      return refuse('plan.other-state', { state: words(asked.language)(`plans:state.${plan.state}`), version: plan.version });
    }
    if (approves && !mayDecide(person.username, { writers: await writersOf(sql, plan.number), submittedBy: plan.submittedBy }))
      refuse('plan.own');
    if (needsWords(decision) && asked.words === '') refuse('reason.missing');
    if (decision === 'submit') requireComplete(plan.content, asked.language);
    await storeState(sql, plan.number, {
      state,
      submittedBy: decision === 'submit' ? person.username : decision === 'approve' ? plan.submittedBy : null,
      approvedBy: decision === 'approve' ? person.username : null,
      approvedOn: decision === 'approve' ? dayInShanghai(now) : null,
    });
    const kind = ({ submit: 'submitted', approve: 'approved', return: 'returned', reopen: 'reopened' } as const)[decision];
    await step(sql, person, now, { plan: plan.number, kind, version: plan.version, words: asked.words || null, content: null });
    await note(sql, person, now, plan, `plan.${decision}`, { state, version: plan.version }, { state: plan.state }, asked.words);
  });
}

/** A plan that names no office and no deadline cannot be followed up. */
function requireComplete(content: PlanContent, language: Language): void {
  const t = words(language);
  const missing = [
    ...(['unit', 'person', 'dueOn'] as const).filter((key) => !content[key]).map((key) => t(`plans:field.${key}`)),
    ...PLAN_PARTS.filter((part) => content.parts[part].text === '').map((part) => t(`plans:part.${part}`)),
  ];
  if (missing.length > 0) refuse('plan.incomplete', { fields: missing.join('、') });
}

function step(
  sql: Sql,
  person: Person,
  now: Date,
  what: Omit<Parameters<typeof insertStep>[1], 'at' | 'actor' | 'actorName'>,
): Promise<void> {
  return insertStep(sql, { ...what, at: now.toISOString(), actor: person.username, actorName: person.name });
}

/** In the chain of the first village of the plan. */
function note(
  sql: Sql,
  person: Person,
  now: Date,
  plan: PlanRow,
  action: string,
  after: unknown,
  before?: unknown,
  reason?: string,
): Promise<void> {
  return appendHistory(sql, now, person.username, [
    { chain: plan.villages[0]!, action, entity: 'operation-plan', entityKey: plan.number, before, after, reason: reason || undefined },
  ]);
}
