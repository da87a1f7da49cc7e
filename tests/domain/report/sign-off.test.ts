import { describe, expect, test } from 'vitest';
import { actsNow, isOver, SIGN_ACTS, SIGNED_STATES, type SignedState, signedAfter, whatForbidsSigning } from '~/domain/report/sign-off';
import { prepareForm, remarksIn } from '~/domain/report/sign-off-form';
import { isAnythingOpen, onlyOpen, openText, sameOpen } from '~/domain/report/what-is-open';

describe('the way of a report', () => {
  test('every state and act of a county and of a city', () => {
    const ways = (level: 'county' | 'city') =>
      SIGNED_STATES.flatMap((state) =>
        SIGN_ACTS.flatMap((act) => {
          const after = signedAfter(level, state, act);
          return after === null ? [] : [`${state} ${act} ${after}`];
        }),
      );
    expect(ways('county')).toEqual([
      'prepared submit submitted',
      'prepared withdraw withdrawn',
      'submitted accept accepted',
      'submitted return returned',
      'submitted withdraw withdrawn',
      'accepted return returned',
    ]);
    expect(ways('city')).toEqual(['prepared withdraw withdrawn', 'prepared issue issued', 'issued withdraw withdrawn']);
  });

  test('only what was returned or withdrawn makes room for the next version', () => {
    expect(SIGNED_STATES.filter(isOver)).toEqual(['returned', 'withdrawn']);
  });

  test('who froze it does not send it, and each office does its own part', () => {
    const county = { level: 'county', preparedBy: 'li' } as const;
    const forbids = (office: 'county' | 'city' | null, username: string, act: (typeof SIGN_ACTS)[number]) =>
      whatForbidsSigning({ office, username }, county, act);
    expect(forbids('county', 'li', 'submit')).toBe('second-person');
    expect(forbids('county', 'wang', 'submit')).toBeNull();
    expect(forbids('county', 'li', 'withdraw')).toBeNull();
    expect(forbids('county', 'wang', 'accept')).toBe('other-office');
    // Even who froze it is told that it is another office's part.
    expect(forbids('county', 'li', 'accept')).toBe('other-office');
    expect(forbids('city', 'zhao', 'accept')).toBeNull();
    expect(forbids('city', 'zhao', 'submit')).toBe('other-office');
    expect(forbids(null, 'auditor', 'return')).toBe('other-office');
    const city = { level: 'city', state: 'prepared' as SignedState, preparedBy: 'zhao' } as const;
    expect(actsNow({ office: 'city', username: 'zhao' }, city)).toEqual(['withdraw']);
    expect(actsNow({ office: 'city', username: 'qian' }, city)).toEqual(['withdraw', 'issue']);
    expect(actsNow({ office: 'county', username: 'li' }, city)).toEqual([]);
  });
});

describe('what is open', () => {
  test('zero is not open, and a reason covers only the numbers that were seen', () => {
    expect(onlyOpen({ urgent: 1, missing: 0 })).toEqual({ urgent: 1 });
    expect([isAnythingOpen({}), isAnythingOpen({ missing: 0 }), isAnythingOpen({ plans: 1 })]).toEqual([false, false, true]);
    expect(sameOpen({ missing: 2 }, { missing: 2, urgent: 0 })).toBe(true);
    expect(sameOpen({ missing: 2 }, { missing: 1 })).toBe(false);
    expect(sameOpen({}, { returned: 1 })).toBe(false);
  });

  test('comes back from a form as it went there, and nothing else does', () => {
    const open = { missing: 12, urgent: 3, changed: 1 };
    expect(prepareForm.parse({ season: 's', seen: openText(open) }).seen).toEqual(open);
    expect(prepareForm.parse({ season: 's', seen: 'missing:x other:3 __proto__:1', reason: '  ' })).toMatchObject({
      seen: { missing: 0 },
      reason: null,
    });
  });

  test('remarks without a text are none', () => {
    expect(remarksIn({ division1: '140602', figure1: 'H', text1: ' 少了两户 ', division2: '140602', figure2: 'B', text2: ' ' })).toEqual([
      { division: '140602', figure: 'H', text: '少了两户' },
    ]);
  });
});
