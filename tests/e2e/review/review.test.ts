import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { DESK, expectAccessible, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, OTHER_VILLAGE, personWith, VILLAGE, visitOf } from '../../helpers/register';
import { accountWith, signedInClient } from '../../helpers/web-client';

const PASSWORD = 'Hui-tou-kan-2021';
const TOWNSHIP = '140602001';
const NOW = new Date('2021-02-01T04:00:00Z');
let db: Database;
let app: RunningApp;
let browser: Browser;
let cadre: Person;

/** Last season this household heated with gas and had no coal; this season its stove is in use again. */
const WORSE = {
  answers: {
    mainHeat: 'gas',
    otherHeat: ['loose_coal'],
    connected: true,
    stability: 'stable',
    coalStock: 'loose',
    coalKg: 300,
    stove: 'in_use',
    boughtCoal: true,
    reburnReasons: ['运行费用高'],
    roomTemperature: 15.5,
  },
};

beforeAll(async () => {
  db = await freshDatabase();
  await withSql(db, async (sql) => {
    await declareSeason(sql, '2019-2020', '2019-11-01', '2020-03-31');
    await declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31');
  });
  const numbers = Array.from({ length: 9 }, (_, i) => `R${i + 1}`);
  await addHouseholds(
    db,
    numbers.map((number, i) => ({ number, head: `户主${i + 1}`, address: `${i + 1}排1号`, village: i < 7 ? VILLAGE : OTHER_VILLAGE })),
    NOW,
  );
  cadre = await personWith(db, 'cadre', [VILLAGE, OTHER_VILLAGE]);
  for (const number of numbers.slice(0, 5)) {
    await submitVisit(
      db,
      cadre,
      visitOf(number, { season: '2019-2020', visitedAt: '2019-12-10T10:00:00+08:00' }),
      new Date('2019-12-11T00:00:00Z'),
    );
  }
  // The visits are submitted one minute apart, so that their order is known. R3 is worse than last season, R4 was refused at
  // night.
  for (const [i, number] of numbers.entries()) {
    const change =
      number === 'R3'
        ? WORSE
        : number === 'R4'
          ? { outcome: 'refused', answers: { note: '不让进门' }, visitedAt: '2021-01-10T02:30:00+08:00' }
          : {};
    await submitVisit(db, cadre, visitOf(number, change), new Date(NOW.getTime() + i * 60_000));
  }
  await accountWith(db, { username: 'xiang', name: '王审核', password: PASSWORD, role: 'township', divisions: [TOWNSHIP] });
  await accountWith(db, { username: 'lin', name: '邻乡审核', password: PASSWORD, role: 'township', divisions: ['140602002'] });
  await accountWith(db, { username: 'xian', name: '赵县长', password: PASSWORD, role: 'county', divisions: ['140602'] });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const as = (username: string, path: string, work: (page: Page) => Promise<void>, viewport = DESK): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, path, work);

type Stored = { id: string; status: string; revision: number; reviewed_by: string | null };
async function visitOfHousehold(number: string): Promise<Stored> {
  const [visit] = await withSql(db, (sql) =>
    sql.query<Stored>(`SELECT id, status, revision, reviewed_by FROM visit WHERE household_number = $1 AND season = '2020-2021'`, [number]),
  );
  return visit!;
}

const queueOf = (page: Page): Promise<string[]> => page.getByRole('list', { name: '入户列表' }).locator('a b').allInnerTexts();
const paneOf = (page: Page) => page.getByRole('article');
const shows = (page: Page, head: string) => paneOf(page).getByRole('heading', { level: 2, name: head }).waitFor();

describe('the queue', () => {
  test('stands left, the oldest first; the first visit is open on the right; nothing is ticked', async () => {
    await as('xiang', '/review', async (page) => {
      expect(await queueOf(page)).toEqual(['户主1', '户主2', '户主3', '户主4', '户主5', '户主6', '户主7', '户主8', '户主9']);
      await shows(page, '户主1');
      expect(await page.locator('input[name=visit][type=checkbox]:checked').count()).toBe(0);
      await page.getByText('一份也没有预先选中').waitFor();
      await expectAccessible(page);
      await screenshot(page, 'review-desk');
    });
  });

  test('puts problem signs first, most changes first, and one village alone', async () => {
    await as('xiang', '/review', async (page) => {
      await page.getByLabel('排列').selectOption('signs');
      await expect.poll(async () => (await queueOf(page))[0]).toBe('户主3');
      await page.getByLabel('排列').selectOption('changes');
      await expect.poll(async () => page.url()).toContain('order=changes');
      expect((await queueOf(page))[0]).toBe('户主3');
      await page.getByLabel('范围').selectOption(OTHER_VILLAGE);
      await expect.poll(() => queueOf(page)).toEqual(['户主8', '户主9']);
      expect(new URL(page.url()).searchParams.get('order')).toBe('changes');
    });
  });

  test('belongs to the township: another one sees nothing of it, a county may look and not decide', async () => {
    const { id } = await visitOfHousehold('R1');
    const neighbour = await signedInClient(app.url, { username: 'lin', password: PASSWORD });
    expect(await (await neighbour.get('/review')).text()).not.toContain('户主1');
    expect((await neighbour.get(`/review?visit=${id}`)).status).toBe(404);
    expect((await neighbour.post('/review', { do: 'approve', visit: `1~${id}` }, '/review')).status).toBe(404);
    const county = await signedInClient(app.url, { username: 'xian', password: PASSWORD });
    const html = await (await county.get(`/review?visit=${id}`)).text();
    expect(html).toContain('审核通过和退回由乡镇审核员办理');
    expect(html).not.toContain('id="review-approve"');
    expect((await county.post('/review', { do: 'approve', visit: `1~${id}` }, '/review')).status).toBe(403);
    expect((await visitOfHousehold('R1')).status).toBe('submitted');
  });
});

describe('one visit', () => {
  test('shows this season beside last season with the changes marked, and hints', async () => {
    const { id } = await visitOfHousehold('R3');
    await as('xiang', `/review?visit=${id}`, async (page) => {
      const pane = paneOf(page);
      const row = (question: string) => pane.getByRole('row', { name: new RegExp(`^${question}`) });
      expect((await row('煤炉').getByRole('cell').allInnerTexts()).slice(0, 2).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
        '已拆',
        '在用 变差',
      ]);
      expect(await row('本季购煤').innerText()).toContain('变差');
      expect(await row('存煤公斤').innerText()).toContain('本季新填');
      expect(await row('稳定运行').innerText()).not.toMatch(/变化|变差|新填/);
      expect(await pane.getByRole('heading', { level: 2 }).innerText()).toMatch(/受冻[\s\S]*复烧/);
      await screenshot(page, 'review-compare-desk', true);
    });
    await as('xiang', `/review?visit=${(await visitOfHousehold('R4')).id}`, async (page) => {
      await page.getByText('入户时间是半夜').waitFor();
      await page.getByText('结果：拒绝').waitFor();
    });
  });

  test('is returned with a remark at a question; without one the form says what to do and keeps what was typed', async () => {
    const { id } = await visitOfHousehold('R3');
    await as('xiang', `/review?visit=${id}`, async (page) => {
      await page.getByRole('button', { name: '退回' }).click();
      await page.getByRole('alert').getByText('退回时请至少在一个问题旁写明要改什么。').waitFor();
      const stove = paneOf(page).getByRole('row', { name: /^煤炉/ });
      await stove.getByText('写意见').click();
      await stove.getByRole('textbox').fill('请再去看一次煤炉，写清在不在用');
      await page.getByRole('button', { name: '退回' }).click();
      await page.getByText('已退回，村干部会在“待办”').waitFor();
      expect(await queueOf(page)).not.toContain('户主3');
      await shows(page, '户主4'); // the next one is open already
    });
    expect(await visitOfHousehold('R3')).toMatchObject({ status: 'returned', reviewed_by: 'xiang' });
    const remarks = await withSql(db, (sql) =>
      sql.query<{ question: string; text: string }>('SELECT question, text FROM visit_remark WHERE visit_id = $1', [id]),
    );
    expect(remarks).toEqual([{ question: 'stove', text: '请再去看一次煤炉，写清在不在用' }]);
    await as('xiang', '/review?status=returned', async (page) => {
      expect(await queueOf(page)).toEqual(['户主3']);
      await page.getByText('王审核：请再去看一次煤炉').first().waitFor();
      await page.getByText('王审核 退回').waitFor();
    });
  });

  test('that changed meanwhile is not approved unread', async () => {
    const { id } = await visitOfHousehold('R5');
    await as('xiang', `/review?visit=${id}`, async (page) => {
      const [household] = await withSql(db, (sql) => sql.query<{ revision: number }>(`SELECT revision FROM household WHERE number = 'R5'`));
      await submitVisit(
        db,
        cadre,
        { ...visitOf('R5', WORSE), visit: id, baseRevision: household!.revision },
        new Date(NOW.getTime() + 3_600_000),
      );
      await page.getByRole('button', { name: '审核通过', exact: true }).click();
      await page.getByRole('alert').getByText('这条记录在您打开之后又有改动').waitFor();
      await expect.poll(() => paneOf(page).getByRole('row', { name: /^煤炉/ }).innerText()).toContain('在用');
      await page.getByText('第 2 次提交').waitFor();
    });
    expect((await visitOfHousehold('R5')).status).toBe('submitted');
  });

  test('approved is locked; it is reopened with a reason, and its history tells all of it', async () => {
    const { id } = await visitOfHousehold('R1');
    await as('xiang', `/review?visit=${id}`, async (page) => {
      await page.getByRole('button', { name: '审核通过', exact: true }).click();
      await page.getByText('已审核通过 1 份').waitFor();
      await page.getByRole('link', { name: '看刚才那份' }).click();
      await shows(page, '户主1');
      expect(await page.getByRole('button', { name: '审核通过', exact: true }).count()).toBe(0);
      await page.getByText('重新打开', { exact: true }).first().click();
      await page.getByLabel('为什么要重新打开').fill('户主来电说又买了煤');
      await page.getByRole('button', { name: '重新打开' }).click();
      await page.getByText('已重新打开，村干部改好提交后').waitFor();
    });
    expect((await visitOfHousehold('R1')).status).toBe('returned');
    await as('xiang', `/review?visit=${id}`, async (page) => {
      const lines = await page.getByRole('region', { name: '这份入户的经过' }).getByRole('listitem').allInnerTexts();
      expect(lines.map((line) => line.replace(/\s+/g, ' '))).toEqual([
        expect.stringMatching(/王审核 重新打开 原因：户主来电说又买了煤/),
        expect.stringMatching(/王审核 审核通过/),
        expect.stringMatching(/提交/),
      ]);
    });
  });
});

