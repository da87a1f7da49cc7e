import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { pageCode } from './browser/page-code';

let code: Promise<string> | undefined;

/** tests/programs/phone-code.ts as one script. */
const phoneCode = (): Promise<string> => (code ??= pageCode(join('tests', 'programs', 'phone-code.ts'), 'phoneCode'));

export type VisitToQueue = { visit: Record<string, unknown> & { visit: string; household: string }; photos: number };

/**
 * Puts visits into the outbox of the phone one after the other, as pressing 提交 does, each with its photos. Every visit that is
 * promised to be saved is written to the console. Runs in the page.
 */
export async function queueVisits(page: Page, visits: readonly VisitToQueue[]): Promise<void> {
  await page.evaluate(`${await phoneCode()}; window.phoneCode = phoneCode;`);
  await page.evaluate(async (list) => {
    type Data = {
      keepPhoto(visit: string, bytes: ArrayBuffer, type: string): Promise<string>;
      queueVisit(...given: unknown[]): Promise<void>;
    };
    const phone = await (window as unknown as { phoneCode: { openPhoneData(): Promise<Data> } }).phoneCode.openPhoneData();
    for (const { visit, photos } of list) {
      const taken: object[] = [];
      for (let at = 0; at < photos; at += 1) {
        // The bytes differ for every photo, are the same when a visit is entered again, and begin like a JPEG.
        const bytes = new Uint8Array(8_000);
        bytes.set([0xff, 0xd8, 0xff, 0xe0]);
        bytes.set(new TextEncoder().encode(`${visit.visit} ${at}`), 4);
        bytes.set([0xff, 0xd9], bytes.length - 2);
        taken.push({
          sha256: await phone.keepPhoto(visit.visit, bytes.buffer, 'image/jpeg'),
          about: 'stove',
          takenAt: '2021-01-10T10:00:00+08:00',
        });
      }
      const whole = { ...visit, evidence: taken.length > 0 ? { photos: taken } : {} };
      await phone.queueVisit(whole, null, null, { head: '户主', address: null, village: '村' }, new Date().toISOString());
      console.info(`queued ${visit.visit}`);
    }
  }, visits);
}
