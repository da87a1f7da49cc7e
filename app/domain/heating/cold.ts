/** 受冻: below 16 ℃ (docs/definitions.md#flag-cold). */
export const COLD_BELOW_CELSIUS = 16;

/** 室温低: a room temperature that was measured and lies below the limit. In ℃. */
export function isColdRoom(celsius: number | undefined): boolean {
  return celsius !== undefined && celsius < COLD_BELOW_CELSIUS;
}
