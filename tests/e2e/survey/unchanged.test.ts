import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { button, choice, heading, open, surveyPhone } from '../../fixtures/survey-phone';
import { PASSWORD, VILLAGE } from '../../fixtures/survey-village';
import { expectAccessible, screenshot } from '../../helpers/browser/browser';
import { openPhone, type PhoneBrowser, signInToField } from '../../helpers/browser/phone-browser';
import { countTaps } from '../../helpers/browser/taps';
import { visitOf } from '../../helpers/register';

const phone = surveyPhone();
const SAME = '对照上季填';
const SUBMIT = '都没变，提交';
const LOOKED = '看过了，就是这样';

/** The field app on the list of those not visited; what is pressed before is not counted. */
async function onTheList(work: (field: PhoneBrowser) => Promise<void>): Promise<void> {
  const field = await openPhone(phone.app().url);
  try {
    await signInToField(field.page, 'cun1', PASSWORD);
    await open(field.page, `/field/villages/${VILLAGE}`);
    await field.page.getByRole('link', { name: /^未入户/ }).tap();
    await field.page.waitForURL(/show=not_visited/);
    await work(field);
    expect(field.problems).toEqual([]);
  } finally {
    await field.close();
  }
}
const row = (page: Page, door: string) => page.getByRole('link').filter({ hasText: door });
const next = (page: Page, door: string, head: string) => page.getByRole('link', { name: `下一户：${door} ${head}` });
const isFiltered = (page: Page) => page.getByRole('link', { name: /^未入户/ }).getAttribute('aria-current');
const sent = async (field: PhoneBrowser, number: string) => {
  await field.context.setOffline(false);
  await expect.poll(() => phone.visits(number), { timeout: 20_000 }).toHaveLength(1);
  return (await phone.visits(number))[0]!;
};

test('an unchanged household takes five taps from the list to the next door; nothing asked anew is filled in', async () => {
  await onTheList(async (field) => {
    const { page } = field;
    await page.evaluate(() => window.scrollTo(0, 150));
    const place = await page.evaluate(() => window.scrollY);
    expect(place).toBeGreaterThan(50);
    await field.context.setOffline(true);
    const taps = await countTaps(page);
    await row(page, '1排4号').tap();
    await page.getByRole('link', { name: SAME }).tap();
    await heading(page, '还和上季一样吗？');
    for (const said of ['已经接通。', '运行稳定。', '没有存煤。', '煤炉已拆。', '烟囱没有冒煤烟。', '本季没有买煤。', '已经领到补贴。'])
      await page.getByText(said).waitFor();
    expect(await page.getByLabel('室温').inputValue()).toBe('');
    await screenshot(page, 'unchanged', true);
    await expectAccessible(page);
    await button(page, LOOKED).tap();
    await page.getByText('今天看过了').waitFor();
    await button(page, SUBMIT).tap();
    await page.getByText('已提交：欧阳志远家').waitFor();
    expect(await isFiltered(page)).toBe('true');
    expect(await page.evaluate(() => window.scrollY)).toBe(place);
    await screenshot(page, 'unchanged-next');
    await expectAccessible(page);
    await next(page, '1排5号', '刘二喜').tap();
    await page.getByRole('heading', { level: 1, name: /刘二喜/ }).waitFor();
    expect(await taps()).toBeLessThanOrEqual(5);
    await page.getByRole('link', { name: '返回上一页' }).tap();
    await row(page, '1排5号').waitFor();
    expect(await isFiltered(page)).toBe('true');
    expect(await page.evaluate(() => window.scrollY)).toBe(place);

    const { outcome, answers } = await sent(field, phone.household(4));
    expect(outcome).toBe('done');
    expect(answers).toEqual({
      mainHeat: 'gas',
      connected: true,
      stability: 'stable',
      coAlarm: true,
      coalStock: 'none',
      stove: 'removed',
      smoke: false,
      boughtCoal: false,
      subsidyKnown: true,
      subsidyReceived: true,
    });
  });
});