test('several that were read are approved at once', async () => {
  await as('xiang', '/review', async (page) => {
    for (const head of ['户主6', '户主7']) await page.getByRole('checkbox', { name: new RegExp(head) }).check();
    await page.getByRole('button', { name: '审核通过选中的 2 份' }).click();
    await page.getByText('已审核通过 2 份').waitFor();
    const queue = await queueOf(page);
    expect(queue).not.toContain('户主6');
    expect(queue).toContain('户主2');
  });
  expect([(await visitOfHousehold('R6')).status, (await visitOfHousehold('R7')).status, (await visitOfHousehold('R2')).status]).toEqual([
    'approved',
    'approved',
    'submitted',
  ]);
});

test('an approval is taken back from the notice, and from the visit itself', async () => {
  const { id } = await visitOfHousehold('R6');
  await as('xiang', '/review?status=approved', async (page) => {
    await page.goto(`${app.url}/review?status=approved&visit=${id}`);
    await page.getByText('批错了，10 分钟内可以收回').waitFor();
    await expectAccessible(page);
    await screenshot(page, 'review-take-back-desk');
    await page.getByRole('button', { name: '撤回审核' }).click();
    await page.getByText('已撤回审核，1 份回到“待审核”').waitFor();
  });
  expect((await visitOfHousehold('R6')).status).toBe('submitted');
  await as('xiang', '/review', async (page) => {
    await page.getByRole('checkbox', { name: /户主6/ }).check();
    await page.getByRole('button', { name: '审核通过选中的 1 份' }).click();
    await page.getByText('已审核通过 1 份').waitFor();
    await page.getByRole('button', { name: '撤回这次审核（10 分钟内）' }).click();
    await page.getByText('已撤回审核，1 份回到“待审核”').waitFor();
    expect(await queueOf(page)).toContain('户主6');
    await page.getByRole('checkbox', { name: /户主6/ }).check();
    await page.getByRole('button', { name: '审核通过选中的 1 份' }).click();
    await page.getByText('已审核通过 1 份').waitFor();
  });
  expect((await visitOfHousehold('R6')).status).toBe('approved');
});

