import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { copiedAnswers } from '~/domain/quality/copied-answers';
import { digitPreference, lastDigit } from '~/domain/quality/digit-preference';
import { discoveries } from '~/domain/quality/false-discovery';
import { impossibleSpeed } from '~/domain/quality/impossible-speed';
import { metresBetween } from '~/domain/quality/metres-between';
import { type Random, randomBelow, randomFromSeed } from '~/domain/quality/random-from-seed';
import type { VisitToLookAt } from '~/domain/quality/reason';
import { reasonsToLook } from '~/domain/quality/reasons-to-look';

const seeded = (text: string): Random => randomFromSeed(createHash('sha256').update(text).digest('hex'));
/** As many villages as the product promises, in a few seconds. */
const VILLAGES = 1000;
const EQUAL = new Array<number>(10).fill(1);

/** A house of a homogeneous village: most are alike, what differs hangs together. */
function honest(random: Random, id: string, village: string, visitor: string): VisitToLookAt {
  const one = <T>(...of: T[]): T => of[randomBelow(random, of.length)]!;
  const poor = random() < 0.25;
  return {
    id,
    household: `H-${id}`,
    village,
    visitor,
    visitedAt: '2021-01-10T02:00:00Z',
    place: null,
    answers: {
      mainHeat: poor ? one('loose_coal', 'gas') : 'gas',
      connected: !poor || random() < 0.5,
      stability: one('stable', 'mostly', 'unstable'),
      coalStock: poor ? one('loose', 'none') : 'none',
      stove: one('removed', 'sealed', 'kept'),
      boughtCoal: poor && random() < 0.4,
      subsidyKnown: random() < 0.7,
      coAlarm: random() < 0.6,
      satisfaction: one('good', 'fair', 'so_so', 'bad'),
      roomTemperature: 16 + randomBelow(random, 8),
    },
  } as VisitToLookAt;
}

function villageOf(random: Random, village: string, visitors: number, each: number): VisitToLookAt[] {
  return Array.from({ length: visitors * each }, (_one, at) => honest(random, `${village}-${at}`, village, `${village}-${at % visitors}`));
}

describe('answers copied inside one visitor', () => {
  test('1,000 honest homogeneous villages flag no more than the limit, and a planted copier is found', () => {
    const random = seeded('honest villages');
    const chances = Array.from({ length: VILLAGES }, (_one, at) => copiedAnswers(villageOf(random, `v${at}`, 2, 8), random, 199)).flat();
    expect(chances).toHaveLength(2 * VILLAGES);
    expect(discoveries(chances.map(({ p }) => p)).filter(Boolean).length / chances.length).toBeLessThanOrEqual(0.05);
    // Without correction, too, no more than 5 % lie below 5 %, with three standard deviations of chance.
    expect(chances.filter(({ p }) => p <= 0.05).length / chances.length).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / chances.length));

    const villages = Array.from({ length: 20 }, (_one, at) => villageOf(random, `w${at}`, 3, 10));
    const [original, ...rest] = villages[7]!.filter(({ visitor }) => visitor === 'w7-1');
    for (const visit of rest) Object.assign(visit, { answers: { ...original!.answers, roomTemperature: visit.answers.roomTemperature } });
    const reasons = reasonsToLook({ visits: villages.flat(), readings: [], photos: [], visitsAnHour: 12 }, random);
    expect(reasons.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['copied w7 w7-1']);
    expect(reasons[0]!.visits).toHaveLength(10);
  });

  test('says nothing of a village with one visitor, of few visits, or of houses that are all alike', () => {
    const random = seeded('left out');
    expect(copiedAnswers(villageOf(random, 'v', 1, 20), random)).toEqual([]);
    expect(copiedAnswers(villageOf(random, 'v', 3, 4), random)).toEqual([]);
    const alike = villageOf(random, 'v', 2, 8).map((visit) => ({ ...visit, answers: { mainHeat: 'gas', stove: 'removed' } as const }));
    expect(copiedAnswers(alike, random).map(({ p }) => p)).toEqual([1, 1]);
  });

  test('does not depend on the order of the records', () => {
    const visits = villageOf(seeded('order'), 'v', 3, 8);
    const found = (of: VisitToLookAt[]) => reasonsToLook({ visits: of, readings: [], photos: [], visitsAnHour: 12 }, seeded('same'));
    expect(found([...visits].reverse())).toEqual(found(visits));
  });
});

