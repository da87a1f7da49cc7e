import type { Database } from '~/database/connection/open.server';
import type { Sql } from '~/database/connection/sql.server';
import { dutyPhoneOf } from '~/database/divisions/duty-phones.server';
import { readZones, readZoneVillages } from '~/database/divisions/no-coal-zones.server';
import { type Town, townsBelow } from '~/database/divisions/towns-below.server';
import type { FactsView } from '~/database/facts/facts.server';
import { sumsOfDivisionAndChildren } from '~/database/facts/sums.server';
import { countListed } from '~/database/households/list.server';
import { type Job, latestJobs } from '~/database/jobs/jobs.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import { seasonByName } from '~/database/seasons/seasons.server';
import { ACCOUNTS_PAGE, countWithoutAccount, listWithoutAccount } from '~/database/subsidy/accounts.server';
import {
  type ArrearsOfAge,
  type ArrearsOfDivision,
  type ArrearsOfHousehold,
  arrearsByAge,
  listArrears,
} from '~/database/subsidy/arrears.server';
import {
  type BatchPayment,
  batchByNumber,
  batchResending,
  listBatches,
  noticeOfBatch,
  type OwedForBatch,
  openOfBatch,
  owedForBatch,
  PAYMENTS_PAGE,
  type PaymentBatch,
  paymentsOfBatch,
} from '~/database/subsidy/batches.server';
import { householdsByNumber, listEntitlements } from '~/database/subsidy/entitlement-list.server';
import { type Objection, objectionsOfBatch } from '~/database/subsidy/objections.server';
import {
  type ContinuityAndReburning,
  continuityAndReburning,
  type EntitledNow,
  entitledNow,
  type Fund,
  type FundOfLevel,
  fundsByLevel,
  householdsInArrears,
  type KindAndLevel,
  ledgerChangedSince,
  listFunds,
  overpaidOf,
  sumsByKindAndLevel,
} from '~/database/subsidy/overview.server';
import { type ConfirmationState, confirmationOf, policiesToConfirm } from '~/database/subsidy/policy-confirmation.server';
import { type ListedPolicy, listPolicies, policyByNumber } from '~/database/subsidy/policy-list.server';
import { type OpenToReconcile, openToReconcile } from '~/database/subsidy/reconcile.server';
import {
  type FailedPayment,
  failedPayments,
  TASKS_PAGE,
  type WaitingObjection,
  waitingObjections,
} from '~/database/subsidy/waiting/subsidy-tasks.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { DivisionSums } from '~/domain/coverage/division';
import type { Sums } from '~/domain/indicators/measures';
import { refuse } from '~/domain/problems';
import type { ArrearsView } from '~/domain/subsidy/arrears-view';
import type { EntitlementListView } from '~/domain/subsidy/entitlement-list-view';
import { comingSeasons, type Forecast } from '~/domain/subsidy/forecast';
import type { NoticeRow } from '~/domain/subsidy/payments/public-notice';
import type { ReducedHouseholdsView } from '~/domain/subsidy/reduced-households-view';
import { isBatchTask, type PaymentTask, type PolicyTask } from '~/domain/subsidy/subsidy-tasks';
import type { NotGivenReason } from '~/domain/subsidy/which-policies';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import {
  atPlaceAndSeason,
  type CoveragePlace,
  lastSeason,
  type NoSeasonYet,
  type PlaceQuery,
  townOf,
} from '~/server/workflows/facts/read-coverage.server';
import { householdsNotEntitled } from './compute-entitlements.server';
import { entitlementsJob } from './entitlements-job.server';
import { readReducedHouseholds, readStoredForecast } from './read-forecast.server';

/** Only the overview knows a past day (`asOf`). */
export type SubsidyQuery = PlaceQuery;

/** Checks right, division and season, then reads what the page shows. Everything comes from one snapshot. */
export async function inSubsidies<T>(
  db: Database,
  person: Person,
  query: SubsidyQuery & { withLastSeason?: boolean },
  now: Date,
  read: (sql: Sql, scope: Scope, place: CoveragePlace, view: FactsView) => Promise<T>,
): Promise<(CoveragePlace & T) | NoSeasonYet> {
  if (!mayPerson(person, 'subsidy.read')) refuse('access.not-allowed');
  return atPlaceAndSeason(db, person, query, now, async (sql, place, view) => ({
    ...place,
    ...(await read(sql, scopeOf(person), place, view)),
  }));
}

