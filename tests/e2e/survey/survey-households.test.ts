import { describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { approveVisits, returnVisit } from '~/server/workflows/review/review-visit.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { button, choice, heading, open, surveyPhone } from '../../fixtures/survey-phone';
import { VILLAGE } from '../../fixtures/survey-village';
import { expectAccessible, screenshot } from '../../helpers/browser/browser';
import { visitOf } from '../../helpers/register';

const phone = surveyPhone();

describe('households that cannot be surveyed', () => {
  test('nobody on three different days closes a household, two calls on one day do not', async () => {
    for (const day of ['2021-01-05', '2021-01-07']) {
      await submitVisit(
        phone.db,
        phone.village.cadre,
        visitOf(phone.household(40), { outcome: 'nobody', answers: {}, visitedAt: `${day}T10:00:00+08:00` }),
        new Date('2021-01-08T00:00:00Z'),
      );
    }
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(40)}`);
      await page.getByText('无人 2 天').waitFor();
      await page.getByText('再有 1 个不同的日子无人，这户就销号').waitFor();
      await page.getByRole('link', { name: '没能入户' }).tap();
      await choice(page, '怎么没入成', '无人').tap();
      await page.getByText('这是第 3 天无人').waitFor();
      await expectAccessible(page);
      await screenshot(page, 'survey-third-day');
      await button(page, '提交').tap();
      await page.getByRole('link', { name: /^040/ }).getByText('销号 · 无人').waitFor();

      await open(page, `/households/${phone.household(41)}/visit/closure`);
      await choice(page, '怎么没入成', '无人').tap();
      await page.getByText('还要在另外 2 个日子再去').waitFor();
      await button(page, '提交').tap();
      await page.getByRole('link', { name: /^041/ }).getByText('无人 1 天').waitFor();
      await open(page, `/households/${phone.household(41)}/visit/closure`);
      await page.getByText('今天已经记过一次“无人”').waitFor();
      expect(await choice(page, '怎么没入成', '无人').locator('input').isDisabled()).toBe(true);
    });
    expect((await phone.visits(phone.household(40))).map((visit) => visit.outcome)).toEqual(['nobody', 'nobody', 'nobody']);
  });

  test('a refusal needs a sentence, and what was typed stays', async () => {
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(42)}/visit/closure`);
      await button(page, '提交').tap();
      await page.getByRole('alert').getByText('请选怎么没入成').waitFor();
      await choice(page, '怎么没入成', '拒绝').tap();
      await button(page, '提交').tap();
      await page.getByRole('alert').getByText('请写一句说明').waitFor();
      expect(await choice(page, '怎么没入成', '拒绝').locator('input').isChecked()).toBe(true);
      await expectAccessible(page);
      await page.getByLabel('说明').fill('户主说明年再说');
      await button(page, '提交').tap();
      await page.getByRole('link', { name: /^042/ }).getByText('销号 · 拒绝').waitFor();
    });
    expect((await phone.visits(phone.household(42)))[0]).toMatchObject({ outcome: 'refused', answers: { note: '户主说明年再说' } });
  });
});

