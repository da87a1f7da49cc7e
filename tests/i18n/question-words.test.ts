import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keysOf, type Mode } from '~/domain/contract/enumerations';
import { QUESTION_KEYS, QUESTIONS } from '~/domain/survey/questions/questions';
import { summarySentences } from '~/domain/survey/summary-sentences';
import english from '~/i18n/words.en';
import chinese from '~/i18n/words.zh-CN';
import { flatten, type Words } from '../../scripts/checks/word-faults';
import { anyAnswers, anyAnswerTo } from '../fixtures/random-answers';

const LANGUAGES = [
  ['zh-CN', flatten(chinese.survey as Words)],
  ['en', flatten(english.survey as Words)],
] as const;

describe.each(LANGUAGES)('the words of the questions, %s', (_language, words) => {
  test.each(QUESTION_KEYS)('%s has its label, and its unit when it is measured', (key) => {
    expect(words.has(`question.${key}`)).toBe(true);
    expect(words.has(`unit.${key}`)).toBe('range' in QUESTIONS[key]);
  });

  test('every sentence of the summary is there, with room for what goes into it', () => {
    const contexts = fc.record({
      outcome: fc.constantFrom(...keysOf('visitOutcome')),
      mode: fc.constantFrom(...(keysOf('mode') as Mode[])),
    });
    const said = (answers: Parameters<typeof summarySentences>[0], context: Parameters<typeof summarySentences>[2]): void => {
      for (const { key, params } of summarySentences(answers, [], context)) {
        const text = words.get(`summary.${key}`) ?? words.get(`summary.${key}_other`);
        expect(text, key).toBeDefined();
        for (const name of Object.keys(params ?? {})) expect(text, key).toContain(`{{${name}}}`);
      }
    };
    fc.assert(fc.property(anyAnswers, contexts, said), { numRuns: 300 });
    // Each question is checked alone too, because the random answers above may leave it out.
    for (const key of QUESTION_KEYS) {
      fc.assert(fc.property(anyAnswerTo(QUESTIONS[key]), contexts, (answer, context) => said({ [key]: answer }, context)));
    }
  });
});
