import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { dataDirectory } from '~/database/connection/where.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { sealFinishedDays } from '~/database/upkeep/day-heads.server';
import { countEntries } from '~/database/upkeep/history-entries.server';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { type HistoryFault, placeOfHistoryFault, placeOfRecordFault, type RecordFault, type ReportFault } from '~/domain/upkeep/faults';
import { addFault, type FaultsFound } from '~/domain/upkeep/faults-found';
import { replayAll } from '../report/replay-report.server';
import { verifyHeadFile, writeHeadFile } from './head-file.server';
import { type RebuildResult, rebuildRollUps } from './rebuild-roll-ups.server';
import { verifyHistory } from './verify-history.server';
import { type PhotoVerification, verifyPhotos } from './verify-photos.server';
import { compareRecords, compareRows } from './verify-records.server';

export type Verification = {
  ok: boolean;
  /** Of all parts. At least: of rows that nothing noted a table names its first thousand. */
  count: number;
  history: { chains: number; entries: number } & FaultsFound<HistoryFault>;
  records: { compared: number; noted: number } & FaultsFound<RecordFault>;
  reports: { compared: number; faults: ReportFault[] };
  rollUps: RebuildResult;
  photos: PhotoVerification;
};

type Progress = (stage: VerifyStage, done: number, total: number) => void;
export type VerifyStage = 'history' | 'records' | 'rows' | 'reports' | 'roll-ups' | 'photos';

/**
 * 核验: verifies that the history is whole, that the records are what the history says was last written, both ways, that frozen
 * reports are given again by what it recorded with them, that facts and roll-ups follow from the records, and that every photo
 * received is in DATA_DIR. It changes only what the calendar requires (facts due today, sealing finished days) and works beside a
 * running app. What it finds is filed by `openDisagreements`.
 */
export async function verifyRegister(
  db: Database,
  now: Date = new Date(),
  onProgress?: Progress,
  dataDir: string = dataDirectory(),
): Promise<Verification> {
  const today: CalendarDay = dayInShanghai(now);
  await inTransaction(db, async (sql) => {
    await refreshDueFacts(sql, today);
    await sealFinishedDays(sql, today, now);
  });
  // The file is read before it is brought up to date: what it has must be in the database already.
  const headFile = await verifyHeadFile(db, dataDir);
  if (headFile.length === 0) await writeHeadFile(db, dataDir);
  // Everything is read in one snapshot, so that a concurrent change is either seen whole or not at all.
  const { history, records } = await inTransaction(
    db,
    async (sql) => {
      const total = await countEntries(sql);
      const chains = await verifyHistory(sql, (done) => onProgress?.('history', done, total));
      for (const fault of headFile) addFault(chains, fault, placeOfHistoryFault);
      return { history: chains, records: await compareBothWays(sql, onProgress) };
    },
    { isolation: 'repeatable read', statementTimeoutMs: 0 },
  );
  const reports = await replayAll(db, (done, all) => onProgress?.('reports', done, all));
  const rollUps = await rebuildRollUps(db, today, { write: false, onVillage: (done, total) => onProgress?.('roll-ups', done, total) });
  const photos = await verifyPhotos(db, dataDir, (done, total) => onProgress?.('photos', done, total));
  const count = history.count + records.count + reports.faults.length + rollUps.count + photos.faults.length;
  return { ok: count === 0, count, history, records, reports, rollUps, photos };
}

/** A record that the fold of its entries names with the column is not named again without. */
async function compareBothWays(sql: Sql, onProgress?: Progress): Promise<Verification['records']> {
  const rows = await compareRows(sql, (done, all) => onProgress?.('rows', done, all));
  const record = ({ entity, key }: RecordFault) => `${entity.replaceAll('-', '_')} ${key}`;
  const whole = ({ column, fault }: RecordFault) => fault === 'differs' && column === '*';
  const ofWhole = new Set(rows.faults.filter(whole).map(record));
  const named = new Set<string>();
  const folded = await compareRecords(
    sql,
    (done, all) => onProgress?.('records', done, all),
    (fault) => ofWhole.has(record(fault)) && named.add(record(fault)),
  );
  for (const fault of rows.faults) if (!whole(fault) || !named.has(record(fault))) addFault(folded, fault, placeOfRecordFault);
  return Object.assign(folded, { noted: rows.noted });
}
