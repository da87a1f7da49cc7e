import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { button, choice, heading, open, surveyPhone } from '../../fixtures/survey-phone';
import { PASSWORD, SEASON, VILLAGE } from '../../fixtures/survey-village';
import { expectAccessible, hydrated, PHONE, screenshot } from '../../helpers/browser/browser';

const phone = surveyPhone();

describe('an unchanged household', () => {
  test('takes at most twelve taps from the list to 已提交', async () => {
    await phone.with(async (page) => {
      await open(page, '/villages');
      // With only one village the list opens directly.
      expect(new URL(page.url()).pathname).toBe(`/villages/${VILLAGE}`);
      let taps = 0;
      const tap = async (target: Locator): Promise<void> => {
        taps += 1;
        await target.tap();
      };
      await tap(page.getByRole('link', { name: /^001 1排1号/ }));
      await tap(page.getByRole('link', { name: '开始入户' }));
      await heading(page, '户情');
      await tap(button(page, '与登记相同'));
      for (const card of ['取暖设备', '使用与稳定', '散煤', '房屋', '补贴']) {
        await heading(page, card);
        await tap(button(page, card === '房屋' ? '房屋与登记相同' : '与上季相同'));
      }
      await heading(page, '备注');
      await tap(button(page, '看小结'));
      await heading(page, '提交前看一遍');
      await page.getByText('主要用煤改气取暖。').waitFor();
      await tap(button(page, '提交'));
      await page.getByText('已提交：张建国家').waitFor();
      await page
        .getByRole('link', { name: /^001 1排1号/ })
        .getByText('已提交')
        .waitFor();
      expect(taps).toBeLessThanOrEqual(12);
    });
    const [visit] = await phone.visits(phone.household(1));
    // Answers that are measured, counted or said are never copied from last season.
    expect(visit).toMatchObject({ outcome: 'done', status: 'submitted', visitor: '韩村支' });
    expect(visit!.answers).toEqual({
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
    const rooms = await withSql(phone.db, (sql) =>
      sql.query('SELECT kind, heated_area FROM room WHERE household_number = $1 AND season = $2', [phone.household(1), SEASON]),
    );
    expect(rooms).toEqual([{ kind: 'main', heated_area: 80 }]);
  });
});

describe('a whole visit', () => {
  test('opens follow-ups in place, says what is wrong beside the field, keeps every key over a reload', async () => {
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(10)}/visit`);
      await heading(page, '户情');
      await choice(page, '居住情况', '采暖季常住').tap();
      await page.getByLabel('60岁以上人数').fill('5');
      await button(page, '下一项').tap();

      await heading(page, '取暖设备');
      await choice(page, '主要取暖方式', '散煤').tap();
      await choice(page, '接通', '是').tap();
      await button(page, '下一项').tap();

      await heading(page, '使用与稳定');
      expect(await page.getByRole('group', { name: '不稳定原因' }).count()).toBe(0);
      await choice(page, '稳定运行', '不稳定').tap();
      await choice(page, '不稳定原因', '停气').tap();
      await choice(page, '不稳定原因', '设备故障').tap();
      await page.getByLabel('室温').fill('185');
      await page.getByLabel('中断天数').fill('１２');
      await button(page, '下一项').tap();

      await heading(page, '散煤');
      await choice(page, '存煤', '有散煤').tap();
      await page.getByLabel('存煤公斤').fill('一吨多');
      await choice(page, '煤炉', '在用').tap();
      await choice(page, '本季购煤', '是').tap();
      await page.getByLabel('购煤吨').fill('1.5');
      await choice(page, '复烧原因', '运行费用高').tap();
      await page.getByText('草稿已存').waitFor();

      await page.reload();
      await hydrated(page);
      await heading(page, '散煤');
      expect(await page.getByLabel('存煤公斤').inputValue()).toBe('一吨多');
      expect(await page.getByLabel('购煤吨').inputValue()).toBe('1.5');
      expect(await choice(page, '复烧原因', '运行费用高').locator('input').isChecked()).toBe(true);
      await button(page, '上一项').tap();
      await heading(page, '使用与稳定');
      expect(await page.getByLabel('室温').inputValue()).toBe('185');
      expect(await page.getByLabel('中断天数').inputValue()).toBe('１２');
      await button(page, '下一项').tap();
      await heading(page, '散煤');
      await button(page, '上一项').tap();
      await heading(page, '使用与稳定');
      // After the card was visited once it shows its problems, in the words of their labels.
      await page.getByText('室温须在 −30 到 45 ℃ 之间').waitFor();
      await screenshot(page, 'survey-error-beside-field');
      await expectAccessible(page);

      await open(page, `/households/${phone.household(10)}/visit?card=summary`);
      await button(page, '提交').tap();
      const summary = page.getByRole('alert');
      await summary.getByText('室温须在 −30 到 45 ℃ 之间').waitFor();
      await summary.getByText('存煤公斤请用数字填写').waitFor();
      await summary.getByText('60岁以上人数不能比常住人口多').waitFor();
      await expectAccessible(page);
      await screenshot(page, 'survey-summary-problems', true);
      await summary.getByRole('button', { name: '存煤公斤请用数字填写' }).tap();
      await heading(page, '散煤');
      await page.getByLabel('存煤公斤').fill('1,200 公斤');
      await open(page, `/households/${phone.household(10)}/visit?card=operation`);
      await page.getByLabel('室温').fill('－1.5');
      await open(page, `/households/${phone.household(10)}/visit?card=household`);
      await page.getByLabel('60岁以上人数').fill('2');

      await button(page, '下一项').tap();
      await heading(page, '取暖设备');
      await open(page, `/households/${phone.household(10)}/visit?card=summary`);
      await page.getByText('有散煤，约 1200 公斤。').waitFor();
      await page.getByText('户情有变：居住情况由“常住”改为“采暖季常住”；60岁以上人数由“1”改为“2”。').waitFor();
      await screenshot(page, 'survey-summary', true);
      await button(page, '提交').tap();
      await page.getByText('已提交：吴爱民家').waitFor();
    });
    const [visit] = await phone.visits(phone.household(10));
    expect(visit!.answers).toEqual({
      mainHeat: 'loose_coal',
      connected: true,
      stability: 'unstable',
      unstableCauses: ['停气', '设备故障'],
      roomTemperature: -1.5,
      outageDays: 12,
      coalStock: 'loose',
      coalKg: 1200,
      stove: 'in_use',
      boughtCoal: true,
      coalTonnes: 1.5,
      reburnReasons: ['运行费用高'],
    });
    const [changed] = await withSql(phone.db, (sql) =>
      sql.query('SELECT residence, elderly, people FROM household WHERE number = $1', [phone.household(10)]),
    );
    expect(changed).toEqual({ residence: 'heating_season', elderly: 2, people: 3 });
  });

  test('drops the answer to a question that another answer closed, and asks nothing of 接通 where nothing was converted', async () => {
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(6)}/visit?card=heating`);
      expect(await page.getByRole('group', { name: '接通' }).count()).toBe(0);
      await choice(page, '主要取暖方式', '洁净煤').tap();
      await button(page, '下一项').tap();
      await heading(page, '使用与稳定');
      expect(await page.getByRole('group', { name: '稳定运行' }).count()).toBe(0);
      await button(page, '下一项').tap();
      await heading(page, '散煤');
      await choice(page, '存煤', '有洁净煤').tap();
      await page.getByLabel('存煤公斤').fill('300');
      await choice(page, '存煤', '无').tap();
      expect(await page.getByLabel('存煤公斤').count()).toBe(0);
      await choice(page, '煤炉', '在用').tap();
      // Burning coal is not reburning in a household that was not converted.
      expect(await page.getByRole('group', { name: '复烧原因' }).count()).toBe(0);
      await choice(page, '本季购煤', '否').tap();
      await page.getByText('草稿已存').waitFor();
      await open(page, `/households/${phone.household(6)}/visit?card=summary`);
      await button(page, '提交').tap();
      await page.getByText('已提交：').waitFor();
    });
    const [visit] = await phone.visits(phone.household(6));
    expect(visit!.answers).toEqual({ mainHeat: 'clean_coal', coalStock: 'none', stove: 'in_use', boughtCoal: false });
  });

  test('records rooms: those of last season are changed in place, one is added', async () => {
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(2)}/visit?card=rooms`);
      await page.getByText('出租有人').waitFor();
      await button(page, '改这些房屋').tap();
      const second = page.getByRole('group', { name: '第 2 处' });
      await second.getByRole('group', { name: '接通' }).locator('label').filter({ hasText: '是' }).tap();
      await second.getByRole('group', { name: '使用' }).locator('label').filter({ hasText: '正常使用' }).tap();
      await button(page, '加一处房屋').tap();
      const third = page.getByRole('group', { name: '第 3 处' });
      await third.locator('label').filter({ hasText: '东厢房' }).tap();
      await third.getByLabel('采暖面积').fill('18。5');
      await third.locator('label').filter({ hasText: '自住' }).tap();
      await third.getByRole('group', { name: '接通' }).locator('label').filter({ hasText: '否' }).tap();
      await third.getByRole('group', { name: '使用' }).locator('label').filter({ hasText: '正常使用' }).tap();
      await page.getByText('共 3 处，采暖面积 131 ㎡').waitFor();
      await screenshot(page, 'survey-rooms', true);
      await button(page, '下一项').tap();
      await heading(page, '补贴');
      await button(page, '上一项').tap();
      await page.getByText('第 3 处房屋：没有接通，使用请选“未使用”或“另用燃煤”').waitFor();
      await expectAccessible(page);
      await third.getByRole('group', { name: '使用' }).locator('label').filter({ hasText: '未使用' }).tap();
      await page.getByText('草稿已存').waitFor();
      for (const card of ['heating', 'operation', 'coal']) {
        await open(page, `/households/${phone.household(2)}/visit?card=${card}`);
        await button(page, '与上季相同').tap();
        await page.getByText('草稿已存').waitFor();
      }
      await open(page, `/households/${phone.household(2)}/visit?card=summary`);
      await page.getByText('出租的南房、厢房 1 处，接通 1 处，用好 1 处。').waitFor();
      await button(page, '提交').tap();
      await page.getByText('已提交：').waitFor();
    });
    const rooms = await withSql(phone.db, (sql) =>
      sql.query(
        'SELECT room, kind, heated_area, letting, connected, use FROM room WHERE household_number = $1 AND season = $2 ORDER BY room',
        [phone.household(2), SEASON],
      ),
    );
    expect(rooms).toEqual([
      { room: 1, kind: 'main', heated_area: 80, letting: 'own', connected: true, use: 'normal' },
      { room: 2, kind: 'south', heated_area: 32.5, letting: 'let', connected: true, use: 'normal' },
      { room: 3, kind: 'east_wing', heated_area: 18.5, letting: 'own', connected: false, use: 'unused' },
    ]);
  });

  test('looking through the cards leaves no draft behind', async () => {
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(30)}/visit`);
      for (const card of ['户情', '取暖设备', '使用与稳定']) {
        await heading(page, card);
        await button(page, '下一项').tap();
      }
      await page.getByText('填了会自动存草稿').waitFor();
      await page.getByRole('link', { name: '返回上一页' }).tap();
      await page.getByRole('link', { name: '开始入户' }).waitFor();
    });
    expect(
      await withSql(phone.db, (sql) => sql.query('SELECT 1 FROM visit_draft WHERE household_number = $1', [phone.household(30)])),
    ).toEqual([]);
  });

  test('works without scripts: each button posts its card', async () => {
    const context = await phone
      .browser()
      .newContext({ baseURL: phone.app().url, viewport: PHONE, javaScriptEnabled: false, locale: 'zh-CN' });
    const page = await context.newPage();
    await page.goto('/sign-in');
    await page.fill('input[name=username]', 'cun2');
    await page.fill('input[name=password]', PASSWORD);
    await page.click('main button[type=submit]');
    await page.goto(`/households/${phone.household(12)}/visit`);
    await button(page, '与登记相同').click();
    await heading(page, '取暖设备');
    await choice(page, '主要取暖方式', '煤改气').click();
    await button(page, '与上季相同').click();
    await heading(page, '使用与稳定');
    await page.getByLabel('室温').fill('99');
    await button(page, '与上季相同').click();
    await heading(page, '散煤');
    await button(page, '与上季相同').click();
    await heading(page, '房屋');
    await button(page, '加一处房屋').click();
    await page.getByRole('group', { name: '第 2 处' }).getByRole('button', { name: '删掉这一处' }).click();
    await button(page, '下一项').click();
    await heading(page, '补贴');
    await button(page, '下一项').click();
    await heading(page, '备注');
    await page.getByRole('textbox', { name: '备注' }).fill('没有脚本也能填');
    await button(page, '看小结').click();
    await button(page, '提交').click();
    await page.getByRole('button', { name: '室温须在 −30 到 45 ℃ 之间' }).click();
    await heading(page, '使用与稳定');
    expect(await page.getByLabel('室温').inputValue()).toBe('99');
    await page.getByLabel('室温').fill('19');
    for (const card of ['散煤', '房屋', '补贴', '备注']) {
      await button(page, '下一项').click();
      await heading(page, card);
    }
    await button(page, '看小结').click();
    await button(page, '提交').click();
    await page.getByText('已提交：').waitFor();
    await context.close();
    const [visit] = await phone.visits(phone.household(12));
    expect(visit!.answers).toMatchObject({ roomTemperature: 19, note: '没有脚本也能填', stability: 'stable' });
  });
});

