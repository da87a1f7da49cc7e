/**
 * 更新问题: everything about findings that the transaction of a single record does not do: what the calendar, shared values, heat sources,
 * visitors, plans, policies, zones, seasons and thresholds change. Whatever it does twice it does once.
 */

import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { rootDivisions } from '~/database/divisions/tree.server';
import { batchesOf, lockHouseholds, openSeasons, refreshSomeDueFacts } from '~/database/facts/facts.server';
import { loadRecords } from '~/database/facts/records.server';
import { candidates } from '~/database/findings/candidates.server';
import { rulesOfSeasons } from '~/database/findings/household-cases.server';
import { settleHouseholds } from '~/database/findings/household-findings.server';
import { othersOpened, rollUpsOfSeason } from '~/database/findings/other-rules.server';
import { differencesHere, storedFindings, writeDifferences } from '~/database/findings/settle.server';
import { forgetStale, lockOthers, type Stale, staleFindings } from '~/database/findings/stale.server';
import { settleVillages } from '~/database/findings/village-findings.server';
import { OTHER_RULE_CODES } from '~/domain/findings/rules/rules-of-others';
import { dayInShanghai } from '~/domain/time/calendar-day';

type Progress = (done: number, total: number) => Promise<void> | void;
const LONG = { statementTimeoutMs: 0 };

export type Updated = { households: number };

/** `everything`: as if all was marked stale. */
export async function updateFindings(
  db: Database,
  now: Date,
  options: { everything?: boolean; progress?: Progress } = {},
): Promise<Updated> {
  const today = dayInShanghai(now);
  while ((await inTransaction(db, (sql) => refreshSomeDueFacts(sql, today), LONG)) > 0);
  const stale = await inTransaction(db, staleFindings);
  const seasons = await inTransaction(db, openSeasons);
  let households = 0;
  for (const { season, division } of options.everything ? await everywhere(db, seasons) : marked(stale))
    households += await updateHouseholds(db, { season, division }, now, options.progress);
  for (const season of seasons) await inTransaction(db, (sql) => updateOthers(sql, season, now), LONG);
  await inTransaction(db, (sql) => forgetStale(sql, stale));
  return { households };
}

type Where = { season: string; division: string };

/** Each division and season once, however often it was marked. */
function marked(stale: readonly Stale[]): Where[] {
  const ofHouseholds = stale.filter(({ part }) => part === 'households');
  return [...new Map(ofHouseholds.map(({ season, division }) => [`${season}\n${division}`, { season, division }])).values()];
}

async function everywhere(db: Database, seasons: readonly string[]): Promise<Where[]> {
  const roots = await withSql(db, rootDivisions);
  return seasons.flatMap((season) => roots.map((code) => ({ season, division: code })));
}

/** The rules about the households of a division, a batch in a transaction. */
async function updateHouseholds(db: Database, { season, division }: Where, now: Date, progress?: Progress): Promise<number> {
  const today = dayInShanghai(now);
  const numbers = await inTransaction(
    db,
    async (sql) => {
      const { thresholds } = (await rulesOfSeasons(sql, [season])).get(season)!;
      return candidates(sql, season, division, thresholds.coldBelow);
    },
    LONG,
  );
  let done = 0;
  for (const batch of batchesOf(numbers)) {
    await inTransaction(
      db,
      async (sql) => {
        if (!(await openSeasons(sql)).includes(season)) return;
        await lockHouseholds(sql, batch);
        const loaded = await loadRecords(sql, batch, [season], today);
        await settleHouseholds(sql, loaded, today, await rulesOfSeasons(sql, [season]), now);
      },
      LONG,
    );
    done += batch.length;
    await progress?.(done, numbers.length);
  }
  return numbers.length;
}

async function updateOthers(sql: Sql, season: string, now: Date): Promise<void> {
  const today = dayInShanghai(now);
  await lockOthers(sql);
  const rules = await rulesOfSeasons(sql, [season]);
  const { thresholds } = rules.get(season)!;
  await settleVillages(sql, await rollUpsOfSeason(sql, season, 'roll_up', true), today, rules, now);
  const view = { facts: 'household_facts', rollUp: 'roll_up' };
  const opened = await othersOpened(sql, { season, asOf: today, thresholds, view });
  const stored = await storedFindings(sql, 'f.season = $1 AND f.rule = ANY($2::text[])', [season, OTHER_RULE_CODES]);
  await writeDifferences(sql, await differencesHere(sql, stored, opened, { today }), now);
}
