import { expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { fieldPhone, openField, PASSWORD } from '../../fixtures/field-phone';
import { button } from '../../fixtures/survey-phone';
import type { Weather } from '../../helpers/bad-network';
import { hydrated, screenshot } from '../../helpers/browser/browser';
import { queueVisits } from '../../helpers/phone-code';

const held = fieldPhone();
/** More bytes than the phone uses by then. */
const LITTLE_ROOM = 20_000_000;

/** The phone's message for each kind of trouble. */
const SAID: [Weather, RegExp][] = [
  ['500', /服务器忙或者出了问题/],
  ['413', /有一份太大/],
  ['portal', /要先登录或认证/],
  ['moved', /要先登录或认证/],
  ['lost', /服务器没有应答/],
  ['cut', /服务器没有应答/],
];

test('each kind of trouble is said in its words, keeps everything, and ends in each visit stored once', async () => {
  const { page } = held.phone;
  const visits = held.visits(1, 6, 1);
  held.network.weather = 'cut';
  await openField(page, '/outbox');
  await queueVisits(page, visits);
  await page.getByText('等着上传（6）').waitFor();
  for (const [weather, words] of SAID) {
    held.network.weather = weather;
    await button(page, '现在上传').click();
    await page.locator('main').getByRole('status').filter({ hasText: words }).waitFor();
    await button(page, '现在上传').waitFor();
    // No visit has left the phone without a receipt, whatever the server already has.
    await page.getByText(`等着上传（6）`).waitFor();
  }
  await screenshot(held.phone.page, 'field-trouble');
  // Every other request fails, so the sending continues where it was, as often as needed.
  held.network.weather = 'flapping';
  for (let times = 0; times < 20 && (await page.getByText('没有等着上传的').count()) === 0; times += 1) {
    await button(page, '现在上传').click();
    await button(page, '现在上传').waitFor();
  }
  held.network.weather = 'ok';
  await button(page, '现在上传').click();
  await page.getByText('没有等着上传的').waitFor();
  await held.expectStoredOnce(visits);
  const [photos] = await withSql(held.db, (sql) => sql.query<{ count: number }>('SELECT count(*)::int AS count FROM photo'));
  expect(photos!.count).toBe(6);
});

test('a session that has ended asks to sign in again and keeps everything', async () => {
  const { page } = held.phone;
  const visits = held.visits(7, 9, 1);
  await openField(page, '/outbox');
  await withSql(held.db, (sql) => sql.query('UPDATE session SET revoked_at = now()'));
  await queueVisits(page, visits);
  await page.getByText('等着上传（3）').waitFor();
  await button(page, '现在上传').click();
  await page.getByText('登录已过期').waitFor();
  expect((await held.stored(visits)).size).toBe(0);
  await page.getByRole('link', { name: '重新登录' }).click();
  await hydrated(page);
  await page.fill('input[name=username]', 'cun');
  await page.fill('input[name=password]', PASSWORD);
  await page.click('main button[type=submit]');
  await page.waitForURL('**/field/outbox**');
  await openField(page, '/outbox');
  await page.getByText('没有等着上传的').waitFor();
  await held.expectStoredOnce(visits);
});

test('of two tabs one sends at a time: nothing goes twice', async () => {
  const { page, context } = held.phone;
  const visits = held.visits(10, 29);
  held.network.weather = 'cut';
  await openField(page, '/outbox');
  const other = await context.newPage();
  await openField(other, '/outbox');
  await queueVisits(page, visits);
  await other.getByText('等着上传（20）').waitFor();
  held.network.weather = 'ok';
  held.network.passed.length = 0;
  await Promise.all([button(page, '现在上传').click(), button(other, '现在上传').click()]);
  await page.getByText('没有等着上传的').waitFor();
  await other.getByText('没有等着上传的').waitFor();
  const sent = held.network.passed
    .filter(({ path }) => path === '/field-data/visits')
    .map(({ body }) => (JSON.parse(body) as { records: { id: string }[] }).records.map(({ id }) => id));
  expect(sent.flat().sort()).toEqual(visits.map(({ visit }) => visit.visit).sort());
  await held.expectStoredOnce(visits);
  await other.close();
});

test('a phone that is full says so, loses nothing of what is there, and keeps the photo when there is room again', async () => {
  held.phone = await held.phone.reopen();
  const { page } = held.phone;
  const browser = await held.phone.context.newCDPSession(page);
  const origin = new URL(held.network.url).origin;
  const room = (bytes: number) => browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: bytes });
  // The browser caches the available room for half a minute, and measures again when more than that is requested.
  await room(LITTLE_ROOM);
  await openField(page, '/households/F040/visit?card=remarks');
  await page.getByRole('textbox', { name: '备注' }).fill('院里没有人，下午再来');
  await page
    .getByText(/^已存本机 \d\d:\d\d/)
    .first()
    .waitFor();
  const photo = { name: 'stove.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await room(1);
  try {
    expect(await page.evaluate(write, LITTLE_ROOM)).toBe('QuotaExceededError');
    await page.getByLabel('拍照').setInputFiles(photo);
    await page.getByText('手机存不下了，没有存上').waitFor();
    await screenshot(page, 'field-full');
    expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('院里没有人，下午再来');
  } finally {
    await browser.send('Storage.overrideQuotaForOrigin', { origin });
  }
  await page.getByLabel('拍照').setInputFiles(photo);
  await page.getByRole('img', { name: '第 1 张照片：院落大门' }).waitFor();
  await screenshot(page, 'field-photo', true);
  // The strip does not say that something is saved before it is on the disk.
  await page
    .getByText(/^已存本机 \d\d:\d\d/)
    .first()
    .waitFor();
  await openField(page, '/households/F040/visit?card=remarks');
  await page.getByRole('img', { name: '第 1 张照片：院落大门' }).waitFor();
  expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('院里没有人，下午再来');
});

