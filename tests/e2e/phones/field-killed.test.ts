import { expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { fieldPhone, openField } from '../../fixtures/field-phone';
import { killBrowser } from '../../helpers/browser/kill-browser';
import { queueVisits, type VisitToQueue } from '../../helpers/phone-code';

const held = fieldPhone();
/** The seed decides the moments of the kills: SEED=42 npx vitest run tests/e2e/phones/field-killed.test.ts */
const SEED = Number(process.env.SEED ?? 20);
/** KILLS=20 RECORDS=200 plays it whole. */
const KILLS = Number(process.env.KILLS ?? 8);
const RECORDS = Number(process.env.RECORDS ?? 80);

function* random(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

test(`${RECORDS} records with photos, the browser killed ${KILLS} times while they are saved and sent: none lost, none ` +
  `doubled`, async () => {
  const dice = random(SEED);
  const roll = (most: number): number => Math.floor(dice.next().value * most);
  const visits = held.visits(1, RECORDS, 1);
  const promised = new Set<string>();
  let kills = 0;
  const kill = async () => {
    kills += 1;
    await killBrowser(held.phone.context, held.folder);
    const page = await held.reopen();
    page.on('console', (message) => {
      const [, id] = /^queued (\S+)$/.exec(message.text()) ?? [];
      if (id) promised.add(id);
    });
    return page;
  };
  held.network.weather = 'cut';
  // A browser writes its sign-in to disk within half a minute, or when it is closed normally.
  await held.phone.context.close();
  await held.reopen();

  // Kills while visits are saved: after each kill every promised visit is there, and the others are entered again.
  let page = await kill();
  const left = (): VisitToQueue[] => visits.filter(({ visit }) => !promised.has(visit.visit));
  while (left().length > 0) {
    await openField(page, '/outbox');
    const saving = queueVisits(page, left());
    const endedOrKilled = saving.catch(() => undefined);
    const until = kills < KILLS / 2 ? promised.size + 1 + roll((2 * RECORDS) / KILLS) : RECORDS;
    await Promise.race([
      endedOrKilled,
      expect.poll(() => promised.size, { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(Math.min(until, RECORDS)),
    ]);
    if (kills < KILLS / 2) page = await kill();
    else await saving;
  }
  page = await kill();
  await openField(page, '/outbox');
  // A visit that was saved at the moment of the kill, but not promised, may be there too, under the same number.
  await page.getByText(`等着上传（${RECORDS}）`).waitFor();

  // Kills while visits are sent, each time after some more requests.
  held.network.weather = 'ok';
  while (kills < KILLS) {
    const passed = held.network.passed.length;
    await page.goto('/field/outbox');
    const until = passed + 1 + roll(10);
    await expect
      .poll(() => held.network.passed.length, { timeout: 2_000, interval: 5 })
      .toBeGreaterThanOrEqual(until)
      .catch(() => undefined);
    page = await kill();
  }
  await openField(page, '/outbox');
  await page.getByText('没有等着上传的').waitFor({ timeout: 60_000 });
  expect(kills).toBe(KILLS);
  await held.expectStoredOnce(visits);

  // Every photo that a stored visit names is there once, with the bytes of its name.
  const [photos] = await withSql(held.db, (sql) =>
    sql.query<{ named: number; kept: number; files: number }>(
      `SELECT count(*)::int AS named, count(p.sha256)::int AS kept, (SELECT count(*)::int FROM photo) AS files
       FROM visit v CROSS JOIN LATERAL jsonb_array_elements(v.evidence->'photos') AS e LEFT JOIN photo p ON p.sha256 = e->>'sha256'`,
    ),
  );
  expect(photos).toEqual({ named: RECORDS, kept: RECORDS, files: RECORDS });
}, 400_000);
