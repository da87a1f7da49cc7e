import type { Sql } from '~/database/connection/sql.server';
import { thresholdsOfSeason } from '~/database/plans/flagged-villages.server';
import type { Scope } from '~/database/scope.server';
import type { Place, PlanAreaRow } from '~/domain/report/report-rows';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { flaggedVillages } from './read-plans.server';

/** 附件15: the villages below a division that need a plan, from the roll-ups of the report. Plans are as they stand now. */
export async function planAreas(
  sql: Sql,
  scope: Scope,
  query: { division: string; season: string; rollUp: string; today: CalendarDay },
  place: (village: string) => Place,
): Promise<PlanAreaRow[]> {
  const limits = await thresholdsOfSeason(sql, query.season);
  const flagged = await flaggedVillages(sql, scope, query, limits, query.today);
  return flagged.map(({ code, triggers, compared, unstable, reburning, state, plan }) => ({
    ...place(code),
    triggers,
    compared,
    unstable,
    reburning,
    state,
    plan: plan && { name: plan.name, unit: plan.unit, dueOn: plan.dueOn },
  }));
}
