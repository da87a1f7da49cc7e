import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { type CoveringPlan, figuresSince, thresholdsOfSeason, villagesAndPlans } from '~/database/plans/flagged-villages.server';
import { contentOfVersion, type PlanRow, type PlanStep, planInScope, plansBelow, stepsOf, writersOf } from '~/database/plans/plans.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import { seasonStates } from '~/database/seasons/seasons.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { DivisionStep } from '~/domain/coverage/division';
import { seasonToShow } from '~/domain/coverage/which-season';
import type { Thresholds } from '~/domain/findings/thresholds';
import { type FollowedSeason, followUp } from '~/domain/plans/follow-up';
import { changedIn } from '~/domain/plans/merge-content';
import { PLAN_PARTS, type PlanPart } from '~/domain/plans/parts/parts';
import { dutiesTable } from '~/domain/plans/parts/responsibilities';
import type { PlanDuties } from '~/domain/plans/plan-figures';
import { type AreaState, areaState, isOverdue, type PlanShow } from '~/domain/plans/plan-list';
import { isWritable, mayDecide, type PlanState } from '~/domain/plans/plan-states';
import { type AreaFigures, type Trigger, triggersOf } from '~/domain/plans/village-trigger';
import { refuse } from '~/domain/problems';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { partText, type TableWords, tableWords } from '~/i18n/plan-words';
import { words } from '~/i18n/words.server';
import { atPlaceAndSeason } from '~/server/workflows/facts/read-coverage.server';
import { gatherFigures } from './gather-figures.server';
import { figuresOfParts, fingerprint, paperText, scopeOfPlan } from './plan-text.server';

type FlaggedVillage = AreaFigures & {
  code: string;
  name: string;
  place: string;
  countyCode: string;
  triggers: Trigger[];
  state: AreaState;
  plan: (CoveringPlan & { overdue: boolean; again: boolean }) | null;
};

/** The villages below a division that need a plan in a season, with the plan that covers them. */
export async function flaggedVillages(
  sql: Sql,
  scope: Scope,
  query: { division: string; season: string; rollUp?: string },
  limits: Thresholds,
  today: CalendarDay,
): Promise<FlaggedVillage[]> {
  const villages = await villagesAndPlans(sql, scope, query);
  return villages
    .map((village) => ({ ...village, triggers: triggersOf(village, limits) }))
    .filter(({ triggers }) => triggers.length > 0)
    .map(({ plan, ...village }) => ({
      ...village,
      state: areaState(plan),
      plan: plan && { ...plan, overdue: isOverdue(plan, today), again: plan.season < query.season },
    }));
}

type FollowedPlan = {
  number: string;
  countyCode: string;
  name: string;
  season: string;
  state: PlanState;
  villages: number;
  first: FollowedSeason | null;
  latest: FollowedSeason | null;
  again: boolean;
};

/** 方案列表: flagged villages of a division and season, and how the plans there are doing. */
export function readPlanList(
  db: Database,
  person: Person,
  query: { division: string; season: string | null; show: PlanShow; page: number },
  now: Date,
) {
  if (!mayPerson(person, 'plans.read')) refuse('access.not-allowed');
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const scope = scopeOf(person);
    const season = place.season.name;
    const limits = await thresholdsOfSeason(sql, season);
    const flagged = await flaggedVillages(sql, scope, { division: place.division.code, season }, limits, dayInShanghai(now));
    const missing = flagged.filter(({ state }) => state === 'missing');
    const plans = await plansBelow(sql, scope, { division: place.division.code, season });
    const submitted = plans.filter(({ state }) => state === 'submitted');
    const { show, page } = query;
    const onPage = <T>(rows: readonly T[]) => rows.slice((page - 1) * ROWS_A_PAGE, page * ROWS_A_PAGE);
    const villages = show === 'missing' ? missing : show === 'all' ? flagged : [];
    const shownPlans = show === 'submitted' ? submitted : show === 'plans' ? plans : [];
    const followed: FollowedPlan[] = [];
    for (const plan of onPage(shownPlans)) {
      const { seasons, flaggedAgain } = await followedSeasons(sql, plan, season);
      followed.push({
        number: plan.number,
        countyCode: plan.countyCode,
        name: plan.content.name,
        season: plan.season,
        state: plan.state,
        villages: plan.villages.length,
        first: seasons[0] ?? null,
        latest: seasons.length > 1 ? seasons.at(-1)! : null,
        again: flaggedAgain,
      });
    }
    return {
      ...place,
      limits: { fewest: limits.fewestCompared, unstable: limits.unstablePercent, reburn: limits.reburnPercent },
      show,
      page,
      more: villages.length + shownPlans.length > page * ROWS_A_PAGE,
      counts: { all: flagged.length, missing: missing.length, plans: plans.length, submitted: submitted.length },
      villages: onPage(villages),
      plans: followed,
      mayWrite: mayPerson(person, 'plans.write'),
    };
  });
}

/** 跟踪 of a plan up to a season (the latest one when null). */
async function followedSeasons(sql: Sql, plan: PlanRow, until: string | null) {
  const since = await figuresSince(sql, scopeOfPlan(plan), { villages: plan.villages, from: plan.season });
  return followUp(
    since.filter(({ season }) => until === null || season <= until),
    await thresholdsOfSeason(sql, plan.season),
  );
}

