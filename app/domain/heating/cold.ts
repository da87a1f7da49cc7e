/** 受冻: below 16 ℃ (docs/definitions.md#flag-cold). */
export const COLD_BELOW_CELSIUS = 16;
