import { atClockInShanghai } from '../time/china-clock';
import type { AnswerProblem } from './answer-problem';

/** Conversions of 十三五 (2016–2020) are the first a 回头看 looks at: an earlier visit is a slip of the year. */
const EARLIEST_VISIT = atClockInShanghai('2016-01-01T00:00:00');
/** Phones whose clock runs ahead a little are not refused. */
const CLOCK_TOLERANCE_MINUTES = 10;

/** 入户时间能不能是这个: not after now, but for a clock a little ahead, and not before 2016. Both ISO instants. */
export function problemsOfTime(visitedAt: string, now: string): AnswerProblem[] {
  const at = Date.parse(visitedAt);
  if (at > Date.parse(now) + CLOCK_TOLERANCE_MINUTES * 60_000) return [{ code: 'in_future', question: 'visitedAt' }];
  if (at < Date.parse(EARLIEST_VISIT)) return [{ code: 'too_early', question: 'visitedAt' }];
  return [];
}
