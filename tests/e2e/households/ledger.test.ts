import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { personByUsername } from '~/database/access/persons.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { openPersonal } from '~/server/personal/household-values.server';
import { importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, OTHER_VILLAGE, VILLAGE } from '../../helpers/register';
import { accountWith } from '../../helpers/web-client';
import { household, saved } from '../../imports/county-file';

/** The ledger page at the county: an account corrected by two persons, and a household that becomes two. */
const PASSWORD = 'Hu-tai-2026';
const ACCOUNT = '6217000000000000011';
const HOUSEHOLD = `${VILLAGE}001`;
const at = (username: string, viewport = { width: 1366, height: 768 }) => ({ username, password: PASSWORD, viewport });
let db: Database;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  db = await freshDatabase();
  for (const [username, name, role, division] of [
    ['yi', '甲经办', 'county', '140602'],
    ['er', '乙复核', 'county', '140602'],
    ['cun', '韩村支', 'cadre', VILLAGE],
  ] as const)
    await accountWith(db, { username, name, password: PASSWORD, role, divisions: [division] });
  await inTransaction(db, (sql) => declareSeason(sql, '2025-2026', '2025-10-15', '2026-04-15'));
  await addHouseholds(db, [{ number: HOUSEHOLD, head: '欧阳上官慕容司徒', account: null }], new Date('2026-02-01T04:00:00Z'), '2026-02-01');
  app = await startApp({ db });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await app.stop();
});

test('an account is corrected by one person and confirmed by another', async () => {
  await signedIn(browser, app.url, at('yi'), `/households/${HOUSEHOLD}`, async (page) => {
    await page.getByText('没有收款账户，发放时会漏掉这户').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: '更正收款账户' }).click();
    await page.getByLabel('账号').fill('6217*');
    await page.getByRole('button', { name: '保存更正' }).click();
    await page.getByRole('alert').getByText('请写明原因').or(page.getByRole('alert').getByText('账号不对')).first().waitFor();
    await page.getByLabel('账号').fill('6217 0000 0000 0000 011');
    await page.getByLabel('户名').fill('欧阳上官慕容司徒');
    await page.getByLabel('更正原因').fill('核对银行卡原件');
    await expectAccessible(page);
    await page.getByRole('button', { name: '保存更正' }).click();
    await page.getByText('已提交，另一人确认后生效').waitFor();
    await page.getByText('待确认：更正').waitFor();
    await page.getByText('账号：— → ***************0011').waitFor();
    // Whoever asked may only take it back.
    expect(await page.getByRole('button', { name: '确认无误' }).count()).toBe(0);
    await page.getByRole('button', { name: '撤回' }).waitFor();
    await expectAccessible(page);
    await screenshot(page, 'ledger-waits', true);
  });
  const stored = async () =>
    (await db.pool.query('SELECT bank_account_encrypted AS sealed FROM household WHERE number = $1', [HOUSEHOLD])).rows[0].sealed;
  expect(await stored()).toBeNull();
  await signedIn(browser, app.url, at('er'), '/waiting?code=140602', async (page) => {
    await page.getByText('待确认的户变更').waitFor();
    await page.locator('a[href^="/waiting/changes"]', { hasText: /^1$/ }).click();
    await page.getByRole('heading', { name: '待确认的户变更 1' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: '欧阳上官慕容司徒' }).click();
    await page.getByRole('button', { name: '退回' }).click();
    await page.getByText('请写明原因').waitFor();
    await page.getByRole('button', { name: '确认无误' }).click();
    await page.getByText('已确认，已写入户台账').waitFor();
    await page.getByText('甲经办 提出，乙复核').waitFor();
    // The whole number is shown after a press that is recorded.
    await page.getByRole('button', { name: '看完整号码：账号' }).click();
    await page.getByText(ACCOUNT).waitFor();
    await screenshot(page, 'ledger-confirmed', true);
  });
  expect(openPersonal('bank_account_encrypted', HOUSEHOLD, await stored())).toBe(ACCOUNT);
});

