import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { button, choice, heading } from '../../fixtures/survey-phone';
import { type RunningApp, startApp } from '../../helpers/app';
import { DESK, expectAccessible, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, personWith, VILLAGE, visitOf } from '../../helpers/register';
import { accountWith } from '../../helpers/web-client';

/**
 * A season from the visits to the report of the city, which returns the county's once: the cadre visits, the township reviews and
 * closes, two persons of the county freeze and send, two of the city decide, freeze and issue, the auditor reads and replays.
 */
const SEASON = '2020-2021';
const [COUNTY, TOWNSHIP, CITY] = ['140602', '140602001', '1406'];
const PASSWORD = 'Bao-song-2021';
let db: Database;
let app: RunningApp;
let browser: Browser;
let visit: (household: string) => Promise<unknown>;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-25', '2021-03-31'));
  await addHouseholds(db, [{ number: 'H1' }, { number: 'H2', head: '阿依古丽·买买提吐尔逊' }, { number: 'H3' }]);
  const cadre = await personWith(db, 'cadre', [VILLAGE]);
  visit = (household) => submitVisit(db, cadre, visitOf(household), new Date());
  for (const [username, name, role, division] of [
    ['cun', '韩村支', 'cadre', VILLAGE],
    ['zhen', '周镇长', 'township', TOWNSHIP],
    ['xian', '赵县长', 'county', COUNTY],
    ['xian2', '李县长', 'county', COUNTY],
    ['shi', '钱主任', 'city', CITY],
    ['shi2', '吴主任', 'city', CITY],
    ['shenji', '孙审计', 'auditor', CITY],
  ] as const)
    await accountWith(db, { username, name, password: PASSWORD, role, divisions: [division] });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const as = <T>(username: string, work: (page: Page) => Promise<T>, path = '/sign-off', viewport = DESK): Promise<T> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, path, work);
const press = (page: Page, name: string) => page.locator('main').getByRole('button', { name, exact: true }).click();

/** A household that heats with gas and has no coal, on a phone. */
async function visitInBrowser(page: Page): Promise<void> {
  const onward = async (card: string, answers: readonly (readonly [string, string])[] = []) => {
    await heading(page, card);
    for (const [question, word] of answers) await choice(page, question, word).tap();
    await button(page, card === '备注' ? '看小结' : card === '户情' ? '与登记相同' : '下一项').tap();
  };
  await onward('户情');
  await onward('取暖设备', [
    ['主要取暖方式', '煤改气'],
    ['接通', '是'],
  ]);
  await onward('使用与稳定', [['稳定运行', '稳定']]);
  await onward('散煤', [
    ['存煤', '无'],
    ['煤炉', '已拆'],
    ['本季购煤', '否'],
  ]);
  for (const card of ['房屋', '补贴', '备注']) await onward(card);
  await heading(page, '提交前看一遍');
  await button(page, '提交').tap();
  await page.getByText('已提交：').waitFor();
}

/** Freezes what is open with a reason and waits for the version, which a job makes. Returns the address of its page. */
async function freeze(page: Page, version: number): Promise<string> {
  await press(page, '定稿');
  const reason = page.getByRole('textbox', { name: '未办事项的理由' });
  await page.getByText('还有未办的事项，请写明理由。').first().waitFor();
  await reason.fill('其余户常年外出，春节后补访');
  await press(page, '定稿');
  await page.getByText('已开始定稿').waitFor();
  const link = page.getByRole('link', { name: `第 ${version} 版`, exact: true });
  // The page does not change by itself while the workbook is written.
  await expect
    .poll(
      async () => {
        await page.reload();
        return link.count();
      },
      { timeout: 120_000, interval: 1_000 },
    )
    .toBe(1);
  await link.click();
  await page.getByRole('heading', { name: `第 ${version} 版` }).waitFor();
  return new URL(page.url()).pathname;
}

