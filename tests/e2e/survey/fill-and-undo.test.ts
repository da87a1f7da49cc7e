import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { button, choice, heading, open, surveyPhone } from '../../fixtures/survey-phone';
import { PASSWORD } from '../../fixtures/survey-village';
import { expectAccessible, screenshot } from '../../helpers/browser/browser';
import { draw, PICTURE } from '../../helpers/browser/draw';
import { openPhone, signInToField } from '../../helpers/browser/phone-browser';

const phone = surveyPhone();

/** “与上季相同” or “其余与上季相同”, “与登记相同” or “其余与登记相同”. */
const fill = (page: Page, as: '上季' | '登记'): Locator => page.getByRole('button', { name: `与${as}相同` });
const undo = (page: Page, said: string): Locator =>
  page.getByRole('status').filter({ hasText: said }).getByRole('button', { name: '撤销' });
const isChecked = (page: Page, question: string, word: string): Promise<boolean> =>
  choice(page, question, word).locator('input').isChecked();
const isPrimary = async (target: Locator): Promise<boolean> => /\bbg-action\b/.test((await target.getAttribute('class')) ?? '');

/** Types into 户情 and 取暖设备 of a household that has changed and fills the rest. The typed answers stay, and the fill can be undone. */
async function typeThenFill(page: Page, path: string): Promise<void> {
  await open(page, path);
  await heading(page, '户情');
  const place = (await fill(page, '登记').boundingBox())!;
  expect(await isPrimary(fill(page, '登记'))).toBe(true);
  await page.getByLabel('联系电话').fill('13912345678');
  await page.getByLabel('常住人口').fill('4');
  await page.getByLabel('门牌号').fill('新排3号');
  expect(await isPrimary(fill(page, '登记'))).toBe(false);
  expect(await isPrimary(button(page, '下一项'))).toBe(true);
  // The button for the next card is where the fill button was.
  expect(await button(page, '下一项').boundingBox()).toEqual(place);
  await fill(page, '登记').scrollIntoViewIfNeeded();
  const now = (await fill(page, '登记').boundingBox())!;
  expect(now.y + now.height).toBeLessThanOrEqual(place.y);
  await screenshot(page, 'survey-rest-as-recorded');
  await fill(page, '登记').tap();

  await heading(page, '取暖设备');
  await choice(page, '主要取暖方式', '散煤').tap();
  await button(page, '其余与上季相同').tap();
  await heading(page, '使用与稳定');
  await screenshot(page, 'survey-undo');
  await expectAccessible(page);
  await undo(page, '已按上次的填上').tap();
  await heading(page, '取暖设备');
  expect(await isChecked(page, '主要取暖方式', '散煤')).toBe(true);
  expect(await isChecked(page, '接通', '是')).toBe(false);

  // Undoing the fill keeps what was typed after it.
  await fill(page, '上季').tap();
  await heading(page, '使用与稳定');
  await page.getByLabel('室温').fill('17');
  await undo(page, '已按上次的填上').tap();
  await heading(page, '取暖设备');
  await fill(page, '上季').tap();
  await heading(page, '使用与稳定');
  expect(await page.getByLabel('室温').inputValue()).toBe('17');
  await button(page, '上一项').tap();
  await heading(page, '取暖设备');
  expect(await isChecked(page, '主要取暖方式', '散煤')).toBe(true);
  expect(await isChecked(page, '接通', '是')).toBe(true);
  // No blank is left, so no fill is offered.
  expect(await fill(page, '上季').count()).toBe(0);
  await button(page, '上一项').tap();
  await heading(page, '户情');
  expect(await page.getByLabel('联系电话').inputValue()).toBe('13912345678');
  expect(await page.getByLabel('常住人口').inputValue()).toBe('4');
  expect(await page.getByLabel('门牌号').inputValue()).toBe('新排3号');
}

describe('what was typed stays', () => {
  test('on the page of the server', async () => {
    await phone.with((page) => typeThenFill(page, `/households/${phone.household(3)}/visit`));
  });

  test('rooms too; a deleted one comes back with what was typed in it, for a minute', async () => {
    await phone.with(async (page) => {
      await page.clock.install();
      await open(page, `/households/${phone.household(2)}/visit?card=rooms`);
      await button(page, '改这些房屋').tap();
      const room = (number: number) => page.getByRole('group', { name: `第 ${number} 处` });
      await room(1).getByLabel('采暖面积').fill('40');
      await room(1).getByRole('button', { name: '删掉这一处' }).tap();
      await room(2).waitFor({ state: 'detached' });
      await room(1).getByLabel('采暖面积').fill('33');
      await undo(page, '删掉了一处房屋').tap();
      expect(await room(1).getByLabel('采暖面积').inputValue()).toBe('40');
      expect(await room(2).getByLabel('采暖面积').inputValue()).toBe('33');
      expect(await page.getByRole('button', { name: '房屋与登记相同' }).count()).toBe(0);

      await room(2).getByRole('button', { name: '删掉这一处' }).tap();
      await undo(page, '删掉了一处房屋').waitFor();
      await page.clock.fastForward(58_000);
      expect(await undo(page, '删掉了一处房屋').count()).toBe(1);
      await page.clock.fastForward(3_000);
      await undo(page, '删掉了一处房屋').waitFor({ state: 'detached' });
    });
  });

  test('in the field app, with a photo and a signature that come back', async () => {
    const field = await openPhone(phone.app().url);
    try {
      const { page, context } = field;
      await signInToField(page, 'cun1', PASSWORD);
      await context.setOffline(true);
      await typeThenFill(page, `/field/households/${phone.household(4)}/visit`);

      await open(page, `/field/households/${phone.household(5)}/visit?card=remarks`);
      const buffer = Buffer.from(await page.evaluate<string>(PICTURE), 'base64');
      await page.locator('input[type=file][capture]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer });
      const picture = page.getByRole('img', { name: /^第 1 张照片/ });
      await picture.waitFor();
      await page.getByRole('button', { name: '去掉第 1 张照片' }).tap();
      await picture.waitFor({ state: 'detached' });
      await page.getByRole('textbox', { name: '备注' }).fill('照片后写的');
      await undo(page, '去掉了一张照片').tap();
      await picture.waitFor();

      await button(page, '打开承诺书签名').tap();
      await draw(page, await context.newCDPSession(page));
      await page.getByText('签名已存本机').waitFor();
      await button(page, '重签').tap();
      await undo(page, '去掉了签名').tap();
      await page.getByRole('img', { name: /的签名$/ }).waitFor();
      await button(page, '去掉签名').tap();
      await undo(page, '去掉了签名').tap();
      await page.getByRole('img', { name: /的签名$/ }).waitFor();
      expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('照片后写的');
      expect(field.problems).toEqual([]);
    } finally {
      await field.close();
    }
  });
});
