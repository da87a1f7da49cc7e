import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asPhoneMarks } from '../../fixtures/marked-photo';
import { openBrowser } from '../../helpers/browser/browser';
import { pageCode } from '../../helpers/browser/page-code';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  page = await browser.newPage();
  await page.addScriptTag({ content: await pageCode('app/offline/device/shrink-photo.ts', 'shrinking') });
});
afterAll(() => browser?.close());

/** A photo as a phone writes it, filled with noise, which compresses worse than any picture, and red at the left edge. */
async function photo(width: number, height: number, type = 'image/jpeg'): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ([across, down, kind]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: across, height: down });
      const context = canvas.getContext('2d')!;
      const pixels = context.createImageData(across, down);
      const values = new Uint32Array(pixels.data.buffer);
      let seed = 7;
      for (let at = 0; at < values.length; at += 1) {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        values[at] = 0xff000000 | (seed >>> 8);
      }
      context.putImageData(pixels, 0, 0);
      context.fillStyle = '#ff0000';
      context.fillRect(0, 0, across / 4, down);
      const blob = await new Promise<Blob>((resolve) => canvas.toBlob((made) => resolve(made!), kind, 0.95));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
      return btoa(text);
    },
    [width, height, type] as const,
  );
  return Buffer.from(base64, 'base64');
}

type Shrunk =
  | { error: string }
  | { error?: undefined; size: number; width: number; height: number; type: string; text: string; top: number[]; left: number[] };

function shrink(bytes: Buffer, type: string): Promise<Shrunk> {
  return page.evaluate(
    async ([base64, kind]) => {
      const { shrinkPhoto } = (window as unknown as { shrinking: { shrinkPhoto(file: Blob): Promise<Blob> } }).shrinking;
      const file = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: kind });
      try {
        const blob = await shrinkPhoto(file);
        const bitmap = await createImageBitmap(blob);
        const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
        const context = canvas.getContext('2d')!;
        context.drawImage(bitmap, 0, 0);
        const at = (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)];
        const { width, height } = bitmap;
        const text = await blob
          .slice(0, 4096)
          .arrayBuffer()
          .then((buffer) => String.fromCharCode(...new Uint8Array(buffer)));
        return { size: blob.size, type: blob.type, width, height, text, top: at(width / 2, 8), left: at(8, height / 2) };
      } catch (error) {
        return { error: (error as Error).name };
      }
    },
    [bytes.toString('base64'), type] as const,
  );
}

test('a large photo held upright becomes small, upright and nameless', async () => {
  const marked = asPhoneMarks(await photo(2400, 1800));
  expect(marked.includes('Exif')).toBe(true);
  expect(marked.length).toBeGreaterThan(2_000_000);
  const small = await shrink(marked, 'image/jpeg');
  if (small.error !== undefined) throw new Error(small.error);
  expect(small.size).toBeLessThanOrEqual(250_000);
  expect(small.type).toBe('image/jpeg');
  // The photo is turned by 90°: its left edge is at the top, and its width has become its height.
  expect(small.height).toBeGreaterThan(small.width);
  expect(small.height).toBeLessThanOrEqual(1280);
  expect(small.top[0]! - small.top[1]!).toBeGreaterThan(150);
  expect(small.left[0]! - small.left[1]!).toBeLessThan(150);
  expect(small.text).not.toContain('Exif');
});

test('a small picture is not enlarged; a PNG becomes a JPEG', async () => {
  expect(await shrink(await photo(320, 200, 'image/png'), 'image/png')).toMatchObject({ width: 320, height: 200, type: 'image/jpeg' });
});

test('what is no picture, or half of one that begins nowhere, is named as unreadable', async () => {
  expect(await shrink(Buffer.from('这不是照片'), 'image/jpeg')).toEqual({ error: 'UnreadablePhoto' });
  expect(await shrink(Buffer.alloc(0), 'image/jpeg')).toEqual({ error: 'UnreadablePhoto' });
});
