import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { thresholdsOfSeason } from '~/database/plans/flagged-villages.server';
import { plansBelow } from '~/database/plans/plans.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { flaggedVillages } from '~/server/workflows/plans/read-plans.server';
import { decidePlan, draftPlan } from '~/server/workflows/plans/write-plan.server';

/**
 * 可持续运营方案 of the sample: of the flagged villages of the county the first has an approved plan and the second one in draft; the others
 * have none. A second run finds what is there and changes nothing.
 */
export async function addLivePlans(db: Database, county: readonly [Person, Person], season: string, now: Date): Promise<void> {
  const [first, second] = county;
  const division = first.divisions[0]!;
  const { flagged, planned } = await inTransaction(db, async (sql) => ({
    flagged: await flaggedVillages(sql, scopeOf(first), { division, season }, await thresholdsOfSeason(sql, season), dayInShanghai(now)),
    planned: await plansBelow(sql, scopeOf(first), { division, season }),
  }));
  if (planned.length > 0) return;
  const language = 'zh-CN' as const;
  for (const [at, village] of flagged.slice(0, 2).entries()) {
    const plan = await draftPlan(
      db,
      first,
      {
        season,
        village: [village.code],
        name: `${village.place.replace(/ /g, '')}${village.name}清洁取暖可持续运营方案`,
        unit: '区能源局',
        person: at === 0 ? '示例责任人' : '',
        dueOn: at === 0 ? '2021-10-15' : null,
        budget: at === 0 ? 15_000_000 : null,
      },
      now,
    );
    if (at > 0) continue;
    const asked = { number: plan.number, version: 1, words: '', language };
    await decidePlan(db, first, { ...asked, decision: 'submit' }, now);
    await decidePlan(db, second, { ...asked, decision: 'approve' }, now);
  }
}