test('a household becomes two: the new one begins with nothing, the old one keeps everything, each leads to the other', async () => {
  await signedIn(browser, app.url, at('yi', PHONE), `/households/${HOUSEHOLD}`, async (page) => {
    await page.getByRole('link', { name: '登记变更' }).tap();
    await page.getByRole('link', { name: /^分户/ }).tap();
    await page.getByLabel('户主').fill('欧阳小司徒');
    await page.getByLabel('门牌号').fill('2排17号');
    await page.locator('fieldset', { hasText: '居住情况' }).getByText('常住', { exact: true }).tap();
    await page.getByLabel('分走的采暖面积（㎡）').fill('30');
    await page.getByLabel('依据（文号或证明，可不填）').fill('村委会证明3号');
    await page.getByLabel('原因', { exact: true }).fill('儿子分家另住');
    await expectAccessible(page);
    await screenshot(page, 'ledger-split', true);
    await page.getByRole('button', { name: '提交' }).tap();
    await page.getByText('待确认：分户').waitFor();
    await page.getByText('户主：欧阳小司徒').waitFor();
  });
  await signedIn(browser, app.url, at('er'), `/households/${HOUSEHOLD}`, async (page) => {
    await page.getByRole('button', { name: '确认无误' }).click();
    await page.getByText('已确认，已写入户台账').waitFor();
    await page.getByText('采暖面积：80 ㎡ → 50 ㎡').first().waitFor();
    const made = `${VILLAGE}B0001`;
    await page.getByRole('link', { name: `欧阳小司徒 ${made}` }).click();
    await page.waitForURL(`**/households/${made}`);
    await hydrated(page);
    await page.getByRole('link', { name: `欧阳上官慕容司徒 ${HOUSEHOLD}` }).waitFor();
    await page.getByText('没有改造登记').waitFor();
    await expectAccessible(page);
  });
  // The cadre sees the two and where they come from, and nothing of what was proposed.
  await signedIn(browser, app.url, at('cun', PHONE), `/households/${HOUSEHOLD}`, async (page) => {
    await page.getByText('儿子分家另住').waitFor();
    expect(await page.getByText('核对银行卡原件').count()).toBe(0);
    expect(await page.getByRole('link', { name: /^更正/ }).count()).toBe(0);
  });
  expect((await verifyRegister(db)).ok).toBe(true);
});

test('a roster that would change accounts asks a second person, who declines the one in doubt and confirms the rest together', async () => {
  const numbers = [1, 2, 3].map((at) => `140602001002${at}`);
  const rows = (account: (at: number) => string) =>
    numbers.map((number, at) => household(number, { 村区划代码: OTHER_VILLAGE, 户主姓名: `赵${'一二三'[at]}`, 一卡通账号: account(at) }));
  const clerk = (await withSql(db, (sql) => personByUsername(sql, 'yi')))!;
  const now = new Date('2026-02-02T02:00:00Z');
  await importWorkbook(db, clerk, saved({ 户台账: rows((at) => `621700000000000100${at}`) }), { now });
  await importWorkbook(db, clerk, saved({ 户台账: rows((at) => `621700000000000200${at}`) }), { now });
  // Whoever imported sees that it waits, and may only take it back.
  await signedIn(browser, app.url, at('yi'), '/waiting/changes?code=140602', async (page) => {
    await page.getByText('您 2026-02-02 10:00 导入的户台账要改 3 户的收款账户').waitFor();
    await page.getByRole('link', { name: '查看并处理' }).click();
    await page.getByRole('button', { name: '撤回全部 3 户' }).waitFor();
    expect(await page.getByRole('button', { name: /^确认全部/ }).count()).toBe(0);
  });
  await signedIn(browser, app.url, at('er'), '/waiting?code=140602', async (page) => {
    await page.locator('a[href^="/waiting/changes"]', { hasText: /^3$/ }).click();
    await page.getByText('甲经办 2026-02-02 10:00 导入的户台账要改 3 户的收款账户').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: '查看并处理' }).click();
    await page.getByRole('heading', { name: '一次导入要改的账户 3' }).waitFor();
    await page.getByText('账号：***************1000 → ***************2000').waitFor();
    await expectAccessible(page);
    await screenshot(page, 'changes-of-import', true);
    await page.setViewportSize(PHONE);
    await screenshot(page, 'changes-of-import-phone', true);
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByRole('link', { name: '赵二' }).click();
    // Not the field of the same name on the page that is left.
    await page.getByText('待确认：更正').waitFor();
    await page.getByLabel('意见').fill('开户人不是本户');
    await page.getByRole('button', { name: '退回', exact: true }).click();
    await page.getByText('已退回').first().waitFor();
    await page.goto(`${app.url}/waiting/changes?code=140602`);
    await hydrated(page);
    await page.getByRole('link', { name: '查看并处理' }).click();
    await page.getByRole('button', { name: '退回全部 2 户' }).click();
    await page.getByRole('alert').getByText('请写明原因').waitFor();
    await page.getByLabel('意见').fill('已与银行名册核对');
    await page.getByRole('button', { name: '确认全部 2 户' }).click();
    await page.getByText('已处理 2 户。').waitFor({ timeout: 60_000 });
    await page.getByText('没有等着确认的变更').waitFor();
    await screenshot(page, 'changes-of-import-done', true);
  });
  const { rows: kept } = await db.pool.query('SELECT bank_account_masked AS mask FROM household WHERE number = ANY($1) ORDER BY number', [
    numbers,
  ]);
  expect(kept.map(({ mask }) => (mask as string).slice(-4))).toEqual(['2000', '1001', '2002']);
  expect((await verifyRegister(db)).ok).toBe(true);
});