test('全选本页 leaves those with signs out; the filter shows them alone', async () => {
  await as('xiang', '/review', async (page) => {
    const boxes = page.getByRole('checkbox', { name: /^选中/ });
    const signed = await page.locator('input[name=visit][data-sign]').count();
    const all = await boxes.count();
    expect(signed).toBeGreaterThan(0);
    expect(all).toBeGreaterThan(signed);
    await page.getByRole('checkbox', { name: /^全选本页/ }).check();
    await page.getByRole('button', { name: `审核通过选中的 ${all - signed} 份` }).waitFor();
    expect(await page.locator('input[name=visit][data-sign]:checked').count()).toBe(0);
    await page.getByRole('checkbox', { name: '有迹象的也选' }).check();
    await page.getByRole('button', { name: `审核通过选中的 ${all} 份` }).waitFor();
    await page.getByText('一并退回选中的').click();
    await expectAccessible(page);
    await screenshot(page, 'review-many-desk');
    await page.locator('select[name=signs]').selectOption('with');
    await expect.poll(() => boxes.count()).toBe(signed);
  });
});

test('the keyboard moves, opens a remark and approves; letters typed into a remark stay letters; it can be switched off', async () => {
  await as('xiang', '/review', async (page) => {
    await shows(page, '户主2');
    await page.keyboard.press('j');
    await shows(page, '户主4');
    await page.keyboard.press('k');
    await shows(page, '户主2');
    await page.keyboard.press('r');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await page.keyboard.type('ajk');
    expect(await page.locator('textarea:focus').inputValue()).toBe('ajk');
    await shows(page, '户主2');
    await page.getByRole('checkbox', { name: '使用键盘快捷键' }).uncheck();
    await page.keyboard.press('j');
    await shows(page, '户主2');
    await page.getByRole('checkbox', { name: '使用键盘快捷键' }).check();
    await page.keyboard.press('a');
    await page.getByText('已审核通过 1 份').waitFor();
    await shows(page, '户主4');
  });
  expect((await visitOfHousehold('R2')).status).toBe('approved');
});

