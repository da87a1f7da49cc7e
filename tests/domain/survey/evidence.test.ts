import { describe, expect, test } from 'vitest';
import { type Evidence, evidenceSchema, MOST_PHOTOS, photoAsked, pledgeOffered, tidyEvidence } from '~/domain/survey/evidence';
import { filesOfEvidence } from '~/domain/survey/evidence-files';
import { proposedVisit } from '~/domain/survey/proposed-visit';
import type { SurveyContext } from '~/domain/survey/survey-context';
import { checkVisit } from '~/domain/survey/visit-schema';
import type { AnswersSoFar } from '~/domain/survey/which-questions';

const GAS: SurveyContext = { outcome: 'done', mode: 'gas', residence: 'resident' };
const AT = '2021-01-05T10:00:00+08:00';
const photo = (letter: string) => ({ sha256: letter.repeat(64), about: 'stove' as const, takenAt: AT });

describe('where a photo is asked for', () => {
  const ok: AnswersSoFar = {
    mainHeat: 'gas',
    connected: true,
    stability: 'stable',
    coalStock: 'none',
    stove: 'removed',
    boughtCoal: false,
  };
  test.each([
    [{}, null],
    [{ stability: 'mostly' }, null],
    [{ stability: 'unstable' }, 'device'],
    [{ stability: 'unable' }, 'device'],
    [{ stove: 'in_use' }, 'stove'],
    [{ boughtCoal: true }, 'stove'],
    [{ coalStock: 'loose', stove: 'kept' }, 'coal'],
    [{ coalStock: 'loose' }, null],
    // The stability given before “not connected” no longer counts.
    [{ stability: 'unable', connected: false, mainHeat: 'electric_household' }, null],
  ] as const)('%o: %s', (change, asked) => {
    expect(photoAsked({ ...ok, ...change } as AnswersSoFar, GAS)).toBe(asked);
  });

  test('nowhere else: not converted, not let in', () => {
    expect(photoAsked({ ...ok, stove: 'in_use' }, { ...GAS, mode: 'none' })).toBeNull();
    expect(photoAsked({ stove: 'in_use' }, { ...GAS, outcome: 'refused' })).toBeNull();
  });
});

test('the pledge is offered once a season to a converted household, and again when there is loose coal', () => {
  expect(pledgeOffered({}, GAS, false)).toBe(true);
  expect(pledgeOffered({}, GAS, true)).toBe(false);
  expect(pledgeOffered({ coalStock: 'loose', stove: 'removed' }, GAS, true)).toBe(true);
  expect(pledgeOffered({ stove: 'in_use' }, GAS, true)).toBe(true);
  expect(pledgeOffered({ stove: 'in_use' }, { ...GAS, mode: 'none' }, false)).toBe(false);
  expect(pledgeOffered({}, { ...GAS, outcome: 'nobody' }, false)).toBe(false);
  expect(pledgeOffered({ stove: 'in_use' }, GAS, null)).toBe(false);
});

describe('a visit with evidence', () => {
  const answers = {
    mainHeat: 'gas',
    connected: true,
    stability: 'stable',
    coalStock: 'none',
    stove: 'in_use',
    boughtCoal: false,
    reburnReasons: ['运行费用高'],
  };
  const check = (evidence?: unknown, over: object = {}) =>
    checkVisit(
      {
        visit: 'v',
        household: 'h',
        season: '2020-2021',
        visitedAt: AT,
        visitor: '李',
        kind: 'survey',
        outcome: 'done',
        answers,
        ...(evidence !== undefined && { evidence }),
        ...over,
      },
      'field',
      { ...GAS, now: '2021-01-05T12:00:00Z' },
    );
  const codes = (result: ReturnType<typeof check>) => (result.ok ? [] : result.problems.map(({ code, question }) => `${code} ${question}`));

  test('a sender that takes no photos is asked for none', () => {
    expect(codes(check())).toEqual([]);
  });

  test('a reported problem wants one photo, or a reason in its place', () => {
    expect(codes(check({}))).toEqual(['photo_or_reason photos']);
    expect(codes(check({ photos: [photo('a')] }))).toEqual([]);
    expect(codes(check({ noPhotoReason: { why: 'refused' } }))).toEqual([]);
    expect(codes(check({ noPhotoReason: { why: 'other' } }))).toEqual(['required noPhotoReason']);
    expect(codes(check({ noPhotoReason: { why: 'other', text: '天黑了' } }))).toEqual([]);
    expect(codes(check({}, { answers: { ...answers, stove: 'removed', reburnReasons: undefined } }))).toEqual([]);
  });

  test('it is named beside what else is wrong', () => {
    expect(codes(check({}, { answers: { ...answers, roomTemperature: 200 } }))).toEqual([
      'out_of_range roomTemperature',
      'photo_or_reason photos',
    ]);
  });

  test('what cannot be is refused by its name', () => {
    expect(codes(check({ photos: [photo('a'), photo('a')] }))).toEqual(['photo_repeated photos']);
    expect(codes(check({ photos: [{ ...photo('a'), sha256: 'XYZ' }] }))).toEqual(['not_a_photo photos']);
    expect(
      codes(
        check({ photos: Array.from({ length: MOST_PHOTOS + 1 }, (_, at) => ({ ...photo('a'), sha256: String(at).padStart(64, '0') })) }),
      ),
    ).toEqual(['too_many_photos photos']);
    expect(codes(check({ photos: [photo('a')], place: { latitude: 91, longitude: 112, accuracy: 5, at: AT } }))).toEqual([
      'not_a_place place',
    ]);
    expect(codes(check({ photos: [photo('a')], faces: [] }))).toEqual(['unknown_question faces']);
  });

  test('the form hands over what it took; what became pointless is left out', () => {
    const evidence: Evidence = {
      photos: [],
      noPhotoReason: { why: 'phone', text: '' },
      place: { latitude: 39.3, longitude: 112.4, accuracy: 18, at: AT },
    };
    const visit = proposedVisit(
      {},
      { visit: 'v', household: 'h', season: '2020-2021', visitor: '李', kind: 'survey', visitedAt: AT, baseRevision: 1, evidence },
      GAS,
    );
    expect(visit.evidence).toEqual({ noPhotoReason: { why: 'phone' }, place: evidence.place });
    expect(tidyEvidence({ photos: [photo('a')], noPhotoReason: { why: 'phone' } })).toEqual({ photos: [photo('a')] });
    expect(
      proposedVisit(
        {},
        { visit: 'v', household: 'h', season: '2020-2021', visitor: '李', kind: 'survey', visitedAt: AT, baseRevision: 1 },
        GAS,
      ),
    ).not.toHaveProperty('evidence');
  });

  test('its files are its photos and its signature, each once', () => {
    expect(
      filesOfEvidence({
        photos: [photo('a'), photo('b')],
        signature: { sha256: 'a'.repeat(64), of: 'no_coal_pledge', signer: '王', signedAt: AT },
      }),
    ).toEqual(['a'.repeat(64), 'b'.repeat(64)]);
    expect(filesOfEvidence(null)).toEqual([]);
    expect(evidenceSchema.safeParse({}).success).toBe(true);
  });
});
