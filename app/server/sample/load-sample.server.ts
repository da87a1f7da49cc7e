import { divisionsInOrder, sampleState } from '~/database/bulk/sample-state.server';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { addDemoAccounts, DEMO_ACCOUNTS } from '~/server/demo/demo-accounts.server';
import { type ImportProgress, importRows } from '~/server/workflows/imports/import-workbook.server';
import { closeSeason } from '~/server/workflows/seasons/close-season.server';
import { SAMPLE_SEASONS } from './counties.server';
import { SAMPLE_NOTE } from './households.server';
import { addLiveStates } from './live-states.server';
import { type SampleRows, sampleRows } from './sample-rows.server';
import { LARGE_VILLAGE } from './villages.server';

export type SampleStage = ImportProgress['stage'] | 'visits' | 'closing';
export type SampleProgress = (progress: ImportProgress | { stage: 'visits' | 'closing'; done: number; total: number }) => void;
/** `not-ours`: the database holds other households or accounts. Nothing was added, above all no account with a public password. */
export type SampleOutcome = 'loaded' | 'there-already' | 'not-ours';

const FIRST_HOUSEHOLD = `${LARGE_VILLAGE}001`;
const [FINISHED_SEASON] = SAMPLE_SEASONS;

/**
 * 示例数据: fills a database without households through the importer and the workflows that people use, so that history, facts and
 * roll-ups come out as in real use. The rows are the same on every machine. An interrupted run is completed. A database that is
 * used for something else, or has the whole sample, is left alone.
 */
export async function loadSample(db: Database, onProgress?: SampleProgress, now: Date = new Date()): Promise<SampleOutcome> {
  const accounts = DEMO_ACCOUNTS.map(({ username }) => username);
  const state = await withSql(db, (sql) =>
    sampleState(sql, { household: FIRST_HOUSEHOLD, season: FINISHED_SEASON!, note: SAMPLE_NOTE, accounts }),
  );
  if (!state.untouched && !state.imported) return 'not-ours';
  if (state.everClosed) return 'there-already';
  await addDemoAccounts(db);
  const divisions = await withSql(db, divisionsInOrder);
  const rows = sampleRows(divisions);
  if (state.untouched) await importAll(db, rows, now, onProgress);
  onProgress?.({ stage: 'visits', done: 0, total: 1 });
  await addLiveStates(db, divisions, (village) => rows.households.findIndex((household) => household.village === village), now);
  onProgress?.({ stage: 'closing', done: 0, total: 1 });
  await closeSeason(db, OPERATOR, { season: FINISHED_SEASON!, reason: '示例：普查结束' }, now);
  return 'loaded';
}

/** The sample as the sheets of an import. */
export function sampleSheets(rows: SampleRows) {
  return {
    行政区划: rows.villages,
    采暖季: rows.seasons,
    热源: rows.heatSources,
    户台账: rows.households,
    房屋: rows.rooms,
    入户记录: rows.visits,
    用能计量: rows.usages,
    改造计划: rows.plans,
    补贴政策: rows.policies,
    应补: rows.entitlements,
    发放: rows.payments,
    资金: rows.funds,
    禁煤区: rows.zones,
    目标: rows.targets,
  };
}

async function importAll(db: Database, rows: SampleRows, now: Date, progress?: SampleProgress): Promise<void> {
  const result = await importRows(db, OPERATOR, sampleSheets(rows), { now, progress });
  if (result.outcome !== 'imported') throw new Error(`the sample was refused: ${JSON.stringify(result.problems.slice(0, 5))}`);
}
