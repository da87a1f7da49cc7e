/**
 * The hints of the empty template: they belong to existing columns, are short enough for Excel, and have examples that the
 * importer accepts.
 */
import { expect, test } from 'vitest';
import { parseShares } from '~/domain/subsidy/shares';
import { parseTiers } from '~/domain/subsidy/tiers';
import { SHEETS, type SheetName } from '~/imports/contract-sheets';
import { HINTS, hintOf } from '~/imports/template-hints';

/** Excel's limit for the message of a cell. */
const LONGEST_MESSAGE = 255;
const column = (sheet: SheetName, title: string) => SHEETS[sheet].columns.find((one) => one.title === title)!;

test('every hint belongs to a column and fits into a cell’s message', () => {
  const unknown = Object.entries(HINTS).flatMap(([sheet, hints]) =>
    Object.keys(hints!)
      .filter((title) => !column(sheet as SheetName, title))
      .map((title) => `${sheet} ${title}`),
  );
  expect(unknown).toEqual([]);
  const all = Object.values(SHEETS).flatMap((sheet) => sheet.columns.map((one) => hintOf(sheet.name as SheetName, one) ?? ''));
  expect(all.filter((hint) => hint.length > LONGEST_MESSAGE)).toEqual([]);
});

test('says what must be filled in, and gives examples that are understood', () => {
  expect(hintOf('补贴政策', column('补贴政策', '文号'))).toBe('必填。例如 朔清洁办〔2021〕3号');
  expect(hintOf('补贴政策', column('补贴政策', '种类'))).toBe('必填。');
  expect(hintOf('补贴政策', column('补贴政策', '发文单位'))).toBe('已登记过的：空着不改，写“清空”删去。');
  expect(hintOf('户台账', column('户台账', '一卡通账号'))).toContain('清空');
  expect(hintOf('户台账', column('户台账', '户主姓名'))).not.toContain('清空');
  expect(hintOf('抄表', column('抄表', '起始表底'))).toBeUndefined();
  const example = (title: string) => HINTS.补贴政策![title]!.split('例如 ')[1]!;
  expect(parseTiers(example('分档'))).toHaveProperty('tiers');
  expect(parseShares(example('分担'))).toHaveProperty('shares');
});
