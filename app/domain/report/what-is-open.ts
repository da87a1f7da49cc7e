/**
 * 定稿前核对: what is still open in a division and season when its report is frozen (docs/definitions.md#sign-off). Each is mended first or
 * acknowledged with one reason that goes with the version. What competes or waits from phones is not here: over that nothing is frozen at
 * all (`mayFreeze`), and neither is a workbook whose 校核 is not zero.
 */
export const OPEN_ITEMS = [
  /** Households in scope neither visited nor closed: roster less surveyed and closed. */
  'missing',
  /** Townships that have not said their survey is complete. */
  'townships',
  /** Visits sent and not yet reviewed. */
  'unreviewed',
  /** Visits returned and not yet sent again. */
  'returned',
  /** Urgent findings that are not closed. */
  'urgent',
  /** Villages that need a plan (R22) and that none covers. */
  'plans',
  /** Of a city: counties whose report it has not accepted. */
  'counties',
  /** Of a city: counties whose figures have changed since it accepted them. */
  'changed',
] as const;
export type OpenItem = (typeof OPEN_ITEMS)[number];

/** Numbers by item; an item that is not there is not open. */
export type OpenCounts = Partial<Record<OpenItem, number>>;

/** Only what is open, in the fixed order. */
export function onlyOpen(counts: OpenCounts): OpenCounts {
  return Object.fromEntries(OPEN_ITEMS.filter((item) => (counts[item] ?? 0) > 0).map((item) => [item, counts[item]]));
}

export function isAnythingOpen(counts: OpenCounts): boolean {
  return OPEN_ITEMS.some((item) => (counts[item] ?? 0) > 0);
}

/** Whether the numbers a person acknowledged are those of now. A reason covers only what its writer saw. */
export function sameOpen(seen: OpenCounts, now: OpenCounts): boolean {
  return OPEN_ITEMS.every((item) => (seen[item] ?? 0) === (now[item] ?? 0));
}

/** As a form sends back what its page showed: “missing:3 urgent:1”. */
export function openText(open: OpenCounts): string {
  return OPEN_ITEMS.filter((item) => (open[item] ?? 0) > 0)
    .map((item) => `${item}:${open[item]}`)
    .join(' ');
}