describe('the list', () => {
  test('finds a household by name, number, door, phone tail and pinyin initials', async () => {
    await phone.with(async (page) => {
      await open(page, `/villages/${VILLAGE}`);
      const rows = page.locator('main ul > li');
      expect(await rows.count()).toBe(100);
      await expectAccessible(page);
      await screenshot(page, 'survey-village');
      const find = async (query: string, first: RegExp, count: number): Promise<void> => {
        await page.getByRole('searchbox').fill(query);
        await page.getByText(`共 ${count}`).waitFor();
        await page.getByRole('link', { name: first }).first().waitFor();
      };
      await find('欧阳志远', /^004 /, 13);
      await find(`${VILLAGE}077`, /^077 /, 1);
      await find('7排3号', /^075 /, 1);
      await find('1123', /^123 /, 1);
      await page.getByRole('searchbox').fill('zwzw');
      await page.getByText('没有符合的户').waitFor();
      await find('oyzy', /^004 /, 13);
      await find('ouyangzhiyuan', /^004 /, 13);
      await find('zhiyuan', /^004 /, 13);
      await find('7-3', /^075 /, 1);
      await find('7 3', /^075 /, 1);
      await page.getByRole('searchbox').fill('');
      await page.getByText('共 130').waitFor();
    });
  });

  test('goes on where one stands, by as many as it says', async () => {
    await phone.with(async (page) => {
      await open(page, `/villages/${VILLAGE}`);
      const more = page.getByRole('link', { name: '再看 30 户' });
      await more.scrollIntoViewIfNeeded();
      const before = await page.evaluate(() => window.scrollY);
      expect(before).toBeGreaterThan(0);
      await more.tap();
      await page.getByRole('link', { name: /^130 / }).waitFor();
      expect(await page.locator('main ul > li').count()).toBe(130);
      expect(Math.abs((await page.evaluate(() => window.scrollY)) - before)).toBeLessThan(200);
      expect(await page.getByRole('link', { name: /^再看/ }).count()).toBe(0);
    });
  });

  test('shows households that are on several chips, and what it says agrees with the box after 看全部', async () => {
    const room = (letting: string) => [{ room: 1, kind: 'south', heatedArea: 20, letting, connected: true, use: 'normal' }];
    const returned = visitOf(phone.household(50), { rooms: room('let') });
    await submitVisit(phone.db, phone.village.cadre, returned, new Date('2021-01-12T00:00:00Z'));
    await submitVisit(
      phone.db,
      phone.village.cadre,
      visitOf(phone.household(51), { rooms: room('let') }),
      new Date('2021-01-12T00:00:00Z'),
    );
    const remarks = [{ question: 'stove', text: '请再看炉子' }];
    await returnVisit(
      phone.db,
      phone.village.township,
      { visitId: returned.visit, revision: 1, remarks },
      new Date('2021-01-13T00:00:00Z'),
    );
    await phone.with(async (page) => {
      await open(page, `/villages/${VILLAGE}`);
      const chip = (name: RegExp) => page.getByRole('navigation', { name: '只看' }).getByRole('link', { name });
      await chip(/^出租 2$/).tap();
      await page.getByText('显示 2，共 2').waitFor();
      await chip(/^未入户/).tap();
      await page.getByText('显示 1，共 1').waitFor();
      await page.getByRole('link', { name: /^050 / }).waitFor();
      await expectAccessible(page);
      await screenshot(page, 'survey-village-two-chips');
      await page.getByRole('searchbox').fill('张建国');
      await page.getByText('没有符合的户').waitFor();
      // The same words among all of them; the chips go, the words stay.
      await page.getByRole('link', { name: '在全部户里找“张建国”' }).tap();
      await page.getByText('共 13').waitFor();
      expect(await page.getByRole('searchbox').inputValue()).toBe('张建国');
      await page.getByRole('searchbox').fill('没有这个人');
      await page.getByRole('link', { name: '看全部' }).tap();
      await page.getByText('共 130').waitFor();
      expect(await page.getByRole('searchbox').inputValue()).toBe('');
    });
  });

  test('shows a township reviewer the same, to read only', async () => {
    await phone.with(
      async (page) => {
        await open(page, `/villages/${VILLAGE}`);
        // A table at the desk, cards on the phone.
        await page
          .getByRole('row')
          .getByRole('link', { name: phone.household(3), exact: true })
          .waitFor();
        expect(await page.getByRole('link', { name: '补录漏掉的一户' }).count()).toBe(0);
        await expectAccessible(page);
        await screenshot(page, 'survey-village-desk');
        await open(page, `/households/${phone.household(3)}`);
        expect(await page.getByRole('link', { name: '开始入户' }).count()).toBe(0);
        await expectAccessible(page);
        await screenshot(page, 'survey-household-desk', true);
        await open(page, `/households/${phone.household(3)}/visit`);
        await page.getByText('您只能查看').waitFor();
      },
      'zhen',
      { width: 1440, height: 900 },
    );
  });

  test('shows the whole phone after a press that is recorded', async () => {
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(7)}`);
      await page.getByText('138****1007').waitFor();
      await button(page, '看完整号码').tap();
      await page.getByRole('link', { name: '13803491007' }).waitFor();
      await page.reload();
      await page.getByText('138****1007').waitFor();
    });
    const looked = await withSql(phone.db, (sql) =>
      sql.query<{ actor: string; payload: string }>(
        `SELECT actor, payload FROM history WHERE action = 'personal-data.unmask' AND entity_key = $1`,
        [phone.household(7)],
      ),
    );
    expect(looked.map((entry) => entry.actor)).toEqual(['cun1']);
    expect(looked[0]!.payload).not.toContain('13803491007');
  });

  test('takes a missed household and gives it a number', async () => {
    await phone.with(async (page) => {
      await open(page, `/villages/${VILLAGE}/add`);
      await page.getByLabel('户主姓名').fill('张建国');
      await button(page, '补录').tap();
      await page.getByRole('alert').getByText('请填写门牌号').waitFor();
      await page.getByRole('alert').getByText('请选居住情况').waitFor();
      await expectAccessible(page);
      await screenshot(page, 'survey-add-problems', true);
      await page.getByLabel('门牌号').fill('村东头');
      await choice(page, '居住情况', '常住').tap();
      await page.getByLabel('为什么漏了').fill('新分户');
      await button(page, '补录').tap();
      await page.getByRole('alert').getByText('本村已有户主“张建国”').waitFor();
      await page.locator('label').filter({ hasText: '是另一户' }).tap();
      await button(page, '补录').tap();
      await page.getByText(`${VILLAGE}B0001`).waitFor();
      await page.getByRole('link', { name: '开始入户' }).waitFor();
    });
    const [added] = await withSql(phone.db, (sql) =>
      sql.query(`SELECT head, source, status, note FROM household WHERE number = $1`, [`${VILLAGE}B0001`]),
    );
    expect(added).toEqual({ head: '张建国', source: 'field', status: 'normal', note: '新分户' });
  });
});

describe('between cadre and township', () => {
  test('a returned visit shows each remark at its question and is corrected under its own number', async () => {
    const visit = visitOf(phone.household(15));
    await submitVisit(phone.db, phone.village.cadre, visit, new Date('2021-01-20T04:00:00Z'));
    await returnVisit(
      phone.db,
      phone.village.township,
      {
        visitId: visit.visit,
        revision: 1,
        remarks: [
          { question: 'stove', text: '照片里还有炉子' },
          { question: 'visit', text: '请再去一次' },
        ],
      },
      new Date('2021-01-21T04:00:00Z'),
    );
    await phone.with(async (page) => {
      await open(page, '/todo');
      await page.getByText('1 条意见').or(page.getByText('2 条意见')).first().waitFor();
      await expectAccessible(page);
      await screenshot(page, 'survey-todo');
      await page.getByRole('link', { name: /2排3号/ }).tap();
      await heading(page, '散煤');
      await page.getByText('高审核 退回时说：照片里还有炉子').waitFor();
      await page.getByText('请再去一次').waitFor();
      await screenshot(page, 'survey-returned');
      await expectAccessible(page);
      await choice(page, '煤炉', '封存').tap();
      await page.getByText('草稿已存').waitFor();
      await open(page, `/households/${phone.household(15)}/visit?card=summary`);
      await button(page, '提交').tap();
      await page.getByText('已提交：').waitFor();
    });
    expect(await phone.visits(phone.household(15))).toMatchObject([
      { id: visit.visit, revision: 2, status: 'submitted', answers: { stove: 'sealed' } },
    ]);
  });

  test('an approved visit is locked and says how to have it reopened', async () => {
    const visit = visitOf(phone.household(16));
    await submitVisit(phone.db, phone.village.cadre, visit, new Date('2021-01-20T04:00:00Z'));
    await approveVisits(phone.db, phone.village.township, { visits: [{ id: visit.visit, revision: 1 }] }, new Date('2021-01-21T04:00:00Z'));
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(16)}`);
      await page.getByText('请告诉乡镇审核员哪里不对').waitFor();
      expect(await page.getByRole('link', { name: '开始入户' }).count()).toBe(0);
      await open(page, `/households/${phone.household(16)}/visit`);
      await page.getByText('已审核，不能再改').waitFor();
      await expectAccessible(page);
    });
  });

  test('of two cadres at one household the later sees what changed, and loses nothing', async () => {
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(18)}/visit?card=heating`);
      for (const card of ['取暖设备', '使用与稳定', '散煤']) {
        await heading(page, card);
        await button(page, '与上季相同').tap();
      }
      await heading(page, '房屋');
      await page.getByText('草稿已存').waitFor();
      await submitVisit(
        phone.db,
        phone.village.colleague,
        visitOf(phone.household(18), { visitedAt: new Date(Date.now() - 60_000).toISOString(), visitor: '马委员' }),
        new Date(),
      );
      // Each card first has to be there: two presses of 下一项 on one card lead on by one.
      for (const card of ['补贴', '备注']) {
        await button(page, '下一项').tap();
        await heading(page, card);
      }
      await button(page, '看小结').tap();
      await heading(page, '提交前看一遍');
      await button(page, '提交').tap();
      await page.getByText('您打开以后，这户又有变动').waitFor();
      await page.getByText('马委员 提交了入户').waitFor();
      await page.getByText('主要用煤改气取暖。').waitFor();
      await screenshot(page, 'survey-changed-meanwhile');
      await expectAccessible(page);
      await button(page, '看过了，按我填的提交').tap();
      await page.getByText('已提交：').waitFor();
    });
    expect((await phone.visits(phone.household(18))).map((visit) => visit.visitor)).toEqual(['马委员', '韩村支']);
  });
});
