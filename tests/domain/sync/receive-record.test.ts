import { describe, expect, test } from 'vitest';
import { type ArrivingRecord, compareRecord, decideRecord, type RecordState, type VisitThere } from '~/domain/sync/receive-record';

const record: ArrivingRecord = {
  device: 'd',
  sequence: 5,
  visit: 'v',
  household: 'H1',
  kind: 'survey',
  outcome: 'done',
  contentHash: 'new',
  baseRevision: 3,
  seenVisits: [],
};
const there: VisitThere = {
  id: 'v',
  household: 'H1',
  contentHash: 'old',
  status: 'submitted',
  revision: 1,
  kind: 'survey',
  outcome: 'done',
  device: 'd',
  visitedAt: '2021-01-10T10:00:00+08:00',
};
const state: RecordState = { householdRevision: 4, stored: null, ofSeason: [], own: null, numberUsed: false };
const compared = { outcome: 'compare', with: null, before: 'base', locked: false, overtakes: false, sawLatest: false };

describe('decideRecord', () => {
  test('a first visit is compared with nothing but what the form showed', () => {
    expect(decideRecord(record, state)).toEqual(compared);
    expect(decideRecord({ ...record, baseRevision: 4 }, state)).toEqual({ ...compared, sawLatest: true });
  });

  test.each(['submitted', 'approved', 'returned'] as const)('the content that is stored is the same, while it is %s', (status) => {
    expect(decideRecord({ ...record, contentHash: 'old' }, { ...state, stored: { ...there, status } })).toEqual({ outcome: 'same' });
  });

  test('submitted once more after the return was seen it is no repetition', () => {
    const returned = { ...there, status: 'returned' as const };
    expect(decideRecord({ ...record, contentHash: 'old', baseRevision: 4 }, { ...state, stored: returned })).toEqual({
      ...compared,
      with: returned,
      sawLatest: true,
    });
  });

  test('an id of another household is refused', () => {
    expect(decideRecord(record, { ...state, stored: { ...there, household: 'H2' } })).toEqual({
      outcome: 'refuse',
      code: 'visit.id-taken',
    });
  });

  test('a later record of the same phone has overtaken it, unless the numbers say nothing', () => {
    const own = { sequence: 6, sameBase: true, undecided: false };
    expect(decideRecord(record, { ...state, own })).toEqual({ outcome: 'overtaken' });
    expect(decideRecord(record, { ...state, own, numberUsed: true })).toMatchObject({ outcome: 'compare' });
  });

  test('what the phone sent from the same form is the before of what it sends later', () => {
    expect(decideRecord(record, { ...state, stored: there, own: { sequence: 4, sameBase: true, undecided: false } })).toEqual({
      ...compared,
      with: there,
      before: 'own-sent',
    });
  });

  test('a conflict that waits is taken over by a later record of the same form, not by a form opened anew', () => {
    const own = { sequence: 4, sameBase: true, undecided: true };
    expect(decideRecord(record, { ...state, own })).toMatchObject({ before: 'own-before', overtakes: true });
    expect(decideRecord(record, { ...state, own: { ...own, sameBase: false } })).toMatchObject({ before: 'base', overtakes: false });
  });

  test('an approved visit is compared as a locked one', () => {
    expect(decideRecord(record, { ...state, stored: { ...there, status: 'approved' } })).toMatchObject({ locked: true });
  });

  describe('a household that was visited twice', () => {
    const other = { ...there, id: 'w', device: 'e' };
    const at = (id: string, day: string) => ({ ...other, id, visitedAt: `2021-01-${day}T10:00:00+08:00` });

    test('is compared with the latest visit of its kind that the form had not shown, whichever phone sent it', () => {
      const ofSeason = [at('w', '08'), at('x', '12'), at('y', '11')];
      expect(decideRecord(record, { ...state, ofSeason })).toMatchObject({ with: { id: 'x' } });
      expect(decideRecord({ ...record, seenVisits: ['x'] }, { ...state, ofSeason })).toMatchObject({ with: { id: 'y' } });
      expect(decideRecord({ ...record, seenVisits: ['w', 'x', 'y'] }, { ...state, ofSeason })).toMatchObject({ with: null });
      expect(decideRecord(record, { ...state, ofSeason: [{ ...other, device: 'd' }] })).toMatchObject({ with: { id: 'w' } });
    });

    test('calls at which nobody was at home stand for themselves', () => {
      expect(decideRecord({ ...record, outcome: 'nobody' }, { ...state, ofSeason: [other] })).toMatchObject({ with: null });
      expect(decideRecord(record, { ...state, ofSeason: [{ ...other, outcome: 'nobody' }] })).toMatchObject({ with: null });
      expect(decideRecord(record, { ...state, ofSeason: [{ ...other, kind: 'spot_check' }] })).toMatchObject({ with: null });
    });

    test('by a sender that does not say what it saw, the revision is taken at its word', () => {
      expect(decideRecord({ ...record, seenVisits: null, baseRevision: 4 }, { ...state, ofSeason: [other] })).toMatchObject({
        with: null,
        before: 'theirs',
      });
      expect(decideRecord({ ...record, seenVisits: null, baseRevision: 3 }, { ...state, ofSeason: [other] })).toMatchObject({
        with: { id: 'w' },
        before: 'base',
      });
    });
  });
});

describe('compareRecord', () => {
  const ask = { locked: false, sameVisit: true };

  test('clean, when it is stored exactly as it was sent', () => {
    expect(compareRecord({ a: 1 }, { a: 2 }, { a: 1 }, ask).result).toBe('clean');
  });

  test('merged, when something of theirs came in, or when it goes into another visit', () => {
    expect(compareRecord({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 2 }, ask).result).toBe('merged');
    expect(compareRecord({ a: 1 }, { a: 2 }, { a: 1 }, { ...ask, sameVisit: false }).result).toBe('merged');
  });

  test('nothing new, when all of it is there already', () => {
    expect(compareRecord({ a: 1 }, { a: 1 }, { a: 2 }, ask).result).toBe('nothing-new');
    expect(compareRecord({}, { a: 2 }, { a: 2 }, { ...ask, sameVisit: false }).result).toBe('nothing-new');
    expect(compareRecord({}, { a: 2 }, { a: 2 }, { ...ask, locked: true }).result).toBe('nothing-new');
  });

  test('a conflict, when one field competes', () => {
    expect(compareRecord({ a: 1, b: 1 }, { a: 2, b: 2 }, { a: 3, b: 1 }, ask)).toMatchObject({
      result: 'conflict',
      threeWay: { competing: ['a'] },
    });
    expect(compareRecord({ a: 1 }, { a: 2 }, { a: 1 }, { ...ask, locked: true }).result).toBe('conflict');
  });
});
