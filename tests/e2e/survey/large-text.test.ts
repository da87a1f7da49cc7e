import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { button, heading, open, surveyPhone } from '../../fixtures/survey-phone';
import { VILLAGE } from '../../fixtures/survey-village';
import { expectAccessible, hydrated, screenshot } from '../../helpers/browser/browser';

const phone = surveyPhone();

/** Layout faults: things wider than the screen, cut-off words, and targets too small for a thumb in a glove. */
async function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element) =>
      [
        element.tagName.toLowerCase(),
        `“${(element.textContent || element.getAttribute('aria-label') || element.getAttribute('name') || '').trim().slice(0, 30)}”`,
      ].join(' ');
    if (document.documentElement.scrollWidth > window.innerWidth)
      found.push(`the page is ${document.documentElement.scrollWidth - window.innerWidth} px too wide`);
    if (parseFloat(getComputedStyle(document.querySelector('.phone')!).fontSize) < 23.8) found.push('the body is too small');
    const shown = (element: Element) => element.getBoundingClientRect().width > 2 && getComputedStyle(element).visibility === 'visible';
    for (const target of document.querySelectorAll(
      '.phone a, .phone button, .phone input, .phone textarea, .phone select, .phone summary, .phone label',
    )) {
      const box = target.getBoundingClientRect();
      if (!shown(target) || (target instanceof HTMLLabelElement && !target.querySelector('input'))) continue;
      if (box.height < 59.5) found.push(`${name(target)} is ${Math.round(box.height)} px high`);
      if (box.right > window.innerWidth + 1 && !target.closest('.overflow-x-auto')) found.push(`${name(target)} runs out of the screen`);
      if (target.scrollWidth > Math.ceil(box.width) + 1) found.push(`${name(target)} is cut off`);
    }
    for (const words of document.querySelectorAll('.phone main span, .phone main p, .phone main dd')) {
      const box = words.getBoundingClientRect();
      const letter = parseFloat(getComputedStyle(words).fontSize);
      if (getComputedStyle(words).display !== 'inline' && shown(words) && box.width < 3 * letter && box.height > 4 * letter)
        found.push(`${name(words)} is squeezed`);
    }
    return found;
  });
}

/** On the smallest phone one choice stands below the other. */
function besides(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('fieldset')].flatMap((group) => {
      const lefts = new Set([...group.querySelectorAll('label')].map((label) => Math.round(label.getBoundingClientRect().left)));
      return lefts.size > 1 ? [`“${group.querySelector('legend')?.textContent}” has ${lefts.size} columns`] : [];
    }),
  );
}

describe.each([320, 390])('with large text at %i px', (width) => {
  test('every screen of the phone fits and can be hit', async () => {
    await phone.with(
      async (page) => {
        await open(page, '/me');
        await page.getByRole('button', { name: '打开' }).click();
        await page.waitForFunction(() => document.documentElement.dataset.text === 'large');
        const household = phone.household(2);
        const paths = [
          '/me',
          '/todo',
          `/villages/${VILLAGE}`,
          `/villages/${VILLAGE}/add`,
          `/households/${household}`,
          `/households/${household}/visit/closure`,
          ...['household', 'heating', 'operation', 'coal', 'rooms', 'subsidy', 'remarks', 'summary'].map(
            (card) => `/households/${household}/visit?card=${card}`,
          ),
        ];
        const wrong: Record<string, string[]> = {};
        for (const path of paths) {
          await open(page, path);
          const here = [...(await faults(page)), ...(width === 320 ? await besides(page) : [])];
          if (here.length > 0) wrong[path] = here;
          await screenshot(page, `large-${width}-${path.replace(household, 'household').replace(/\W+/g, '-')}`);
          if (width === 320) await expectAccessible(page);
        }
        expect(wrong).toEqual({});
      },
      'cun1',
      { width, height: width === 320 ? 568 : 844 },
    );
  });
});

test('the main actions lie under the thumb: in the lower half of the screen', async () => {
  await phone.with(async (page) => {
    await open(page, `/households/${phone.household(3)}/visit`);
    await heading(page, '户情');
    for (const name of ['与登记相同', '下一项', '存']) {
      const box = (await button(page, name).boundingBox())!;
      expect(box.y, name).toBeGreaterThan(422);
    }
    await open(page, `/households/${phone.household(3)}`);
    for (const name of ['开始入户', '没能入户']) {
      const box = (await page.getByRole('link', { name }).boundingBox())!;
      expect(box.y, name).toBeGreaterThan(422);
      expect(box.y + box.height, name).toBeLessThan(844);
    }
    await open(page, '/todo');
    await hydrated(page);
    for (const tab of await page.locator('footer nav a').all()) expect((await tab.boundingBox())!.y).toBeGreaterThan(422);
  });
});
