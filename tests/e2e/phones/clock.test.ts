import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { button, choice } from '../../fixtures/survey-phone';
import { PASSWORD, SEASON, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, screenshot } from '../../helpers/browser/browser';
import { openPhone, type PhoneBrowser, signInToField } from '../../helpers/browser/phone-browser';
import { type Database, freshDatabase } from '../../helpers/database';

let db: Database;
let app: RunningApp;
let phone: PhoneBrowser;

beforeAll(async () => {
  db = await freshDatabase();
  await surveyVillage(db);
  app = await startApp({ db });
});
beforeEach(async () => {
  phone = await openPhone(app.url);
});
afterEach(async () => {
  await phone?.close();
});

const DAY = 86_400_000;
const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const setClock = (days: number) => phone.page.clock.setFixedTime(new Date(Date.now() + days * DAY));
const stored = (nth: number) =>
  withSql(db, (sql) =>
    sql.query<{ outcome: string; visited_at: string; answers: { note?: string } }>(
      'SELECT outcome, visited_at, answers FROM visit WHERE household_number = $1 AND season = $2',
      [number(nth), SEASON],
    ),
  );

async function open(path: string): Promise<void> {
  await phone.page.goto(path);
  await hydrated(phone.page);
}

async function close(nth: number, note: string): Promise<void> {
  await open(`/field/households/${number(nth)}/visit/closure`);
  await choice(phone.page, '怎么没入成？', '拒绝').tap();
  await phone.page.getByLabel('说明').fill(note);
  await button(phone.page, '提交').tap();
  await phone.page.waitForURL('**/villages/**');
}

/** Waits until the following round of sending has ended. */
const sent = () => expect.poll(() => stored(1), { timeout: 20_000 }).toHaveLength(1);

test.each([
  [30, '手机时间快了 30 天'],
  [3, '手机时间快了 3 天'],
  [-4383, '手机时间慢了 12 年'],
])('a phone %i days ahead says so before anything is typed, and its closure is taken at the right time', async (days, words) => {
  const nth = 20 + Math.abs(days % 7);
  await setClock(days);
  await signInToField(phone.page, 'cun1', PASSWORD);
  for (const path of [`/field/villages/${VILLAGE}`, `/field/households/${number(nth)}`, `/field/households/${number(nth)}/visit`]) {
    await open(path);
    await phone.page.getByText(words).first().waitFor();
  }
  await close(nth, '户主不同意');
  await expect.poll(() => stored(nth), { timeout: 20_000 }).toHaveLength(1);
  const [visit] = await stored(nth);
  expect(Math.abs(Date.parse(visit!.visited_at) - Date.now())).toBeLessThan(10 * 60_000);
  expect(visit).toMatchObject({ outcome: 'refused', answers: { note: '户主不同意' } });
  await open('/field/outbox');
  await phone.page.getByText('没有等着上传的').waitFor();
  if (days === 30) {
    await open(`/field/households/${number(nth)}`);
    await screenshot(phone.page, 'field-clock');
    await expectAccessible(phone.page);
  }
  expect(phone.problems).toEqual([]);
});

test('a refused closure is put right where 去改 leads: its own form, with the words and the time', async () => {
  const { page, context } = phone;
  await signInToField(page, 'cun1', PASSWORD);
  await open(`/field/villages/${VILLAGE}`);
  await context.setOffline(true);
  // The clock was five days ahead without a network, and was right again before the network returned, so nobody can know the
  // true time.
  await setClock(5);
  await close(1, '邻居说不让进');
  await setClock(0);
  await open('/field/outbox');
  await context.setOffline(false);
  const refused = page.getByRole('heading', { name: '服务器没有收，请改好再提交（1）' });
  await refused.waitFor();
  await page.getByText('入户时间还没有到').waitFor();
  await screenshot(page, 'field-refused', true);

  await page.getByRole('link', { name: '去改' }).tap();
  await page.getByRole('heading', { name: /^没能入户/ }).waitFor();
  expect(await page.getByRole('radio', { name: /^拒绝/ }).isChecked()).toBe(true);
  expect(await page.getByLabel('说明').inputValue()).toBe('邻居说不让进');
  await page.getByRole('alert').getByText('入户时间还没有到').waitFor();
  await expectAccessible(page);
  await screenshot(page, 'field-put-right', true);
  const today = new Date(Date.now() + 8 * 3_600_000 - 60_000).toISOString().slice(0, 16);
  await page.getByLabel('入户时间').fill(today);
  await button(page, '提交').tap();
  await sent();
  expect((await stored(1))[0]).toMatchObject({ outcome: 'refused', answers: { note: '邻居说不让进' } });
  await open('/field/outbox');
  await page.getByText('没有等着上传的').waitFor();
});

test('a refused record that is not to be put right is discarded, can be put back, and lets one sign out', async () => {
  const { page, context } = phone;
  await signInToField(page, 'cun1', PASSWORD);
  await open(`/field/villages/${VILLAGE}`);
  await context.setOffline(true);
  await setClock(5);
  await close(2, '说错了门');
  await setClock(0);
  await open('/field/outbox');
  await context.setOffline(false);
  await page.getByText('入户时间还没有到').waitFor();
  await button(page, '不要了').tap();
  await page.getByRole('heading', { name: '回收箱（1）' }).waitFor();
  await screenshot(page, 'field-bin', true);
  await button(page, '放回去').tap();
  await page.getByRole('heading', { name: '服务器没有收，请改好再提交（1）' }).waitFor();
  await button(page, '不要了').tap();
  await page.getByRole('heading', { name: '回收箱（1）' }).waitFor();
  await open('/field/me');
  await button(page, '退出登录').waitFor();
  await page.getByText('回收箱里的 1 份').waitFor();
  expect(await stored(2)).toHaveLength(0);
});
