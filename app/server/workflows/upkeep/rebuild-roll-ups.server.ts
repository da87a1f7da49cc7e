import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { batchesOf, openSeasons, storeFacts } from '~/database/facts/facts.server';
import { type FactsRow, loadRecords, type MovedRollUp } from '~/database/facts/records.server';
import { rulesOfSeasons, type SeasonRules } from '~/database/findings/household-cases.server';
import { householdDifferences } from '~/database/findings/household-findings.server';
import { type Settled, writeDifferences } from '~/database/findings/settle.server';
import { seasonsWithLateFindings } from '~/database/findings/stale.server';
import { villageDifferences } from '~/database/findings/village-findings.server';
import { forgetForecasts } from '~/database/subsidy/forecast-sums.server';
import {
  lockHouseholdsOfVillage,
  lockRollUps,
  replaceRollUps,
  type StoredFacts,
  storedFacts,
  sumsOfOtherSeasons,
  villagesWithFigures,
} from '~/database/upkeep/stored-facts.server';
import {
  batchSumDifferences,
  findingSumDifferences,
  rebuildBatchSums,
  rebuildFindingSums,
  rebuildSumsOfVillage,
  type SumDifference,
  sumDifferencesOfVillage,
  villagesWithOtherSums,
} from '~/database/upkeep/stored-sums.server';
import { addTo, MEASURES, type Measure, noSums, type Sums } from '~/domain/indicators/measures';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { forecastsKeptOtherwise } from '~/server/workflows/subsidy/read-forecast.server';

/** One figure that differs from the records. `household` is absent for a sum, `season` where a row of sums says it. */
export type Difference = {
  season: string;
  village: string;
  household?: string;
  /** A measure, or another stored column: 'village', 'visit', 'mode', 'changesOn', 'row'. */
  what: Measure | 'village' | 'visit' | 'mode' | 'changesOn' | 'row' | 'forecast' | 'finding' | SumDifference['table'];
  stored: string | number | null;
  rebuilt: string | number | null;
};

/** Where something differs: one entry for each village and kind of figure. `row` is the row of a sum that belongs to no village. */
type DifferentPlace = { village: string; what: Difference['what']; row: string | null };

export type RebuildResult = { villages: number; households: number; count: number; differences: Difference[]; places: DifferentPlace[] };

/** How many differences are kept for printing; all are counted. */
const KEPT = 1_000;

/**
 * 重算: recomputes every fact of the open seasons and adds up every roll-up anew, and returns the differences. A closed season's
 * facts stay as they were when it was closed; its roll-ups are added up from them. It works village by village, each in its own
 * transaction with its households locked, so that the app can go on running.
 *
 * The findings of households and villages follow from the same records, so they are compared and put right with them. Where an import or a
 * zone has marked them for the job and it has not run yet, they are not compared: they are late, not wrong.
 *
 * `write` false changes nothing and only compares.
 */
export async function rebuildRollUps(
  db: Database,
  today: CalendarDay,
  options: { write: boolean; onVillage?: (done: number, total: number) => void },
): Promise<RebuildResult> {
  const villages = await inTransaction(db, villagesWithFigures);
  const otherSums = await inTransaction(db, (sql) => villagesWithOtherSums(sql, villages), { statementTimeoutMs: 0 });
  const result: RebuildResult = { villages: villages.length, households: 0, count: 0, differences: [], places: [] };
  for (const [index, code] of villages.entries()) {
    const village = await inTransaction(db, (sql) => rebuildVillage(sql, code, today, { ...options, otherSums: otherSums.has(code) }));
    result.households += village.households;
    result.count += village.differences.length;
    result.differences.push(...village.differences.slice(0, KEPT - result.differences.length));
    const kinds = new Set(village.differences.map(({ what }) => what));
    result.places.push(...[...kinds].map((what) => ({ village: code, what, row: null })));
    options.onVillage?.(index + 1, villages.length);
  }
  const batches = await inTransaction(db, async (sql) => {
    const found = await batchSumDifferences(sql);
    if (options.write && found.length > 0) await rebuildBatchSums(sql);
    return found;
  });
  const ofFindings = await inTransaction(db, async (sql) => {
    const found = await findingSumDifferences(sql);
    if (options.write && found.length > 0) await rebuildFindingSums(sql);
    return found;
  });
  batches.push(...ofFindings);
  result.count += batches.length;
  result.places.push(...batches.map(({ table, stored, rebuilt }) => ({ village: '', what: table, row: stored ?? rebuilt })));
  result.differences.push(...batches.slice(0, KEPT - result.differences.length).map((one) => differenceOf('', one)));
  return result;
}

