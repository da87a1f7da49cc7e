import { describe, expect, test } from 'vitest';
import { QUESTION_KEYS, QUESTIONS } from '~/domain/survey/questions/questions';
import { answerSentence } from '~/i18n/answer-sentence';
import { householdChanged } from '~/i18n/household-changed';
import { words } from '~/i18n/words.server';

const zh = words('zh-CN') as never;
const en = words('en') as never;

describe('an answer that is missing', () => {
  test.each([
    ['stability', '请选取暖设备运行得稳不稳'],
    ['mainHeat', '请选主要用什么取暖'],
    ['stove', '这户还没说煤炉还在不在'],
    ['coalStock', '这户还没说有没有存煤'],
    ['connected', '请选接通没接通'],
    ['outcome', '请选这次入户的结果'],
  ])('%s is asked for in words that fit its question', (question, sentence) => {
    expect(answerSentence(zh, { code: 'required', question })).toBe(sentence);
  });

  test('of a room is asked for in words of the room', () => {
    expect(answerSentence(zh, { code: 'required', question: 'letting', room: 0 })).toBe('第 1 处房屋：请选自住还是出租');
    expect(answerSentence(zh, { code: 'required', question: 'use', room: 1 })).toBe('第 2 处房屋：请选取暖设备用得怎么样');
  });

  test('no question that must be answered is asked for by a bare label, in either language', () => {
    const bare = QUESTION_KEYS.filter((question) => QUESTIONS[question].form !== 'number' && QUESTIONS[question].form !== 'money')
      .filter((question) => QUESTIONS[question].required !== undefined)
      .filter((question) => {
        const label = (words('zh-CN') as unknown as (key: string) => string)(`survey:question.${question}`);
        return answerSentence(zh, { code: 'required', question }) === `请选${label}`;
      });
    expect(bare).toEqual([]);
    for (const question of QUESTION_KEYS) expect(answerSentence(en, { code: 'required', question })).not.toMatch(/\p{Script=Han}|\{\{/u);
  });

  test('an option that is not there is said with the options of an outcome', () => {
    expect(answerSentence(zh, { code: 'not_a_choice', question: 'outcome' })).toBe('结果请写成：完成、无人、拒绝、空置、拆除中的一个');
    expect(answerSentence(zh, { code: 'not_a_choice', question: 'stove' })).toBe('“煤炉”没有这个选项，请从列出的里面选一个');
  });
});

describe('what changed in a household', () => {
  const recorded = { residence: 'year_round', houseUse: null, people: 3, elderly: 0, phoneMasked: '139****1001', address: '2排3号' };

  test('is said with what it was and what it is', () => {
    const typed = { 'household.people': ['4'], 'household.elderly': ['0'], 'household.address': ['2排3号 '], 'household.houseUse': [] };
    expect(householdChanged(zh, typed, recorded)).toEqual(['常住人口由“3”改为“4”']);
    expect(householdChanged(en, typed, recorded)).toEqual(['Residents from “3” to “4”']);
  });

  test('what was not recorded is said as filled in, and a number in full', () => {
    expect(householdChanged(zh, { 'household.phone': ['13800001111'] }, { ...recorded, phoneMasked: null })).toEqual([
      '联系电话填了“13800001111”',
    ]);
    expect(householdChanged(zh, { 'household.phone': ['13800001111'] }, recorded)).toEqual(['联系电话由“139****1001”改为“13800001111”']);
  });
});
