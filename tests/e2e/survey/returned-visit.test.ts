import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { returnVisit } from '~/server/workflows/review/review-visit.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { button, choice, heading, open, surveyPhone } from '../../fixtures/survey-phone';
import { PASSWORD, VILLAGE } from '../../fixtures/survey-village';
import { expectAccessible, screenshot } from '../../helpers/browser/browser';
import { PICTURE } from '../../helpers/browser/draw';
import { openPhone, signInToField } from '../../helpers/browser/phone-browser';
import { countTaps } from '../../helpers/browser/taps';
import { visitOf } from '../../helpers/register';

const phone = surveyPhone();

async function returnWith(nth: number, remarks: { question: string; text: string }[]): Promise<string> {
  const visit = visitOf(phone.household(nth));
  await submitVisit(phone.db, phone.village.cadre, visit, new Date('2021-01-20T04:00:00Z'));
  await returnVisit(phone.db, phone.village.township, { visitId: visit.visit, revision: 1, remarks }, new Date('2021-01-21T04:00:00Z'));
  return visit.visit;
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? '');

test('remarks lead to their questions and are ticked off; 提交 names the open one once; a reply is enough', async () => {
  const id = await returnWith(15, [
    { question: 'stove', text: '炉子拆了吗' },
    { question: 'roomTemperature', text: '室温太低，请核对' },
  ]);
  await phone.with(async (page) => {
    await open(page, `/households/${phone.household(15)}/visit?card=household`);
    const list = page.locator('details').filter({ hasText: '退回' });
    await list.getByText('还有 2 条意见没办').tap();
    await button(page, '煤炉：炉子拆了吗').tap();
    await heading(page, '散煤');
    await expect.poll(() => focused(page)).toBe('field-stove');
    await choice(page, '煤炉', '封存').tap();
    await list.getByText('还有 1 条意见没办').waitFor();
    await open(page, `/households/${phone.household(15)}/visit?card=summary`);
    await list.getByText('已改').waitFor();
    await button(page, '提交').tap();
    await page.getByRole('alert').getByText('还没办：室温').waitFor();
    await screenshot(page, 'survey-returned-open', true);
    await expectAccessible(page);
    expect(await phone.visits(phone.household(15))).toMatchObject([{ id, revision: 1 }]);

    await button(page, '没错，写句回复').tap();
    await heading(page, '备注');
    await expect.poll(() => focused(page)).toBe('field-note');
    await page.keyboard.press('End');
    await page.keyboard.type('刚停过气');
    await button(page, '回到小结').tap();
    await heading(page, '提交前看一遍');
    await list.getByText('已回复').waitFor();
    await button(page, '提交').tap();
    await page.getByText('已提交：').waitFor();
  });
  const [visit] = await phone.visits(phone.household(15));
  expect(visit).toMatchObject({ id, revision: 2, status: 'submitted', answers: { stove: 'sealed' } });
  expect(visit!.answers.note).toMatch(/回复“室温”：刚停过气$/);
});

test('a second press submits with a remark still open', async () => {
  await returnWith(16, [{ question: 'stove', text: '炉子拆了吗' }]);
  await phone.with(async (page) => {
    await open(page, `/households/${phone.household(16)}/visit?card=summary`);
    await button(page, '提交').tap();
    await page.getByRole('alert').getByText('还没办：煤炉').waitFor();
    await button(page, '提交').tap();
    await page.getByText('已提交：').waitFor();
  });
});

test('what is missing leads to its field, and from there back to the summary', async () => {
  await phone.with(async (page) => {
    await open(page, `/households/${phone.household(21)}/visit?card=operation`);
    await page.getByLabel('室温').fill('99');
    await page.getByText('草稿已存').waitFor();
    await open(page, `/households/${phone.household(21)}/visit?card=summary`);
    await page.getByRole('button', { name: '室温须在 −30 到 45 ℃ 之间' }).tap();
    await heading(page, '使用与稳定');
    await expect.poll(() => focused(page)).toBe('field-roomTemperature');
    await page.getByLabel('室温').fill('19');
    await button(page, '回到小结').tap();
    await heading(page, '提交前看一遍');
    expect(await page.getByRole('button', { name: '室温须在 −30 到 45 ℃ 之间' }).count()).toBe(0);
    await page.getByRole('button', { name: /煤炉/ }).tap();
    await heading(page, '散煤');
    await expect.poll(() => focused(page)).toBe('field-stove');
  });
});

test('请重拍 stands open on every card of the field app until a new photo was taken', async () => {
  await returnWith(17, [{ question: 'stove', text: '照片看不清，请重拍' }]);
  const field = await openPhone(phone.app().url);
  try {
    const { page } = field;
    await signInToField(page, 'cun1', PASSWORD);
    await open(page, `/field/households/${phone.household(17)}/visit?card=household`);
    await page.getByText('请重拍照片').waitFor();
    await screenshot(page, 'field-returned-photo');
    await button(page, '煤炉：照片看不清，请重拍').tap();
    await heading(page, '备注');
    await expect.poll(() => focused(page)).toBe('field-photos');
    const buffer = Buffer.from(await page.evaluate<string>(PICTURE), 'base64');
    await page.locator('input[type=file][capture]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer });
    await page.getByText('退回意见都办了').waitFor();
    expect(await page.getByText('请重拍照片').count()).toBe(0);
  } finally {
    await field.close();
  }
});

test('two remarks take seven taps from the list to 已提交, and 下一户 stays among the returned ones', async () => {
  await returnWith(11, [
    { question: 'stove', text: '炉子拆了吗' },
    { question: 'roomTemperature', text: '室温太低，请核对' },
  ]);
  await returnWith(12, [{ question: 'stove', text: '炉子拆了吗' }]);
  const field = await openPhone(phone.app().url);
  try {
    const { page } = field;
    await signInToField(page, 'cun1', PASSWORD);
    await open(page, `/field/villages/${VILLAGE}?show=returned`);
    const taps = await countTaps(page);
    await page.getByRole('link').filter({ hasText: '1排11号' }).tap();
    await page.getByRole('link', { name: '按退回意见改' }).tap();
    await button(page, '煤炉：炉子拆了吗').tap();
    await choice(page, '煤炉', '封存').tap();
    await button(page, '室温：室温太低，请核对').tap();
    await page.getByLabel('室温').selectText();
    await page.keyboard.type('19');
    await button(page, '看小结').tap();
    await button(page, '提交').tap();
    await page.getByRole('link', { name: /^下一户：1排12号/ }).waitFor();
    expect(await taps()).toBeLessThanOrEqual(7);
    expect(field.problems).toEqual([]);
  } finally {
    await field.close();
  }
});