type PlanOnScreen = {
  trail: DivisionStep[];
  number: string;
  season: string;
  state: PlanState;
  version: number;
  by: string;
  at: string;
  approvedOn: CalendarDay | null;
  head: PlanDuties & { name: string };
  villages: { code: string; name: string }[];
  asOf: CalendarDay;
  parts: {
    part: PlanPart;
    text: string;
    /** As the records are now, in the person's language. */
    data: string;
    tables: TableWords[];
    /** What “用新数据” puts into the text. */
    paper: string;
    fingerprint: string;
    changed: boolean;
  }[];
  duties: TableWords;
  steps: PlanStep[];
  follow: FollowedSeason[];
  again: boolean;
  compared: ComparedVersions | null;
  may: { write: boolean; save: boolean; decide: boolean; own: boolean };
};
type ComparedVersions = {
  before: number;
  after: number;
  head: boolean;
  parts: { part: PlanPart; before: string; after: string; onlyData: boolean }[];
};

/** One plan with what the records say now beside what was written. `compare`: a version, against the one before it. */
export async function readPlan(
  db: Database,
  person: Person,
  query: { number: string; compare: number | null; language: Language },
  now: Date,
): Promise<PlanOnScreen> {
  if (!mayPerson(person, 'plans.read')) refuse('access.not-allowed');
  return inTransaction(db, async (sql) => {
    const scope = scopeOf(person);
    const plan = (await planInScope(sql, scope, query.number)) ?? refuse('plan.unknown', { number: query.number });
    const today = dayInShanghai(now);
    const figures = await gatherFigures(sql, scopeOfPlan(plan), { villages: plan.villages, season: plan.season, asOf: today });
    const current = figuresOfParts(figures);
    const t = words(query.language) as never;
    const steps = await stepsOf(sql, plan.number);
    const { seasons, flaggedAgain } = await followedSeasons(sql, plan, null);
    const { name, unit, person: who, dueOn, budget, parts } = plan.content;
    const writes = mayPerson(person, 'plans.write');
    const own = !mayDecide(person.username, { writers: await writersOf(sql, plan.number), submittedBy: plan.submittedBy });
    return {
      // A township sees its own part of the tree.
      trail: (await divisionTrail(sql, scope, plan.countyCode)) ?? (await trailOfVillages(sql, scope, plan.villages)),
      number: plan.number,
      season: plan.season,
      state: plan.state,
      version: plan.version,
      by: steps.find(({ version, kind }) => version === plan.version && (kind === 'saved' || kind === 'drafted'))?.by ?? plan.writtenBy,
      at: new Date(plan.writtenAt).toISOString(),
      approvedOn: plan.approvedOn,
      head: { name, unit, person: who, dueOn, budget },
      villages: plan.content.villages.map(({ code, name: village }) => ({ code, name: village })),
      asOf: today,
      parts: PLAN_PARTS.map((part) => ({
        part,
        text: parts[part].text,
        data: partText(t, current[part]),
        tables: current[part].tables.map((table) => tableWords(t, table)),
        paper: paperText(current[part]),
        fingerprint: fingerprint(current[part]),
        changed: fingerprint(current[part]) !== fingerprint(parts[part].figures),
      })),
      duties: tableWords(t, dutiesTable(plan.content.villages, plan.content)),
      steps,
      follow: seasons,
      again: flaggedAgain,
      compared: query.compare === null ? null : await compared(sql, plan.number, query.compare),
      may: {
        write: writes,
        save: writes && isWritable(plan.state),
        decide: mayPerson(person, 'plans.approve') && plan.state === 'submitted',
        own,
      },
    };
  });
}

async function trailOfVillages(sql: Sql, scope: Scope, villages: readonly string[]): Promise<DivisionStep[]> {
  for (const village of villages) {
    const trail = await divisionTrail(sql, scope, village);
    if (trail) return trail.filter(({ level }) => level !== 'village');
  }
  return [];
}

async function compared(sql: Sql, number: string, after: number): Promise<ComparedVersions | null> {
  const [older, newer] = [await contentOfVersion(sql, number, after - 1), await contentOfVersion(sql, number, after)];
  if (!older || !newer) return null;
  const { head, parts } = changedIn(older, newer);
  return {
    before: after - 1,
    after,
    head: head.length > 0,
    parts: parts.map((part) => ({
      part,
      before: older.parts[part].text,
      after: newer.parts[part].text,
      onlyData: older.parts[part].text === newer.parts[part].text,
    })),
  };
}

/** What the form of a new plan offers: the flagged villages of a county that no plan covers. */
export function readNewPlan(db: Database, person: Person, query: { division: string; season: string | null }, now: Date) {
  if (!mayPerson(person, 'plans.write')) refuse('access.not-allowed');
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const season = place.season.name;
    const limits = await thresholdsOfSeason(sql, season);
    const flagged = await flaggedVillages(sql, scopeOf(person), { division: place.division.code, season }, limits, dayInShanghai(now));
    return {
      ...place,
      villages: flagged
        // One that a plan of an earlier season covers may get a new one.
        .filter(({ plan }) => plan === null || plan.season < season)
        .map(({ code, name, place: where, triggers }) => ({ code, name, place: where, triggers })),
    };
  });
}

/** 待办: flagged villages without a plan in the season at hand, and plans that wait for this person; null where there is no season. */
export async function countPlanTasks(
  db: Database,
  person: Person,
  division: string,
  now: Date,
): Promise<{ season: string; missing: number; toApprove: number } | null> {
  if (!mayPerson(person, 'plans.write')) return null;
  return inTransaction(db, async (sql) => {
    const scope = scopeOf(person);
    const today = dayInShanghai(now);
    const season = seasonToShow(await seasonStates(sql), null, today);
    if (!season) return null;
    const limits = await thresholdsOfSeason(sql, season.name);
    const flagged = await flaggedVillages(sql, scope, { division, season: season.name }, limits, today);
    const plans = await plansBelow(sql, scope, { division, season: season.name });
    return {
      season: season.name,
      missing: flagged.filter(({ state }) => state === 'missing').length,
      toApprove: plans.filter(({ state }) => state === 'submitted').length,
    };
  });
}
