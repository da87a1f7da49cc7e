import type { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import type { Person } from '~/domain/access/person';
import { type ProblemCode, Refusal } from '~/domain/problems';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { storableName } from '~/domain/text/storable';
import { answerSentence } from '~/i18n/answer-sentence';
import { words } from '~/i18n/words.server';
import { type Log, loggableError } from '~/server/http/log.server';
import { submitVisit, VisitProblems } from '~/server/workflows/survey/submit-visit.server';
import { sentences } from './problem-json.server';
import type { visitReceipt } from './schemas.server';

export type Receipt = z.input<typeof visitReceipt>;

const CONFLICTS: ReadonlySet<ProblemCode> = new Set(['visit.id-taken', 'visit.locked', 'visit.outdated', 'household.changed-meanwhile']);

/**
 * 批量提交入户: two visits of one household keep their order, and one bad visit stops no other. It answers `received` only for what is
 * committed.
 */
export async function submitVisits(db: Database, person: Person, visits: readonly unknown[], now: Date, log: Log): Promise<Receipt[]> {
  return Promise.all(visits.map((visit) => receiptOf(db, person, visit, now, log)));
}

async function receiptOf(db: Database, person: Person, visit: unknown, now: Date, log: Log): Promise<Receipt> {
  try {
    return await submitVisit(db, person, visit, now, 'api');
  } catch (error) {
    const id = idOf(visit);
    if (!(error instanceof Refusal)) {
      log.error({ error: loggableError(error) }, 'a visit of a batch failed');
      return { status: 'failed', id, code: 'visit.not-stored', ...sentences({ code: 'visit.not-stored' }) };
    }
    const { problem } = error;
    return {
      status: CONFLICTS.has(problem.code) ? 'conflict' : 'refused',
      id,
      code: problem.code,
      ...sentences(problem),
      ...(error instanceof VisitProblems && {
        problems: error.problems.map(inWords),
      }),
    };
  }
}

function inWords(problem: AnswerProblem): NonNullable<Extract<Receipt, { code: string }>['problems']>[number] {
  const { question, room, code } = problem;
  return {
    question,
    ...(room !== undefined && { room }),
    code,
    title: answerSentence(words('zh-CN') as never, problem),
    title_en: answerSentence(words('en') as never, problem),
  };
}

function idOf(visit: unknown): string | null {
  const id = typeof visit === 'object' && visit !== null ? (visit as { visit?: unknown }).visit : undefined;
  return typeof id === 'string' ? storableName(id, 64) : null;
}
