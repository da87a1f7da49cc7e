import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { words } from '~/i18n/words.server';
import { checkRow, type Values } from '~/imports/check-row';
import { SHEETS, type SheetName } from '~/imports/contract-sheets';
import { decoderOf, inFen, plainDecimal } from '~/imports/decode-cell';
import { momentOfSerial } from '~/imports/decode-date';
import type { Decoded } from '~/imports/decoded';
import { ROW_PROBLEM_CODES, shownValue } from '~/imports/problems';
import { sentenceOfProblem } from '~/imports/sentences';
import type { Cell } from '~/imports/workbook/cell';

const text = (value: string): Cell => ({ kind: 'text', text: value });
const number = (value: string): Cell => ({ kind: 'number', text: value });
const date = (serial: string, epoch: 1900 | 1904 = 1900): Cell => ({ kind: 'date', text: serial, epoch });

function decode(sheet: SheetName, key: string, cell: Cell): unknown {
  const decoded: Decoded = decoderOf(sheet, SHEETS[sheet].columns.find((column) => column.key === key)!)(cell);
  return 'fault' in decoded ? `! ${decoded.fault.code}` : decoded.value;
}

describe('texts', () => {
  const id = (cell: Cell) => decode('户台账', 'idNumber', cell);
  test('identifiers lose blanks and full-width forms', () => {
    expect(id(text(' １１０１０５ 19491231002x '))).toBe('11010519491231002x');
    expect(decode('户台账', 'village', text('140602001001\u00a0'))).toBe('140602001001');
  });
  test('a number is a text only when no digit can be lost', () => {
    expect(id(number('140602001001'))).toBe('140602001001');
    expect(id(number('123456789012345'))).toBe('123456789012345');
    expect(id(number('1234567890123456'))).toBe('! digits_lost');
    expect(id(number('1.10105194912310E+17'))).toBe('! digits_lost');
    expect(id(number('110105194912310000'))).toBe('! digits_lost');
    expect(id(number('12.5'))).toBe('! number_in_text');
    expect(id(number('-12'))).toBe('! digits_lost');
    expect(id({ kind: 'padded-number', text: '12', format: '000' })).toBe('! digits_lost');
  });
  test('a whole number below 10^15 is taken however it is written; one that was rounded is not', () => {
    for (const typed of ['1.40681201006E11', '1.40681201006E+11', '140681201006.0', '140681201006.', '1.40681201006e11'])
      expect([typed, id(number(typed))]).toEqual([typed, '140681201006']);
    expect(id(number('9.99999999999999E14'))).toBe('999999999999999');
    expect(id(number('1E15'))).toBe('! digits_lost');
    expect(id(number('1.5E0'))).toBe('! digits_lost');
    expect(id(text('1.40681E+11'))).toBe('! digits_lost');
    expect(decode('户台账', 'note', text('1.40681E+11'))).toBe('1.40681E+11');
  });
  test('a number that its format shows as another text is refused as a text and taken as a number', () => {
    const altered: Cell = { kind: 'altered-number', text: '85.5', format: '0.0"㎡"' };
    expect(id(altered)).toBe('! shown_otherwise');
    expect(decode('户台账', 'heatedArea', altered)).toBe('85.5');
    expect(decode('户台账', 'installedOn', altered)).toBe('! number_not_a_date');
    for (const key of ['number', 'heatedArea', 'installedOn', 'inPlan', 'mode'])
      expect(decode('户台账', key, { kind: 'not-finite', text: 'NaN' })).toBe('! not_finite');
  });
  test('keys lose apostrophes and have one kind of dash', () => {
    const key = (typed: string) => decode('户台账', 'number', text(typed));
    expect(["'A-1", '’A–1', 'A—1\u200b', 'A－1', ' A ‑ 1'].map(key)).toEqual(Array(5).fill('A-1'));
    expect(decode('户台账', 'address', text("3'排–5号"))).toBe("3'排–5号");
  });
  test('a door number that Excel made a date, a truth value, an error, a formula', () => {
    const door = (cell: Cell) => decode('户台账', 'address', cell);
    expect(door(date('44257'))).toBe('! date_in_text');
    expect(door({ kind: 'boolean', value: true })).toBe('! yes_no_in_text');
    expect(door({ kind: 'error', text: '#N/A' })).toBe('! cell_error');
    expect(door({ kind: 'formula-without-result' })).toBe('! formula_without_result');
    expect(door(text('周\uFFFD'))).toBe('! damaged_character');
  });
  test('what nobody sees goes, line breaks stay; half a character is refused', () => {
    expect(decode('户台账', 'note', text('甲\u0000乙\u001f\r\n丙\u200b丁\ufffe𠮷'))).toBe('甲乙\n丙丁𠮷');
    expect(decode('户台账', 'note', text('丙\ud800丁'))).toBe('! broken_character');
  });
  test('length on both sides of the limit', () => {
    expect(decode('户台账', 'number', text('x'.repeat(64)))).toBe('x'.repeat(64));
    expect(decode('户台账', 'number', text('x'.repeat(65)))).toBe('! too_long');
    expect(decode('户台账', 'note', text('字'.repeat(2_000)))).toBe('字'.repeat(2_000));
    expect(decode('户台账', 'note', text('字'.repeat(2_001)))).toBe('! too_long');
  });
});

