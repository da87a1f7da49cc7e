import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { lockHousehold } from '~/database/households/household.server';
import { type HouseholdForRecord, lockHouseholdsFor } from '~/database/phones/records.server';
import { checksToDo, visitorsOf } from '~/database/quality/checks.server';
import { scopeOf } from '~/database/scope.server';
import { isClosed } from '~/database/seasons/closing.server';
import { storedVisits, type WholeVisit } from '~/database/survey/visit-writes.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { VisitKind } from '~/domain/contract/enumerations';
import { Refusal, refuse } from '~/domain/problems';
import { answersAlone, comparedAnswers, whyCheckRefused } from '~/domain/quality/take-check';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { isOfCountedKind } from '~/domain/survey/counted-visit';
import { checkVisit, shapeOfVisit } from '~/domain/survey/visit-schema';
import { decideReceipt, type StoredVisit } from '~/domain/sync/receive-visit';
import { hashOfContent, storeVisits } from './store-visits.server';

/** With this receipt the sender may delete its copy: exactly the content with this hash is stored, once. */
export type VisitReceipt = { status: 'received' | 'same'; id: string; contentHash: string; revision: number };

/** The visit's answers were refused; `problems` name the questions. */
export class VisitProblems extends Refusal {
  constructor(readonly problems: AnswerProblem[]) {
    super({ code: 'visit.incomplete', details: { count: problems.length } });
  }
}

/**
 * 提交入户: stores one visit (record, rooms, what was found to differ in the household, history, facts and roll-ups) in one
 * transaction, or refuses it whole. The receipt is given only after the commit.
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
  return inTransaction(db, (sql) => submitVisitIn(sql, person, input, now, source));
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
      const checked = checkVisit(visit, 'field', circumstancesOfHousehold(household, now));
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
          firstAnswers: comparedAnswers(check!.firstAnswers),
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

function circumstancesOfHousehold({ mode, residence, people, elderly }: HouseholdForRecord, now: Date) {
  return { mode: mode ?? 'none', residence, people, elderly, now: now.toISOString() } as const;
}

/** The same within the caller's transaction. */
async function submitVisitIn(sql: Sql, person: Person, input: unknown, now: Date, source: 'web' | 'api'): Promise<VisitReceipt> {
  const number = householdOf(input);
  const household = (await lockHousehold(sql, scopeOf(person), number)) ?? refuse('household.unknown', { number });
  // The first check is whether it was received before: a stored visit stays received, whatever has changed since.
  const shape = shapeOfVisit(input, 'field');
  const contentHash = shape && hashOfContent(shape);
  const stored = shape && (await findStored(sql, shape.visit));
  if (shape && contentHash) {
    const decision = decideReceipt(
      { household: number, contentHash, baseRevision: shape.baseRevision, householdRevision: household.revision },
      stored,
    );
    if (decision.outcome === 'refuse') refuse(decision.code);
    if (decision.outcome === 'same') return { status: 'same', id: shape.visit, contentHash, revision: stored!.revision };
  }
  const checked = checkVisit(input, 'field', {
    mode: household.mode ?? 'none',
    residence: household.residence,
    people: household.people,
    elderly: household.elderly,
    now: now.toISOString(),
  });
  if (!checked.ok || !contentHash) throw new VisitProblems(checked.ok ? [] : checked.problems);
  const visit = checked.visit;
  await requireOpenSeason(sql, visit.season);

  const revision = (stored?.record.revision ?? 0) + 1;
  await storeVisits(sql, now, [
    {
      visit,
      village: household.village_code,
      stored: stored?.record ?? null,
      roomsBefore: null,
      accountId: person.accountId,
      actor: person.username,
      source,
      answersRemarks: true,
    },
  ]);
  return { status: 'received', id: visit.visit, contentHash, revision };
}

function householdOf(input: unknown): string {
  const number = typeof input === 'object' && input !== null ? (input as { household?: unknown }).household : undefined;
  return typeof number === 'string' ? number.trim() : '';
}

export async function requireOpenSeason(sql: Sql, season: string): Promise<void> {
  const closed = await isClosed(sql, season);
  if (closed === null) refuse('season.unknown', { season });
  if (closed) refuse('season.closed', { season });
}

async function findStored(sql: Sql, id: string): Promise<(StoredVisit & { record: WholeVisit }) | null> {
  const [record] = await storedVisits(sql, { ids: [id], households: [], seasons: [] });
  if (!record) return null;
  return {
    household: record.household_number,
    contentHash: record.content_hash,
    status: record.status as StoredVisit['status'],
    revision: record.revision,
    record,
  };
}