export type SubsidyOverview = {
  own: Sums;
  before: Sums | null;
  divisionsBelow: DivisionSums[];
  /** By kind, by fund and overpaid: null on a past day, of which only the facts are known. */
  kinds: KindAndLevel[] | null;
  funds: FundOfLevel[] | null;
  overpaid: number | null;
  /** Households in arrears of any kind of subsidy, in H or not. */
  inArrears: number;
};

/** 补贴总览. The sums are those of the coverage pages and the workbook. */
export function readSubsidyOverview(db: Database, person: Person, query: SubsidyQuery, now: Date) {
  return inSubsidies(db, person, { ...query, withLastSeason: true }, now, async (sql, scope, place, view): Promise<SubsidyOverview> => {
    const { code } = place.division;
    const season = place.season.name;
    const last = lastSeason(place);
    const { own, divisionsBelow } = await sumsOfDivisionAndChildren(sql, scope, code, [season, ...(last ? [last.name] : [])], view);
    const ofFacts = { own: own[0]!, before: own[1] ?? null, divisionsBelow };
    if (place.past) {
      const { households } = await countListed(sql, scope, { division: code, season, list: 'arrears' }, view);
      return { ...ofFacts, kinds: null, funds: null, overpaid: null, inArrears: households };
    }
    return {
      ...ofFacts,
      kinds: await sumsByKindAndLevel(sql, scope, code, season),
      funds: await fundsByLevel(sql, scope, code, season),
      overpaid: await overpaidOf(sql, scope, code, season),
      inArrears: own[0]!.arrears === 0 ? 0 : await householdsInArrears(sql, scope, code, season),
    };
  });
}

/** 补贴政策 of a division and season. */
export function readPolicies(db: Database, person: Person, query: SubsidyQuery & { task?: PolicyTask | null }, now: Date) {
  return inSubsidies(
    db,
    person,
    query,
    now,
    async (sql, scope, place): Promise<{ policies: ListedPolicy[] }> => ({
      policies: await listPolicies(sql, scope, place.division.code, place.season.name, query.task),
    }),
  );
}

/** One policy, or a refusal when it does not exist; null when none was asked for. */
export function readPolicy(db: Database, person: Person, query: SubsidyQuery & { policy: string }, now: Date) {
  return inSubsidies(
    db,
    person,
    query,
    now,
    async (sql, scope, place): Promise<{ listed: ListedPolicy; confirmation: ConfirmationState }> => ({
      listed: (await policyByNumber(sql, scope, place.division.code, query.policy)) ?? refuse('policy.unknown', { policy: query.policy }),
      confirmation: await confirmationOf(sql, query.policy),
    }),
  );
}

/** 资金: by level, and document by document. */
export function readFunds(db: Database, person: Person, query: SubsidyQuery, now: Date) {
  return inSubsidies(
    db,
    person,
    query,
    now,
    async (sql, scope, place): Promise<{ byLevel: FundOfLevel[]; funds: Fund[] }> => ({
      byLevel: await fundsByLevel(sql, scope, place.division.code, place.season.name),
      funds: await listFunds(sql, scope, place.division.code, place.season.name),
    }),
  );
}

/** 拖欠 by age, by division and by household. */
export function readArrears(db: Database, person: Person, query: { division: string; view: ArrearsView }, now: Date) {
  const { division, view } = query;
  return inSubsidies(
    db,
    person,
    { division, season: view.season },
    now,
    async (
      sql,
      scope,
      place,
    ): Promise<{
      ages: ArrearsOfAge;
      households: number;
      divisions: ArrearsOfDivision[];
      towns: Town[];
      rows: ArrearsOfHousehold[];
      more: boolean;
    }> => {
      await townOf(sql, scope, { division, town: view.town });
      const season = view.allSeasons ? null : place.season.name;
      const { own, households, divisionsBelow } = await arrearsByAge(sql, scope, division, season, place.asOf, view.kind);
      const rows = await listArrears(sql, scope, { ...view, division, season }, place.asOf);
      return {
        ages: own,
        households,
        divisions: divisionsBelow,
        towns: await townsBelow(sql, scope, division),
        rows: rows.slice(0, ROWS_A_PAGE),
        more: rows.length > ROWS_A_PAGE,
      };
    },
  );
}

