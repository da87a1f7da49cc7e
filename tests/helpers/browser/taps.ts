import type { Page } from 'playwright-core';

/** Counts the touches of the screen from now on, whatever they hit, over all pages of the tab; keys pressed are none. */
export async function countTaps(page: Page): Promise<() => Promise<number>> {
  const count = () => {
    sessionStorage.setItem('taps', '0');
    addEventListener('pointerdown', () => sessionStorage.setItem('taps', String(Number(sessionStorage.getItem('taps')) + 1)), true);
  };
  await page.evaluate(count);
  return () => page.evaluate(() => Number(sessionStorage.getItem('taps')));
}