describe('choices', () => {
  test('by label, with full-width brackets and blanks', () => {
    expect(decode('户台账', 'mode', text('煤改电（分布式）'))).toBe('electric_distributed');
    expect(decode('户台账', 'mode', text(' 太阳能＋ '))).toBe('solar');
    expect(decode('户台账', 'mode', text('煤改油'))).toBe('! not_a_choice');
    expect(decode('户台账', 'mode', text('gas'))).toBe('! not_a_choice');
    expect(decode('户台账', 'mode', number('1'))).toBe('! not_a_choice');
    expect(decode('热源', 'rating', text('ｂ'))).toBe('B');
    expect(decode('热源', 'rating', text('E'))).toBe('! not_a_choice');
  });
  test('lists by any separator, each once', () => {
    for (const typed of ['低保户、残疾', '低保户，残疾', '低保户,残疾', '低保户;残疾', '低保户；残疾、低保户、']) {
      expect(decode('户台账', 'hardship', text(typed))).toEqual(['low_income', 'disabled']);
    }
    expect(decode('户台账', 'hardship', text('低保户、贫困'))).toBe('! not_a_choice');
    expect(decode('入户记录', 'unstableCauses', text('停气、电压低/跳闸、自定'))).toEqual(['停气', '电压低/跳闸', '自定']);
    expect(decode('用户', 'divisions', text('140602001001、140602001002'))).toEqual(['140602001001', '140602001002']);
    expect(decode('用户', 'divisions', number('140602001001'))).toEqual(['140602001001']);
  });
  test('yes and no', () => {
    const inPlan = (cell: Cell) => decode('户台账', 'inPlan', cell);
    expect(
      [text('是'), text(' 否 '), { kind: 'boolean', value: true } as Cell, { kind: 'boolean', value: false } as Cell].map(inPlan),
    ).toEqual([true, false, true, false]);
    expect([text('有'), text('TRUE'), number('1'), text('√')].map(inPlan)).toEqual(Array(4).fill('! not_yes_no'));
  });
});

