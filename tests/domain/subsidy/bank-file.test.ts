/** docs/definitions.md#bank-file, in the two templates marked 示例. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BankAnswer, bankTable, matchAnswers, readAnswers } from '~/domain/subsidy/payments/bank-file';
import { BANK_TEMPLATES, bankTemplate } from '~/domain/subsidy/payments/bank-template';
import { csvOf, tableOfCsv } from '~/domain/text/csv';
import { decodeUtf8OrGbk, encodeGbk } from '~/domain/text/gbk';

const CSV = bankTemplate('sample-csv-gbk')!;
const XLSX = bankTemplate('sample-xlsx')!;
const LINES = [
  { household: 'A1', head: '张三', holder: '张三', account: '6217000000000000011', amount: 123_450 },
  { household: 'A2', head: '李四', holder: '李小四', account: '6217000000000000029', amount: 5 },
];
const answer = (change: Partial<BankAnswer>): BankAnswer => ({
  row: 2,
  account: '6217000000000000011',
  amount: 123_450,
  arrived: true,
  reason: '',
  day: '',
  ...change,
});

test('the shipped templates are examples and say so', () => {
  expect(BANK_TEMPLATES.length).toBeGreaterThanOrEqual(2);
  for (const { name } of BANK_TEMPLATES) expect(name).toContain('示例');
});

describe('a file for the bank', () => {
  test('has one row per household in the columns and order of the template', () => {
    expect(bankTable(CSV, 'P-1', LINES)).toEqual([
      ['账号', '户名', '金额', '附言'],
      ['6217000000000000011', '张三', '1234.50', 'A1'],
      ['6217000000000000029', '李小四', '0.05', 'A2'],
    ]);
  });

  test('ends with 合计 where the bank wants it', () => {
    expect(bankTable(XLSX, 'P-1', LINES).slice(1)).toEqual([
      ['1', '张三', '6217000000000000011', '1234.50', 'P-1'],
      ['2', '李小四', '6217000000000000029', '0.05', 'P-1'],
      ['合计', '', '', '1234.55', ''],
    ]);
  });

  test('in GBK is read back as it was written; a character GBK does not have is named', () => {
    const text = csvOf(bankTable(CSV, 'P-1', LINES));
    const made = encodeGbk(text);
    expect('bytes' in made && decodeUtf8OrGbk(made.bytes)).toBe(text);
    expect('bytes' in made && Buffer.from(made.bytes.subarray(0, 4)).toString('hex')).toBe('d5cbbac5'); // 账号
    expect(encodeGbk('𠮷')).toEqual({ missing: '𠮷' });
  });

  test('CSV keeps every text', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '张', ' ') });
    const row = fc.tuple(fc.constant('x'), cell, cell);
    fc.assert(
      fc.property(fc.array(row), (table) => {
        expect(tableOfCsv(csvOf(table))).toEqual(table);
      }),
    );
  });
});

describe('a file of the bank', () => {
  test('is read by its titles, with lines above and 合计 below passed over', () => {
    const table = [
      ['代发结果'],
      ['发放日期', '收款人账号', '补贴金额（元）', '发放结果', '备注'],
      ['2021-05-10', ' 6217 0000 0000 0000 011', '1,234.50', '已发放', ''],
      ['', '6217000000000000029', '0.05', '退回', '账户已销户'],
      ['合计', '', '1234.55', '', ''],
    ];
    expect(readAnswers(XLSX, table)).toEqual({
      faults: [],
      answers: [
        { row: 3, account: '6217000000000000011', amount: 123_450, arrived: true, reason: '', day: '2021-05-10' },
        { row: 4, account: '6217000000000000029', amount: 5, arrived: false, reason: '账户已销户', day: '' },
      ],
    });
  });

  test('names what cannot be read', () => {
    const table = [
      ['账号', '金额', '处理状态'],
      ['6217000000000000011', '12x', '成功'],
      ['6217000000000000011', '1.234', '成功'],
      ['6217000000000000011', '12', '处理中'],
    ];
    expect(readAnswers(CSV, table).faults.map(({ row, kind }) => [row, kind])).toEqual([
      [2, 'amount-unreadable'],
      [3, 'amount-unreadable'],
      [4, 'outcome-unknown'],
    ]);
    expect(readAnswers(CSV, [['账号', '金额']]).faults).toMatchObject([{ kind: 'no-header' }]);
  });
});

describe('matching by account and amount', () => {
  test('what agrees is matched; another amount, an unknown account, a row twice and a household left out are listed', () => {
    const { matches, differences } = matchAnswers(LINES, [
      answer({}),
      answer({ row: 3 }),
      answer({ row: 4, account: '6217000000000000099' }),
      answer({ row: 5, account: '6217000000000000029', amount: 6 }),
    ]);
    expect(matches.map(({ household }) => household)).toEqual(['A1']);
    expect(differences).toMatchObject([
      { kind: 'twice', household: 'A1', answer: { row: 3 } },
      { kind: 'unknown', answer: { row: 4 } },
      { kind: 'amount', household: 'A2', expected: 5, answer: { row: 5, amount: 6 } },
    ]);
    expect(matchAnswers(LINES, [answer({})]).differences).toEqual([{ kind: 'missing', household: 'A2', expected: 5 }]);
  });

  test('households that share an account each take one answer of their amount, and none when the answers differ', () => {
    const shared = ['B1', 'B2'].map((household) => ({ household, account: '621700000000000001-1', amount: 100 }));
    const both = [answer({ account: '6217000000000000011', amount: 100 }), answer({ row: 3, account: '6217000000000000011', amount: 100 })];
    expect(matchAnswers(shared, both)).toMatchObject({ matches: [{ household: 'B1' }, { household: 'B2' }], differences: [] });
    const { matches, differences } = matchAnswers(shared, [both[0]!, { ...both[1]!, arrived: false }]);
    expect(matches).toEqual([]);
    expect(differences.map(({ kind }) => kind)).toEqual(['ambiguous', 'ambiguous']);
  });
});