/** 补贴延续 × 复烧. */
export function readReburning(db: Database, person: Person, query: SubsidyQuery, now: Date) {
  return inSubsidies(
    db,
    person,
    query,
    now,
    async (sql, scope, place): Promise<{ rows: ContinuityAndReburning[] }> => ({
      rows: await continuityAndReburning(sql, scope, place.division.code, place.season.name),
    }),
  );
}

/**
 * 核定应补: what is entitled now, and the person's latest trial or computation here. A trial is still valid while no policy and no
 * entitlement has changed since.
 */
export function readEntitlements(db: Database, person: Person, query: SubsidyQuery, now: Date) {
  return inSubsidies(
    db,
    person,
    query,
    now,
    async (
      sql,
      scope,
      place,
    ): Promise<{
      current: EntitledNow;
      toConfirm: number;
      latest: { job: Job; dryRun: boolean; stillTrue: boolean } | null;
      mayCompute: boolean;
    }> => {
      const season = place.season.name;
      const jobs = person.accountId === null ? [] : await latestJobs(sql, person.accountId, 20, entitlementsJob.key);
      const job = jobs.find(({ asked }) => asked.division === place.division.code && asked.season === season) ?? null;
      return {
        current: await entitledNow(sql, scope, place.division.code, season),
        toConfirm: await policiesToConfirm(sql, scope, place.division.code, season),
        latest: job && {
          job,
          dryRun: job.asked.dryRun === true,
          stillTrue: job.finishedAt !== null && !(await ledgerChangedSince(sql, job.finishedAt)),
        },
        mayCompute: mayPerson(person, 'entitlements.compute'),
      };
    },
  );
}

/** The households that a policy leaves without an entitlement for a reason, as the register is now. */
export function readNotEntitled(
  db: Database,
  person: Person,
  query: SubsidyQuery & { policy: string; reason: NotGivenReason; town?: string | null; page: number | null },
  now: Date,
) {
  return inSubsidies(db, person, query, now, async (sql, scope, place) => {
    const division = place.division.code;
    const town = await townOf(sql, scope, { division, town: query.town });
    const narrowed = { ...query, division: query.town ?? division, season: place.season.name };
    const { numbers, more } = await householdsNotEntitled(sql, narrowed);
    return { rows: await householdsByNumber(sql, scope, division, numbers), more, town, towns: await townsBelow(sql, scope, division) };
  });
}

/** 发放批次, and for those who draft them the amounts owed. */
export function readPayments(db: Database, person: Person, query: SubsidyQuery & { task?: PaymentTask | null; page?: number }, now: Date) {
  const { task = null, page = 1 } = query;
  return inSubsidies(
    db,
    person,
    query,
    now,
    async (
      sql,
      scope,
      place,
    ): Promise<{
      batches: PaymentBatch[];
      owed: OwedForBatch[];
      withoutAccount: { households: number; amount: number };
      mayDraft: boolean;
      objections: WaitingObjection[];
      failed: FailedPayment[];
      more: boolean;
    }> => {
      const mayDraft = mayPerson(person, 'payments.draft') && ['county', 'township', 'village'].includes(place.division.level);
      const at = [sql, scope, place.division.code, place.season.name] as const;
      const owed = mayDraft && task === null ? await owedForBatch(...at) : [];
      const objections = task === 'objections' ? await waitingObjections(...at, page) : [];
      const failed = task === 'failed' ? await failedPayments(...at, page) : [];
      return {
        batches: task === null || isBatchTask(task) ? await listBatches(...at, task) : [],
        owed,
        withoutAccount: owed.some((row) => row.withoutAccount > 0) ? await countWithoutAccount(...at) : { households: 0, amount: 0 },
        mayDraft,
        objections: objections.slice(0, TASKS_PAGE),
        failed: failed.slice(0, TASKS_PAGE),
        more: Math.max(objections.length, failed.length) > TASKS_PAGE,
      };
    },
  );
}

/** 没有收款账号的户: who is owed money that no card can bring. */
export function readWithoutAccount(db: Database, person: Person, query: SubsidyQuery & { page: number }, now: Date) {
  return inSubsidies(db, person, query, now, async (sql, scope, place) => {
    const { code } = place.division;
    const rows = await listWithoutAccount(sql, scope, code, place.season.name, query.page);
    return {
      rows: rows.slice(0, ACCOUNTS_PAGE),
      more: rows.length > ACCOUNTS_PAGE,
      ...(await countWithoutAccount(sql, scope, code, place.season.name)),
    };
  });
}

