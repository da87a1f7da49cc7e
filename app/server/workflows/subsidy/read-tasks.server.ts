import type { Sql } from '~/database/connection/sql.server';
import { sumsOfDivision } from '~/database/facts/sums.server';
import { scopeOf } from '~/database/scope.server';
import { countSubsidyTasks } from '~/database/subsidy/waiting/subsidy-tasks.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { SUBSIDY_TASKS, type SubsidyTask } from '~/domain/subsidy/subsidy-tasks';
import type { SeasonName } from '~/domain/time/heating-season';

/** What waits in the subsidies of a season for this person's office, and what is in arrears (0 for who does not pay). */
export type SubsidyTasks = { season: SeasonName; counts: { task: SubsidyTask; count: number }[]; arrears: number };

/** 补贴待办 of a division in the open seasons, without those where nothing waits for the person's office. */
export async function readSubsidyTasks(
  sql: Sql,
  person: Person,
  query: { division: string; seasons: readonly SeasonName[] },
): Promise<SubsidyTasks[]> {
  const pays = mayPerson(person, 'payments.draft');
  const confirms = { second: mayPerson(person, 'policies.confirm'), level: mayPerson(person, 'policies.confirm-level') };
  const may = (task: SubsidyTask): boolean => (task === 'second' || task === 'level' ? confirms[task] : pays);
  if (!SUBSIDY_TASKS.some(may)) return [];
  const tasks: SubsidyTasks[] = [];
  for (const season of query.seasons) {
    const counts = await countSubsidyTasks(sql, scopeOf(person), query.division, season);
    tasks.push({
      season,
      counts: SUBSIDY_TASKS.filter((task) => may(task) && counts[task] > 0).map((task) => ({ task, count: counts[task] })),
      arrears: pays ? (await sumsOfDivision(sql, scopeOf(person), query.division, season)).arrears : 0,
    });
  }
  return tasks.filter(({ counts, arrears }) => counts.length > 0 || arrears > 0);
}
