import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { maskBank } from '~/domain/household/mask';
import { encodeGbk } from '~/domain/text/gbk';
import { seal } from '~/server/personal/seal.server';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, openBrowser, PHONE, printed, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, VILLAGE } from '../../helpers/register';
import { accountWith } from '../../helpers/web-client';
import { sheetNamed } from '../../reports/expect-figures';
import { readBack, rowsOf } from '../../reports/read-back';

/**
 * A subsidy from its document to the villager's question: the policy, confirmed by a second person and the city; entitlements tried and
 * computed; a batch drafted by one person, checked by another, put on notice with one objection and released; the file for the bank and
 * its answer; the reconciliation by two persons; one failed payment sent again; the cadre's answer; and the printed workbook.
 */
const SEASON = '2025-2026';
const ACCOUNTS = { SB1: '6217000000000000011', SB2: '6217000000000000029', SB3: '6217000000000000037' };
const PASSWORD = 'Bu-tie-2026';
const DESK = { width: 1366, height: 768 };
let db: Database;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  db = await freshDatabase();
  for (const [username, name, role, division] of [
    ['yi', '甲经办', 'county', '140602'],
    ['er', '乙复核', 'county', '140602'],
    ['shi', '市经办', 'city', '1406'],
    ['cun', '韩村支', 'cadre', VILLAGE],
  ] as const) {
    await accountWith(db, { username, name, password: PASSWORD, role, divisions: [division] });
  }
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2025-10-15', '2026-04-15'));
  await addHouseholds(
    db,
    [
      { number: 'SB1', head: '张一户' },
      { number: 'SB2', head: '欧阳上官慕容司徒' },
      { number: 'SB3', head: '王三户' },
      { number: 'SB4', head: '赵四户', account: null },
    ],
    new Date('2026-02-01T04:00:00Z'),
    '2026-02-01',
  );
  await db.pool.query(
    `INSERT INTO meter_usage (household_number, season, energy, usage, source) VALUES ('SB1', $1, 'gas', 2500, 'meter'), ('SB2', $1,
      'gas', 1000, 'meter'), ('SB3', $1, 'gas', 500, 'meter'), ('SB4', $1, 'gas', 100, 'meter')`,
    [SEASON],
  );
  for (const [number, account] of Object.entries(ACCOUNTS))
    await db.pool.query('UPDATE household SET bank_account_encrypted = $2, bank_account_masked = $3 WHERE number = $1', [
      number,
      seal(account),
      maskBank(account),
    ]);
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const as = (username: string, viewport: { width: number; height: number }, work: (page: Page) => Promise<void>): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, '/', work);

const at = (rest = '', query = ''): string => `/subsidy/140602${rest}?season=${SEASON}${query}`;
const go = async (page: Page, path: string): Promise<void> => {
  await page.goto(path);
  await hydrated(page);
};
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const pick = (page: Page, group: string, word: string): Promise<void> =>
  page.getByRole('group', { name: group }).locator('label').filter({ hasText: word }).first().click();

