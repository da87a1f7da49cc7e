import { expect, test } from 'vitest';
import { type BackupRun, backupState } from '~/domain/upkeep/backup-run';

const NOW = new Date('2021-02-03T02:00:00+08:00');
const GOOD: BackupRun['rehearsal'] = { ok: true, faults: [], rows: 1, photos: 0, figures: 1, seconds: 1 };
const BAD: BackupRun['rehearsal'] = { ...GOOD, ok: false, faults: [{ what: 'chains', name: 'x' }] };
const FULL: BackupRun['problem'] = { code: 'backup.database-full' };

test.each([
  ['48 hours old is in time', { problem: null, rehearsal: GOOD }, '2021-02-01T02:00:00+08:00', 'good'],
  ['a second more is a night missed', { problem: null, rehearsal: GOOD }, '2021-02-01T01:59:59+08:00', 'stale'],
  ['not rehearsed yet, after a good one', { problem: null, rehearsal: null }, '2021-02-02T02:00:00+08:00', 'good'],
  ['a difference found, after a good one', { problem: null, rehearsal: BAD }, '2021-02-02T02:00:00+08:00', 'failed'],
  ['refused, after a good one', { problem: FULL, rehearsal: null }, '2021-02-02T02:00:00+08:00', 'failed'],
  ['made, and none was ever rehearsed', { problem: null, rehearsal: null }, null, 'none'],
  ['none at all', null, null, 'none'],
] as const)('%s', (_, newest, lastGood, state) => {
  expect(backupState(newest, lastGood === null ? null : { begunAt: lastGood }, NOW)).toBe(state);
});
