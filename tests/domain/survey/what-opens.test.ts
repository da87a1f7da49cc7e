import { describe, expect, test } from 'vitest';
import { keysOf } from '~/domain/contract/enumerations';
import { remarksToAnswer, whatOpens } from '~/domain/survey/what-opens';

const SEASON = '2020-2021';
const TODAY = '2021-01-10';
type Visit = Parameters<typeof whatOpens>[2][number] & { id: string };
const visit = (id: string, more: Partial<Visit> = {}): Visit => ({
  id,
  kind: 'survey',
  status: 'submitted',
  outcome: 'done',
  day: '2021-01-05',
  ...more,
});
const opens = (visits: readonly Visit[], status: Parameters<typeof whatOpens>[0]['status'] = 'normal') =>
  whatOpens({ status }, SEASON, visits, TODAY);

describe('what the form opens with', () => {
  test('nothing between seasons', () => {
    expect(whatOpens({ status: 'normal' }, null, [], TODAY)).toEqual({ blocked: 'no-season' });
  });

  test.each(keysOf('householdStatus').map((status) => [status, ['normal', 'idle'].includes(status)] as const))(
    'a household that is %s: %s',
    (status, open) => {
      expect(opens([], status).blocked).toBe(open ? null : 'out-of-scope');
    },
  );

  test('nothing once a completed visit was approved; an approved call or spot check keeps nobody out', () => {
    expect(opens([visit('a', { status: 'approved' })])).toEqual({ blocked: 'approved' });
    expect(opens([visit('a', { status: 'approved', outcome: 'nobody' })]).blocked).toBeNull();
    expect(opens([visit('a', { status: 'approved', kind: 'spot_check' })]).blocked).toBeNull();
  });

  test('a returned visit is corrected before a completed one; calls and spot checks are not corrected', () => {
    const correct = (visits: Visit[]) => {
      const opened = opens(visits);
      return opened.blocked === null ? opened.correct?.id : opened.blocked;
    };
    expect(correct([])).toBeUndefined();
    expect(correct([visit('a')])).toBe('a');
    expect(correct([visit('a'), visit('b', { status: 'returned' })])).toBe('b');
    expect(correct([visit('a', { outcome: 'nobody' })])).toBeUndefined();
    expect(correct([visit('a', { kind: 'spot_check', status: 'returned' })])).toBeUndefined();
  });

  test('days on which nobody was at home: different ones, counted visits alone', () => {
    const nobody = (day: string, more: Partial<Visit> = {}) => visit(day, { outcome: 'nobody', day, ...more });
    expect(opens([nobody('2021-01-05'), nobody('2021-01-05'), nobody('2021-01-06', { status: 'returned' })])).toMatchObject({
      nobody: { days: 1, today: false },
    });
    expect(opens([nobody(TODAY), nobody('2021-01-05')])).toMatchObject({ nobody: { days: 2, today: true } });
    expect(opens([nobody(TODAY, { kind: 'spot_check' })])).toMatchObject({ nobody: { days: 0, today: false } });
  });

  test('the open remarks of a returned visit alone', () => {
    const remarks = [{ resolved: false }, { resolved: true }];
    expect(remarksToAnswer({ status: 'returned', remarks })).toEqual([{ resolved: false }]);
    expect(remarksToAnswer({ status: 'submitted', remarks })).toEqual([]);
    expect(remarksToAnswer(undefined)).toEqual([]);
  });
});
