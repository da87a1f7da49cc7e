/** 热源: what the list keeps and in which order; a form's values. */
import { expect, test } from 'vitest';
import { isSmallCoalBoiler } from '~/domain/findings/rules/of-others/heat-source-not-allowed';
import { heatSourceForm, newHeatSourceForm } from '~/domain/heating/heat-source-form';
import { seenHeatSource } from '~/domain/heating/heat-source-seen';
import { heatSourcesViewOf, sourcesListed } from '~/domain/tables/heat-source-table';

const source = (number: string, more: object = {}) => ({
  number,
  name: `热源${number}`,
  kind: 'chp',
  tonnes: null as number | null,
  closing: false,
  households: 0,
  used: false,
  faults: [] as string[],
  smallCoal: false,
  ...more,
});
const SOURCES = [
  source('C', { tonnes: 20, smallCoal: true, kind: 'coal_boiler' }),
  source('A', { households: 5, used: true, faults: ['closing'], closing: true }),
  source('B', { households: 9, used: true, tonnes: 116 }),
];
const listed = (query: string) => sourcesListed(SOURCES, heatSourcesViewOf(new URLSearchParams(query))).map(({ number }) => number);

test('filters and orders', () => {
  expect(listed('')).toEqual(['A', 'B', 'C']);
  expect(listed('sort=number&dir=desc')).toEqual(['C', 'B', 'A']);
  expect(listed('sort=households')).toEqual(['B', 'A', 'C']);
  expect(listed('sort=tonnes')).toEqual(['B', 'C', 'A']);
  expect(listed('only=faulty')).toEqual(['A']);
  expect(listed('only=small')).toEqual(['C']);
  expect(listed('only=unused')).toEqual(['C']);
  expect(listed('only=closing')).toEqual(['A']);
  expect(listed('kind=coal_boiler')).toEqual(['C']);
  expect(listed('q=热源b')).toEqual(['B']);
});

test('below 35 is small, 35 is not, an unknown size is nothing', () => {
  const small = (tonnes: number | null, kind: 'coal_boiler' | 'boiler' = 'coal_boiler') => isSmallCoalBoiler({ kind, tonnes });
  expect([small(34.99), small(35), small(null), small(10, 'boiler')]).toEqual([true, false, false, false]);
});

test('a form in full width, and what it saw', () => {
  const typed = {
    name: ' 电厂 ',
    kind: 'chp',
    division: '140602',
    tonnes: '３５.50',
    rating: 'B',
    closing: 'yes',
    reason: '评级下来了',
    seen: '',
  };
  expect(heatSourceForm.parse(typed)).toMatchObject({ name: '电厂', tonnes: '35.5', rating: 'B', closing: true });
  expect(heatSourceForm.parse({ ...typed, tonnes: '', rating: '', closing: 'no' })).toMatchObject({
    tonnes: null,
    rating: null,
    closing: false,
  });
  const codes = (form: typeof heatSourceForm | typeof newHeatSourceForm, more: object) =>
    form.safeParse({ ...typed, ...more }).error?.issues.map(({ message }) => message);
  expect(codes(heatSourceForm, { tonnes: '35.123' })).toEqual(['heat-source.tonnes-malformed']);
  expect(codes(heatSourceForm, { name: '', kind: 'stove' })).toEqual(['heat-source.name-missing', 'heat-source.kind-missing']);
  expect(codes(newHeatSourceForm, { number: ' ' })).toEqual(['heat-source.number-missing']);
  const stored = { name: '电厂', kind: 'chp', division_code: '140602', rating: null, closing: false };
  expect(seenHeatSource({ ...stored, tonnes_per_hour: 35.5 })).toBe(seenHeatSource({ ...stored, tonnes_per_hour: '35.50' }));
});
