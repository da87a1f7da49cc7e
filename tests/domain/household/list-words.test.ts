import { describe, expect, test } from 'vitest';
import { chipsIn, countWords, hasWords, type ListWord, listWords } from '~/domain/household/list-words';
import { type FlagRecords, flagsOf } from '~/domain/indicators/flags-of';
import type { VisitOfSeason } from '~/domain/survey/household-state';

const END = '2021-03-31';
const TODAY = '2021-01-20';
const visit = (change: Partial<FlagRecords['visits'][number]> = {}): FlagRecords['visits'][number] => ({
  id: 'v1',
  visitedAt: '2021-01-10T02:00:00Z',
  day: '2021-01-10',
  kind: 'survey',
  outcome: 'done',
  status: 'submitted',
  answers: { mainHeat: 'gas', stove: 'removed', boughtCoal: false },
  ...change,
});
const records = (change: Partial<FlagRecords> = {}): FlagRecords => ({
  status: 'normal',
  conversion: { mode: 'gas', year: 2019, installedOn: null },
  visits: [],
  rooms: [],
  ...change,
});
const words = (one: FlagRecords, draft = false): ListWord[] =>
  listWords(flagsOf(one, END, TODAY), one.visits as readonly VisitOfSeason[], draft);
const COAL = { answers: { mainHeat: 'loose_coal' as const } };

describe('what a list says of a household', () => {
  test.each<[string, FlagRecords, boolean, ListWord[]]>([
    ['nobody was there', records(), false, ['in_scope', 'not_visited']],
    ['begun', records(), true, ['in_scope', 'not_visited', 'draft']],
    ['submitted', records({ visits: [visit()] }), false, ['in_scope', 'visited', 'waiting']],
    ['submitted, and begun again', records({ visits: [visit()] }), true, ['in_scope', 'visited', 'waiting', 'draft']],
    ['locked, with a draft left over', records({ visits: [visit({ status: 'approved' })] }), true, ['in_scope', 'visited']],
    ['returned: still to be visited', records({ visits: [visit({ status: 'returned' })] }), false, ['in_scope', 'not_visited', 'returned']],
    ['burns coal', records({ visits: [visit(COAL)] }), false, ['in_scope', 'visited', 'waiting', 'reburning']],
    ['burns coal, never converted', records({ conversion: null, visits: [visit(COAL)] }), false, ['in_scope', 'visited', 'waiting']],
    [
      'burnt coal in a visit that was returned',
      records({ visits: [visit({ ...COAL, status: 'returned' })] }),
      false,
      ['in_scope', 'not_visited', 'returned'],
    ],
    ['refused', records({ visits: [visit({ outcome: 'refused' })] }), false, ['in_scope', 'closed', 'waiting']],
    ['a spot check', records({ visits: [visit({ kind: 'spot_check', status: 'returned' })] }), false, ['in_scope', 'not_visited']],
    ['lets a south room', records({ rooms: [{ kind: 'south', letting: 'let_vacant' }] }), false, ['in_scope', 'not_visited', 'letting']],
    ['lets its main room', records({ rooms: [{ kind: 'main', letting: 'let' }] }), false, ['in_scope', 'not_visited']],
    ['cancelled', records({ status: 'cancelled', visits: [visit(COAL)] }), true, []],
  ])('%s', (_, one, draft, expected) => expect(words(one, draft)).toEqual(expected));

  test('of a conversion that is dated ahead: nothing until its day, and never after the season’s end', () => {
    const at = (installedOn: string, asOf: string) =>
      flagsOf(records({ conversion: { mode: 'gas', year: null, installedOn }, visits: [visit(COAL)] }), END, asOf);
    expect(at('2021-01-21', '2021-01-20')).toMatchObject({ I: false, B: false, changesOn: '2021-01-21' });
    expect(at('2021-01-21', '2021-01-21')).toMatchObject({ I: true, B: true, changesOn: null });
    expect(at('2021-03-31', '2021-06-01')).toMatchObject({ I: true, B: true });
    expect(at('2021-04-01', '2021-06-01')).toMatchObject({ I: false, B: false, changesOn: null });
    expect(flagsOf(records({ visits: [visit({ day: '2021-01-21' })] }), END, '2021-01-20')).toMatchObject({
      V: false,
      changesOn: '2021-01-21',
    });
  });
});

test('chips that are pressed together ask for households that are on all of them', () => {
  const both = { words: ['in_scope', 'not_visited', 'letting'] as const };
  const one = { words: ['in_scope', 'not_visited'] as const };
  expect([both, one].map((household) => hasWords(household, ['not_visited', 'letting']))).toEqual([true, false]);
  expect([both, one].map((household) => hasWords(household, []))).toEqual([true, true]);
  expect(countWords([both, one])).toMatchObject({ in_scope: 2, not_visited: 2, letting: 1, returned: 0 });
  expect(chipsIn(new URLSearchParams('show=letting&show=nonsense&show=not_visited&show=letting'))).toEqual(['not_visited', 'letting']);
});
