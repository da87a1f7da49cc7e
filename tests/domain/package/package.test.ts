import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keysOf } from '~/domain/contract/enumerations';
import { packageOrder, type TakenBefore } from '~/domain/package/package-order';
import { type CellForm, packedCell, valueOfPacked } from '~/domain/package/packed-cell';
import { PACKED_QUESTIONS, PACKED_SHEETS, titleOfAnswer } from '~/domain/package/packed-sheets';
import { CsvReader, csvOf, tableOfCsv } from '~/domain/text/csv';

test('every question but free texts is a column of the visits, and no title stands twice; a question on no sheet has its key', () => {
  const { columns } = PACKED_SHEETS.visits;
  const titles = new Map(columns.map(({ column, title }) => [column, title]));
  expect(PACKED_QUESTIONS.filter(({ question }) => !titles.get(`answer_${question}`))).toEqual([]);
  expect(new Set(titles.values()).size).toBe(columns.length);
  expect([titleOfAnswer('connected'), titleOfAnswer('heaterInOutage')]).toEqual(['接通', 'heaterInOutage']);
});

describe('a cell', () => {
  test.each<[CellForm, unknown, string, unknown]>([
    [{ form: 'decimals', places: 2 }, 123456, '1234.56', '123456'],
    [{ form: 'decimals', places: 2 }, 5, '0.05', '5'],
    [{ form: 'decimals', places: 3 }, 1500000, '1500.000', '1500000'],
    [{ form: 'yes-no' }, false, '否', false],
    [{ form: 'key', list: 'zoneType' }, keysOf('zoneType')[0]!, '城市建成区', keysOf('zoneType')[0]!],
    [{ form: 'keys', list: 'mode' }, ['gas', 'solar'], '煤改气、太阳能+', ['gas', 'solar']],
    // A result that the contract's list does not have is written by its key.
    [{ form: 'key', list: 'payResult' }, 'pending', 'pending', 'pending'],
    [{ form: 'zone' }, 'all', '全部', 'all'],
    [{ form: 'text' }, null, '', null],
    [{ form: 'texts' }, [], '', []],
  ])('%j %j is written as %s and read again', (form, value, cell, read) => {
    expect(packedCell(form, value)).toBe(cell);
    expect(valueOfPacked(form, cell)).toEqual(read);
  });

  test.each<[CellForm, string]>([
    [{ form: 'whole' }, '1.5'],
    [{ form: 'day' }, '2021-02-30'],
    [{ form: 'yes-no' }, 'yes'],
    [{ form: 'decimals', places: 2 }, '1.5'],
    [{ form: 'key', list: 'mode' }, '烧柴'],
    [{ form: 'keys', list: 'mode' }, '煤改气、烧柴'],
    [{ form: 'json' }, '{'],
    [{ form: 'indicator' }, '没有的率'],
    [{ form: 'instant' }, '昨天'],
  ])('%j is not made of %s', (form, cell) => {
    expect(valueOfPacked(form, cell)).toBeUndefined();
  });
});

test('a CSV in pieces, cut anywhere, is the table of the whole text', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '中'), maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 7 }),
      (table, size) => {
        const text = csvOf(table);
        const reader = new CsvReader();
        const rows: string[][] = [];
        for (let at = 0; at < text.length; at += size) rows.push(...reader.rows(text.slice(at, at + size)));
        rows.push(...reader.rest());
        expect(rows).toEqual(tableOfCsv(text));
        expect(rows).toEqual(table.filter((row) => row.some((one) => one !== '')));
      },
    ),
  );
});

describe('which package replaces which', () => {
  const taken = (more: Partial<TakenBefore & { below: boolean }> = {}) => ({
    division: '140602',
    sender: 'A',
    season: '2020-2021',
    version: 3,
    manifestSha256: 'm3',
    below: false,
    ...more,
  });
  const incoming = { division: '140602', sender: 'A', season: '2020-2021', version: 4, manifestSha256: 'm4' };

  test.each([
    ['the first', incoming, [], false, 'first'],
    ['the same again', { ...incoming, manifestSha256: 'm3', version: 3 }, [taken()], false, 'same'],
    ['a newer version', incoming, [taken()], false, 'replaces'],
    ['an older version', { ...incoming, version: 2 }, [taken()], false, 'older-version'],
    ['an older version, trusted', { ...incoming, version: 2 }, [taken()], true, 'older-version'],
    ['another file of the same version', { ...incoming, version: 3 }, [taken()], false, 'older-version'],
    ['an earlier season', { ...incoming, season: '2019-2020' }, [taken()], false, 'older-season'],
    ['another sender', { ...incoming, sender: 'B', version: 1 }, [taken()], false, 'other-sender'],
    ['another sender, trusted', { ...incoming, sender: 'B', version: 1 }, [taken()], true, 'replaces'],
    ['a city over its county', { ...incoming, division: '1406' }, [taken({ below: true })], false, 'replaces'],
    ['a county inside its city', incoming, [taken({ division: '1406' })], true, 'inside'],
  ] as const)('%s', (_what, one, before, trusted, order) => {
    expect(packageOrder(one, before, trusted).order).toBe(order);
  });
});
