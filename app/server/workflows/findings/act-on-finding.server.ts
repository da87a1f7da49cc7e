import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { findingByNumber, type OneFinding } from '~/database/findings/desk.server';
import {
  chainOfFinding,
  changeFinding,
  type FindingChange,
  hasEvidence,
  insertStep,
  ownerNamed,
} from '~/database/findings/finding-writes.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import type { EvidenceFile } from '~/domain/findings/desk/finding';
import { actorOf, type FindingAct, whatForbids } from '~/domain/findings/desk/finding-acts';
import { type Act, afterAct, type FindingStep } from '~/domain/findings/life';
import { refuse } from '~/domain/problems';
import { seal } from '~/server/personal/seal.server';

type Seen = { number: string; revision: number };
export type Assignment = { account: string; unit: string; person: string; due: string; measures?: string };

/** 交办: to whom, until when, and what is to be done. */
export function assignFinding(db: Database, person: Person, input: Seen & Assignment, now: Date): Promise<void> {
  return inTransaction(db, (sql) => assignIn(sql, person, input, now));
}

async function assignIn(sql: Sql, person: Person, input: Seen & Assignment, now: Date): Promise<void> {
  const finding = await lockedFor(sql, 'assign', person, input);
  const account =
    input.account === ''
      ? null
      : ((await ownerNamed(sql, scopeOf(person), finding.divisionCode, input.account)) ?? refuse('finding.owner-unknown'));
  const owner = {
    ownerAccount: account?.account ?? null,
    person: account?.name ?? (input.person || null),
    unit: input.unit || (account?.division ?? null),
    dueOn: input.due,
  };
  const detail = { unit: owner.unit, person: owner.person, due: input.due, dueBefore: finding.dueOn };
  const act: Act = { act: 'assign', ...owner, measures: input.measures || null };
  await take(sql, person, finding, act, now, { text: input.measures ?? '', detail });
}

type Said = Seen & { text: string; evidence: readonly EvidenceFile[] };

/** 进展: what was done, with photos or papers. A finding that was only opened is now in progress. A cadre who reported it reads it. */
export function noteProgress(db: Database, person: Person, input: Said, now: Date): Promise<void> {
  return inTransaction(db, async (sql) => {
    const finding = await lockedFor(sql, 'progress', person, input);
    await take(sql, person, finding, { act: 'progress', text: input.text }, now, { text: input.text, files: input.evidence });
  });
}

/** 提请销号: whoever worked on it says it is done. */
export function proposeClosing(db: Database, person: Person, input: Said, now: Date): Promise<void> {
  return inTransaction(db, async (sql) => {
    const finding = await lockedFor(sql, 'propose', person, input);
    await take(sql, person, finding, { act: 'propose', text: input.text }, now, { text: input.text, files: input.evidence });
  });
}

/** 退回: the closing is not agreed to, with the reason. */
export function returnFinding(db: Database, person: Person, input: Omit<Said, 'evidence'>, now: Date): Promise<void> {
  return inTransaction(db, async (sql) => {
    const finding = await lockedFor(sql, 'return', person, input);
    await take(sql, person, finding, { act: 'return', text: input.text }, now, { text: input.text });
  });
}

/** 销号: by another person, with the result; an urgent one with evidence of now or of since it was opened. */
export function closeFinding(db: Database, person: Person, input: Said, now: Date): Promise<void> {
  return inTransaction(db, async (sql) => {
    const finding = await lockedFor(sql, 'close', person, input);
    const files = input.evidence.length > 0 || (await hasEvidence(sql, finding.id)) ? 1 : 0;
    await take(sql, person, finding, { act: 'close', result: input.text, files }, now, { text: input.text, files: input.evidence });
  });
}

/** 按例外销号: the facts are right as they are, with the reason and a document. It stays closed until the facts behind it change. */
export function exceptFinding(db: Database, person: Person, input: Said, now: Date): Promise<void> {
  return inTransaction(db, async (sql) => {
    const finding = await lockedFor(sql, 'exception', person, input);
    const act: Act = { act: 'exception', reason: input.text, files: input.evidence.length };
    await take(sql, person, finding, act, now, { text: input.text, files: input.evidence });
  });
}

