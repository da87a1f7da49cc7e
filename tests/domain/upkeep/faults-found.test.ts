/** A verification counts and places every fault, and names no more than a thousand. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HistoryFault, placeOfHistoryFault, placeOfRecordFault, type RecordFault } from '~/domain/upkeep/faults';
import { addFault, noFaults } from '~/domain/upkeep/faults-found';

const at = (chain: string, seq = 1): HistoryFault => ({ chain, seq, fault: 'hash' });

test('all are counted and counted where they lie, the first thousand are named in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 1_500, size: 'max' }), (chains) => {
      const found = noFaults<HistoryFault>();
      chains.forEach((chain, seq) => {
        addFault(found, at(chain, seq), placeOfHistoryFault);
      });
      expect(found.count).toBe(chains.length);
      expect(found.faults.map(({ seq }) => seq)).toEqual(chains.slice(0, 1_000).map((_, seq) => seq));
      const counts = [...found.places].map(([chain, { count }]) => [chain, count]);
      expect(counts).toEqual([...new Set(chains)].map((chain) => [chain, chains.filter((one) => one === chain).length]));
    }),
    { numRuns: 30 },
  );
});

test('records of a village lie together by entity; one whose village is not known lies by its key', () => {
  const record = (more: Partial<RecordFault>): RecordFault => ({ entity: 'visit', key: 'v1', column: '*', fault: 'gone', ...more });
  const placeOf = (more: Partial<RecordFault>) => placeOfRecordFault(record(more));
  expect(placeOf({ village: 'V', key: 'v2' })).toBe(placeOf({ village: 'V' }));
  expect(placeOf({ village: 'V', entity: 'payment' })).not.toBe(placeOf({ village: 'V' }));
  expect(placeOf({ key: 'v2' })).not.toBe(placeOf({}));
});
