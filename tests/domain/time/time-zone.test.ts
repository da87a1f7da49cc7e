import { expect, test } from 'vitest';

test('these tests run as if the machine stood where they are told', () => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  expect(timeZone).toBe(process.env.TZ ?? timeZone);
  // Midnight at the start of 2021 in that place.
  const hour = { UTC: 0, 'Asia/Shanghai': -8, 'America/Los_Angeles': 8 }[timeZone];
  if (hour !== undefined) expect(new Date(2021, 0, 1).getTime()).toBe(Date.UTC(2021, 0, 1, hour));
});
