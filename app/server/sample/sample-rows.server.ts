import type { Mode } from '~/domain/contract/enumerations';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { seenIn } from './answers.server';
import { COUNTIES, SAMPLE_SEASONS, type SampleSeason } from './counties.server';
import { HEAT_SOURCES, type SampleHeatSource } from './heat-sources.server';
import { type Home, homesOf, type SampleHousehold } from './households.server';
import { SAMPLE_POLICIES, type SamplePolicy } from './policies.server';
import { randomOf } from './random.server';
import { roomsOf, type SampleRoom } from './rooms.server';
import {
  entitlementRow,
  fundKey,
  type SampleEntitlement,
  type SampleFund,
  type SamplePayment,
  sampleEntitlements,
  sampleFunds,
  samplePayments,
} from './subsidies.server';
import { type SampleTarget, TARGETS } from './targets.server';
import { type SampleUsage, usageOf } from './usage.server';
import {
  LARGE_VILLAGE,
  OTHER_CADRE_VILLAGE,
  type SampleVillage,
  SECOND_VILLAGE,
  type ShippedDivision,
  sampleVillage,
} from './villages.server';
import { type SampleVisit, visitsOf } from './visits.server';

/** The whole sample as rows of the contract's sheets. The same divisions give exactly the same rows. */
export type SampleRows = {
  villages: SampleVillage[];
  seasons: { season: SampleSeason; division: string; startsOn: CalendarDay; endsOn: CalendarDay }[];
  heatSources: readonly SampleHeatSource[];
  households: SampleHousehold[];
  rooms: SampleRoom[];
  visits: SampleVisit[];
  usages: SampleUsage[];
  plans: { village: string; year: number; mode: Mode; households: number }[];
  policies: readonly SamplePolicy[];
  entitlements: SampleEntitlement[];
  payments: SamplePayment[];
  funds: SampleFund[];
  targets: readonly SampleTarget[];
  zones: { zone: string; name: string; document: string; validFrom: CalendarDay; village: string }[];
};

/** The township whose villages lie in the sample's no-coal zone: the demonstration's township. */
const NO_COAL_TOWNSHIP = LARGE_VILLAGE.slice(0, 9);

/** The villages of the demonstration's cadres, where the survey of the last season is not finished. */
const UNFINISHED = new Set([LARGE_VILLAGE, SECOND_VILLAGE, OTHER_CADRE_VILLAGE]);
/** The share of homes in an unfinished village that were surveyed and approved; the rest is left to work on. */
export const FINISHED_SHARE = 0.55;

export function sampleRows(divisions: readonly ShippedDivision[]): SampleRows {
  const villages = divisions.filter((division) => division.code.length === 12).map(sampleVillage);
  const rows: SampleRows = {
    villages,
    seasons: COUNTIES.flatMap(({ code, seasons }) =>
      SAMPLE_SEASONS.map((season) => ({ season, division: code, startsOn: seasons[season][0], endsOn: seasons[season][1] })),
    ),
    heatSources: HEAT_SOURCES,
    households: [],
    rooms: [],
    visits: [],
    usages: [],
    plans: [],
    policies: SAMPLE_POLICIES,
    entitlements: [],
    payments: [],
    funds: [],
    targets: TARGETS,
    zones: villages
      .filter(({ parent }) => parent === NO_COAL_TOWNSHIP)
      .map(({ code }) => ({
        zone: '示例-JM-1',
        name: '城区禁煤区（示例）',
        document: '示例〔2020〕3号',
        validFrom: '2020-10-01',
        village: code,
      })),
  };
  const promised = new Map<string, number>();
  for (const village of villages) {
    const homes = homesOf(village, rows.households.length);
    rows.plans.push(...plansOf(homes));
    for (const home of homes) {
      rows.households.push(home.record);
      for (const season of SAMPLE_SEASONS) addSeason(rows, home, season, promised);
    }
  }
  rows.funds.push(...sampleFunds(promised));
  return rows;
}

function addSeason(rows: SampleRows, home: Home, season: SampleSeason, promised: Map<string, number>): void {
  const { village, record, index } = home;
  const last = season === SAMPLE_SEASONS.at(-1);
  const usage = usageOf(home, season);
  if (usage) rows.usages.push(usage);
  for (const entitlement of sampleEntitlements(home, season, usage)) {
    rows.entitlements.push(entitlementRow(record.number, entitlement));
    rows.payments.push(...samplePayments(record, season, entitlement));
    for (const { level } of entitlement.policy.shares) {
      const key = fundKey(record.number, season, level);
      promised.set(key, (promised.get(key) ?? 0) + entitlement.amount.levels[level]);
    }
  }
  if (last && UNFINISHED.has(village.code) && index >= village.size * FINISHED_SHARE) return;
  rows.visits.push(...visitsOf(home, season));
  // The first survey recorded rooms in six villages of ten; elsewhere the household's area stands for them.
  if (!last && !randomOf(village.code, 'rooms', season).chance(0.6)) return;
  rows.rooms.push(...roomsOf(record.number, village, season, seenIn(home, season)));
}

/** 改造计划: the planned conversions added up per village, year and mode. */
function plansOf(homes: readonly Home[]): SampleRows['plans'] {
  const plans = new Map<string, SampleRows['plans'][number]>();
  for (const { record } of homes) {
    if (record.inPlan !== true || record.year === undefined) continue;
    const key = `${record.year} ${record.mode}`;
    const plan = plans.get(key) ?? { village: record.village, year: record.year, mode: record.mode, households: 0 };
    plan.households += 1;
    plans.set(key, plan);
  }
  return [...plans.values()].sort((a, b) => a.year - b.year || (a.mode < b.mode ? -1 : 1));
}
