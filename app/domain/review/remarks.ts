import { QUESTION_KEYS } from '~/domain/survey/questions/questions';
import { HOUSEHOLD_QUESTION_KEYS } from '../household/household-changes';
import { refuse } from '../problems';

/** The most characters of a remark, which is a sentence or two. */
export const LONGEST_REMARK = 500;

/** What a remark may be on: a question, the household's particulars, the rooms, or the whole visit. */
const QUESTIONS = new Set<string>([...QUESTION_KEYS, ...HOUSEHOLD_QUESTION_KEYS, 'rooms', 'visit']);
const PREFIX = 'remark:';

/** The name of the field that holds the remark on a question. */
export function remarkName(question: string): string {
  return `${PREFIX}${question}`;
}

/** The remarks a form sent, without empty ones. Refuses one that is too long, and leaves out a remark on an unknown question. */
export function remarksIn(typed: Readonly<Record<string, string | string[]>>): { question: string; text: string }[] {
  return Object.entries(typed).flatMap(([name, value]) => {
    const question = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
    const text = typeof value === 'string' ? value.trim() : '';
    if (!QUESTIONS.has(question) || text === '') return [];
    if (text.length > LONGEST_REMARK) refuse('review.remark-too-long', { most: LONGEST_REMARK });
    return [{ question, text }];
  });
}
