import { atClockInShanghai } from '../time/china-clock';
import type { AnswerProblem } from './answer-problem';

/** A 回头看 looks first at conversions of 十三五 (2016–2020), so an earlier date has a mistyped year. */
const EARLIEST_VISIT = atClockInShanghai('2016-01-01T00:00:00');
/** Phones whose clock runs ahead a little are not refused. */
const CLOCK_TOLERANCE_MINUTES = 10;

/** 入户时间能不能是这个: not before 2016, and not after now, with a tolerance for clocks that run ahead. Both are ISO instants. */
export function problemsOfTime(visitedAt: string, now: string): AnswerProblem[] {
  const at = Date.parse(visitedAt);
  if (at > Date.parse(now) + CLOCK_TOLERANCE_MINUTES * 60_000) return [{ code: 'in_future', question: 'visitedAt' }];
  if (at < Date.parse(EARLIEST_VISIT)) return [{ code: 'too_early', question: 'visitedAt' }];
  return [];
}
