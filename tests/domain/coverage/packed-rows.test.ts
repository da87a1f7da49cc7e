/** Rows that a page carries to the browser come out as they went in. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DivisionSums } from '~/domain/coverage/division';
import { packRows, packSums, unpackRows, unpackSums } from '~/domain/coverage/packed-rows';
import { MEASURES, type Sums } from '~/domain/indicators/measures';

const sums = fc
  .array(fc.oneof(fc.constant(0), fc.nat(), fc.maxSafeNat()), { minLength: MEASURES.length, maxLength: MEASURES.length })
  .map((numbers) => Object.fromEntries(MEASURES.map((measure, at) => [measure, numbers[at]])) as Sums);

const row = fc.record<DivisionSums>({
  code: fc.stringMatching(/^\d{12}$/),
  name: fc.string(),
  level: fc.constant('village'),
  zoneType: fc.constantFrom(null, 'plain'),
  relocating: fc.boolean(),
  endedOn: fc.constantFrom(null, '2021-01-01'),
  sums: fc.array(sums, { minLength: 2, maxLength: 2 }),
});

test('every figure of every season, for any rows', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
      expect(unpackRows(packRows(rows, 2))).toEqual(rows.map((one) => ({ ...one })));
    }),
  );
  fc.assert(
    fc.property(sums, (one) => {
      expect(unpackSums(packSums(one))).toEqual(one);
    }),
  );
});

test('seasons that nobody looks at stay behind', () => {
  const [one] = fc.sample(row, 1);
  expect(unpackRows(packRows([one!], 1))[0]!.sums).toEqual([one!.sums[0]]);
  expect(packRows([one!], 1)[0]!.figures).not.toContain(';');
});
