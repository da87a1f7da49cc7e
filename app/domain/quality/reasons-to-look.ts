import { type CopiedAnswers, copiedAnswers } from './copied-answers';
import { countsOf, type DigitPreference, digitPreference, FEWEST_READINGS, lastDigit } from './digit-preference';
import { discoveries } from './false-discovery';
import { impossibleSpeed } from './impossible-speed';
import type { Random } from './random-from-seed';
import type { Reason, VisitToLookAt } from './reason';

/** A typed meter reading of a village, with the visit of its household. */
export type MeterReading = { village: string; visit: string; reading: number };
/** One photo of visits of several households. */
export type SharedPhoto = { sha256: string; village: string; visits: string[]; households: number };

/**
 * 值得一看 (docs/definitions.md#worth-a-look): all reasons of a county's season. Each kind of test is flagged over all its tests together,
 * so that at most 5 % of what is flagged is chance; a shared photo and an impossible speed are no tests, they are so or not. The same
 * records and the same stream of random numbers give the same reasons, in whatever order they were handed over.
 */
export function reasonsToLook(
  records: { visits: readonly VisitToLookAt[]; readings: readonly MeterReading[]; photos: readonly SharedPhoto[]; visitsAnHour: number },
  random: Random,
): Reason[] {
  const visits = [...records.visits].sort((a, b) => (a.id < b.id ? -1 : 1));
  return [
    ...copied(
      groups(visits, ({ village }) => village),
      random,
    ),
    ...temperatureDigits(visits, random),
    ...meterDigits(
      [...records.readings].sort((a, b) => (a.visit < b.visit ? -1 : 1)),
      random,
    ),
    ...[...groups(visits, ({ visitor }) => visitor).values()]
      .flatMap((own) => impossibleSpeed(own, records.visitsAnHour))
      .map((one): Reason => {
        const { village, visits: ids } = one;
        const details = one.kind === 'many' ? { count: one.count, most: one.most } : { minutes: one.minutes, km: one.km };
        return { kind: 'speed', key: `${one.kind} ${ids[0]} ${one.kind === 'far' ? ids[1] : ''}`.trim(), village, visits: ids, details };
      }),
    ...records.photos.map(
      ({ sha256, village, visits: ids, households }): Reason => ({
        kind: 'photo',
        key: sha256,
        village,
        visits: [...ids].sort(),
        details: { count: households },
      }),
    ),
  ];
}

function copied(villages: ReadonlyMap<string, readonly VisitToLookAt[]>, random: Random): Reason[] {
  const tests: CopiedAnswers[] = [...villages.values()].flatMap((visits) => copiedAnswers(visits, random));
  const flagged = discoveries(tests.map(({ p }) => p));
  return tests
    .filter((_test, at) => flagged[at])
    .map(({ village, visitor, visits, observed, expected, p }) => ({
      kind: 'copied',
      key: `${village} ${visitor}`,
      village,
      visits,
      details: { visits: visits.length, observed: rounded(observed), expected: rounded(expected), p },
    }));
}

function temperatureDigits(visits: readonly VisitToLookAt[], random: Random): Reason[] {
  const measured = visits.filter(({ answers }) => answers.roomTemperature !== undefined);
  const digitOf = (visit: VisitToLookAt) => lastDigit(visit.answers.roomTemperature!);
  const tests = [...groups(measured, ({ village }) => village).values()].flatMap((all) => {
    const expected = countsOf(all.map(digitOf));
    return [...groups(all, ({ visitor }) => visitor)].flatMap(([visitor, own]) => {
      const test = own.length < all.length ? digitPreference(own.map(digitOf), expected, random) : null;
      return test ? [{ test, visitor, own }] : [];
    });
  });
  return flaggedDigits(tests, 'roomTemperature', ({ visitor, own }, { digit }) => ({
    key: `roomTemperature ${visitor}`,
    village: own[0]!.village,
    visits: own.filter((visit) => digitOf(visit) === digit).map(({ id }) => id),
  }));
}

function meterDigits(readings: readonly MeterReading[], random: Random): Reason[] {
  const tests = [...groups(readings, ({ village }) => village)].flatMap(([village, own]) => {
    if (own.length < FEWEST_READINGS) return [];
    const test = digitPreference(
      own.map(({ reading }) => lastDigit(reading)),
      new Array(10).fill(1),
      random,
    );
    return test ? [{ test, village, own }] : [];
  });
  return flaggedDigits(tests, 'meter', ({ village, own }, { digit }) => ({
    key: `meter ${village}`,
    village,
    visits: [...new Set(own.filter(({ reading }) => lastDigit(reading) === digit).map(({ visit }) => visit))],
  }));
}

function flaggedDigits<T extends { test: DigitPreference }>(
  tests: readonly T[],
  of: 'roomTemperature' | 'meter',
  place: (one: T, test: DigitPreference) => Pick<Reason, 'key' | 'village' | 'visits'>,
): Reason[] {
  const flagged = discoveries(tests.map(({ test }) => test.p));
  return tests
    .filter((_test, at) => flagged[at])
    .map((one) => {
      const { digit, hits, count, p } = one.test;
      return { kind: 'digits', ...place(one, one.test), details: { of, digit, hits, count, p } };
    });
}

/** In the order of their keys, so that the order of the records does not matter. */
function groups<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = found.get(key);
    if (group) group.push(one);
    else found.set(key, [one]);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