test('from a new policy to the villager’s answer', async () => {
  await as('yi', DESK, async (page) => {
    await go(page, at());
    await page.getByText(`${SEASON} 还没有应补`).waitFor();
    await page.getByRole('link', { name: '登记政策' }).click();
    await page.getByRole('link', { name: '新增政策' }).click();
    await page.getByLabel('政策编号').fill('SC-2025-01');
    await page.getByLabel('文号').fill('示例〔2025〕1号');
    await pick(page, '种类', '运行');
    await pick(page, '单位', '元/m³');
    await pick(page, '怎样计价', '分档单价');
    for (const [row, to, rate] of [
      [1, '1500', '1.36'],
      [2, '2250', '1.10'],
    ] as const) {
      await page.getByLabel(`第 ${row} 档到多少`).fill(to);
      await page.getByLabel(`第 ${row} 档单价`).fill(rate);
    }
    await page.getByLabel('市级比例').fill('50');
    await page.getByLabel('应付截止日期').fill('2026-06-30');
    await press(page, '保存政策');
    // The problem is shown beside its field, and what was typed stays.
    await page.getByRole('alert').waitFor();
    await page.getByText('各级分担加起来是 50 %，要正好 100 %').first().waitFor();
    expect(await page.getByLabel('文号').inputValue()).toBe('示例〔2025〕1号');
    await page.getByLabel('县级比例').fill('50');
    await page.getByLabel('用气量（m³）').fill('2500');
    await page.getByText('前1500立方米×1.36元=2040.00元').waitFor();
    await screenshot(page, 'subsidy-policy-desk', true);
    await expectAccessible(page);
    await press(page, '保存政策');
    await page.getByText('政策 SC-2025-01 已保存').waitFor();
    await go(page, at('/policies/SC-2025-01'));
    await page.getByText('这项政策还没有生效').waitFor();
    expect(await page.getByRole('button', { name: '与文件一致，确认' }).count()).toBe(0);
    await go(page, at('/entitlements'));
    await page.getByText('另有 1 项政策等人确认，还不参与核定。').waitFor();
  });

  await as('er', DESK, async (page) => {
    await go(page, at('/policies/SC-2025-01'));
    await press(page, '与文件一致，确认');
    await page.getByText('要市级分担，等市级确认。').waitFor();
  });

  await as('shi', DESK, async (page) => {
    await go(page, at('/policies/SC-2025-01'));
    await press(page, '确认市级分担');
    await page.getByText('请填写该级同意分担的文号。').first().waitFor();
    await page.getByLabel('同意分担的文号').fill('示例〔2025〕9号');
    await screenshot(page, 'subsidy-policy-confirm-desk', true);
    await expectAccessible(page);
    await press(page, '确认市级分担');
    await page.getByText('已确认，执行中').waitFor();
  });

  await as('yi', DESK, async (page) => {
    await go(page, at('/entitlements'));
    await press(page, '试算');
    await page.getByText('试算结果（还没有写入）').waitFor();
    await page.getByText('写入后共 4 户次，应补 5,041.00 元', { exact: false }).waitFor({ timeout: 60_000 });
    await screenshot(page, 'subsidy-entitlements-desk');
    await press(page, '确认，写入台账');
    await page.getByText('现有政策 1 项，已核定 4 户，应补 5,041.00 元。').waitFor({ timeout: 60_000 });

    await go(page, at('/payments'));
    await page.setViewportSize(PHONE);
    // The table of amounts owed scrolls inside itself, and the page does not scroll sideways.
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
    await page.setViewportSize(DESK);
    // Who has no account is left out, and can be looked up.
    await page.getByText('有 1 户没有收款账号，欠 136.00 元').waitFor();
    await page.getByText('共 4,905.00 元').waitFor();
    await screenshot(page, 'subsidy-draft-desk', true);
    await page.getByRole('link', { name: '看名单和怎样补上' }).click();
    await page.getByRole('link', { name: '赵四户' }).waitFor();
    await screenshot(page, 'subsidy-accounts-desk');
    await expectAccessible(page);
    await go(page, at('/payments'));
    await page.getByLabel('批次号').fill('P-1');
    await press(page, '拟定批次');
    await page.getByText('已拟定，没有付钱').waitFor();
    await page.getByText('这批是您拟定的').waitFor();
    expect(await page.getByRole('button', { name: '核对无误' }).count()).toBe(0);
    await go(page, '/waiting');
    await page.getByText('批次待核对').waitFor();
  });

  await as('er', DESK, async (page) => {
    await go(page, at('/payments/P-1'));
    // The drafter is shown by name, because the checker does not know usernames.
    await page.getByText('甲经办').first().waitFor();
    await press(page, '核对无误');
    await page.getByText('已核对。下一步：公示。').waitFor();
    await press(page, '开始公示');
    await page.getByText('已开始公示。').waitFor();
    expect(await page.getByRole('button', { name: '放款', exact: true }).count()).toBe(0);
    await go(page, at('/payments/P-1/notice'));
    await page.getByRole('cell', { name: '张一户' }).waitFor();
    await expectAccessible(page);
    await page.getByLabel('文号').fill('朔城能公示〔2026〕3号');
    await press(page, '保存文号');
    await page.getByText('文号已保存，并记入历史。').waitFor();
    await page.getByText('文号：朔城能公示〔2026〕3号').waitFor();
    const [notice] = await printed(page, 'subsidy-notice');
    for (const part of ['采暖季清洁取暖补贴公示', '文号：朔城能公示〔2026〕3号', '朔城区能源局（盖章）', '联系电话', '年', '张一户'])
      expect(notice!.replace(/\s/g, '')).toContain(part);
    expect(notice).not.toMatch(/保存文号|打印/);
    await go(page, at('/payments/P-1'));
    await page.locator('summary', { hasText: '登记异议' }).click();
    await page.getByLabel('户编号').first().fill('SB3');
    await page.getByLabel('谁提的').fill('同村村民');
    await page.getByLabel('说的是什么').fill('冬天不住人');
    await press(page, '登记');
    await page.getByText('异议已登记，放款前要处理。').waitFor();
    await pick(page, '怎样处理', '移出这一批');
    await page.getByLabel('理由（这户能看到）').first().fill('核实：采暖季无人居住');
    await screenshot(page, 'subsidy-objection-desk', true);
    await expectAccessible(page);
    await press(page, '处理这条异议');
    await page.getByText('移出这一批，680.00 元。核实：采暖季无人居住').waitFor();
    // Eight days pass.
    await db.pool.query(`UPDATE payment_batch SET notice_from = notice_from - 8, notice_to = notice_to - 8 WHERE number = 'P-1'`);
    await go(page, at('/payments/P-1'));
    await press(page, '放款');
    await page.getByText('请按银行回单对账（4 笔待确认）').waitFor();
    // What goes to the bank: one row per household over both levels, in GBK.
    await screenshot(page, 'subsidy-released-desk', true);
    await expectAccessible(page);
    const [file] = await Promise.all([page.waitForEvent('download'), press(page, '生成银行文件')]);
    expect(file.suggestedFilename()).toBe('P-1.csv');
    const folder = mkdtempSync(join(tmpdir(), 'qingnuan-bank-'));
    await file.saveAs(join(folder, 'P-1.csv'));
    const sent = new TextDecoder('gbk', { fatal: true }).decode(readFileSync(join(folder, 'P-1.csv')));
    rmSync(folder, { recursive: true });
    expect(sent).toBe(`账号,户名,金额,附言\r\n${ACCOUNTS.SB1},张一户,2865.00,SB1\r\n${ACCOUNTS.SB2},欧阳上官慕容司徒,1360.00,SB2\r\n`);
    // What comes back: one arrived, one failed, and an account nobody here has.
    await page.getByRole('link', { name: '导入银行回盘' }).click();
    const answer = `账号,金额,处理状态,失败原因\n${ACCOUNTS.SB2},1360.00,成功,\n${ACCOUNTS.SB1},2865.00,失败,账号户名不符\n62170099,5.00,成功,\n`;
    const made = encodeGbk(answer);
    const content = Buffer.from('bytes' in made ? made.bytes : []);
    await page.getByLabel('银行给的结果文件').setInputFiles({ name: 'answer.csv', mimeType: 'text/csv', buffer: content });
    await press(page, '导入银行回盘');
    await page.getByText('到账 1 户、1,360.00 元，失败 1 户、2,865.00 元').waitFor();
    await page.getByRole('cell', { name: '这批里没有这个账号' }).waitFor();
    await screenshot(page, 'subsidy-bank-result-desk');
    await expectAccessible(page);
    await page.getByRole('link', { name: '去对账' }).click();
    await press(page, '提交对账：到账 2 笔，1,360.00 元');
    await page.getByText('对账已提交，还没有记到账。').waitFor();
    expect(await page.getByRole('button', { name: '与回单一致，确认到账' }).count()).toBe(0);
  });

  await as('yi', DESK, async (page) => {
    await go(page, at('/payments/P-1'));
    await page.getByText('到账 2 笔，1,360.00 元').first().waitFor();
    await screenshot(page, 'subsidy-confirm-desk');
    await expectAccessible(page);
    await page.setViewportSize(PHONE);
    await screenshot(page, 'subsidy-confirm-phone');
    await page.setViewportSize(DESK);
    await press(page, '与回单一致，确认到账');
    await page.getByText('已对账，户台账已更新。').waitFor();
    await screenshot(page, 'subsidy-batch-desk');
    await expectAccessible(page);
  });

  await as('er', DESK, async (page) => {
    await go(page, at('/payments/P-1'));
    await press(page, '更正后重发');
    await page.getByRole('heading', { name: '批次 P-1-R' }).waitFor();

    // SB1 is in arrears. Every page of the division can be read in both languages.
    await go(page, at('/arrears'));
    await page.getByRole('link', { name: '张一户' }).waitFor();
    for (const part of ['', '/policies', '/entitlements', '/payments', '/funds', '/arrears', '/reburning', '/forecast', '/claims']) {
      await go(page, at(part));
      await screenshot(page, `subsidy${part.replace('/', '-')}-desk`);
      await expectAccessible(page);
    }
    await press(page, 'English');
    await page.getByRole('heading', { name: /Double and odd claims/ }).waitFor();
    await expectAccessible(page);
    await press(page, '中文');
    await page.setViewportSize(PHONE);
    for (const part of ['', '/payments/P-1', '/arrears', '/forecast']) {
      await go(page, at(part));
      await screenshot(page, `subsidy${part.replaceAll('/', '-')}-phone`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), part).toBe(true);
    }
  });

  await as('cun', PHONE, async (page) => {
    await go(page, '/households/SB1');
    await page.getByText('已补 0.00／应补 2,865.00 元').first().waitFor();
    await page.locator('summary', { hasText: '运行' }).click();
    await page.getByText('前1500立方米×1.36元=2040.00元', { exact: false }).waitFor();
    await page.getByText('没有发成：账号户名不符').first().waitFor();
    await screenshot(page, 'subsidy-household-phone', true);
    await expectAccessible(page);
    await page.goto(at());
    await page.getByText('您没有这项权限').waitFor();
  });

  const { rows } = await db.pool.query(`SELECT household_number, due, paid FROM entitlement ORDER BY 1`);
  expect(rows.map((row) => [row.household_number, Number(row.due), Number(row.paid)])).toEqual([
    ['SB1', 286_500, 0],
    ['SB2', 136_000, 136_000],
    ['SB3', 68_000, 0],
    ['SB4', 13_600, 0],
  ]);
  await expectPrinted();
});

/**
 * 附件7 prints the same: 2,865.00, 1,360.00, 680.00 and 136.00 yuan due, half from each level. What arrived is SB2's, what is overdue is
 * that of the others.
 */
async function expectPrinted(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-annex-'));
  try {
    const file = join(folder, 'report.xlsx');
    await makeReport(db, OPERATOR, { division: '140602', season: SEASON, file }, new Date());
    const rows = rowsOf(sheetNamed(readBack(file), '附件7 补贴兑付')).filter((row) => row.种类 === '运行');
    expect(
      rows.map((row) => [row.县, row.资金层级, row['应发(万元)'], row['已发(万元)'], row.户数, row['拖欠(万元)'], row.拖欠户数]),
    ).toEqual([
      ['朔城区', '市', 0.25205, 0.068, 1, 0.18405, 3],
      ['朔城区', '县', 0.25205, 0.068, 1, 0.18405, 3],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
