import { describe, expect, test } from 'vitest';
import { listViewOf } from '~/domain/coverage/list-view';
import { Refusal } from '~/domain/problems';
import { checkOrder, HOUSEHOLDS_TABLE, sortableBy } from '~/domain/tables/household-tables';
import { keptAddress } from '~/domain/tables/saved-view';
import { columnsShown } from '~/domain/tables/table-view';

const view = (query: string) => listViewOf(new URLSearchParams(query));

function refusal(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
  return null;
}

describe('the address of a table', () => {
  test('without anything it is every household by number, rising, in the usual columns', () => {
    expect(view('')).toMatchObject({ list: 'H', also: [], sort: 'number', dir: 'asc', columns: null, town: null, search: '', page: 1 });
    expect(view('flag=&mode=&town=&q=&page=')).toEqual(view(''));
  });

  test('names order, place, several lists and columns; the columns stand in the order of the list', () => {
    expect(view('flag=B&also=let&also=cold&sort=head&dir=desc&town=140602201&cols=mode,head&page=3')).toMatchObject({
      list: 'B',
      also: expect.arrayContaining(['let', 'cold']),
      sort: 'head',
      dir: 'desc',
      town: '140602201',
      columns: ['head', 'mode'],
      page: 3,
    });
    expect(view('cols=mode&cols=head').columns).toEqual(['head', 'mode']);
  });

  test.each([
    ['flag=BB', 'flag', 'BB'],
    ['also=B&also=nonsense', 'also', 'nonsense'],
    ['mode=coal', 'mode', 'coal'],
    ['sort=idNumber', 'sort', 'idNumber'],
    ['sort=head&dir=up', 'dir', 'up'],
    ['cols=head,account', 'cols', 'account'],
    ["town=1' OR 1=1", 'town', "1' OR 1=1"],
    ['page=0', 'page', '0'],
    ['page=1e3', 'page', '1e3'],
    ['after=nothing', 'after', 'nothing'],
    ['n=-5', 'n', '-5'],
  ])('%s is refused by name', (query, name, value) => {
    expect(refusal(() => view(query))).toEqual({ code: 'table.unknown-value', details: { name, value } });
  });
});

describe('the columns shown', () => {
  test('those of the address before those remembered before the usual ones; what is always there stays', () => {
    expect(columnsShown(HOUSEHOLDS_TABLE, null)).not.toContain('residence');
    expect(columnsShown(HOUSEHOLDS_TABLE, null)).toContain('phone');
    expect(columnsShown(HOUSEHOLDS_TABLE, null, ['residence', 'head'])).toEqual(['number', 'head', 'residence']);
    expect(columnsShown(HOUSEHOLDS_TABLE, ['mode'], ['residence', 'head'])).toEqual(['number', 'mode']);
  });

  test('a remembered column that is gone is passed over', () => {
    expect(columnsShown(HOUSEHOLDS_TABLE, null, ['wealth', 'head'])).toEqual(['number', 'head']);
    expect(columnsShown(HOUSEHOLDS_TABLE, null, ['wealth'])).toEqual(columnsShown(HOUSEHOLDS_TABLE, null));
  });
});

test('orders without an index are offered up to 20,000 households, amounts only where there are some', () => {
  expect(sortableBy('B', 20_000)).toEqual(['number', 'head', 'visit']);
  expect(sortableBy('B', 20_001)).toEqual(['number', 'head']);
  expect(sortableBy('arrears', 5)).toEqual(['number', 'head', 'visit', 'value']);
  expect(refusal(() => checkOrder('visit', sortableBy('H', 30_000), 30_000))).toEqual({
    code: 'table.too-many-to-sort',
    details: { households: 30_000, most: 20_000 },
  });
  expect(refusal(() => checkOrder('value', sortableBy('B', 5), 5))).toMatchObject({ code: 'table.unknown-value' });
});

test('a kept address is without the page', () => {
  expect(keptAddress('/lists/140602?flag=B&after=1~2&n=100&sort=head')).toBe('/lists/140602?flag=B&sort=head');
  expect(keptAddress('/lists/140602?page=2')).toBe('/lists/140602');
});
