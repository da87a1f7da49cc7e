import { describe, expect, test } from 'vitest';
import contract from '~/domain/contract/report.json';
import { INDICATORS } from '~/domain/indicators/indicators';
import { noSums } from '~/domain/indicators/measures';
import { difference, unequal } from '~/reports/checks';
import { termsOf } from '~/reports/linear';
import { linesIn, textWidth, threeParts } from '~/reports/paper/layout';
import { cellText, excelDay, rowXml } from '~/reports/row-xml';
import { columnLetter } from '~/reports/sheet';
import { sheetName } from '~/reports/sheet-name';
import { summaryColumns, termsOfIndicator } from '~/reports/summary.sheet';

describe('a row as XML', () => {
  const row = (...cells: Parameters<typeof rowXml>[1]) => rowXml(7, cells, ['A', 'B', 'C'], [1, 2, 3], 16);

  test('text that begins like a formula is text', () => {
    expect(row('=1+1')).toBe(
      '<row r="7" ht="16" customHeight="1"><c r="A7" s="1" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c></row>',
    );
  });

  test('markup in a text is escaped, and what Excel would read as an escape too', () => {
    expect(row('<a>&"b" _x0041_ _xyz_')).toContain('>&lt;a&gt;&amp;"b" _x005F_x0041_ _xyz_</t>');
  });

  test('numbers, formulas and empty cells', () => {
    expect(row(12.5, { formula: 'IF(A7=0,"—",1/A7)', cached: '—' }, null)).toBe(
      '<row r="7" ht="16" customHeight="1"><c r="A7" s="1"><v>12.5</v></c><c r="B7" s="2" t="str"><f>' +
        'IF(A7=0,"—",1/A7)</f><v>—</v></c><c r="C7" s="3"/></row>',
    );
  });

  test.each([NaN, Infinity, -Infinity])('%s is never written', (number) => {
    expect(() => row(number)).toThrow(RangeError);
    expect(() => row({ formula: '1', cached: number })).toThrow(RangeError);
  });

  test('what XML forbids is left out of a text, a whole character stays whole', () => {
    expect(cellText('a\u0001b\ud800c\udc00d\ufffe\ud83d\ude00\n')).toBe('abcd\ud83d\ude00\n');
  });

  test('a text longer than a cell is cut, not in the middle of a character', () => {
    expect(cellText('字'.repeat(32_767))).toHaveLength(32_767);
    expect(cellText('字'.repeat(32_768))).toBe(`${'字'.repeat(32_766)}…`);
    expect(cellText(`${'字'.repeat(32_765)}\ud83d\ude00x`)).toBe(`${'字'.repeat(32_765)}…`);
  });

  test('days are counted as Excel counts them', () => {
    // 1 January 2000 is day 36526 in every spreadsheet program.
    expect([excelDay('2000-01-01'), excelDay('1970-01-01'), excelDay('2021-03-31')]).toEqual([36_526, 25_569, 44_286]);
  });
});