async function rebuildVillage(
  sql: Sql,
  village: string,
  today: CalendarDay,
  { write, otherSums }: { write: boolean; otherSums: boolean },
): Promise<{ households: number; differences: Difference[] }> {
  const numbers = await lockHouseholdsOfVillage(sql, village);
  const open = await openSeasons(sql);
  const differences: Difference[] = [];
  const sums = new Map<string, Sums>();
  const rules = await rulesOfSeasons(sql, open);
  const late = write ? new Set<string>() : await seasonsWithLateFindings(sql, village);
  for (const batch of batchesOf(numbers)) {
    const loaded = await loadRecords(sql, batch, open, today);
    const rebuilt = loaded.map(({ facts }) => facts);
    differences.push(...compareFacts(rebuilt, await storedFacts(sql, batch, open)));
    if (write) await storeFacts(sql, rebuilt);
    const findings = await householdDifferences(sql, loaded, today, rules, write);
    differences.push(...inFindings(village, findings).filter(({ season }) => !late.has(season)));
    if (write) await writeDifferences(sql, findings);
    for (const row of rebuilt) addTo(sumsOfSeason(sums, row.season), row.sums);
  }
  for (const row of await sumsOfOtherSeasons(sql, village, open)) addTo(sumsOfSeason(sums, row.season), row.sums);
  const stored = await lockRollUps(sql, village);
  for (const season of new Set([...sums.keys(), ...stored.keys()])) {
    differences.push(...compareSums({ season, village }, stored.get(season) ?? noSums(), sums.get(season) ?? noSums()));
  }
  // Storing the facts has moved the roll-ups by the difference. Errors they had before are corrected here.
  if (write) await replaceRollUps(sql, village, sums);
  const ofVillage = await rebuildVillageFindings(sql, village, sums, today, rules, write);
  differences.push(...ofVillage.filter(({ season }) => !late.has(season)));
  const inSums = otherSums ? await sumDifferencesOfVillage(sql, village) : [];
  differences.push(...inSums.map((one) => differenceOf(village, one)));
  if (write && inSums.length > 0) await rebuildSumsOfVillage(sql, village);
  const forecasts = await forecastsKeptOtherwise(sql, village);
  differences.push(...forecasts.map((one) => ({ ...one, village, what: 'forecast' as const })));
  if (write && forecasts.length > 0) await forgetForecasts(sql, village);
  return { households: numbers.length, differences };
}

async function rebuildVillageFindings(
  sql: Sql,
  village: string,
  sums: ReadonlyMap<string, Sums>,
  today: CalendarDay,
  rules: ReadonlyMap<string, SeasonRules>,
  write: boolean,
): Promise<Difference[]> {
  const rollUps = [...rules.keys()].map((season): MovedRollUp => {
    const { IV, unstable, B } = sums.get(season) ?? noSums();
    return { season, village, IV, unstable, B };
  });
  const findings = await villageDifferences(sql, rollUps, today, rules, write);
  if (write) await writeDifferences(sql, findings);
  return inFindings(village, findings);
}

function inFindings(village: string, { opened, changed }: Settled): Difference[] {
  const what = 'finding' as const;
  return [
    ...opened.map(({ season, household, opened: { rule, subject } }) => ({
      season,
      village,
      ...(household !== null && { household }),
      what,
      stored: null,
      rebuilt: `${rule} ${subject}`,
    })),
    ...changed.map(({ season, rule, subject, finding, step }) => ({
      season,
      village,
      what,
      stored: `${rule} ${subject}`,
      rebuilt: `${step ?? 'moved'} ${finding.state}`,
    })),
  ];
}

function differenceOf(village: string, { table, stored, rebuilt }: SumDifference): Difference {
  return { season: '', village, what: table, stored, rebuilt };
}

function sumsOfSeason(sums: Map<string, Sums>, season: string): Sums {
  const existing = sums.get(season);
  if (existing) return existing;
  const fresh = noSums();
  sums.set(season, fresh);
  return fresh;
}

function compareFacts(rebuilt: readonly FactsRow[], stored: readonly StoredFacts[]): Difference[] {
  const before = new Map(stored.map((row) => [`${row.season}\n${row.household}`, row]));
  return rebuilt.flatMap((row) => {
    const at = { season: row.season, village: row.village, household: row.household };
    const was = before.get(`${row.season}\n${row.household}`);
    if (!was) return [{ ...at, what: 'row' as const, stored: null, rebuilt: 'facts' }];
    const others: Difference[] = [
      { ...at, what: 'village' as const, stored: was.village, rebuilt: row.village },
      { ...at, what: 'visit' as const, stored: was.visitId, rebuilt: row.visitId },
      { ...at, what: 'mode' as const, stored: was.mode, rebuilt: row.mode },
      { ...at, what: 'changesOn' as const, stored: was.changesOn, rebuilt: row.changesOn },
    ].filter((pair) => pair.stored !== pair.rebuilt);
    return [...others, ...compareSums(at, was.sums, row.sums)];
  });
}

function compareSums(at: Pick<Difference, 'season' | 'village' | 'household'>, stored: Sums, rebuilt: Sums): Difference[] {
  return MEASURES.filter((measure) => stored[measure] !== rebuilt[measure]).map((measure) => ({
    ...at,
    what: measure,
    stored: stored[measure],
    rebuilt: rebuilt[measure],
  }));
}