test('without scripts the forms do the same', async () => {
  const { id } = await visitOfHousehold('R8');
  const client = await signedInClient(app.url, { username: 'xiang', password: PASSWORD });
  const page = `/review?visit=${id}`;
  const refused = await client.post(page, { do: 'return', visit: `1~${id}`, 'remark:note': '  ' }, page);
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('退回时请至少在一个问题旁写明要改什么。');
  const returned = await client.post(page, { do: 'return', visit: `1~${id}`, 'remark:visit': '人不对', 'remark:nonsense': 'x' }, page);
  expect(returned.status).toBe(302);
  const remarks = await withSql(db, (sql) =>
    sql.query<{ question: string }>('SELECT question FROM visit_remark WHERE visit_id = $1', [id]),
  );
  expect(remarks).toEqual([{ question: 'visit' }]);
  const nothing = await client.post('/review', { do: 'approve-many' }, '/review');
  expect([nothing.status, (await nothing.text()).includes('请先勾选看过的入户')]).toEqual([422, true]);
});

test('the to-do page counts what waits by village and names villages, not people', async () => {
  await as('xian', '/waiting?code=140602001', async (page) => {
    const [counts] = await withSql(db, (sql) =>
      sql.query<{ submitted: number; returned: number }>(
        `SELECT count(*) FILTER (WHERE status = 'submitted')::int AS submitted, count(*) FILTER (WHERE status = 'returned')::int AS
          returned FROM visit WHERE season = '2020-2021'`,
      ),
    );
    await page.getByText(`待审核 ${counts!.submitted} 份`).waitFor();
    await page.getByText(`退回未改 ${counts!.returned} 份`).waitFor();
    expect(await page.getByRole('main').innerText()).not.toMatch(/户主|王审核/);
    await expectAccessible(page);
    await screenshot(page, 'waiting-desk');
  });
});

test('on a phone: first the list, then one visit, and back', async () => {
  await as(
    'xiang',
    '/review',
    async (page) => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      expect(await paneOf(page).isVisible()).toBe(false);
      await screenshot(page, 'review-phone-list');
      await page.getByRole('link', { name: /户主5/ }).click();
      await shows(page, '户主5');
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      await expectAccessible(page);
      await screenshot(page, 'review-phone-visit', true);
      await page.getByRole('link', { name: '回到列表' }).click();
      await expect.poll(() => paneOf(page).isVisible()).toBe(false);
    },
    PHONE,
  );
});