test('coal and stove are not taken over without a look; what was typed outlives leaving and a reload', async () => {
  await onTheList(async ({ page }) => {
    await row(page, '1排5号').tap();
    await page.getByRole('link', { name: SAME }).tap();
    await button(page, SUBMIT).tap();
    await page.getByRole('alert').getByText('先去看一眼').waitFor();
    await screenshot(page, 'unchanged-look-first');
    await page.getByLabel('室温').tap();
    await page.keyboard.type('18.5');
    await page.getByRole('status').getByText('已存本机').waitFor();
    await page.reload();
    await heading(page, '还和上季一样吗？');
    expect(await page.getByLabel('室温').inputValue()).toBe('18.5');
    await page.getByRole('link', { name: '返回上一页' }).tap();
    await page.getByRole('link', { name: '接着填' }).tap();
    await heading(page, '还和上季一样吗？');
    expect(await page.getByLabel('室温').inputValue()).toBe('18.5');
    // The same question may be answered on its card instead.
    await button(page, LOOKED).tap();
    await page.getByRole('status').getByRole('button', { name: '撤销' }).tap();
    await button(page, LOOKED).waitFor();
  });
});

test('改 leads to the question and back; what was changed there is what is said and sent', async () => {
  await onTheList(async (field) => {
    const { page } = field;
    await row(page, '1排8号').tap();
    await page.getByRole('link', { name: SAME }).tap();
    await button(page, '改煤炉').tap();
    await heading(page, '散煤');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('field-stove');
    await choice(page, '煤炉', '封存').tap();
    await button(page, '改好了，回去').tap();
    await heading(page, '还和上季一样吗？');
    await page.getByText('煤炉封存。').waitFor();
    await button(page, '改取暖设备').tap();
    await heading(page, '取暖设备');
    expect(await choice(page, '主要取暖方式', '煤改气').locator('input').isChecked()).toBe(true);
    await choice(page, '其他取暖方式', '太阳能').tap();
    await button(page, '改好了，回去').tap();
    await page.getByText(/还用太阳能/).waitFor();
    await button(page, LOOKED).tap();
    expect(await button(page, SUBMIT).count()).toBe(0);
    await button(page, '提交').tap();
    await page.getByText('已提交：').waitFor();
    const { answers } = await sent(field, phone.household(8));
    expect(answers).toMatchObject({ mainHeat: 'gas', otherHeat: ['solar'], stove: 'sealed', coalStock: 'none', boughtCoal: false });
  });
});

test('nobody at home takes four taps, and leads to the next door', async () => {
  await onTheList(async (field) => {
    const { page } = field;
    await field.context.setOffline(true);
    const taps = await countTaps(page);
    await row(page, '1排10号').tap();
    await page.getByRole('link', { name: '没能入户' }).tap();
    await choice(page, '怎么没入成？', '无人').tap();
    await button(page, '提交').tap();
    await next(page, '1排11号', '张建国').waitFor();
    expect(await taps()).toBeLessThanOrEqual(4);
    expect(await isFiltered(page)).toBe('true');
  });
});

