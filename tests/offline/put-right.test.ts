import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ANSWER_PROBLEM_CODES, type AnswerProblem } from '~/domain/survey/answer-problem';
import { CARDS } from '~/domain/survey/draft';
import { HOUSEHOLD_QUESTIONS } from '~/domain/survey/questions/question-blocks';
import { isQuestionKey } from '~/domain/survey/questions/questions';
import { ROOM_QUESTION_KEYS } from '~/domain/survey/room';
import { checkVisit } from '~/domain/survey/visit-schema';
import { putRightAt } from '~/field/put-right';
import { leftToPutRight } from '~/field/refused-record';
import { answerSentence } from '~/i18n/answer-sentence';
import enProblems from '~/i18n/en/problems.json';
import enWords from '~/i18n/field-words.en';
import zhWords from '~/i18n/field-words.zh-CN';
import { translatorOver } from '~/i18n/translator';
import zhProblems from '~/i18n/zh-CN/problems.json';

const FINE = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false };
const NOW = '2021-02-01T04:00:00Z';
const HASH = 'a'.repeat(64);
const AT = '2021-01-10T10:00:00+08:00';
const photo = { sha256: HASH, about: 'stove', takenAt: AT };
const room = { room: 1, kind: 'main', heatedArea: 20, letting: 'own', connected: true, use: 'normal' };

function refusedFor(change: Record<string, unknown>, answers: Record<string, unknown> = {}) {
  const visit = {
    visit: 'v1',
    household: 'h1',
    season: '2020-2021',
    visitedAt: AT,
    visitor: '李四',
    kind: 'survey',
    outcome: 'done',
    answers: { ...FINE, ...answers },
    ...change,
  };
  const checked = checkVisit(visit, 'field', { mode: 'gas', residence: 'resident', people: 2, elderly: 0, now: NOW });
  expect(checked.ok).toBe(false);
  const problems = checked.ok ? [] : checked.problems;
  return { id: 'v1', household: 'h1', problems, record: { visit } as never, outcome: String(visit.outcome) };
}
const closure = (more: Record<string, unknown>) => refusedFor({ outcome: 'refused', answers: { note: '不让进' }, ...more });

/** Values that the rules refuse. Together they cause every code. */
const REFUSED: Record<string, ReturnType<typeof refusedFor>> = {
  'nothing answered': refusedFor({ answers: {} }),
  'cold without a temperature': refusedFor({}, { request: '冷', stability: 'unstable', unstableCauses: ['low_temperature'] }),
  'an answer that is no choice': refusedFor({}, { mainHeat: 'sun' }),
  'no yes and no no': refusedFor({}, { connected: '也许' }),
  'no number': refusedFor({}, { roomTemperature: '暖' }),
  'half a person': refusedFor({ householdChanges: { people: 1.5 } }),
  'a third decimal': refusedFor({}, { roomTemperature: 18.123 }),
  'too warm': refusedFor({}, { roomTemperature: 90 }),
  'a note that is no text': refusedFor({}, { note: 7 }),
  'a note without end': refusedFor({}, { note: '长'.repeat(5_000) }),
  'half a character': refusedFor({}, { note: 'a\ud800b' }),
  'an answer to what is not asked': refusedFor({}, { coalKilograms: 50, unstableCauses: ['equipment'] }),
  'the main heat twice': refusedFor({}, { otherHeat: ['gas'] }),
  'no heating and another': refusedFor({}, { otherHeat: ['no_heating'] }),
  'gas without a connection': refusedFor({}, { connected: false }),
  'an unknown question': refusedFor({}, { weather: 'fine' }),
  'answers that are none': refusedFor({ answers: [] }),
  'no season': refusedFor({ season: '2020' }),
  'no time': refusedFor({ visitedAt: 'yesterday' }),
  'a month ahead': refusedFor({ visitedAt: '2021-03-01T04:00:00Z' }),
  'twelve years behind': refusedFor({ visitedAt: '2009-01-10T10:00:00+08:00' }),
  'no phone number': refusedFor({ householdChanges: { phone: '12' } }),
  'more elderly than people': refusedFor({ householdChanges: { people: 1, elderly: 2 } }),
  'a room used without a connection': refusedFor({ rooms: [{ ...room, connected: false }] }),
  'a room twice': refusedFor({ rooms: [room, room] }),
  'a problem without a photo': refusedFor({ evidence: {} }, { stability: 'unstable', unstableCauses: ['停气'], roomTemperature: 18 }),
  'a photo twice': refusedFor({ evidence: { photos: [photo, photo] } }),
  'too many photos': refusedFor({ evidence: { photos: [...'0123456789'].map((nth) => ({ ...photo, sha256: nth.repeat(64) })) } }),
  'a photo that is none': refusedFor({ evidence: { photos: [{ ...photo, sha256: 'x' }] } }),
  'a place that is none': refusedFor({ evidence: { place: { latitude: 100, longitude: 0, accuracy: 1, at: AT } } }),
  'a closure without a reason': closure({ answers: {} }),
  'a closure a month ahead': closure({ visitedAt: '2021-03-01T04:00:00Z' }),
  'a closure twelve years behind': closure({ visitedAt: '2009-01-10T10:00:00+08:00' }),
  'a closure with an endless note': closure({ answers: { note: '长'.repeat(5_000) } }),
  'a closure that is none': closure({ outcome: 'away' }),
};