describe('numbers', () => {
  const area = (cell: Cell) => decode('户台账', 'heatedArea', cell);
  test('areas: two decimals at most, not negative, no unit', () => {
    expect([number('85.5'), text('85.50'), number('85'), text('０85.25'), number('18.300000000000001'), number('0')].map(area)).toEqual([
      '85.5',
      '85.5',
      '85',
      '85.25',
      '18.3',
      '0',
    ]);
    expect(area(number('85.555'))).toBe('! too_many_decimals');
    expect(area(number('-1'))).toBe('! below_range');
    expect(area(text('-0.01'))).toBe('! below_range');
    expect(area(number('9999999.99'))).toBe('9999999.99');
    expect(area(number('10000000'))).toBe('! above_range');
    for (const typed of ['85㎡', '1,200', '约85', '８５.５.５', '1e2', '']) expect(area(text(typed))).toBe('! not_a_number');
    expect(area(date('44105'))).toBe('! not_a_number');
  });
  test('whole numbers', () => {
    const people = (cell: Cell) => decode('户台账', 'people', cell);
    expect([number('3'), number('3.0'), text('3'), number('3.0000000000000001')].map(people)).toEqual([3, 3, 3, 3]);
    expect(people(number('3.5'))).toBe('! not_whole');
    expect(people(number('-1'))).toBe('! below_range');
    expect(people(text('3人'))).toBe('! not_a_number');
    const year = (value: string) => decode('户台账', 'year', number(value));
    expect([year('1989'), year('1990'), year('2099'), year('2100'), year('20')]).toEqual([
      '! below_range',
      1990,
      2099,
      '! above_range',
      '! below_range',
    ]);
  });
  test('money in 分, never through a binary fraction', () => {
    const amount = (cell: Cell) => decode('入户记录', 'subsidyAmount', cell);
    expect([number('1200.5'), number('100.29000000000001'), text('0.07'), number('1.1499999999999999')].map(amount)).toEqual([
      120_050, 10_029, 7, 115,
    ]);
    expect(amount(number('0.001'))).toBe('! too_many_decimals');
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.nat(99), (yuan, fen) => {
        expect(inFen(`${yuan}.${String(fen).padStart(2, '0')}`)).toBe(yuan * 100 + fen);
      }),
    );
  });
  test('every number with up to 15 digits comes through as it was typed', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999), fc.nat(999), (whole, thousandths) => {
        const typed = `${whole}.${String(thousandths).padStart(3, '0')}`;
        // As Excel writes it: 17 significant digits.
        expect(Number(plainDecimal(number(Number(typed).toPrecision(17))))).toBe(Number(typed));
        expect(plainDecimal(text(typed))).toBe(plainDecimal(number(String(Number(typed)))));
      }),
    );
  });
});

describe('dates', () => {
  const day = (cell: Cell) => decode('户台账', 'installedOn', cell);
  test('three forms and the printed one', () => {
    expect(
      [
        text('2020-10-01'),
        text('2020/10/1'),
        text('2020-2-9'),
        text('2020年10月1日'),
        text('２０２０-10-01'),
        { kind: 'iso-date', text: '2020-10-01T00:00:00' } as Cell,
      ].map(day),
    ).toEqual(['2020-10-01', '2020-10-01', '2020-02-09', '2020-10-01', '2020-10-01', '2020-10-01']);
    expect([date('44105'), date('44105.75'), date('42643', 1904)].map(day)).toEqual(['2020-10-01', '2020-10-01', '2020-10-01']);
  });
  test('what is no day', () => {
    expect([text('2021-02-29'), text('2020-13-01'), text('2020/4/31'), date('60'), date('-1'), date('1e9')].map(day)).toEqual(
      Array(6).fill('! impossible_date'),
    );
    expect(
      [text('20201001'), text('2020-10'), text('去年'), text('2020-10/01'), { kind: 'boolean', value: true } as Cell].map(day),
    ).toEqual(Array(5).fill('! not_a_date'));
    expect(day(number('44105'))).toBe('! number_not_a_date');
    expect([text('1899-12-31'), text('2101-01-01')].map(day)).toEqual(Array(2).fill('! date_out_of_range'));
    expect([text('1900-01-01'), text('2100-12-31'), date('1'), date('59'), date('61')].map(day)).toEqual([
      '1900-01-01',
      '2100-12-31',
      '1900-01-01',
      '1900-02-28',
      '1900-03-01',
    ]);
  });
  test('serial numbers against the calendar, day by day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 73_050 }), (serial) => {
        const expected = new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10);
        expect(momentOfSerial(serial, 1900)).toEqual({ day: expected, second: 0 });
        expect(momentOfSerial(serial - 1462, 1904)?.day).toBe(serial >= 1462 ? expected : undefined);
      }),
    );
  });
  test('times are times in China, to the second', () => {
    const at = (cell: Cell) => decode('入户记录', 'visitedAt', cell);
    expect(at(text('2020-12-05 14:30'))).toBe('2020-12-05T14:30:00+08:00');
    expect(at(text('2020/12/5  9:05:07'))).toBe('2020-12-05T09:05:07+08:00');
    expect(at(text('2020-12-05T06:30:00Z'))).toBe('2020-12-05T14:30:00+08:00');
    expect(at(text('2020-12-05'))).toBe('2020-12-05T00:00:00+08:00');
    expect(at(date(String(44170 + (14.5 * 3600 + 15) / 86_400)))).toBe('2020-12-05T14:30:15+08:00');
    expect(at(date('44170.9999999'))).toBe('2020-12-06T00:00:00+08:00');
    expect([text('2020-12-05 25:00'), text('2020-12-05 14:60'), text('上午'), text('2020-12-05 14:30 左右')].map(at)).toEqual(
      Array(4).fill('! not_a_date_time'),
    );
    expect(at(text('2020-02-30 10:00'))).toBe('! impossible_date');
    for (const typed of ['2021-02-30T16:30:00.000Z', '2021-02-29T00:00:00+08:00', '2020-13-01T00:00Z', '2020-11-31 08:00+08:00'])
      expect([typed, at(text(typed)), at({ kind: 'iso-date', text: typed }), day(text(typed))]).toEqual([
        typed,
        ...Array(3).fill('! impossible_date'),
      ]);
    expect(at(text('2021-02-28T16:30:00.000Z'))).toBe('2021-03-01T00:30:00+08:00');
    expect(at(text('2020-12-05T14:30:00+0800'))).toBe('2020-12-05T14:30:00+08:00');
    expect(at(text('2020-12-05T01:30:00-05:00'))).toBe('2020-12-05T14:30:00+08:00');
    expect([at(text('2020-12-05T24:00:00Z')), at(text('2020-12-05T10:00:00+25:00'))]).toEqual(Array(2).fill('! not_a_date_time'));
    expect(day(text('2019-12-31T16:00:00Z'))).toBe('2020-01-01');
  });
});

