import type { Language } from '~/domain/access/language';
import type { Problem } from '~/domain/problems';
import { translator } from './words.server';

/** The sentence of a problem: what is wrong, where, and what to do now. */
export function sentenceOf(language: Language, problem: Problem): string {
  return translator(language).t(`problems:${problem.code}` as never, problem.details ?? {}) as string;
}
