import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedByBoth, threeWay } from '~/domain/sync/three-way';

const value = fc.oneof(
  fc.constantFrom('a', 'b', 'c'),
  fc.boolean(),
  fc.integer({ min: 0, max: 2 }),
  fc.record({ room: fc.constant(1), use: fc.constantFrom('normal', 'coal') }),
  fc.array(fc.constantFrom('wood', 'coal'), { maxLength: 2 }),
);
const FIELDS = ['note', 'stove', 'room.1', 'people', 'fuels'] as const;
const said = fc.record(Object.fromEntries(FIELDS.map((field) => [field, value])), { requiredKeys: [] }) as fc.Arbitrary<
  Record<string, unknown>
>;
/** A change that starts from the current state and leaves most of it. */
const after = (before: Record<string, unknown>) =>
  fc
    .record(
      Object.fromEntries(
        FIELDS.map((field) => [field, fc.oneof({ weight: 3, arbitrary: fc.constant(before[field]) }, value, fc.constant(undefined))]),
      ),
    )
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, one]) => one !== undefined)));
const sides = said.chain((before) => fc.tuple(fc.constant(before), after(before), after(before)));
const photos = fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's'), { maxLength: 3 }).map((names) => names.map((sha256) => ({ sha256 })));
const text = (one: unknown) => JSON.stringify(one) ?? 'nothing';

describe('threeWay', () => {
  test('who did not change a field gives way to who did; equal is equal; a field both changed competes and stays theirs', () => {
    const before = { both: 1, mine: 1, theirs: 1, same: 1, untouched: 1 };
    expect(threeWay(before, { ...before, both: 2, mine: 2, same: 2 }, { ...before, both: 3, theirs: 3, same: 2 })).toEqual({
      merged: { both: 3, mine: 2, theirs: 3, same: 2, untouched: 1 },
      competing: ['both'],
      isMine: false,
      isTheirs: false,
    });
  });

  test('taking an answer away is a change like any other', () => {
    expect(threeWay({ note: 'a' }, {}, { note: 'a' })).toEqual({ merged: {}, competing: [], isMine: true, isTheirs: false });
    expect(threeWay({ note: 'a' }, {}, { note: 'b' }).competing).toEqual(['note']);
  });

  test('of a locked record nothing changes without a decision', () => {
    expect(threeWay({ note: 'a', stove: 'x' }, { note: 'b', stove: 'x' }, { note: 'a', stove: 'x' }, true)).toEqual({
      merged: { note: 'a', stove: 'x' },
      competing: ['note'],
      isMine: false,
      isTheirs: true,
    });
  });

  test('photos are put together: no picture replaces another one, and none is there twice', () => {
    fc.assert(
      fc.property(photos, photos, photos, (before, mine, theirs) => {
        const { merged, competing } = threeWay({ 'evidence.photos': before }, { 'evidence.photos': mine }, { 'evidence.photos': theirs });
        const names = (merged['evidence.photos'] as { sha256: string }[]).map(({ sha256 }) => sha256);
        expect(competing).toEqual([]);
        expect(new Set(names).size).toBe(names.length);
        for (const { sha256 } of theirs) expect(names).toContain(sha256);
        // A photo I took meanwhile is kept, whatever they did.
        for (const { sha256 } of mine) if (!before.some((one) => one.sha256 === sha256)) expect(names).toContain(sha256);
      }),
    );
  });

  test('never invents a value: each is one of the sides’', () => {
    fc.assert(
      fc.property(sides, fc.boolean(), ([before, mine, theirs], locked) => {
        const { merged } = threeWay(before, mine, theirs, locked);
        for (const field of FIELDS) expect([text(mine[field]), text(theirs[field])]).toContain(text(merged[field]));
      }),
    );
  });

  test('is the same whoever sends first, but for what competes', () => {
    fc.assert(
      fc.property(sides, ([before, mine, theirs]) => {
        const one = threeWay(before, mine, theirs);
        const other = threeWay(before, theirs, mine);
        expect([...one.competing].sort()).toEqual([...other.competing].sort());
        for (const field of FIELDS) if (!one.competing.includes(field)) expect(text(one.merged[field])).toBe(text(other.merged[field]));
      }),
    );
  });

  test('sent once more it brings nothing new, and loses nothing', () => {
    fc.assert(
      fc.property(sides, ([before, mine, theirs]) => {
        const { merged, competing } = threeWay(before, mine, theirs);
        const again = threeWay(before, mine, merged);
        for (const field of FIELDS) expect(text(again.merged[field])).toBe(text(merged[field]));
        expect(again.competing.every((field) => competing.includes(field))).toBe(true);
        expect(again.isTheirs).toBe(true);
      }),
    );
  });

  test('no change of mine is dropped: it is in what is agreed, or it competes', () => {
    fc.assert(
      fc.property(sides, fc.boolean(), ([before, mine, theirs], locked) => {
        const { merged, competing } = threeWay(before, mine, theirs, locked);
        for (const field of FIELDS)
          if (text(mine[field]) !== text(before[field]) && !competing.includes(field)) expect(text(merged[field])).toBe(text(mine[field]));
      }),
    );
  });

  test('says whose the outcome is', () => {
    fc.assert(
      fc.property(sides, ([before, mine, theirs]) => {
        const { merged, isMine, isTheirs } = threeWay(before, mine, theirs);
        expect(isMine).toBe(FIELDS.every((field) => text(merged[field]) === text(mine[field])));
        expect(isTheirs).toBe(FIELDS.every((field) => text(merged[field]) === text(theirs[field])));
      }),
    );
  });
});

test('changedByBoth names what the two say otherwise and the sender changed', () => {
  expect(changedByBoth({ a: 1, b: 1, c: 1 }, { a: 2, b: 2, c: 1 }, { a: 3, b: 2, c: 3 })).toEqual(['a']);
});
