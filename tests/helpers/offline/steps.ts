import fc from 'fast-check';
import { QUESTIONS } from './pocket-phone';

/** With few households the steps affect each other often. */
export const HOUSEHOLDS = 2;

const phone = fc.nat(1);
const household = fc.nat(HOUSEHOLDS - 1);
/** The waiting point at which the tab is killed; usually none. */
const killAt = (most: number) => fc.option(fc.nat(most), { freq: 5 });
const typing = {
  household,
  question: fc.constantFrom(...QUESTIONS),
  clear: fc.constantFrom(false, false, false, true),
  anew: fc.boolean(),
};
const how = fc.constantFrom(
  'whole' as const,
  'whole' as const,
  'whole' as const,
  'cut' as const,
  'answer-lost' as const,
  'twice' as const,
  'late' as const,
  'reordered' as const,
  'server-killed' as const,
  'then-cut' as const,
);

/** One of everything that can happen. */
export const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('type' as const), phone, ...typing, killAt: killAt(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('photo' as const), phone, household, killAt: killAt(6) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('submit' as const), phone, household, killAt: killAt(12) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      phone,
      how,
      after: fc.nat(25),
      killAt: killAt(50),
      meanwhile: fc.option(fc.record({ ...typing, submit: fc.boolean() }), { freq: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refresh' as const), phone, killAt: killAt(10) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), phone }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('arrive' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('send-old' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('review' as const), household, how: fc.constantFrom('return' as const, 'approve' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), household }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('correct' as const), household }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('reassign' as const), cadre: phone, to: fc.constantFrom(0 as const, 1 as const, 2 as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('swap' as const), phone }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('report' as const), phone, household, killAt: killAt(8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('add' as const), phone, name: fc.nat(2), other: fc.boolean(), killAt: killAt(8) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('survey' as const), phone, nth: fc.nat(1), killAt: killAt(14) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('place' as const), choice: fc.constantFrom('same' as const, 'new' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('answer' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clock' as const), phone, days: fc.constantFrom(0, 3, 30, -2, -40) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('decide' as const), choice: fc.constantFrom('mine' as const, 'theirs' as const) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
