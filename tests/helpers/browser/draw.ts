/** The picture that a cadre takes, and a finger that signs. */
import type { CDPSession, Page } from 'playwright-core';

/** A stove before a wall, 1600 × 1200, as a JPEG in base64. */
export const PICTURE =
  `(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 });
  const context = canvas.getContext('2d');
  for (const [colour, ...box] of [['#b9a58a', 0, 0, 1600, 1200], ['#3b3b3b', 500, 500, 600, 500], ['#d9622b', 650, 700, 300, 200], ` +
  `['#555555', 760, 0, 80, 500]]) {
    context.fillStyle = colour;
    context.fillRect(...box);
  }
  return canvas.toDataURL('image/jpeg', 0.9).split(',')[1];
})()`;

/**
 * One stroke of a finger over the pad, from left to right and back. It rests before it is lifted, because Chromium takes a
 * stroke that ends in motion for a fling, and the next tap only stops that.
 */
export async function draw(page: Page, session: CDPSession): Promise<void> {
  const pad = page.locator('canvas[data-ready]');
  await pad.scrollIntoViewIfNeeded();
  const box = (await pad.boundingBox())!;
  const points = [0.15, 0.3, 0.45, 0.6, 0.75, 0.6, 0.45].map((x, at) => ({
    x: box.x + box.width * x,
    y: box.y + box.height * (at % 2 === 0 ? 0.3 : 0.7),
  }));
  const begun = Date.now() / 1000 - 1;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', seconds: number, touchPoints: typeof points) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp: begun + seconds });
  for (const [at, point] of points.entries()) await touch(at === 0 ? 'touchStart' : 'touchMove', at * 0.05, [point]);
  await touch('touchEnd', points.length * 0.05 + 0.3, []);
}
