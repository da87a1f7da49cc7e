import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { dataDirectory } from '~/database/connection/where.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { sealFinishedDays } from '~/database/upkeep/day-heads.server';
import { countEntries } from '~/database/upkeep/history-entries.server';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { dayInShanghai } from '~/domain/time/calendar-day';
import type { HistoryFault, RecordFault, ReportFault } from '~/domain/upkeep/faults';
import { replayAll } from '../report/replay-report.server';
import { verifyHeadFile, writeHeadFile } from './head-file.server';
import { type RebuildResult, rebuildRollUps } from './rebuild-roll-ups.server';
import { verifyHistory } from './verify-history.server';
import { type PhotoVerification, verifyPhotos } from './verify-photos.server';
import { compareRecords, compareRows } from './verify-records.server';

export type Verification = {
  ok: boolean;
  history: { chains: number; entries: number; faults: HistoryFault[] };
  records: { compared: number; noted: number; faults: RecordFault[] };
  reports: { compared: number; faults: ReportFault[] };
  rollUps: RebuildResult;
  photos: PhotoVerification;
};

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
  onProgress?: (stage: VerifyStage, done: number, total: number) => void,
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
      const folded = await compareRecords(sql, (done, all) => onProgress?.('records', done, all));
      const rows = await compareRows(sql, (done, all) => onProgress?.('rows', done, all));
      return {
        history: { ...chains, faults: [...chains.faults, ...headFile] },
        records: { compared: folded.compared, noted: rows.noted, faults: together(folded.faults, rows.faults) },
      };
    },
    { isolation: 'repeatable read', statementTimeoutMs: 0 },
  );
  const reports = await replayAll(db, (done, all) => onProgress?.('reports', done, all));
  const rollUps = await rebuildRollUps(db, today, { write: false, onVillage: (done, total) => onProgress?.('roll-ups', done, total) });
  const photos = await verifyPhotos(db, dataDir, (done, total) => onProgress?.('photos', done, total));
  const faults = [history, records, reports, photos].reduce((sum, part) => sum + part.faults.length, 0);
  return { ok: faults === 0 && rollUps.count === 0, history, records, reports, rollUps, photos };
}

/** A record that the fold of its entries names with the column is not named again without. */
function together(folded: readonly RecordFault[], rows: readonly RecordFault[]): RecordFault[] {
  const named = new Set(folded.map(({ entity, key }) => `${entity.replaceAll('-', '_')} ${key}`));
  const again = ({ entity, key, column, fault }: RecordFault) => fault === 'differs' && column === '*' && named.has(`${entity} ${key}`);
  return [...folded, ...rows.filter((fault) => !again(fault))];
}