describe('a bad network', () => {
  test('loses nothing: what was typed is saved when it comes back, over a reload too', async () => {
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(70)}/visit?card=remarks`);
      await page.route('**/visit/draft', (route) => route.abort());
      await page.getByRole('textbox', { name: '诉求' }).fill('壁挂炉老熄火');
      await page.getByText('还没存上，连上网会再存').waitFor();
      await page.reload();
      await hydrated(page);
      expect(await page.getByRole('textbox', { name: '诉求' }).inputValue()).toBe('壁挂炉老熄火');
      await page.unroute('**/visit/draft');
      await button(page, '存').tap();
      await page.getByText('草稿已存').waitFor();

      await page.route('**/visit/submit', (route) => route.abort());
      for (const [card, question, word] of [
        ['heating', '主要取暖方式', '煤改气'],
        ['heating', '接通', '是'],
        ['operation', '稳定运行', '稳定'],
        ['coal', '存煤', '无'],
        ['coal', '煤炉', '已拆'],
        ['coal', '本季购煤', '否'],
      ] as const) {
        await open(page, `/households/${phone.household(70)}/visit?card=${card}`);
        await choice(page, question, word).tap();
      }
      await button(page, '下一项').tap();
      await open(page, `/households/${phone.household(70)}/visit?card=summary`);
      await button(page, '提交').tap();
      await page.getByText('没有提交上，您填的都还在').waitFor();
      await page.unroute('**/visit/submit');
      await button(page, '提交').tap();
      await page.getByText('已提交：').waitFor();
    });
    expect(await phone.visits(phone.household(70))).toMatchObject([
      { answers: { request: '壁挂炉老熄火', mainHeat: 'gas', boughtCoal: false } },
    ]);
  });
});

describe('a slow network', () => {
  test('已存 is said of what was typed last, not of what was sent before it', async () => {
    await phone.with(async (page) => {
      await open(page, `/households/${phone.household(71)}/visit?card=remarks`);
      const waiting: (() => void)[] = [];
      await page.route('**/visit/draft', async (route) => {
        await new Promise<void>((release) => waiting.push(release));
        await route.continue();
      });
      const said: string[] = [];
      await page.exposeFunction('saw', (words: string) => said.push(words));
      await page.evaluate(() => {
        const strip = document.querySelector('[role=status]')!;
        new MutationObserver(() => (window as unknown as { saw(words: string): void }).saw(strip.textContent ?? '')).observe(strip, {
          characterData: true,
          childList: true,
          subtree: true,
        });
      });
      await page.getByRole('textbox', { name: '诉求' }).fill('壁挂炉');
      await expect.poll(() => waiting.length).toBe(1);
      await page.getByRole('textbox', { name: '诉求' }).fill('壁挂炉老熄火');
      waiting[0]!();
      await expect.poll(() => waiting.length).toBe(2);
      expect(said.join()).not.toContain('草稿已存');
      waiting[1]!();
      await page.getByText('草稿已存').waitFor();
    });
  });

  test('a press before the last part of the page has come does not make it drawn anew', async () => {
    await phone.with(async (page) => {
      // The line is slow, not the test: the page must be right whenever the part comes.
      await page.route(/\/contradictions-[^/]+\.js/, async (route) => {
        await new Promise((later) => setTimeout(later, 500));
        await route.continue();
      });
      // The page fails on an error in the console, and React says there that it draws a part anew.
      await open(page, `/households/${phone.household(71)}/visit?card=summary`);
      await button(page, '提交').tap();
      await page.getByRole('alert').getByText('还差这些').waitFor();
    });
  });
});

describe('a contradiction', () => {
  test('is said before sending; it is confirmed in the note or corrected, and never keeps the visit back', async () => {
    const at = `/households/${phone.household(15)}/visit`;
    await phone.with(async (page) => {
      await open(page, `${at}?card=heating`);
      await choice(page, '主要取暖方式', '散煤').tap();
      await choice(page, '接通', '否').tap();
      await button(page, '下一项').tap();
      for (const card of ['使用与稳定', '散煤']) {
        await heading(page, card);
        await button(page, '下一项').tap();
      }
      await heading(page, '房屋');
      await button(page, '房屋与登记相同').tap();
      await heading(page, '补贴');
      await page.getByText('草稿已存').waitFor();
      await open(page, `${at}?card=summary`);
      const warning = page.getByRole('region', { name: '有几处对不上，请再看一眼' });
      await warning.getByText('填的是没有接通，但有房屋填了已接通。').waitFor();
      await expectAccessible(page);
      await screenshot(page, 'survey-contradiction', true);
      await warning.getByRole('button', { name: '确认是这样' }).tap();
      await warning.getByText('已确认，审核员能看到').waitFor();
      await page.getByText('草稿已存').waitFor();
      await open(page, `${at}?card=remarks`);
      expect(await page.locator('textarea[name=note]').inputValue()).toBe('核实：填的是没有接通，但有房屋填了已接通。确认是这样。');
      // Corrected, it is gone.
      await open(page, `${at}?card=heating`);
      await choice(page, '接通', '是').tap();
      await button(page, '下一项').tap();
      await page.getByText('草稿已存').waitFor();
      await open(page, `${at}?card=summary`);
      await heading(page, '提交前看一遍');
      expect(await warning.count()).toBe(0);
    });
  });
});
