import { expect, test } from 'vitest';
import { whyNoExport } from '~/domain/access/work-at-once';

test('a person has two files under way, and all together forty', () => {
  expect([0, 1, 2, 3].map((own) => whyNoExport({ own, all: own })?.code)).toEqual([
    undefined,
    undefined,
    'export.two-already',
    'export.two-already',
  ]);
  expect(whyNoExport({ own: 1, all: 39 })).toBeNull();
  expect(whyNoExport({ own: 0, all: 40 })).toEqual({ code: 'export.too-many', details: { waiting: 40 } });
});