test(
  'a new version waits beside what is typed and without a network, takes over at a beginning without a form; half a version is ' +
    'thrown away',
  async () => {
    const { page } = held.phone;
    await openField(page, '/households/F041/visit?card=remarks');
    await page.getByRole('textbox', { name: '备注' }).fill('写到一半');
    await page.getByText(/^已存本机 \d\d:\d\d$/).waitFor();
    const update = () =>
      page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration('/field/'))!.update().catch(() => undefined)));
    const workers = () =>
      page.evaluate(async () => {
        const registration = (await navigator.serviceWorker.getRegistration('/field/'))!;
        return {
          active: registration.active?.state,
          waiting: registration.waiting?.state ?? null,
          installing: registration.installing?.state ?? null,
        };
      });
    /** The version of the service worker that answers this page's requests. */
    const version = () =>
      page.evaluate(
        () =>
          new Promise((resolve) => {
            const channel = new MessageChannel();
            channel.port1.onmessage = ({ data }) => resolve(data);
            setTimeout(() => resolve('the first'), 1_000);
            navigator.serviceWorker.controller!.postMessage('which', [channel.port2]);
          }),
      );

    const next: NonNullable<typeof held.network.rewrite> = (path, body) =>
      path === '/field/service-worker.js'
        ? `${body}\nself.addEventListener('message', ({ data, ports }) => data === 'which' && ports[0].postMessage('the next'));`
        : null;
    held.network.rewrite = next;
    await update();
    await expect.poll(async () => (await workers()).waiting, { timeout: 30_000 }).toBe('installed');
    expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('写到一半');
    held.network.weather = 'cut';
    await openField(page, '/households/F041/visit?card=remarks');
    expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('写到一半');

    held.network.weather = 'ok';
    // A portal answers for one script of the new version, so the version is thrown away.
    let portal = 0;
    held.network.rewrite = (path, body) => {
      if (path === '/field/service-worker.js') return `${body.replace(/(\/?assets\/[^"]+)\.js/, '$1-new.js')}\n// half`;
      if (!/-new\.js/.test(path)) return null;
      portal += 1;
      return '<h1>请先认证</h1>';
    };
    await update();
    await expect.poll(() => portal, { timeout: 30_000 }).toBeGreaterThan(0);
    await expect.poll(workers, { timeout: 30_000 }).toEqual({ active: 'activated', waiting: 'installed', installing: null });
    held.network.rewrite = next;
    await page.reload();
    await hydrated(page);
    expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('写到一半');

    // The old version can still send to the new server.
    const visits = held.visits(42, 43, 1);
    await queueVisits(page, visits);
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await expect.poll(async () => (await held.stored(visits)).size, { timeout: 30_000 }).toBe(2);
    expect(await version()).toBe('the first');

    // The app starts with no form open, so the new version takes over (or at the next start, when a request came between). All
    // data is still there.
    await expect
      .poll(
        async () => {
          await page.goto('/field/outbox').catch(() => undefined);
          return expect
            .poll(async () => (await workers()).waiting, { timeout: 8_000 })
            .toBeNull()
            .then(
              () => 'taken over',
              () => 'waiting',
            );
        },
        { timeout: 30_000, interval: 10 },
      )
      .toBe('taken over');
    await openField(page, '/outbox');
    expect(await version()).toBe('the next');
    await page.getByText('没有等着上传的').waitFor();
    await held.expectStoredOnce(visits);
    await openField(page, '/households/F041/visit?card=remarks');
    expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('写到一半');
  },
);

/** Writes that many bytes into a database of its own and reports the result. Runs in the page. */
async function write(bytes: number): Promise<string> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('room-probe', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('bytes');
    opening.onerror = () => resolve(opening.error!.name);
    opening.onsuccess = () => {
      // The database compresses what it writes, so only random bytes take their full room.
      const noise = new Uint8Array(bytes);
      for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
      const transaction = opening.result.transaction('bytes', 'readwrite');
      transaction.objectStore('bytes').put(noise, 1);
      const end = (how: string) => {
        opening.result.close();
        resolve(how);
      };
      transaction.oncomplete = () => end('written');
      transaction.onabort = () => end(transaction.error?.name ?? 'aborted');
    };
  });
}

test('what waits goes within a minute of the server’s return, however long it was away', async () => {
  const { page } = held.phone;
  const visits = held.visits(60, 60);
  held.network.weather = 'cut';
  await page.clock.install();
  await openField(page, '/outbox');
  await queueVisits(page, visits);
  await page.getByText('等着上传（1）').waitFor();
  // Tried in vain so often that the pauses of before would be minutes long.
  await expect
    .poll(
      async () => {
        await button(page, '现在上传').click();
        return page.evaluate(triesInVain);
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(7);
  await button(page, '现在上传').waitFor();
  held.network.weather = 'ok';
  await page.clock.fastForward(60_000);
  await page.getByText('没有等着上传的').waitFor();
  await held.expectStoredOnce(visits);
});

/** How often in a row nothing could be sent. Runs in the page. */
async function triesInVain(): Promise<number> {
  const opening = indexedDB.open('qingnuan-field');
  await new Promise<unknown>((resolve) => {
    opening.onsuccess = resolve;
  });
  const reading = opening.result.transaction('meta').objectStore('meta').getAll();
  await new Promise<unknown>((resolve) => {
    reading.onsuccess = resolve;
  });
  opening.result.close();
  const rows = reading.result as { id: string; value: { attempts?: number } | null }[];
  return Math.max(0, ...rows.filter(({ id }) => id.startsWith('sending:')).map(({ value }) => value?.attempts ?? 0));
}
