/** 问题门槛 as a form shows, reads and compares them, and what a season keeps of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changedFields,
  fieldsOf,
  linesOfRule,
  seenThresholds,
  thresholdLines,
  thresholdsForm,
} from '~/domain/findings/read-thresholds-form';
import { DEADLINES, DEFAULT_THRESHOLDS, type Thresholds, thresholdsOf, thresholdsToKeep } from '~/domain/findings/thresholds';
import { fieldShown } from '~/domain/findings/thresholds-typed';
import { sentenceOf } from '~/i18n/sentence-of.server';

const typedOf = (thresholds: Thresholds, more: Record<string, string> = {}): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(fieldsOf(thresholds)).map(([field, value]) => [field, String(value)])),
  seen: seenThresholds(thresholds),
  thresholdReason: '市级会议纪要',
  ...more,
});
const problemsOf = (typed: Record<string, string>) =>
  thresholdsForm.safeParse(typed).error?.issues.map((issue) => ({
    field: issue.path.join('.'),
    code: issue.message,
    params: issue.code === 'custom' ? issue.params : undefined,
  })) ?? [];

describe('a form of thresholds', () => {
  test('shows every number and every deadline with its default and range', () => {
    const lines = thresholdLines(thresholdsOf({ coldBelow: 18, days: { 'R12.urgent': 2 } }));
    expect(lines).toHaveLength(7 + DEADLINES.length);
    expect(lines[0]).toEqual({ field: 'coldBelow', rule: 'R25', days: null, value: 18, usual: 16, least: 10, most: 20, step: 0.5 });
    expect(lines.map(({ field }) => field).slice(17, 21)).toEqual(['days.R11', 'days.R12', 'days.R12.urgent', 'days.R13']);
    expect(lines.find(({ days }) => days === 'urgent')).toMatchObject({ rule: 'R12', value: 2, usual: 1, least: 1, most: 365 });
  });

  test('gives back what it shows, whatever a season keeps; defaults are left out of that', () => {
    const any = fc.record({
      coldBelow: fc.constantFrom(10, 15.5, 16, 20),
      visitsADay: fc.constantFrom(10, 60, 500),
      reburnPercent: fc.constantFrom(1, 3, 100),
      days: fc.record({ R01: fc.constantFrom(1, 30, 365), 'R12.urgent': fc.constantFrom(1, 2) }),
    });
    fc.assert(
      fc.property(any, (own) => {
        const thresholds = thresholdsOf(own);
        expect(thresholdsForm.parse(typedOf(thresholds)).chosen).toEqual(thresholds);
        const kept = thresholdsToKeep(thresholds, null);
        expect(thresholdsOf(kept)).toEqual(thresholds);
        const values = Object.values(kept ?? {}).flatMap((value) => (typeof value === 'object' ? Object.values(value as object) : [value]));
        expect(values).toHaveLength(
          [own.coldBelow !== 16, own.visitsADay !== 60, own.reburnPercent !== 3, own.days.R01 !== 30, own.days['R12.urgent'] !== 1].filter(
            Boolean,
          ).length,
        );
      }),
    );
    expect(thresholdsToKeep(DEFAULT_THRESHOLDS, { coldBelow: 18, days: { R09: 3 } })).toBeNull();
  });

  test('names that nobody knows are not read, and stay where a newer program kept them', () => {
    expect(thresholdsForm.parse(typedOf(DEFAULT_THRESHOLDS, { ofAnother: '9', 'days.R99': '9' })).chosen).toEqual(DEFAULT_THRESHOLDS);
    const kept = { ofAnother: 9, coldBelow: 18, days: { R99: 4, R09: 3 } };
    expect(thresholdsToKeep(thresholdsOf({ coldBelow: 17 }), kept)).toEqual({ ofAnother: 9, coldBelow: 17, days: { R99: 4 } });
    expect(kept).toEqual({ ofAnother: 9, coldBelow: 18, days: { R99: 4, R09: 3 } });
  });

  test.each([
    ['coldBelow', '9.5'],
    ['coldBelow', '20.5'],
    ['coldBelow', '16.2'],
    ['coldBelow', ''],
    ['visitsAnHour', '12.5'],
    ['visitsADay', '1e2'],
    ['reburnPercent', '0'],
    ['reburnPercent', '-3'],
    ['days.R09', '0'],
    ['days.R12.urgent', '366'],
    ['days.R12.urgent', '一天'],
  ])('refuses %s of “%s” at its field', (field, text) => {
    const line = thresholdLines(DEFAULT_THRESHOLDS).find((one) => one.field === field)!;
    const range = { least: line.least, most: line.most, step: line.step };
    expect(problemsOf(typedOf(DEFAULT_THRESHOLDS, { [field]: text }))).toEqual([
      line.days === null
        ? { field, code: 'threshold.out-of-range', params: { ...range, threshold: field } }
        : { field, code: 'threshold.days-out-of-range', params: { ...range, rule: line.rule, days: line.days } },
    ]);
  });

  test('takes the ends of a range and full-width digits, and asks for a reason', () => {
    const typed = typedOf(DEFAULT_THRESHOLDS, { coldBelow: '１８．５', visitsAnHour: '4', 'days.R01': ' 365 ' });
    expect(thresholdsForm.parse(typed).chosen).toMatchObject({ coldBelow: 18.5, visitsAnHour: 4, days: { R01: 365 } });
    expect(problemsOf({ ...typed, thresholdReason: '  ' })).toMatchObject([{ field: 'thresholdReason', code: 'reason.missing' }]);
    const { coldBelow: _left, ...without } = typed;
    expect(problemsOf(without)).toMatchObject([{ field: 'coldBelow', code: 'threshold.out-of-range' }]);
  });

  test('says the name and the range of what is refused, in both languages', () => {
    const range = { least: 1, most: 365, step: 1 };
    const of = (details: Record<string, string | number>) =>
      (['zh-CN', 'en'] as const).map((language) =>
        sentenceOf(language, { code: details.rule ? 'threshold.days-out-of-range' : 'threshold.out-of-range', details }),
      );
    expect(of({ threshold: 'coldBelow', least: 10, most: 20, step: 0.5 })).toEqual([
      '“受冻：室温低于（℃）”应填 10 到 20 之间的数，间隔 0.5。请改正后再保存。',
      '“Cold home: room below (℃)” must be from 10 to 20 in steps of 0.5. Please correct it and save again.',
    ]);
    expect(of({ ...range, rule: 'R09', days: 'usual' })[0]).toBe('“R09 确认复烧”的时限应填 1 到 365 的天数，间隔 1。请改正后再保存。');
    expect(of({ ...range, rule: 'R12', days: 'urgent' })[1]).toContain('“R12 Stove gone before heat (without heat, urgent)”');
  });
});

test('what differs is told field by field', () => {
  expect(changedFields(DEFAULT_THRESHOLDS, DEFAULT_THRESHOLDS)).toEqual({ before: {}, after: {} });
  expect(changedFields(thresholdsOf({ coldBelow: 18 }), thresholdsOf({ days: { R09: 3 } }))).toEqual({
    before: { coldBelow: 18, 'days.R09': 7 },
    after: { coldBelow: 16, 'days.R09': 3 },
  });
});

test('a finding tells what its rule goes by: its numbers and the deadline of its urgency', () => {
  const of = (rule: 'R12' | 'R22', urgent: boolean) =>
    linesOfRule(DEFAULT_THRESHOLDS, rule, urgent).map(({ field, value }) => [field, value]);
  expect(of('R12', true)).toEqual([['days.R12.urgent', 1]]);
  expect(of('R12', false)).toEqual([['days.R12', 15]]);
  expect(of('R22', false)).toEqual([
    ['fewestCompared', 10],
    ['unstablePercent', 10],
    ['reburnPercent', 3],
    ['days.R22', 30],
  ]);
});

test('after a refusal what was typed stays, and what only somebody else changed is shown as it is now', () => {
  const seen = seenThresholds(DEFAULT_THRESHOLDS);
  expect(fieldShown('coldBelow', 18, undefined)).toEqual({ text: '18', meanwhile: false });
  expect(fieldShown('coldBelow', 16, { coldBelow: '9', seen })).toEqual({ text: '9', meanwhile: false });
  expect(fieldShown('coldBelow', 18, { coldBelow: '16', seen })).toEqual({ text: '18', meanwhile: true });
  expect(fieldShown('coldBelow', 18, { coldBelow: '17', seen })).toEqual({ text: '17', meanwhile: true });
  expect(fieldShown('coldBelow', 18, { coldBelow: '17', seen: '{' })).toEqual({ text: '17', meanwhile: false });
});