describe('last digits', () => {
  test('1,000 honest villages of meters flag no more than the limit, and an invented one is found', () => {
    const random = seeded('meters');
    const digits = () => Array.from({ length: 40 }, () => randomBelow(random, 10));
    const chances = Array.from({ length: VILLAGES }, () => digitPreference(digits(), EQUAL, random, 199)!.p);
    expect(discoveries(chances).filter(Boolean).length / VILLAGES).toBeLessThanOrEqual(0.05);
    const readings = Array.from({ length: 2000 }, (_one, at) => ({
      village: `v${at % 40}`,
      visit: `t${at}`,
      // The meters of one village end in 0 or 5 nine times out of ten.
      reading:
        1000 + 10 * randomBelow(random, 500) + (at % 40 === 3 && random() < 0.9 ? 5 * randomBelow(random, 2) : randomBelow(random, 10)),
    }));
    const reasons = reasonsToLook({ visits: [], readings, photos: [], visitsAnHour: 12 }, random);
    expect(reasons.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['digits meter v3']);
  });

  test('reads the last whole digit, and nothing from few readings', () => {
    expect([1234.7, -3, 0, 19.9].map(lastDigit)).toEqual([4, 3, 0, 9]);
    expect(digitPreference(new Array(29).fill(5), EQUAL, seeded('few'))).toBeNull();
    expect(digitPreference(new Array(30).fill(5), EQUAL, seeded('few'))).toMatchObject({ digit: 5, hits: 30, count: 30 });
  });
});

describe('impossible speed', () => {
  const at = (minute: number, place: VisitToLookAt['place'] = null, id = `t${String(minute).padStart(3, '0')}`): VisitToLookAt => ({
    ...honest(seeded('speed'), id, 'v', 'w'),
    id,
    visitedAt: new Date(Date.UTC(2021, 0, 10, 2, minute)).toISOString(),
    place,
  });
  const metres = (north: number, accuracy = 0) => ({ latitude: 39.3 + north / 111_194.93, longitude: 112.4, accuracy });

  test('twelve within an hour are none, thirteen are one reason', () => {
    expect(
      impossibleSpeed(
        Array.from({ length: 12 }, (_one, nth) => at(nth * 5)),
        12,
      ),
    ).toEqual([]);
    const many = impossibleSpeed(
      Array.from({ length: 13 }, (_one, nth) => at(nth * 5)),
      12,
    );
    expect(many).toMatchObject([{ kind: 'many', count: 13, most: 12 }]);
  });

  test('a car comes one kilometre in a minute, and not further', () => {
    expect(metresBetween(metres(0), metres(1000))).toBeCloseTo(1000, 0);
    expect(impossibleSpeed([at(0, metres(0)), at(1, metres(999))], 12)).toEqual([]);
    expect(impossibleSpeed([at(0, metres(0)), at(1, metres(1101))], 12)).toMatchObject([
      { kind: 'far', minutes: 1, km: 1.1, visits: ['t000', 't001'] },
    ]);
    // What a receiver does not know exactly is not held against anybody.
    expect(impossibleSpeed([at(0, metres(0, 60)), at(1, metres(1101, 60))], 12)).toEqual([]);
    expect(impossibleSpeed([at(0, metres(0), 'a'), at(0, metres(500), 'b')], 12)).toEqual([]);
    expect(impossibleSpeed([at(0, metres(0)), at(1)], 12)).toEqual([]);
  });
});
