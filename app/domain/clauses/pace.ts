/** How fast doors are closed, and when none is left at that pace. */
export type Pace = {
  /** 户次 a day in tenths, half up. */
  tenthsADay: number;
  /** Whole days until nothing remains, the last begun day counted; 0 when nothing does; null when nobody was visited. */
  daysLeft: number | null;
};

/**
 * 进度 (docs/definitions.md#pace): counted visits that close a door (完成, 拒绝, 空置, 拆除; not 无人) made in the last `days` days, a day; and what
 * remains divided by that. A household that was visited twice in those days counts twice, so the days left are the least. Nothing is
 * guessed: without a visit there is no pace.
 */
export function paceOf({ visits, days, remaining }: { visits: number; days: number; remaining: number }): Pace {
  return {
    tenthsADay: Math.floor((visits * 20 + days) / (2 * days)),
    daysLeft: remaining <= 0 ? 0 : visits === 0 ? null : Math.ceil((remaining * days) / visits),
  };
}
