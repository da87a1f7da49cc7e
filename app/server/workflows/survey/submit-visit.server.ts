import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { type HouseholdForRecord, lockHouseholdsFor } from '~/database/phones/records.server';
import { checksToDo, visitorsOf } from '~/database/quality/checks.server';
import { scopeOf } from '~/database/scope.server';
import { closedByName } from '~/database/seasons/closing.server';
import { storedVisits, type WholeVisit } from '~/database/survey/visit-writes.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { VisitKind } from '~/domain/contract/enumerations';
import { Refusal, refuse } from '~/domain/problems';
import { answersAlone, firstVisitThen, whyCheckRefused } from '~/domain/quality/take-check';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { isOfCountedKind } from '~/domain/survey/counted-visit';
import { checkVisit, shapeOfVisit, type VisitInput } from '~/domain/survey/visit-schema';
import { decideReceipt, type StoredVisit } from '~/domain/sync/receive-visit';
import { circumstancesOf } from '~/server/workflows/phones/merge-record.server';
import { hashOfContent, storeVisits, type VisitToStore } from './store-visits.server';
import { takenTogether } from './take-together.server';

/** With this receipt the sender may delete its copy: exactly the content with this hash is stored, once. */
export type VisitReceipt = { status: 'received' | 'same'; id: string; contentHash: string; revision: number };

/** The visit's answers were refused; `problems` name the questions. */
export class VisitProblems extends Refusal {
  constructor(readonly problems: AnswerProblem[]) {
    super({ code: 'visit.incomplete', details: { count: problems.length } });
  }
}

/**
 * 提交入户: stores one visit (record, rooms, what was found to differ in the household, history, facts and roll-ups), or refuses it whole.
 * Visits that arrive at the same time share a transaction (take-together.server.ts). The receipt is given only after the commit.
 *
 * The same id with the same content is received once; the household must lie in the person's scope; an approved visit is
 * locked; a form that saw an older revision of the household is refused (`household.changed-meanwhile`).
 */
export async function submitVisit(
  db: Database,
  person: Person,
  input: unknown,
  now: Date,
  source: 'web' | 'api' = 'web',
): Promise<VisitReceipt> {
  if (isSpotCheck(input)) return submitCheck(db, person, input, now, source);
  if (!mayPerson(person, 'visit.submit')) refuse('access.not-allowed');
  const sent = { person, input, source, number: householdOf(input), shape: shapeOfVisit(input, 'field') };
  const [taking] = takeTogether(db, [sent], now);
  const receipt = await taking!;
  if (receipt instanceof Refusal) throw receipt;
  return receipt;
}

/**
 * 提交抽查: by the person it was assigned to, who lies outside the scope of its village and never saw what was answered there. It is stored
 * beside the first visit and changes nothing of the household.
 */
async function submitCheck(db: Database, person: Person, input: unknown, now: Date, source: 'web' | 'api'): Promise<VisitReceipt> {
  if (!mayPerson(person, 'spot-check.do')) refuse('access.not-allowed');
  const sent = shapeOfVisit(input, 'field');
  if (!sent) {
    // Values that cannot be read are named by their questions; of the household nothing is looked at, so that nothing is told of it.
    const checked = checkVisit(input, 'field', { mode: 'none', residence: 'resident', now: now.toISOString() });
    throw new VisitProblems(checked.ok ? [] : checked.problems);
  }
  const { accountId } = person;
  return inTransaction(
    db,
    async (sql) => {
      const households = await lockHouseholdsFor(sql, [{ number: sent.household, roots: [] }]);
      const check = (await checksToDo(sql, [sent.visit])).get(sent.visit);
      const visit = answersAlone(sent);
      const contentHash = hashOfContent(visit);
      const [stored] = check?.done ? await storedVisits(sql, { ids: [sent.visit], households: [], seasons: [] }) : [];
      if (stored && stored.account_id === accountId && stored.content_hash === contentHash)
        return { status: 'same', id: sent.visit, contentHash, revision: stored.revision };
      const code = whyCheckRefused(person, sent, check, (await visitorsOf(sql, [sent.household])).get(sent.household) ?? []);
      if (code) refuse(code);
      const household = households.get(sent.household)!;
      const checked = checkVisit(visit, 'field', circumstancesOf(household, now));
      if (!checked.ok) throw new VisitProblems(checked.problems);
      await requireOpenSeason(sql, visit.season);
      await storeVisits(sql, now, [
        {
          visit: checked.visit,
          village: household.villageCode,
          stored: null,
          roomsBefore: [],
          accountId,
          actor: person.username,
          source,
          answersRemarks: false,
          checked: firstVisitThen(check!),
        },
      ]);
      return { status: 'received', id: visit.visit, contentHash: hashOfContent(checked.visit), revision: 1 };
    },
    { durable: true },
  );
}

