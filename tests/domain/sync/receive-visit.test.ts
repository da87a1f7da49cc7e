import { describe, expect, test } from 'vitest';
import { decideReceipt, type StoredVisit } from '~/domain/sync/receive-visit';

const arriving = { household: 'H1', contentHash: 'a', householdRevision: 5 };
const stored: StoredVisit = { household: 'H1', contentHash: 'a', status: 'submitted', revision: 1 };

describe('decideReceipt', () => {
  test('a new id is received, unless its sender saw an older household', () => {
    expect(decideReceipt(arriving, null)).toEqual({ outcome: 'receive' });
    expect(decideReceipt({ ...arriving, baseRevision: 5 }, null)).toEqual({ outcome: 'receive' });
    expect(decideReceipt({ ...arriving, baseRevision: 4 }, null)).toEqual({ outcome: 'refuse', code: 'household.changed-meanwhile' });
  });

  test.each(['submitted', 'approved', 'returned'] as const)('the same content again is the same, while it is %s', (status) => {
    expect(decideReceipt(arriving, { ...stored, status })).toEqual({ outcome: 'same' });
    expect(decideReceipt({ ...arriving, baseRevision: 4 }, { ...stored, status })).toEqual({ outcome: 'same' });
  });

  test('a returned visit may be submitted again unchanged by who saw the return', () => {
    expect(decideReceipt({ ...arriving, baseRevision: 5 }, { ...stored, status: 'returned' })).toEqual({ outcome: 'receive' });
  });

  test('an id of another household is refused', () => {
    expect(decideReceipt(arriving, { ...stored, household: 'H2' })).toEqual({ outcome: 'refuse', code: 'visit.id-taken' });
  });

  test('an approved visit is locked', () => {
    expect(decideReceipt({ ...arriving, contentHash: 'b', baseRevision: 5 }, { ...stored, status: 'approved' })).toEqual({
      outcome: 'refuse',
      code: 'visit.locked',
    });
  });

  test.each(['submitted', 'returned'] as const)('a correction of a %s visit counts only from who saw the latest', (status) => {
    const correction = { ...arriving, contentHash: 'b' };
    expect(decideReceipt(correction, { ...stored, status })).toEqual({ outcome: 'refuse', code: 'visit.outdated' });
    expect(decideReceipt({ ...correction, baseRevision: 4 }, { ...stored, status })).toEqual({ outcome: 'refuse', code: 'visit.outdated' });
    expect(decideReceipt({ ...correction, baseRevision: 5 }, { ...stored, status })).toEqual({ outcome: 'receive' });
  });
});