test('a season goes from the village to the report of the city, returned once', { timeout: 300_000 }, async () => {
  await as('cun', visitInBrowser, '/households/H1/visit', PHONE);
  await as(
    'zhen',
    async (page) => {
      await page.getByRole('button', { name: '审核通过', exact: true }).click();
      await page.getByText('已审核通过 1 份').waitFor();
    },
    '/review',
  );
  await as('zhen', async (page) => {
    await press(page, '办结');
    await page.getByText('请写明原因。').first().waitFor();
    await page.getByRole('textbox', { name: '理由' }).fill('两户在外打工');
    await expectAccessible(page);
    await press(page, '办结');
    await page.getByText('已办结。').waitFor();
    await screenshot(page, 'sign-off-township');
  });

  const first = await as('xian', async (page) => {
    // H2 and H3 are missing; H1 is approved and waits for nobody. The number leads to its list.
    await page
      .getByRole('link', { name: /未入户也未销号的户/ })
      .getByText('2')
      .waitFor();
    expect(await page.getByRole('link', { name: /待审核的入户/ }).count()).toBe(0);
    await expectAccessible(page);
    await screenshot(page, 'sign-off-county', true);
    const address = await freeze(page, 1);
    await page.getByText('定稿的人不能自己报送或签发').waitFor();
    expect(await page.locator('main').getByRole('button', { name: '报送' }).count()).toBe(0);
    await expectAccessible(page);
    await screenshot(page, 'sign-off-version', true);
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载工作簿' }).click()]);
    expect(saved.suggestedFilename()).toBe(`朔城区清洁取暖回头看报表-${SEASON}-截止${dayInShanghai(new Date())}-定稿.xlsx`);
    return address;
  });

  await as(
    'xian2',
    async (page) => {
      await page.getByRole('link', { name: `朔城区 ${SEASON} 第 1 版：已定稿，待另一人报送` }).click();
      await press(page, '报送');
      await page.getByText('已报送。').waitFor();
    },
    '/waiting',
  );

  await as(
    'shi',
    async (page) => {
      await press(page, '退回');
      await page.getByText('请写明原因。').first().waitFor();
      await page.getByRole('textbox', { name: '说明' }).fill('北城街道少一户');
      await page.locator('select[name=figure1]').selectOption('V');
      await page.locator('input[name=text1]').fill('H2 有人在家');
      await press(page, '退回');
      await page.getByText('已退回，县级可以定下一版。').waitFor();
      await page.getByText('朔城区 完成入户：H2 有人在家').waitFor();
      await screenshot(page, 'sign-off-returned', true);
    },
    first,
  );

  await visit('H2');
  const second = await as('xian', async (page) => {
    const address = await freeze(page, 2);
    // One household more was visited than in the first version.
    const visited = page.getByRole('table', { name: '冻结的数字' }).getByRole('row').nth(1);
    await visited.getByText('+1').first().waitFor();
    return address;
  });
  await as('xian2', async (page) => press(page, '报送').then(() => page.getByText('已报送。').waitFor()), second);
  await as('shi2', async (page) => press(page, '接收').then(() => page.getByText('已接收。').waitFor()), second);

  const own = await as('shi', async (page) => {
    await page.getByRole('region', { name: '各县报送情况' }).getByText('已接收', { exact: true }).waitFor();
    await screenshot(page, 'sign-off-city', true);
    return freeze(page, 1);
  });
  await as('shi2', async (page) => press(page, '签发').then(() => page.getByText('已签发。').waitFor()), own);

  await visit('H3');
  await as(
    'shenji',
    async (page) => {
      expect(await page.locator('main').getByRole('button').count()).toBe(0);
      expect(await page.getByRole('link', { name: '下载工作簿' }).count()).toBe(0);
      await page.getByRole('link', { name: '复算' }).click();
      await page.getByText('个区划、3 户的数字与定稿时一致。').waitFor();
      await page.getByRole('link', { name: 'H3', exact: true }).first().waitFor();
      await expectAccessible(page);
      await screenshot(page, 'sign-off-replay', true);
    },
    own,
  );
  await as(
    'xian',
    async (page) => {
      await screenshot(page, 'sign-off-phone', true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
      await page.goto(second);
      await screenshot(page, 'sign-off-version-phone', true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    },
    '/sign-off',
    PHONE,
  );
});
