import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mustAskPassword, seenAt } from '~/domain/sync/ask-password';
import { deviceHeader, readDeviceHeader } from '~/domain/sync/device-header';
import { whyNotQuarantined } from '~/domain/sync/quarantine-limits';
import { unsentLost } from '~/domain/sync/unsent-lost';

const day = (n: number) => new Date(Date.UTC(2021, 0, 1) + n * 86_400_000).toISOString();

test('the password is asked after the set days without the server, and setting the clock back does not help', () => {
  const heard = { at: day(0), seen: day(0), days: 14 };
  expect(mustAskPassword(null, day(99))).toBe(false);
  expect([13.9, 14, 400].map((n) => mustAskPassword(heard, day(n)))).toEqual([false, true, true]);
  expect(mustAskPassword(heard, day(-400))).toBe(false);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 365 }),
      (days, most) => {
        let known = { ...heard, days: most };
        let asks = false;
        for (const now of days) {
          known = seenAt(known, day(now));
          asks = mustAskPassword(known, day(now));
        }
        expect(asks).toBe(Math.max(0, ...days) >= most);
      },
    ),
  );
});

test('what a phone says of itself comes back as it was, and nothing else is taken for it', () => {
  const says = { device: 'a-phone-of-nobody-1', account: '5b0c8e0e-6c0e-4a57-9a64-3c1f6f0a8f11', unsent: 3 };
  expect(readDeviceHeader(deviceHeader(says))).toEqual(says);
  expect(readDeviceHeader(deviceHeader({ ...says, account: null, unsent: null }))).toEqual({ ...says, account: null, unsent: null });
  expect(readDeviceHeader(deviceHeader({ ...says, unsent: 1_000_000 }))?.unsent).toBe(99_999);
  for (const text of [undefined, '', 'short - -', `${says.device} - -1`, `${says.device} ' OR 1 -`])
    expect(readDeviceHeader(text)).toBeNull();
});

test('what waits for the township is limited, and what is lost by retiring has to be named', () => {
  const lately = (day: number, minute: number) => whyNotQuarantined({ day, minute })?.status;
  expect([lately(199, 59), lately(199, 60), lately(200, 0)]).toEqual([undefined, 'failed', 'refused']);
  expect([unsentLost(null), unsentLost(0), unsentLost(12)]).toEqual(['?', null, '12']);
});
