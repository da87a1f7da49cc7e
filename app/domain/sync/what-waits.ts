/** Records of phones that wait for a township. */
export type Waiting = { conflicts: number; quarantined: number };

/** 能否定稿: neither a season is closed nor a report frozen over a conflict nobody decided or a record nobody looked at. */
export function mayFreeze(waiting: Waiting): boolean {
  return waiting.conflicts === 0 && waiting.quarantined === 0;
}