/** A check with a wrong value elsewhere is still a check, and is told what is wrong with it. */
function isSpotCheck(input: unknown): boolean {
  const shape = shapeOfVisit(input, 'field');
  if (shape) return !isOfCountedKind(shape);
  const kind = typeof input === 'object' && input !== null ? (input as { kind?: unknown }).kind : undefined;
  return kind === ('spot_check' satisfies VisitKind);
}

/** A visit of the ordinary kind as it was sent, with its sender. `shape`: what can be read of it. */
type SentVisit = {
  person: Person;
  input: unknown;
  source: 'web' | 'api';
  number: string;
  shape: VisitInput | null;
};

const takeTogether = takenTogether<SentVisit, VisitReceipt | Refusal>({
  keysOf: ({ number, shape }) => [`household ${number}`, ...(shape ? [`visit ${shape.visit}`] : [])],
  take: takeVisits,
});

/** Takes visits, each of another household, in a fixed number of statements. A refusal of one stops no other. */
async function takeVisits(sql: Sql, sent: readonly SentVisit[], now: Date): Promise<(VisitReceipt | Refusal)[]> {
  const households = await lockHouseholdsFor(
    sql,
    sent.map(({ number, person }) => ({ number, roots: scopeOf(person).roots })),
  );
  const ids = sent.flatMap(({ shape }) => (shape ? [shape.visit] : []));
  const stored = new Map((await storedVisits(sql, { ids, households: [], seasons: [] })).map((record) => [record.id, record]));
  const seasons = await closedByName(sql, [...new Set(sent.flatMap(({ shape }) => (shape ? [shape.season] : [])))]);
  const stores: VisitToStore[] = [];
  const receipts = sent.map((one) => {
    try {
      const { receipt, store } = takeVisit(
        one,
        households.get(one.number),
        one.shape && (stored.get(one.shape.visit) ?? null),
        seasons,
        now,
      );
      if (store) stores.push(store);
      return receipt;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  });
  if (stores.length > 0) await storeVisits(sql, now, stores);
  return receipts;
}

/** What becomes of one of them. */
function takeVisit(
  { person, input, source, number, shape }: SentVisit,
  household: HouseholdForRecord | undefined,
  stored: WholeVisit | null,
  seasons: ReadonlyMap<string, boolean>,
  now: Date,
): { receipt: VisitReceipt; store?: VisitToStore } {
  if (!household?.inScope) refuse('household.unknown', { number });
  // The first check is whether it was received before: a stored visit stays received, whatever has changed since.
  const contentHash = shape && hashOfContent(shape);
  if (shape && contentHash) {
    const decision = decideReceipt(
      { household: number, contentHash, baseRevision: shape.baseRevision, householdRevision: household.revision },
      stored && storedOf(stored),
    );
    if (decision.outcome === 'refuse') refuse(decision.code);
    if (decision.outcome === 'same') return { receipt: { status: 'same', id: shape.visit, contentHash, revision: stored!.revision } };
  }
  const checked = checkVisit(input, 'field', circumstancesOf(household, now));
  if (!checked.ok || !contentHash) throw new VisitProblems(checked.ok ? [] : checked.problems);
  const { visit } = checked;
  refuseUnlessOpen(visit.season, seasons.get(visit.season));
  return {
    receipt: { status: 'received', id: visit.visit, contentHash, revision: (stored?.revision ?? 0) + 1 },
    store: {
      visit,
      village: household.villageCode,
      stored,
      roomsBefore: null,
      accountId: person.accountId,
      actor: person.username,
      source,
      answersRemarks: true,
    },
  };
}

function householdOf(input: unknown): string {
  const number = typeof input === 'object' && input !== null ? (input as { household?: unknown }).household : undefined;
  return typeof number === 'string' ? number.trim() : '';
}

export async function requireOpenSeason(sql: Sql, season: string): Promise<void> {
  refuseUnlessOpen(season, (await closedByName(sql, [season])).get(season));
}

function refuseUnlessOpen(season: string, closed: boolean | undefined): void {
  if (closed === undefined) refuse('season.unknown', { season });
  if (closed) refuse('season.closed', { season });
}

function storedOf(record: WholeVisit): StoredVisit {
  return {
    household: record.household_number,
    contentHash: record.content_hash,
    status: record.status as StoredVisit['status'],
    revision: record.revision,
  };
}