/** 一并交办: all of them or none. */
export function assignMany(db: Database, person: Person, input: { rows: readonly Seen[] } & Assignment, now: Date): Promise<number> {
  return many(db, input.rows, (sql, one) => assignIn(sql, person, { ...input, ...one }, now));
}

/** 一并要求报进展: a note to whoever is responsible; nothing of the finding changes but that it was asked for. */
export function askForProgress(db: Database, person: Person, input: { rows: readonly Seen[]; text: string }, now: Date): Promise<number> {
  return many(db, input.rows, async (sql, one) => {
    const finding = await lockedFor(sql, 'progress', person, one);
    await write(sql, person, finding, now, { kind: 'progress', text: input.text, change: {}, detail: { asked: true } });
  });
}

async function many(db: Database, rows: readonly Seen[], work: (sql: Sql, one: Seen) => Promise<void>): Promise<number> {
  // In the order of their numbers, so that two persons with the same findings do not wait for each other.
  const sorted = [...new Map(rows.map((one) => [one.number, one])).values()].sort((a, b) => (a.number < b.number ? -1 : 1));
  return inTransaction(db, async (sql) => {
    for (const one of sorted) await work(sql, one);
    return sorted.length;
  });
}

/** The finding, locked; refused when it is not theirs to change, or is no longer as it was seen. */
async function lockedFor(sql: Sql, act: FindingAct, person: Person, { number, revision }: Seen): Promise<OneFinding> {
  const finding = (await findingByNumber(sql, scopeOf(person), number, true)) ?? refuse('finding.unknown');
  // Whoever looked at an older one is told so before anything else, because the reason may lie there.
  if (finding.revision !== revision) refuse('finding.changed-meanwhile', { number });
  const forbidden = whatForbids(act, finding, person);
  if (forbidden) refuse(forbidden, { number });
  return finding;
}

type Written = { text: string; detail?: Record<string, unknown>; files?: readonly EvidenceFile[] };

/** What the finding becomes (`afterAct`), and the step that says so. */
async function take(sql: Sql, person: Person, finding: OneFinding, act: Act, now: Date, written: Written): Promise<void> {
  const after = afterAct(finding, actorOf(person), act);
  if ('fault' in after) return refuse(`finding.${after.fault}`, { number: finding.number });
  const { state, dueOn, unit, person: name, ownerAccount, measures, progress, proposedBy, result, exception, closedBy } = after.finding;
  const change: FindingChange = {
    state,
    due_on: dueOn,
    unit,
    person: name,
    owner_account_id: ownerAccount,
    measures,
    progress,
    proposed_by: proposedBy,
    proposed_at: proposedBy === null ? null : proposedBy === finding.proposedBy ? finding.proposedAt : now.toISOString(),
    result,
    exception,
    closed_by: closedBy,
    closed_at: closedBy === null ? null : now.toISOString(),
  };
  await write(sql, person, finding, now, { ...written, kind: after.step, change });
}

/** Writes the step, the change and the history entry. The entry says what was done, not the words. */
async function write(
  sql: Sql,
  person: Person,
  finding: OneFinding,
  now: Date,
  { kind, text, change, detail = {}, files = [] }: Written & { kind: FindingStep; change: FindingChange },
): Promise<void> {
  await changeFinding(sql, finding.id, change);
  await insertStep(sql, {
    finding: finding.id,
    at: now.toISOString(),
    actor: person.username,
    actorName: person.name,
    kind,
    textSealed: text === '' ? null : seal(text),
    detail,
    files,
  });
  await appendHistory(sql, now, person.username, [
    {
      chain: chainOfFinding(finding.divisionCode, finding.divisionLevel),
      action: `finding.${kind}`,
      entity: 'finding',
      entityKey: finding.number,
      before: { state: finding.state, dueOn: finding.dueOn, revision: finding.revision },
      after: {
        state: change.state ?? finding.state,
        dueOn: change.due_on ?? finding.dueOn,
        revision: finding.revision + 1,
        files: files.map(({ sha256 }) => sha256),
      },
    },
  ]);
}
