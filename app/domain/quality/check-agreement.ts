import { COUNTED_QUESTIONS, type ComparedAnswer, compareAnswers } from '../review/compare-visits';
import { QUESTIONS, type QuestionKey } from '../survey/questions/questions';
import type { VisitAnswers } from '../survey/visit-answers';
import { type McNemar, mcnemar } from './mcnemar';
import { wilson } from './wilson';

/** The answers of the first visit, and those of the person who checked without seeing them. */
type CheckedPair = { first: VisitAnswers; second: VisitAnswers };

type Agreement = { agree: number; compared: number; interval: { low: number; high: number } | null };
type QuestionAgreement = Agreement & { question: QuestionKey; shift: (McNemar & { yesNo: number; noYes: number }) | null };
type Form = (typeof QUESTIONS)[QuestionKey]['form'];

/** Compared answer by answer; free text is left out, because no two people write the same. */
export function comparePair({ first, second }: CheckedPair): ComparedAnswer[] {
  return compareAnswers(first, second).filter(({ question }) => COUNTED_QUESTIONS.includes(question));
}

/**
 * 一致率 (docs/definitions.md#agreement): answers that agree ÷ answers compared, over pairs of a visit and its spot check. A question is
 * compared where both answered it; what only one was asked or answered is not, and is shown. Agreement is that of a review's
 * comparison: equal, and lists as sets. Per question, per form of question and together, each with its Wilson interval. The answers of
 * one household hang together, so that the interval of all answers together is narrower than it would be by households.
 */
export function agreementOf(pairs: readonly CheckedPair[]): {
  all: Agreement;
  forms: (Agreement & { form: Form })[];
  questions: QuestionAgreement[];
} {
  const counts = new Map<QuestionKey, { agree: number; compared: number; yesNo: number; noYes: number }>();
  for (const pair of pairs) {
    for (const { question, before, change } of comparePair(pair)) {
      if (change !== 'same' && change !== 'changed') continue;
      const count = counts.get(question) ?? { agree: 0, compared: 0, yesNo: 0, noYes: 0 };
      counts.set(question, count);
      count.compared += 1;
      if (change === 'same') count.agree += 1;
      else if (before === true) count.yesNo += 1;
      else if (before === false) count.noYes += 1;
    }
  }
  const questions = COUNTED_QUESTIONS.flatMap((question): QuestionAgreement[] => {
    const count = counts.get(question);
    if (!count) return [];
    const { agree, compared, yesNo, noYes } = count;
    const shift = mcnemar(yesNo, noYes);
    return [{ question, ...agreement(agree, compared), shift: shift && { ...shift, yesNo, noYes } }];
  });
  const together = (some: readonly QuestionAgreement[]): Agreement =>
    agreement(
      some.reduce((sum, { agree }) => sum + agree, 0),
      some.reduce((sum, { compared }) => sum + compared, 0),
    );
  const forms = [...new Set(questions.map(({ question }) => QUESTIONS[question].form))].map((form) => ({
    form,
    ...together(questions.filter(({ question }) => QUESTIONS[question].form === form)),
  }));
  return { all: together(questions), forms, questions };
}

function agreement(agree: number, compared: number): Agreement {
  return { agree, compared, interval: wilson(agree, compared) };
}
