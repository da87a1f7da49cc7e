import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import type { FactsView } from '~/database/facts/facts.server';
import { appendHistory, type HistoryEntry, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { textVersions } from '~/database/report/evaluation-texts.server';
import { insertEvaluation, type KeptEvaluation } from '~/database/report/signed-evaluations.server';
import {
  factsOfVillages,
  figuresBelow,
  insertFigures,
  insertSignedReport,
  insertSignedStep,
  lastVersion,
  signedReport,
  storeSignedState,
  type VillageFacts,
} from '~/database/report/signed-reports.server';
import { insertClosing, townshipStates } from '~/database/report/township-closings.server';
import { scopeOf } from '~/database/scope.server';
import { lockSeason } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { NO_TEXTS } from '~/domain/report/evaluation/evaluation-texts';
import type { FigureRemark } from '~/domain/report/replay';
import {
  actNeedsWords,
  isOver,
  isSigningLevel,
  type SignAct,
  type Signer,
  signedAfter,
  whatForbidsSigning,
} from '~/domain/report/sign-off';
import { isAnythingOpen, type OpenCounts, sameOpen } from '~/domain/report/what-is-open';
import { RULE_VERSION } from '~/domain/survey/questions/questions';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';
import { gatherEvaluationFigures } from './gather-evaluation.server';
import type { MadeReport, Signing } from './make-report.server';
import { readOpen } from './read-open.server';

/** What a person saw open when they froze the report, and why they froze it all the same. */
export type Acknowledged = { seen: OpenCounts; reason: string | null };

export type Place = { division: string; season: string };

/** The office a person acts for: the county's or the city's. */
export function signerOf(person: Person): Signer {
  return { office: person.role === 'county' || person.role === 'city' ? person.role : null, username: person.username };
}

/**
 * Whether this person may freeze the next version of a report now; refuses with the reason. Asked before the job is made, and again when it
 * stores the version.
 */
export async function requireMayPrepare(sql: Sql, person: Person, { division, season }: Place) {
  if (!mayPerson(person, 'sign-off.act')) refuse('access.not-allowed');
  await requireDivisionAndSeason(sql, scopeOf(person), { division, season });
  const own = (await divisionTrail(sql, scopeOf(person), division))!.at(-1)!;
  if (!isSigningLevel(own.level)) refuse('sign-off.not-reporting', { name: own.name });
  if (signerOf(person).office !== own.level) refuse('sign-off.other-office', { name: own.name });
  const last = await lastVersion(sql, division, season);
  if (last && !isOver(last.state)) refuse('sign-off.version-stands', { version: last.version });
  return { ...own, level: own.level, version: (last?.version ?? 0) + 1 };
}

/** Refuses when what is open is not what the person acknowledged, or is acknowledged without a reason. */
export function requireAcknowledged(open: OpenCounts, { seen, reason }: Acknowledged): void {
  if (!sameOpen(seen, open)) refuse('sign-off.open-changed');
  if (isAnythingOpen(open) && !reason) refuse('sign-off.reason-missing');
}

/** 定稿: what a new version keeps beside its workbook, for `makeReport`. */
export function signingOf(
  person: Person,
  asked: Place & { acknowledged: Acknowledged; jobId: string | null; fileName: string },
  now: Date,
): Signing & { id: string } {
  const id = randomUUID();
  const facts: VillageFacts[] = [];
  let figures: Awaited<ReturnType<typeof figuresBelow>> = [];
  let open: OpenCounts = {};
  let evaluation: KeptEvaluation | null = null;
  return {
    id,
    async gather(sql, view, asOf) {
      const { level } = await requireMayPrepare(sql, person, asked);
      ({ open } = await readOpen(sql, person, { ...asked, level, rollUp: view.rollUp }, dayInShanghai(now)));
      requireAcknowledged(open, asked.acknowledged);
      figures = await figuresBelow(sql, { ...asked, rollUp: view.rollUp });
      const villages = figures.filter(({ level: step }) => step === 'village').map(({ code }) => code);
      evaluation = await evaluationNow(sql, person, { ...asked, asOf, today: dayInShanghai(now) }, view);
      for await (const village of factsOfVillages(sql, { villages, season: asked.season, facts: view.facts })) facts.push(village);
    },
    async keep(sql, made) {
      // Whoever freezes the same report at the same time waits here.
      await lockSeason(sql, asked.season);
      const { version } = await requireMayPrepare(sql, person, asked);
      await insertSignedReport(sql, {
        id,
        division: asked.division,
        season: asked.season,
        version,
        state: 'prepared',
        asOf: made.asOf,
        preparedAt: now.toISOString(),
        preparedBy: person.username,
        open,
        reason: isAnythingOpen(open) ? asked.acknowledged.reason : null,
        ruleVersion: RULE_VERSION,
        historyHead: made.historyHead,
        sha256: made.sha256,
        factsSha256: hashOfFacts(facts),
        jobId: asked.jobId,
        fileName: asked.fileName,
      });
      await insertFigures(sql, id, figures);
      await insertEvaluation(sql, id, evaluation!);
      await insertSignedStep(sql, step(person, now, id, 'prepare', asked.acknowledged.reason));
      const prepared = { version, open, evaluationSha256: sha256Of(evaluation!) };
      return [noted(made, id, prepared, asked.acknowledged.reason), ...facts.map((village) => recorded(village, id))];
    },
  };
}

/** SHA-256 over the facts of all villages in the order of their codes, as the history keeps them. */
function hashOfFacts(villages: readonly VillageFacts[]): string {
  const hash = createHash('sha256');
  for (const village of villages) hash.update(`${canonicalJson(village)}\n`);
  return hash.digest('hex');
}

/** What the 评估报告 of a version is written from, in the snapshot of its workbook. */
async function evaluationNow(
  sql: Sql,
  person: Person,
  of: Place & { asOf: CalendarDay; today: CalendarDay },
  view: FactsView,
): Promise<KeptEvaluation> {
  const scope = scopeOf(person);
  const figures = await gatherEvaluationFigures(sql, scope, of, { made: view });
  const [latest] = await textVersions(sql, scope, of);
  return { figures, texts: latest?.texts ?? NO_TEXTS, textVersion: latest?.version ?? 0 };
}

const sha256Of = (kept: KeptEvaluation): string => createHash('sha256').update(canonicalJson(kept)).digest('hex');

function noted(
  made: MadeReport,
  id: string,
  prepared: { version: number; open: OpenCounts; evaluationSha256: string },
  reason: string | null,
): HistoryEntry {
  const after = { division: made.division, season: made.season, state: 'prepared', sha256: made.sha256, ...prepared };
  return { chain: SYSTEM_CHAIN, action: 'report.prepare', entity: 'signed-report', entityKey: id, after, reason: reason ?? undefined };
}

/** The facts of a village's households are part of its own chain, so that whoever verifies the chain has verified them. */
function recorded({ village, households }: VillageFacts, id: string): HistoryEntry {
  return { chain: village, action: 'report.facts', entity: 'report', entityKey: id, after: { households } };
}

function step(person: Person, now: Date, report: string, act: SignAct | 'prepare', words: string | null, remarks: FigureRemark[] = []) {
  return { report, at: now.toISOString(), actor: person.username, actorName: person.name, act, words, remarks };
}

/** 报送、接收、退回、撤回、签发. A step that somebody else took meanwhile is refused, and what was typed stays. */
export async function actOnReport(
  db: Database,
  person: Person,
  asked: { id: string; act: SignAct; words: string; remarks?: FigureRemark[] },
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'sign-off.act')) refuse('access.not-allowed');
  const words = asked.words.trim() || null;
  await inTransaction(db, async (sql) => {
    const report = (await signedReport(sql, scopeOf(person), asked.id, true)) ?? refuse('sign-off.unknown');
    const state = signedAfter(report.level, report.state, asked.act) ?? refuse('sign-off.other-state');
    const forbidden = whatForbidsSigning(signerOf(person), report, asked.act);
    if (forbidden !== null) refuse(`sign-off.${forbidden}`, { name: report.name });
    if (actNeedsWords(asked.act) && words === null) refuse('sign-off.words-missing');
    const remarks = (asked.remarks ?? []).filter(({ text }) => text.trim() !== '');
    await storeSignedState(sql, report.id, state);
    await insertSignedStep(sql, step(person, now, report.id, asked.act, words, remarks));
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: `report.${asked.act}`,
        entity: 'signed-report',
        entityKey: report.id,
        before: { state: report.state },
        after: { state, ...(remarks.length > 0 && { remarks }) },
        reason: words ?? undefined,
      },
    ]);
  });
}

/** 乡镇办结, or taking it back. With households missing, and for taking it back, it says why. */
export async function closeTownship(
  db: Database,
  person: Person,
  asked: Place & { closed: boolean; words: string },
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'sign-off.close-township')) refuse('access.not-allowed');
  const words = asked.words.trim() || null;
  await inTransaction(db, async (sql) => {
    await requireDivisionAndSeason(sql, scopeOf(person), asked);
    await lockSeason(sql, asked.season);
    const [township] = (await townshipStates(sql, scopeOf(person), asked)).filter(({ code }) => code === asked.division);
    if (!township) refuse('sign-off.not-a-township');
    if ((township.last?.closed ?? false) === asked.closed) refuse('sign-off.other-state');
    if (words === null && (!asked.closed || township.missing > 0)) refuse('sign-off.words-missing');
    const { missing } = township;
    await insertClosing(sql, {
      ...asked,
      at: now.toISOString(),
      actor: person.username,
      actorName: person.name,
      missing,
      words,
    });
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: asked.closed ? 'township.close' : 'township.reopen',
        entity: 'township-closing',
        entityKey: `${asked.division} ${asked.season}`,
        after: { missing },
        reason: words ?? undefined,
      },
    ]);
  });
}