/** 一批发放 with a page of its payments. */
export function readBatch(
  db: Database,
  person: Person,
  query: SubsidyQuery & { batch: string; page: number; failedOnly?: boolean },
  now: Date,
) {
  return inSubsidies(
    db,
    person,
    query,
    now,
    async (
      sql,
      scope,
      place,
    ): Promise<{
      batch: PaymentBatch;
      payments: BatchPayment[];
      more: boolean;
      resentBy: string | null;
      toResend: number;
      withoutAccount: number;
      /** Of a released batch. */
      open: OpenToReconcile | null;
      seasonOpen: boolean;
      objections: Objection[];
    }> => {
      const { code } = place.division;
      const batch = (await batchByNumber(sql, scope, code, query.batch)) ?? refuse('batch.unknown', { batch: query.batch });
      const payments = await paymentsOfBatch(sql, scope, code, query.batch, query.page, query.failedOnly);
      return {
        batch,
        payments: payments.slice(0, PAYMENTS_PAGE),
        more: payments.length > PAYMENTS_PAGE,
        resentBy: await batchResending(sql, scope, code, query.batch),
        ...(await openOfBatch(sql, code, query.batch)),
        objections: await objectionsOfBatch(sql, scope, code, query.batch),
        open: batch.state === 'released' ? await openToReconcile(sql, batch) : null,
        seasonOpen: batch.season !== null && (await seasonByName(sql, batch.season))?.closedAt === null,
      };
    },
  );
}

/** 公示名单 of a batch. */
export function readNotice(db: Database, person: Person, query: SubsidyQuery & { batch: string }, now: Date) {
  return inSubsidies(
    db,
    person,
    query,
    now,
    async (sql, scope, place): Promise<{ batch: PaymentBatch; lines: NoticeRow[]; phone: string | null }> => ({
      phone: await dutyPhoneOf(sql, scope, place.division.code),
      batch: (await batchByNumber(sql, scope, place.division.code, query.batch)) ?? refuse('batch.unknown', { batch: query.batch }),
      lines: await noticeOfBatch(sql, scope, place.division.code, query.batch),
    }),
  );
}

/** 三年测算: five scenarios side by side. Nothing is written. */
export function readSubsidyForecast(db: Database, person: Person, query: SubsidyQuery & { percent: number }, now: Date) {
  return inSubsidies(db, person, query, now, async (sql, scope, place): Promise<{ forecasts: Forecast[] }> => {
    const { code } = place.division;
    return {
      forecasts: await readStoredForecast(
        sql,
        scope,
        { division: code, season: place.season.name, facts: 'household_facts' },
        query.percent,
      ),
    };
  });
}

/** 禁煤区 of a division: its zones by document, including those that begin later, and their villages. */
export function readNoCoalZones(db: Database, person: Person, query: SubsidyQuery, now: Date) {
  return inSubsidies(db, person, query, now, async (sql, scope, place) => {
    const of = { division: place.division.code, season: place.season.name, asOf: place.asOf, rollUp: 'roll_up', coming: true };
    return { zones: await readZones(sql, scope, of), villages: await readZoneVillages(sql, scope, of) };
  });
}

/** 明细: the entitlements behind an amount of a division and season. */
export function readEntitlementList(db: Database, person: Person, query: SubsidyQuery & { view: EntitlementListView }, now: Date) {
  return inSubsidies(db, person, query, now, (sql, scope, place) =>
    listEntitlements(sql, scope, { ...query.view, division: place.division.code, season: place.season.name }),
  );
}

/** 少领的户 of a scenario of the forecast, in one of the coming seasons. */
export function readReducedHouseholdList(db: Database, person: Person, query: SubsidyQuery & { view: ReducedHouseholdsView }, now: Date) {
  return inSubsidies(db, person, query, now, async (sql, scope, place) => {
    const season = place.season.name;
    const coming = comingSeasons(season).find((one) => one === query.view.coming) ?? comingSeasons(season)[0]!;
    const { of, page, scenario } = query.view;
    return {
      coming,
      ...(await readReducedHouseholds(
        sql,
        scope,
        { division: place.division.code, season, facts: 'household_facts', coming, of, page },
        scenario,
      )),
    };
  });
}
