import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Band, bandsOf, pageWidth, printedWidth, SMALLEST_TYPE } from '~/reports/paper/bands';
import { summaryColumns } from '~/reports/summary.sheet';

const BODY = 10;
const column = fc.record({ width: fc.double({ min: 3, max: 30, noNaN: true }), group: fc.constantFrom('', '', '甲', '乙') });
const sheets = fc.record({
  columns: fc.array(column, { minLength: 1, maxLength: 80 }),
  repeated: fc.integer({ min: 0, max: 4 }),
  paper: fc.constantFrom('A3' as const, 'A4' as const),
});
const all = (bands: readonly Band[]): number[] =>
  bands.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at));

test('every column is in exactly one band, in order, and every band is at most a page wide in type of 8 points or more', () => {
  fc.assert(
    fc.property(sheets, ({ columns, repeated, paper }) => {
      const page = pageWidth(paper, 0.39);
      const { bands, scale } = bandsOf(columns, repeated, page, BODY);
      expect(all(bands)).toEqual(columns.map((_, at) => at));
      for (const band of bands) expect((printedWidth(columns, repeated, band) * scale) / 100).toBeLessThanOrEqual(page + 1e-9);
      expect((BODY * scale) / 100).toBeGreaterThanOrEqual(SMALLEST_TYPE);
      expect(scale).toBeLessThanOrEqual(100);
    }),
    { numRuns: 1000 },
  );
});

test('a group that fits a page is not divided', () => {
  fc.assert(
    fc.property(sheets, ({ columns, repeated, paper }) => {
      const page = pageWidth(paper, 0.39);
      const { bands, scale } = bandsOf(columns, repeated, page, BODY);
      for (const { first } of bands.slice(1)) {
        if (columns[first]!.group === '' || columns[first]!.group !== columns[first - 1]!.group) continue;
        let from = first;
        while (from > 0 && columns[from - 1]!.group === columns[first]!.group) from -= 1;
        let to = first;
        while (to + 1 < columns.length && columns[to + 1]!.group === columns[first]!.group) to += 1;
        const alone = printedWidth(columns, repeated, { first: from, last: to }) * scale;
        // Where the group begins among the repeated columns there is nothing before it to break at.
        expect(from <= repeated || alone > page * 100).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a sheet that fits a page is one band at the largest scale; one that does not has as few as possible', () => {
  const equal = (count: number) => Array.from({ length: count }, () => ({ width: 10, group: '' }));
  expect(bandsOf(equal(10), 2, 100, BODY)).toEqual({ bands: [{ first: 0, last: 9 }], scale: 100 });
  expect(bandsOf(equal(12), 2, 100, BODY)).toEqual({ bands: [{ first: 0, last: 11 }], scale: 83 });
  // 125 units at 80 %: 12 columns, then 2 repeated and 10 more; 100 % would hold 10, then 8.
  expect(bandsOf(equal(18), 2, 100, BODY)).toEqual({
    bands: [
      { first: 0, last: 9 },
      { first: 10, last: 17 },
    ],
    scale: 100,
  });
});

test('the 55 columns of a summary are read on three pages of A3', () => {
  const { bands } = bandsOf(summaryColumns('附件1'), 3, pageWidth('A3', 0.39), BODY);
  expect(bands).toHaveLength(3);
});