const languages = [
  ['zh-CN', zhWords, zhProblems],
  ['en', enWords, enProblems],
] as const;

describe('every reason for which a visit is refused', () => {
  test('is among those walked here', () => {
    const seen = new Set(Object.values(REFUSED).flatMap(({ problems }) => problems.map(({ code }) => code)));
    expect(ANSWER_PROBLEM_CODES.filter((code) => !seen.has(code))).toEqual([]);
  });

  test.each(Object.entries(REFUSED))('%s: has a sentence, and 去改 leads to its field', (_name, refused) => {
    for (const [language, words] of languages) {
      const t = translatorOver(language, words).getFixedT(language, ['survey', 'enums']);
      for (const problem of refused.problems) {
        const sentence = answerSentence(t as never, problem);
        expect(sentence, problem.code).not.toMatch(/problem\.|\{\{|undefined/);
        expect(sentence.length).toBeGreaterThan(3);
      }
    }
    const to = putRightAt(refused);
    const left = leftToPutRight(refused);
    const onForm = left.filter((problem) => fieldsOn(refused.outcome).has(problem.question));
    // A problem without a field gives no address; the record can then be discarded.
    expect(to === null).toBe(onForm.length === 0 && left.length === refused.problems.length);
    if (to === null) return;
    const url = new URL(to, 'http://phone');
    expect(url.searchParams.get('fix')).toBe('v1');
    expect(url.pathname).toBe(`/households/h1/visit${refused.outcome === 'done' ? '' : '/closure'}`);
    if (refused.outcome === 'done') expect(CARDS).toContain(url.searchParams.get('card'));
  });

  test.each([
    ['a closure a month ahead', '/households/h1/visit/closure?fix=v1'],
    ['a month ahead', '/households/h1/visit?fix=v1&card=summary'],
    ['too warm', '/households/h1/visit?fix=v1&card=operation'],
    ['more elderly than people', '/households/h1/visit?fix=v1&card=household'],
    ['a room twice', '/households/h1/visit?fix=v1&card=rooms'],
    ['a problem without a photo', '/households/h1/visit?fix=v1&card=remarks'],
    ['no season', null],
  ])('%s → %s', (name, address) => expect(putRightAt(REFUSED[name]!)).toBe(address));
});

/** The fields that can be changed on the form of a closure, and on that of a visit. */
function fieldsOn(outcome: string): { has: (question: string) => boolean } {
  if (outcome !== 'done') return new Set(['outcome', 'note', 'visitedAt']);
  const others = new Set<string>([
    ...HOUSEHOLD_QUESTIONS,
    ...ROOM_QUESTION_KEYS,
    'room',
    'rooms',
    'visitedAt',
    'photos',
    'place',
    'signature',
    'noPhotoReason',
  ]);
  return { has: (question) => isQuestionKey(question) || others.has(question) };
}

test('every other refusal of a record has a sentence in both languages, and no way that leads nowhere', () => {
  const phones = ['checked-record', 'quarantine-record', 'receive-records', 'take-check'].map(
    (name) => `app/server/workflows/phones/${name}.server.ts`,
  );
  const source = [...phones, 'app/domain/sync/receive-record.ts'].map((file) => readFileSync(file, 'utf8')).join('\n');
  const codes = new Set([...source.matchAll(/(?:status: 'refused'|outcome: 'refuse'), code: '([^']+)'/g)].map(([, code]) => code!));
  expect([...codes].sort()).toEqual([
    'quarantine.household-unknown',
    'record.not-understood',
    'season.closed',
    'season.unknown',
    'visit.id-taken',
    'visit.incomplete',
  ]);
  for (const [, , problems] of languages)
    for (const code of codes) {
      const keys = Object.keys(problems).filter((key) => key === code || key.startsWith(`${code}_`));
      expect(keys, code).not.toEqual([]);
    }
  for (const outcome of ['done', 'nobody'])
    expect(putRightAt({ id: 'v1', household: 'h1', record: { visit: { outcome } } as never, problems: [] as AnswerProblem[] })).toBeNull();
});
