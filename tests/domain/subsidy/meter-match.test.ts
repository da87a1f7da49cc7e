import { describe, expect, test } from 'vitest';
import { KnownMeters, type MetersOfRegister, matchReading } from '~/domain/subsidy/meter-match';

const known = (meters: readonly [string, string][]): KnownMeters => {
  const all = new KnownMeters();
  for (const [meter, household] of meters) all.add(meter, household);
  return all;
};

describe('表号', () => {
  const meters = known([
    ['A1', 'h1'],
    ['B2', 'h3'],
    ['B2', 'h2'],
    ['0017', 'h4'],
    ['17', 'h5'],
    ['0099', 'h6'],
    ['000', 'h7'],
    ['88-1', 'h8'],
    ['88-1', 'h8'],
  ]);
  test.each([
    [' ａ1', { matched: 'h1' }],
    ['B 2', { shared: ['h2', 'h3'] }],
    ['C', { unknown: true }],
    // The printed number is tried first; a number with other zeros and hyphens is tried only when that finds nobody.
    ['0017', { matched: 'h4' }],
    ['17', { matched: 'h5' }],
    ['017', { shared: ['h4', 'h5'] }],
    ['99', { matched: 'h6' }],
    ['９９', { matched: 'h6' }],
    ['0881', { matched: 'h8' }],
    // Only zeros are no number.
    ['0', { unknown: true }],
    ['', { unknown: true }],
  ])('%s', (meter, match) => expect(meters.match(meter)).toEqual(match));
});

describe('抄表的一行是哪一户的', () => {
  const register: MetersOfRegister = {
    current: known([
      ['N1', 'h1'],
      ['N2', 'h2'],
      ['M', 'h4'],
      ['D', 'a'],
      ['D', 'b'],
    ]),
    former: known([
      ['O1', 'h1'],
      ['O3', 'h3'],
      ['M', 'h5'],
    ]),
  };
  test.each([
    ['in use', 'N1', null, { household: 'h1', replaced: false }],
    ['in use before former', 'M', null, { household: 'h4', replaced: false }],
    ['a former one', 'O3', null, { household: 'h3', replaced: false }],
    ['new here, the old number is known', 'X9', 'N2', { household: 'h2', replaced: true }],
    ['both numbers known, of one household', 'N1', 'O1', { household: 'h1', replaced: false }],
    ['of two households', 'N1', 'N2', { fault: 'two', households: ['h1', 'h2'] }],
    ['known, the old one is not', 'N1', 'X9', { household: 'h1', replaced: false }],
    ['of nobody', 'X9', null, { fault: 'unknown' }],
    ['both of nobody', 'X9', 'X8', { fault: 'unknown' }],
    ['of several', 'D', null, { fault: 'shared', households: ['a', 'b'] }],
    ['the old one of several', 'X9', 'D', { fault: 'shared', households: ['a', 'b'] }],
  ] as const)('%s', (_name, meter, old, match) => expect(matchReading(meter, old, register)).toEqual(match));
});
