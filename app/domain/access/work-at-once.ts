import type { Problem } from '../problems';

/** Files of one person that may be under way, those that wait included. */
const EXPORTS_EACH = 2;
/** Files made at the same time by one process of the app; the next begins when one is done, in the order of asking. */
export const EXPORTS_AT_ONCE = 3;
/** Files under way in all. Who comes later would wait longer than a browser does. */
const EXPORTS_IN_ALL = 40;

/** Jobs of one person that run at the same time; the next waits, and begins by itself. */
export const JOBS_EACH = 2;

/**
 * 同时导出几份: why a person may not begin another file now; null when they may. `own`: their files that are under way or wait; `all`:
 * everybody's. A file that was given up, or whose reader is gone, is none.
 */
export function whyNoExport({ own, all }: { own: number; all: number }): Problem | null {
  if (own >= EXPORTS_EACH) return { code: 'export.two-already', details: { most: EXPORTS_EACH } };
  if (all >= EXPORTS_IN_ALL) return { code: 'export.too-many', details: { waiting: all } };
  return null;
}