test('columns are lettered as in a sheet', () => {
  expect([1, 26, 27, 52, 53, 702, 703].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});

describe('sheet names', () => {
  test('stay within 31 characters, without what Excel refuses', () => {
    expect(sheetName('附件4 分户台账-朔城区', [])).toBe('附件4 分户台账-朔城区');
    expect(sheetName("附件4 [a]:b*c?d/e\\f'g", [])).toBe('附件4  a  b c d e f g');
    expect(sheetName(`附件4 分户台账-${'长'.repeat(40)}`, [])).toHaveLength(31);
  });

  test('are unlike each other, also when they had to be cut and in another case', () => {
    const long = `附件4 分户台账-${'长'.repeat(40)}`;
    const first = sheetName(long, []);
    const second = sheetName(long, [first]);
    expect(second).toBe(`${first.slice(0, 28)}(2)`);
    expect(sheetName(long, [first, second])).toBe(`${first.slice(0, 28)}(3)`);
    expect(sheetName('附件A', ['附件a'])).toBe('附件A(2)');
  });
});

describe('layout', () => {
  test('Chinese characters count two', () => {
    expect(textWidth('煤改电(分户)')).toBe(12);
    expect(linesIn('朔城区', 6.5)).toBe(1);
    expect(linesIn('一二三四五六七八九十', 11)).toBe(2);
    expect(linesIn('一二三四五六七八九十', 9)).toBe(3);
    expect(linesIn('一\n二', 10)).toBe(2);
  });

  test('three texts share the columns so that the longest has room', () => {
    expect(threeParts([56, 18, 18, 14, 10], ['短', '一行很长很长很长很长很长的文字', '中等长度的文字'])).toEqual([
      [0, 0],
      [1, 2],
      [3, 4],
    ]);
    expect(threeParts([10], ['a', 'b', 'c'])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
  });
});

describe('the columns of a summary', () => {
  const listed = (start: string) =>
    (contract.sheets.find((sheet) => sheet.name.startsWith(`${start} `))!.columns as { group: string; title: string }[]).map(
      ({ group, title }) => [group, title],
    );
  const own = (start: '附件1' | '附件2' | '附件3') => summaryColumns(start).map(({ group, title }) => [group, title]);

  test('are those of the contract', () => {
    expect(own('附件1')).toEqual(listed('附件1'));
    expect(own('附件2')).toEqual(listed('附件2'));
  });

  test('say more of a village, after its name', () => {
    const columns = listed('附件3');
    expect(own('附件3')).toEqual([...columns.slice(0, 3), ['', '区域类型'], ['', '禁煤区'], ['', '周边5公里'], ...columns.slice(3)]);
  });

  test('rates are made of the measures their indicators add up', () => {
    expect(termsOfIndicator('completeness')).toEqual({ numerator: ['V', 'X'], denominator: ['H'] });
    expect(termsOfIndicator('stableRate')).toEqual({ numerator: ['S'], denominator: ['CRV'] });
    expect(termsOfIndicator('continuityRate').denominator).toHaveLength(4);
    for (const { key } of INDICATORS) expect(termsOfIndicator(key).denominator.length, key).toBeGreaterThan(0);
  });

  test('an indicator that is no plain sum cannot become a formula', () => {
    expect(() => termsOf((sums) => sums.H * 2)).toThrow(/counts 2 times/);
    expect(() => termsOf((sums) => sums.H * sums.R)).toThrow(/not a plain sum/);
  });
});

describe('checks', () => {
  test('what is below a millionth is no difference', () => {
    expect(difference({ what: '', left: 0.1 + 0.2, right: 0.3 })).toBe(0);
    expect(difference({ what: '', left: { formula: 'A1', cached: 3 }, right: 2 })).toBe(1);
    expect(difference({ what: '', left: 0.01, right: 0 })).toBe(0.01);
  });

  test('divisions whose parts do not add up are counted, parts of nothing too', () => {
    const sums = (H: number, R: number) => ({ ...noSums(), H, R });
    const wholes = [
      { code: 'a', sums: sums(5, 2) },
      { code: 'b', sums: sums(4, 4) },
    ];
    expect(
      unequal(wholes, [
        { parent: 'a', sums: sums(5, 2) },
        { parent: 'b', sums: sums(1, 1) },
        { parent: 'b', sums: sums(3, 3) },
      ]),
    ).toBe(0);
    // The totals agree although the households do not.
    expect(
      unequal(wholes, [
        { parent: 'a', sums: sums(4, 2) },
        { parent: 'b', sums: sums(5, 4) },
      ]),
    ).toBe(2);
    expect(
      unequal(wholes, [
        { parent: 'a', sums: sums(5, 2) },
        { parent: 'b', sums: sums(4, 4) },
        { parent: 'c', sums: sums(0, 0) },
      ]),
    ).toBe(1);
  });
});