describe('rows against themselves', () => {
  const moment = { today: '2021-02-01', now: '2021-02-01T04:00:00Z' };
  const codes = (sheet: SheetName, values: Values) =>
    checkRow(sheet, values, moment).remarks.map(({ column, code, level }) => `${level} ${column} ${code}`);

  test('household', () => {
    expect(codes('户台账', { idNumber: '11010519491231002x', phone: '138 0000 1234', people: 3, elderly: 1 })).toEqual([]);
    expect(codes('户台账', { idNumber: '110105194912310021', phone: '12345', people: 1, elderly: 2 })).toEqual([
      'refused idNumber id_check_character',
      'note phone phone_unusual',
      'note elderly more_elderly_than_people',
    ]);
  });
  test('season', () => {
    expect(codes('采暖季', { season: '2020—2021', startsOn: '2020-10-01', endsOn: '2021-04-30' })).toEqual([]);
    expect(codes('采暖季', { season: '2020', startsOn: '2021-04-30', endsOn: '2020-10-01' })).toEqual(['refused season not_a_season']);
    expect(codes('采暖季', { season: '2020-2021', startsOn: '2021-10-01', endsOn: '2022-04-30' })).toEqual([
      'refused startsOn season_starts_outside',
    ]);
    expect(codes('采暖季', { season: '2020-2021', startsOn: '2020-10-01', endsOn: '2021-08-01' })).toEqual([
      'refused endsOn season_ends_outside',
    ]);
    expect(codes('采暖季', { season: '2020-2021', startsOn: '2020-12-31', endsOn: '2020-12-30' })).toEqual([
      'refused endsOn ends_before_start',
    ]);
    expect(codes('采暖季', { season: '2020-2022', startsOn: null, endsOn: null })).toEqual(['refused season not_a_season']);
  });
  test('division', () => {
    expect(codes('行政区划', { code: '140602001999', validFrom: '2020-01-01', validTo: '2020-01-01' })).toEqual([]);
    expect(codes('行政区划', { code: '14060200199', validFrom: '2020-01-02', validTo: '2020-01-01' })).toEqual([
      'refused code division_code',
      'refused validTo valid_order',
    ]);
  });
  test('room', () => {
    const room = { season: '2020-2021', room: 1, kind: 'main', heatedArea: '60', letting: 'own', connected: true, use: 'normal' };
    expect(codes('房屋', room)).toEqual([]);
    expect(codes('房屋', { ...room, room: 0 })).toEqual(['refused room out_of_range']);
    expect(codes('房屋', { ...room, heatedArea: '5000.01' })).toEqual(['refused heatedArea out_of_range']);
  });
  test('visit: the survey’s own schema decides, blanks are allowed', () => {
    const visit = {
      visit: 'V1',
      household: 'H1',
      season: '2020-2021',
      visitedAt: '2020-12-05T14:30:00+08:00',
      visitor: '李四',
      kind: 'survey',
      outcome: 'done',
    };
    expect(checkRow('入户记录', { ...visit }, moment).visit?.answers).toEqual({});
    expect(
      checkRow('入户记录', { ...visit, roomTemperature: '18.3', mainHeat: 'gas', smoke: null, coalKg: 0 }, moment).visit?.answers,
    ).toEqual({ roomTemperature: 18.3, mainHeat: 'gas', coalKg: 0 });
    expect(codes('入户记录', { ...visit, roomTemperature: '46' })).toEqual(['refused roomTemperature out_of_range']);
    expect(codes('入户记录', { ...visit, outageDays: 214 })).toEqual(['refused outageDays out_of_range']);
    expect(codes('入户记录', { ...visit, subsidyAmount: 5_000_001 })).toEqual(['refused subsidyAmount out_of_range']);
    expect(codes('入户记录', { ...visit, visitedAt: '2021-02-01T12:11:00+08:00' })).toEqual(['refused visitedAt visit_in_future']);
    expect(codes('入户记录', { ...visit, visitedAt: '2015-12-31T23:59:59+08:00' })).toEqual(['refused visitedAt visit_too_early']);
    expect(codes('入户记录', { ...visit, note: '字'.repeat(501) })).toEqual(['refused note too_long']);
  });
  test('reasons in other words are taken with a note; in other brackets they are the known ones', () => {
    const values: Values = { season: '2020-2021', reburnReasons: ['习惯（炕或做饭）', '邻居都烧'], unstableCauses: ['停 气'] };
    expect(codes('入户记录', values)).toEqual(['note reburnReasons unknown_reason']);
    expect(values).toMatchObject({ reburnReasons: ['习惯(炕或做饭)', '邻居都烧'], unstableCauses: ['停气'] });
  });
  test('usage', () => {
    const usage = { season: '2020-2021', startReading: '10', endReading: '1210.5', usage: '1200.5' };
    expect(codes('用能计量', usage)).toEqual([]);
    expect(codes('用能计量', { ...usage, usage: '1200' })).toEqual(['note usage usage_differs']);
    expect(codes('用能计量', { ...usage, startReading: null })).toEqual([]);
  });
  test('account', () => {
    expect(codes('用户', { username: '张三.01' })).toEqual([]);
    expect(codes('用户', { username: '张/三' })).toEqual(['refused username username']);
  });
});

describe('words', () => {
  test('every problem has a sentence in both languages and shows no personal data', () => {
    for (const language of ['zh-CN', 'en'] as const) {
      for (const code of ROW_PROBLEM_CODES) {
        const sentence = sentenceOfProblem(words(language), { sheet: '户台账', column: 'idNumber', code, value: '', details: null });
        expect(sentence).not.toContain(`problem.${code}`);
        expect(sentence).not.toMatch(/无效|非法|格式错误|系统异常/);
      }
    }
    expect(shownValue('idNumber', '11010519491231002X')).toBe('110105********002X');
    expect(shownValue('idNumber', '1101')).toBe('****');
    expect(shownValue('phone', '13800001234')).toBe('138****1234');
    expect(shownValue('bankAccount', '6217000000001234')).toBe('************1234');
    expect(shownValue('hardship', '低保')).toBe('**');
    expect(shownValue('note', 'a\n b'.repeat(40))).toHaveLength(61);
  });
});
