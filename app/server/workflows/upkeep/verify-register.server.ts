import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { dataDirectory } from '~/database/connection/where.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { sealFinishedDays } from '~/database/facts/history.server';
import { countEntries } from '~/database/upkeep/history-entries.server';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { type RebuildResult, rebuildRollUps } from './rebuild-roll-ups.server';
import { type HistoryFault, verifyHistory } from './verify-history.server';
import { type PhotoVerification, verifyPhotos } from './verify-photos.server';
import { compareRecords, type RecordFault } from './verify-records.server';

export type Verification = {
  ok: boolean;
  history: { chains: number; entries: number; faults: HistoryFault[] };
  records: { compared: number; faults: RecordFault[] };
  rollUps: RebuildResult;
  photos: PhotoVerification;
};

export type VerifyStage = 'history' | 'records' | 'roll-ups' | 'photos';

/**
 * 核验: verifies that the history is whole, that the records are what the history says was last written, that facts and roll-ups
 * follow from the records, and that every photo received is in DATA_DIR. It changes only what the calendar requires (facts due
 * today, sealing finished days) and works beside a running app. What it finds is filed by `openDisagreements`.
 */
export async function verifyRegister(
  db: Database,
  now: Date = new Date(),
  onProgress?: (stage: VerifyStage, done: number, total: number) => void,
  dataDir: string = dataDirectory(),
): Promise<Verification> {
  const today: CalendarDay = dayInShanghai(now);
  await inTransaction(db, async (sql) => {
    await sealFinishedDays(sql, today);
    await refreshDueFacts(sql, today);
  });
  // Everything is read in one snapshot, so that a concurrent change is either seen whole or not at all.
  const { history, records } = await inTransaction(
    db,
    async (sql) => {
      const total = await countEntries(sql);
      return {
        history: await verifyHistory(sql, (done) => onProgress?.('history', done, total)),
        records: await compareRecords(sql, (done, all) => onProgress?.('records', done, all)),
      };
    },
    { isolation: 'repeatable read', statementTimeoutMs: 0 },
  );
  const rollUps = await rebuildRollUps(db, today, { write: false, onVillage: (done, total) => onProgress?.('roll-ups', done, total) });
  const photos = await verifyPhotos(db, dataDir, (done, total) => onProgress?.('photos', done, total));
  const ok = history.faults.length === 0 && records.faults.length === 0 && rollUps.count === 0 && photos.faults.length === 0;
  return { ok, history, records, rollUps, photos };
}
