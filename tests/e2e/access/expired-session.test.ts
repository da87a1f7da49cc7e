import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { PASSWORD, type SurveyVillage, surveyVillage, TOWNSHIP, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { hydrated, openBrowser, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { visitOf } from '../../helpers/register';
import { accountWith } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
let browser: Browser;
let village: SurveyVillage;

beforeAll(async () => {
  db = await freshDatabase();
  village = await surveyVillage(db);
  await submitVisit(db, village.cadre, visitOf(village.numbers[0]!, {}), new Date());
  await accountWith(db, { username: 'xian', name: '赵县长', password: PASSWORD, role: 'county', divisions: [TOWNSHIP.slice(0, 6)] });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const endSessions = () => withSql(db, (sql) => sql.query('UPDATE session SET revoked_at = now()'));

async function signInAgain(page: Page, username: string): Promise<void> {
  const again = page.getByRole('alert').getByRole('link', { name: '重新登录' });
  // Some pages look anew at once and are sent there, others stay and say it.
  await Promise.any([page.waitForURL('**/sign-in**'), again.click().then(() => page.waitForURL('**/sign-in**'))]);
  await hydrated(page);
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', PASSWORD);
  await page.click('main button[type=submit]');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

test('remarks of a review outlive a session that expires: signed in again they stand there, and are sent', async () => {
  await signedIn(browser, app.url, { username: 'zhen', password: PASSWORD }, `/review?division=${VILLAGE}`, async (page) => {
    await page.getByRole('list', { name: '入户列表' }).getByRole('link').first().click();
    const pane = page.getByRole('article');
    await pane.getByText('对整份入户写意见').first().click();
    const remark = pane.locator('textarea[name$="visit"]');
    await remark.fill('请重拍煤炉，并写明什么时候拆');
    await endSessions();
    await page.getByRole('button', { name: '退回' }).click();
    await signInAgain(page, 'zhen');
    await hydrated(page);
    await page.getByRole('alert').getByText('刚才填的都在').waitFor();
    expect(await remark.inputValue()).toBe('请重拍煤炉，并写明什么时候拆');
    expect(await remark.isVisible()).toBe(true);
    await screenshot(page, 'expired-review');
    await page.getByRole('button', { name: '退回' }).click();
    await expect
      .poll(() => withSql(db, (sql) => sql.query('SELECT question, text FROM visit_remark')))
      .toEqual([{ question: 'visit', text: '请重拍煤炉，并写明什么时候拆' }]);
    // It has arrived: nothing comes back.
    await page.reload();
    await hydrated(page);
    expect(await page.getByText('刚才填的都在').count()).toBe(0);
  });
});

test('so does any other form; another person who signs in there sees nothing of it', async () => {
  const path = `/households/${village.numbers[4]}/correct`;
  await signedIn(browser, app.url, { username: 'xian', password: PASSWORD }, path, async (page) => {
    const head = await page.getByLabel('户主').inputValue();
    await page.getByLabel('户主').fill(`${head}改`);
    await endSessions();
    await page.locator('main form button[type=submit]').last().click();
    await signInAgain(page, 'xian');
    await hydrated(page);
    expect(await page.getByLabel('户主').inputValue()).toBe(`${head}改`);

    await endSessions();
    await page.locator('main form button[type=submit]').last().click();
    await signInAgain(page, 'zhen');
    expect(await page.getByText(`${head}改`).count()).toBe(0);
    await page.goto(`/households/${village.numbers[4]}`);
    await hydrated(page);
    expect(await page.getByText(`${head}改`).count()).toBe(0);
    expect(await page.evaluate(() => sessionStorage.getItem('unsent-form'))).toBeNull();
  });
});
