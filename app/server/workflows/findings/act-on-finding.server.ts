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
import { evidenceNeeded } from '~/domain/findings/desk/evidence-needed';
import type { EvidenceFile, StepKind } from '~/domain/findings/desk/finding';
import { type FindingAct, whatForbids } from '~/domain/findings/desk/finding-acts';
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
  const measures = input.measures === undefined || input.measures === '' ? finding.measures : input.measures;
  const change: FindingChange = {
    owner_account_id: account?.account ?? null,
    person: account?.name ?? (input.person || null),
    unit: input.unit || account?.division || null,
    due_on: input.due,
    measures,
    ...(finding.state === 'open' && { state: 'in_progress' as const }),
  };
  await step(sql, person, finding, now, {
    kind: 'assigned',
    text: input.measures ?? '',
    change,
    detail: { unit: change.unit, person: change.person, due: input.due, dueBefore: finding.dueOn },
  });
}

type Said = Seen & { text: string; evidence: readonly EvidenceFile[] };

/**
 * 进展: what was done, with photos or papers. A finding that was only opened is now in progress. What a cadre had reported is answered by it,
 * as by 提请销号 and by the result: the phone shows the last words.
 */
export function noteProgress(db: Database, person: Person, input: Said, now: Date): Promise<void> {
  return inTransaction(db, async (sql) => {
    const finding = await lockedFor(sql, 'progress', person, input);
    await step(sql, person, finding, now, {
      kind: 'progress',
      text: input.text,
      files: input.evidence,
      change: { progress: input.text, ...(finding.state === 'open' && { state: 'in_progress' }) },
    });
  });
}

/** 提请销号: whoever worked on it says it is done. */
export function proposeClosing(db: Database, person: Person, input: Said, now: Date): Promise<void> {
  return inTransaction(db, async (sql) => {
    const finding = await lockedFor(sql, 'propose', person, input);
    await step(sql, person, finding, now, {
      kind: 'proposed',
      text: input.text,
      files: input.evidence,
      change: { state: 'proposed', progress: input.text, proposed_at: now.toISOString(), proposed_by: person.username },
    });
  });
}

/** 退回: the closing is not agreed to, with the reason. */
export function returnFinding(db: Database, person: Person, input: Omit<Said, 'evidence'>, now: Date): Promise<void> {
  return inTransaction(db, async (sql) => {
    const finding = await lockedFor(sql, 'return', person, input);
    await step(sql, person, finding, now, {
      kind: 'returned',
      text: input.text,
      change: { state: 'in_progress', proposed_at: null, proposed_by: null },
    });
  });
}

/** 销号: by another person, with the result; an urgent one with evidence. */
export function closeFinding(db: Database, person: Person, input: Said, now: Date): Promise<void> {
  return inTransaction(db, async (sql) => {
    const finding = await lockedFor(sql, 'close', person, input);
    if (evidenceNeeded(finding) && input.evidence.length === 0 && !(await hasEvidence(sql, finding.id))) {
      refuse('finding.evidence-missing');
    }
    await step(sql, person, finding, now, {
      kind: 'closed',
      text: input.text,
      files: input.evidence,
      change: { state: 'closed', result: input.text, closed_at: now.toISOString(), closed_by: person.username },
    });
  });
}

/** 按例外销号: the facts are right as they are, with the reason and a document. It stays closed until the facts behind it change. */
export function exceptFinding(db: Database, person: Person, input: Said, now: Date): Promise<void> {
  return inTransaction(db, async (sql) => {
    const finding = await lockedFor(sql, 'exception', person, input);
    if (input.evidence.length === 0) refuse('finding.document-missing');
    await step(sql, person, finding, now, {
      kind: 'exception',
      text: input.text,
      files: input.evidence,
      change: { state: 'closed', exception: true, result: input.text, closed_at: now.toISOString(), closed_by: person.username },
    });
  });
}

/** 一并交办: all of them or none. */
export function assignMany(db: Database, person: Person, input: { rows: readonly Seen[] } & Assignment, now: Date): Promise<number> {
  return many(db, input.rows, (sql, one) => assignIn(sql, person, { ...input, ...one }, now));
}

/** 一并要求报进展: a note to whoever is responsible; nothing of the finding changes but that it was asked for. */
export function askForProgress(db: Database, person: Person, input: { rows: readonly Seen[]; text: string }, now: Date): Promise<number> {
  return many(db, input.rows, async (sql, one) => {
    const finding = await lockedFor(sql, 'assign', person, one);
    await step(sql, person, finding, now, { kind: 'progress', text: input.text, change: {}, detail: { asked: true } });
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

type Step = {
  kind: StepKind;
  text: string;
  change: FindingChange;
  detail?: Record<string, unknown>;
  files?: readonly EvidenceFile[];
};

/** Writes the step, the change and the history entry. The entry says what was done, not the words. */
async function step(sql: Sql, person: Person, finding: OneFinding, now: Date, made: Step): Promise<void> {
  const { kind, text, change, detail = {}, files = [] } = made;
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
