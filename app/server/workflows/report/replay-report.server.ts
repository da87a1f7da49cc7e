import { createHash } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { batchesOf, refreshDueFacts } from '~/database/facts/facts.server';
import {
  allSignedReports,
  factsOfVillages,
  figuresBelow,
  frozenFigures,
  recordedFacts,
  recordsOf,
  type SignedReport,
  signedReport,
  type VillageFacts,
} from '~/database/report/signed-reports.server';
import { EVERYTHING, type Scope, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { noSums, type Sums } from '~/domain/indicators/measures';
import { refuse } from '~/domain/problems';
import {
  addUp,
  type FigureDifference,
  figureDifferences,
  type HouseholdDifference,
  householdDifferences,
  type RecordedFacts,
} from '~/domain/report/replay';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { dayInShanghai } from '~/domain/time/calendar-day';
import type { ReportFault } from '~/domain/upkeep/faults';

export type Replayed = {
  report: SignedReport;
  /** Names of the divisions of the report. */
  names: ReadonlyMap<string, string>;
  figures: number;
  households: number;
  /** What the history says now about the facts of then; when false, the recorded facts are not those that were frozen. */
  sameFacts: boolean;
  /** Frozen figures that do not add up from the recorded facts: always none, or something was changed outside the product. */
  notReplayed: FigureDifference[];
  /** Figures that are otherwise today, and the households behind them. */
  changed: FigureDifference[];
  behind: HouseholdDifference[];
};

/** Villages whose recorded facts are in memory at once. */
const AT_ONCE = 50;

/**
 * 复算: rebuilds the figures of a frozen report from what the history recorded with it, compares them with the frozen ones, and lists what
 * differs today with the households behind it.
 */
export async function replayReport(db: Database, scope: Scope, id: string, now: Date): Promise<Replayed> {
  const today = dayInShanghai(now);
  await inTransaction(db, (sql) => refreshDueFacts(sql, today));
  return inTransaction(
    db,
    async (sql) => {
      const report = (await signedReport(sql, scope, id)) ?? refuse('sign-off.unknown');
      const frozen = await frozenFigures(sql, report.id);
      const asked = { division: report.division, season: report.season };
      const figures = await figuresBelow(sql, { ...asked, rollUp: 'roll_up' });
      // A village may have left the division since, or come to it.
      const villages = [...new Set([...frozen, ...figures].filter(({ level }) => level === 'village').map(({ code }) => code))].sort();
      const behind: HouseholdDifference[] = [];
      const recorded = await recordedWith(sql, report, frozen, villages, async (some, facts) => {
        const current: VillageFacts[] = [];
        for await (const village of factsOfVillages(sql, { villages: some, season: report.season, facts: 'household_facts' }))
          current.push(village);
        behind.push(...householdDifferences(facts, recordsOf(current)));
      });
      const then = new Map(frozen.map(({ code, sums }) => [code, sums]));
      return {
        report,
        names: new Map([...figures, ...frozen].map(({ code, name }) => [code, name])),
        figures: frozen.length,
        ...recorded,
        changed: figureDifferences(then, new Map(figures.map(({ code, sums }) => [code, sums]))),
        behind,
      };
    },
    { isolation: 'repeatable read', statementTimeoutMs: 0 },
  );
}

type Frozen = Awaited<ReturnType<typeof frozenFigures>>;

/** The figures that the facts recorded with a report give, village by village, beside the frozen ones. */
async function recordedWith(
  sql: Sql,
  report: SignedReport,
  frozen: Frozen,
  villages: readonly string[],
  onFacts: (villages: readonly string[], facts: RecordedFacts[]) => Promise<void>,
): Promise<Pick<Replayed, 'households' | 'sameFacts' | 'notReplayed'>> {
  const place = new Map(frozen.map(({ code, parent }) => [code, parent]));
  const pathOf = (village: string): string[] => {
    const path: string[] = [];
    for (let at: string | null = village; at !== null && place.has(at); at = place.get(at) ?? null) path.push(at);
    return path;
  };
  const hash = createHash('sha256');
  const replayed = new Map<string, Sums>(frozen.map(({ code }) => [code, noSums()]));
  let households = 0;
  for (const some of batchesOf(villages, AT_ONCE)) {
    const recorded = await recordedFacts(sql, some, report.id);
    for (const village of recorded) hash.update(`${canonicalJson(village)}\n`);
    const facts = recordsOf(recorded);
    households += facts.length;
    addUp(facts, pathOf, replayed);
    await onFacts(some, facts);
  }
  return {
    households,
    sameFacts: hash.digest('hex') === report.factsSha256,
    notReplayed: figureDifferences(new Map(frozen.map(({ code, sums }) => [code, sums])), replayed),
  };
}

/**
 * 复算 of every frozen version for a verification: its figures must be those that the facts recorded with it give, and those the facts
 * that were frozen. What is otherwise today is no fault.
 */
export async function replayAll(
  db: Database,
  onReport?: (done: number, total: number) => void,
): Promise<{ compared: number; faults: ReportFault[] }> {
  const ids = await withSql(db, allSignedReports);
  const faults: ReportFault[] = [];
  for (const [done, id] of ids.entries()) {
    faults.push(
      ...(await inTransaction(db, (sql) => faultsOfReport(sql, id), {
        isolation: 'repeatable read',
        readOnly: true,
        statementTimeoutMs: 0,
      })),
    );
    onReport?.(done + 1, ids.length);
  }
  return { compared: ids.length, faults };
}

async function faultsOfReport(sql: Sql, id: string): Promise<ReportFault[]> {
  const report = await signedReport(sql, EVERYTHING, id);
  if (!report) return [];
  const { division, season, version } = report;
  const fault = (what: ReportFault['fault']): ReportFault => ({ id, division, season, version, fault: what });
  const frozen = await frozenFigures(sql, id);
  const villages = frozen.filter(({ level }) => level === 'village').map(({ code }) => code);
  try {
    const { sameFacts, notReplayed } = await recordedWith(sql, report, frozen, villages.sort(), async () => undefined);
    return [...(sameFacts ? [] : [fault('facts')]), ...(notReplayed.length > 0 || frozen.length === 0 ? [fault('figures')] : [])];
  } catch (error) {
    // Recorded facts that are no JSON any more.
    if (error instanceof SyntaxError || error instanceof TypeError) return [fault('facts')];
    throw error;
  }
}

/** Rows of differences on a page; the command prints all. */
const SHOWN = 200;

/** 复算 on the page of a version, cut to what a page holds. */
export async function shownReplay(db: Database, person: Person, id: string, now: Date) {
  if (!mayPerson(person, 'sign-off.read')) refuse('access.not-allowed');
  const { names, figures, households, sameFacts, notReplayed, changed, behind } = await replayReport(db, scopeOf(person), id, now);
  const own = changed.map((one) => ({ ...one, name: names.get(one.division) ?? one.division }));
  return {
    figures,
    households,
    sameFacts,
    notReplayed: notReplayed.length,
    changed: own.slice(0, SHOWN),
    moreChanged: Math.max(0, own.length - SHOWN),
    behind: behind.slice(0, SHOWN),
    moreBehind: Math.max(0, behind.length - SHOWN),
    householdsBehind: new Set(behind.map(({ household }) => household)).size,
    changedFigures: changed.length,
  };
}
