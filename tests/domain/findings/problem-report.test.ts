import { describe, expect, test } from 'vitest';
import { isDutyPhone, plainDutyPhone, telOf } from '~/domain/divisions/duty-phone';
import { faultsOfReport, LONGEST_PROBLEM_TEXT, timeOfReport } from '~/domain/findings/problem-report';
import { isColdRoom } from '~/domain/heating/cold';

const REPORT = { id: 'a-report-of-the-test', household: 'H1', kind: 'cold', text: '', photos: [], reportedAt: '2020-11-28T02:20:00Z' };

describe('what a cadre reports', () => {
  test('needs a kind, and words where the kind says nothing', () => {
    expect(faultsOfReport(REPORT)).toEqual([]);
    expect(faultsOfReport({ ...REPORT, kind: '' })).toEqual([{ field: 'kind', code: 'kind-missing' }]);
    expect(faultsOfReport({ ...REPORT, kind: 'other' })).toEqual([{ field: 'text', code: 'text-missing' }]);
    expect(faultsOfReport({ ...REPORT, kind: 'other', text: '墙裂了' })).toEqual([]);
    expect(faultsOfReport({ ...REPORT, text: '冷'.repeat(LONGEST_PROBLEM_TEXT) })).toEqual([]);
    expect(faultsOfReport({ ...REPORT, text: '冷'.repeat(LONGEST_PROBLEM_TEXT + 1) })).toEqual([{ field: 'text', code: 'text-too-long' }]);
  });

  test('is never said after it arrived', () => {
    expect(timeOfReport('2020-11-28T02:20:00Z', '2020-11-28T02:20:01Z')).toBe('2020-11-28T02:20:00Z');
    expect(timeOfReport('2020-12-28T02:20:00Z', '2020-11-28T02:20:01Z')).toBe('2020-11-28T02:20:01Z');
  });
});

test('a room is cold below 16 ℃, not at 16 ℃, and not when nobody measured', () => {
  expect([15.9, 16, undefined].map((celsius) => isColdRoom(celsius))).toEqual([true, false, false]);
});

describe('a duty telephone', () => {
  test.each([
    '13834901234',
    '0349-2020001',
    '03492020001',
    '010-12345678',
    '0349-2020001-12',
    '400-123-4567',
    '4001234567',
    '110',
    '12345',
    '95598',
  ])('%s is one', (text) => expect(isDutyPhone(text)).toBe(true));
  test.each(['', '12345678', '2020001', '1383490123', '138349012345', '0349', '0349-20200', 'abc', '23834901234'])('%s is none', (text) =>
    expect(isDutyPhone(text)).toBe(false),
  );
  test('is stored without blanks and full-width digits, and dialled without hyphens; the extension comes after a pause', () => {
    expect(plainDutyPhone(' （０３４９）２０２０００１ ')).toBe('03492020001');
    expect(telOf('0349-2020001')).toBe('tel:03492020001');
    expect(telOf('0349-2020001-12')).toBe('tel:03492020001,12');
    expect(telOf('400-123-4567')).toBe('tel:4001234567');
  });
});
