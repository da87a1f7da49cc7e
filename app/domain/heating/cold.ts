import type { Heat, Stability } from '../contract/enumerations';

/** 受冻: below 16 ℃ (docs/definitions.md#flag-cold). */
export const COLD_BELOW_CELSIUS = 16;

/** 室温低: a room temperature that was measured and lies below the limit. In ℃. */
export function isColdRoom(celsius: number | undefined, below: number = COLD_BELOW_CELSIUS): boolean {
  return celsius !== undefined && celsius < below;
}

/**
 * 受冻户: what a completed visit said of a home in which people are cold: a room below the limit, or the heating 不能运行 and the main heat
 * 不取暖 (docs/definitions.md#flag-cold). An answer that was not given makes nobody cold.
 */
export function isColdHome(
  answers: { roomTemperature?: number; stability?: Stability; mainHeat?: Heat | string },
  below: number = COLD_BELOW_CELSIUS,
): boolean {
  return isColdRoom(answers.roomTemperature, below) || (answers.stability === 'unable' && answers.mainHeat === 'no_heating');
}