test('a household with coal and a let room takes seven taps: its kilograms and its photo are asked on the same screen', async () => {
  const number = phone.household(3);
  await submitVisit(
    phone.db,
    phone.village.cadre,
    visitOf(number, {
      season: '2019-2020',
      visitedAt: '2020-02-10T10:00:00+08:00',
      answers: {
        mainHeat: 'gas',
        otherHeat: ['loose_coal'],
        connected: true,
        stability: 'stable',
        coalStock: 'loose',
        coalKg: 500,
        stove: 'in_use',
        smoke: false,
        boughtCoal: true,
        coalTonnes: 1.5,
        reburnReasons: ['运行费用高'],
      },
      rooms: [
        { room: 1, kind: 'main', heatedArea: 80, letting: 'own', connected: true, use: 'normal' },
        { room: 2, kind: 'south', heatedArea: 32.5, letting: 'let', connected: false, use: 'coal' },
      ],
    }),
    new Date('2020-02-10T04:00:00Z'),
  );
  await onTheList(async (field) => {
    const { page } = field;
    await field.context.setOffline(true);
    const taps = await countTaps(page);
    await row(page, '1排3号').tap();
    await page.getByRole('link', { name: SAME }).tap();
    await page.getByText('出租的南房、厢房 1 处，接通 0 处，用好 0 处。').waitFor();
    expect(await page.getByLabel('存煤公斤').inputValue()).toBe('');
    expect(await page.getByLabel('购煤吨').inputValue()).toBe('');
    await screenshot(page, 'unchanged-coal', true);
    await expectAccessible(page);
    await page.getByLabel('存煤公斤').tap();
    await page.keyboard.type('300');
    await choice(page, '没有照片的话', '户主不同意').tap();
    await button(page, LOOKED).tap();
    await button(page, SUBMIT).tap();
    await next(page, '1排5号', '刘二喜')
      .or(next(page, '1排4号', '欧阳志远'))
      .tap();
    await page.getByRole('heading', { level: 1, name: /刘二喜|欧阳志远/ }).waitFor();
    expect(await taps()).toBeLessThanOrEqual(7);
    const { answers } = await sent(field, number);
    expect(answers).toMatchObject({ coalStock: 'loose', coalKg: 300, stove: 'in_use', boughtCoal: true, reburnReasons: ['运行费用高'] });
    expect(answers).not.toHaveProperty('coalTonnes');
    const rooms = await withSql(phone.db, (sql) =>
      sql.query(`SELECT letting, connected FROM room WHERE household_number = $1 AND season = '2020-2021' ORDER BY room`, [number]),
    );
    expect(rooms).toEqual([
      { letting: 'own', connected: true },
      { letting: 'let', connected: false },
    ]);
  });
});

test('without a visit of last season the screen is not offered; on the page of the server it works too', async () => {
  await phone.with(async (page) => {
    await open(page, `/households/${phone.household(30)}`);
    await page.getByRole('link', { name: '开始入户' }).waitFor();
    expect(await page.getByRole('link', { name: SAME }).count()).toBe(0);
    await open(page, `/households/${phone.household(30)}/visit?card=unchanged`);
    await heading(page, '户情');

    await open(page, `/households/${phone.household(13)}`);
    await page.getByRole('link', { name: SAME }).tap();
    await heading(page, '还和上季一样吗？');
    await button(page, LOOKED).tap();
    await button(page, SUBMIT).tap();
    await page.getByText('已提交：').waitFor();
    await page.getByRole('link', { name: /^下一户：2排2号/ }).waitFor();
  });
  expect(await phone.visits(phone.household(13))).toMatchObject([{ outcome: 'done', answers: { mainHeat: 'gas', coalStock: 'none' } }]);
});

test('works without scripts', async () => {
  const context = await phone.browser().newContext({ baseURL: phone.app().url, javaScriptEnabled: false, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.fill('input[name=username]', 'cun2');
  await page.fill('input[name=password]', PASSWORD);
  await page.click('main button[type=submit]');
  await page.goto(`/households/${phone.household(15)}/visit?card=unchanged`);
  await page.getByLabel('室温').fill('19');
  await button(page, LOOKED).click();
  await page.getByText('今天看过了').waitFor();
  expect(await page.getByLabel('室温').inputValue()).toBe('19');
  await button(page, '改煤炉').click();
  await heading(page, '散煤');
  await choice(page, '煤炉', '封存').click();
  await page.goto(`/households/${phone.household(15)}/visit?card=unchanged`);
  await button(page, SUBMIT).click();
  await page.getByText('已提交：').waitFor();
  await context.close();
  expect(await phone.visits(phone.household(15))).toMatchObject([
    { answers: { roomTemperature: 19, stove: 'removed', coalStock: 'none' } },
  ]);
});
