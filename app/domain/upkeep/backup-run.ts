import type { Problem } from '../problems';

/** Why a backup was made: by itself at night, because the administrator asked, or before an upgrade. */
export type BackupWhy = 'nightly' | 'asked' | 'upgrade';

/** What a rehearsal may find (docs/definitions.md#backup). */
type RehearsalFault = { what: 'rows' | 'chains' | 'facts' | 'photo' | 'content'; name: string; expected?: number; found?: number };
export type RehearsalResult = { ok: boolean; faults: RehearsalFault[]; rows: number; photos: number; figures: number; seconds: number };

/** 一次备份. What is null is not known yet, or never came about. `seconds`: making it took; `file`: with its folder. */
export type BackupRun = {
  id: string;
  why: BackupWhy;
  begunAt: string;
  file: string;
  bytes: number | null;
  rows: number | null;
  files: number | null;
  seconds: number | null;
  rehearsal: RehearsalResult | null;
  problem: Problem | null;
  deletedAt: string | null;
};

/** With the newest rehearsed backup older than this, a whole night was missed. */
const STALE_AFTER_HOURS = 48;

/**
 * 备份靠得住吗 (docs/definitions.md#backup): `good`: the newest backup that was made was rehearsed, and it is less than 48 hours old. `failed`:
 * the newest one failed or its rehearsal did. `stale`: the newest good one is older. `none`: there never was a good one.
 */
export function backupState(
  newest: Pick<BackupRun, 'problem' | 'rehearsal'> | null,
  lastGood: { begunAt: string } | null,
  now: Date,
): 'good' | 'failed' | 'stale' | 'none' {
  if (newest && didFail(newest)) return 'failed';
  if (lastGood === null) return 'none';
  return now.getTime() - Date.parse(lastGood.begunAt) > STALE_AFTER_HOURS * 3_600_000 ? 'stale' : 'good';
}

/** Whether it was refused, or its rehearsal found a difference. One that is still being made has not failed. */
export function didFail(run: Pick<BackupRun, 'problem' | 'rehearsal'>): boolean {
  return run.problem !== null || run.rehearsal?.ok === false;
}
