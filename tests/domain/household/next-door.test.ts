import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ListChip, ListWord } from '~/domain/household/list-words';
import { nextDoor, nextDoors } from '~/domain/household/next-doors';
import { type Door, inWalkingOrder, placeOfDoor } from '~/domain/household/walking-order';

const walked = (doors: readonly Door[]): Door[] => [...doors].sort((a, b) => inWalkingOrder(placeOfDoor(a), placeOfDoor(b)));
const doors = (...addresses: (string | null)[]): Door[] => addresses.map((address, at) => ({ number: `n${at}`, address }));

describe('走访顺序', () => {
  test('numbers in a door count as numbers; full-width digits and blanks make no difference', () => {
    const inOrder = ['2排1号', '14排2号', '14排１０号', '14 排 11 号', '东街3号', '东街3号院2户', '东街21号'];
    expect(walked(doors(...[...inOrder].reverse())).map(({ address }) => address)).toEqual(inOrder);
  });

  test('without a door last, by their numbers; the same door by its households’ numbers', () => {
    expect(
      walked([{ number: '3' }, { number: '2', address: null }, { number: '9', address: '1号' }, { number: '4', address: '1号' }]),
    ).toEqual([{ number: '4', address: '1号' }, { number: '9', address: '1号' }, { number: '2', address: null }, { number: '3' }]);
  });

  test('is one order, whatever the doors are called', () => {
    const door = fc.record({
      number: fc.stringMatching(/^[0-9]{1,4}$/),
      address: fc.option(fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[0-9]{1,2}排[0-9]{1,2}号$/))),
    });
    fc.assert(
      fc.property(door, door, door, (a, b, c) => {
        const [x, y, z] = [placeOfDoor(a), placeOfDoor(b), placeOfDoor(c)];
        expect(Math.sign(inWalkingOrder(x, y))).toBe(-Math.sign(inWalkingOrder(y, x)) + 0);
        if (inWalkingOrder(x, y) <= 0 && inWalkingOrder(y, z) <= 0) expect(inWalkingOrder(x, z)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

test('the next doors follow the doors, not the numbers of the register', () => {
  const left = [
    { number: '1', address: '14排10号', village: 'a' },
    { number: '2', address: '14排2号', village: 'a' },
    { number: '3', address: '13排9号', village: 'a' },
  ];
  expect(nextDoors(left, { number: '9', address: '14排1号', village: 'a' }, 3).map(({ number }) => number)).toEqual(['2', '1', '3']);
});

describe('下一户', () => {
  type Listed = Door & { words: readonly ListWord[]; state: { nobodyDays: number } };
  const listed = (address: string, words: readonly ListWord[], nobodyDays = 0): Listed => ({
    number: `n${address}`,
    address,
    words: ['in_scope', ...words],
    state: { nobodyDays },
  });
  const all = [
    listed('14排1号', ['visited', 'waiting']),
    listed('14排2号', ['not_visited']),
    listed('14排10号', ['not_visited', 'letting']),
    listed('14排3号', ['visited', 'returned']),
    listed('14排4号', ['visited', 'letting']),
    listed('14排5号', ['visited', 'draft']),
    listed('14排6号', ['visited', 'returned', 'reburning']),
  ];
  const next = (from: string, chips: ListChip[] = [], list = all, calledToday: (one: Listed) => boolean = () => false) =>
    nextDoor(list, listed(from, ['visited']), chips, calledToday)?.address ?? null;

  test('is the next one not visited, round again from the beginning', () => {
    expect(next('14排1号')).toBe('14排2号');
    expect(next('14排2号')).toBe('14排10号');
    expect(next('14排10号')).toBe('14排2号');
  });

  test('stays within the filter', () => {
    expect(next('14排1号', ['letting'])).toBe('14排10号');
    expect(next('14排1号', ['not_visited', 'letting'])).toBe('14排10号');
    expect(next('14排1号', ['returned'])).toBe('14排3号');
    expect(next('14排3号', ['returned'])).toBe('14排6号');
    expect(next('14排1号', ['returned', 'reburning'])).toBe('14排6号');
    expect(next('14排1号', ['draft'])).toBe('14排5号');
    expect(next('14排1号', ['reburning'])).toBeNull();
  });

  test('is none where somebody called today, but one where somebody called on another day', () => {
    const list = [listed('14排2号', ['not_visited'], 1), listed('14排3号', ['not_visited'])];
    expect(next('14排1号', [], list, ({ address }) => address === '14排2号')).toBe('14排3号');
    expect(next('14排1号', [], list)).toBe('14排2号');
  });

  test('is never the door itself, and null when nothing is left', () => {
    expect(nextDoor([listed('14排2号', ['not_visited'])], listed('14排2号', []), [], () => false)).toBeNull();
    expect(next('14排1号', [], [])).toBeNull();
  });
});
