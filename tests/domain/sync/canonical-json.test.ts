import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, contentText } from '~/domain/sync/canonical-json';

/** The same content with its keys in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, turned(part)]),
  );
}

describe('canonicalJson', () => {
  test('orders keys by their code units, at every depth; lists keep their order', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }, 'x'], B: null, a: '村' })).toBe('{"B":null,"a":"村","b":[{"c":2,"d":1},"x"]}');
  });

  test('what is undefined is not there', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe(canonicalJson({ b: 1 }));
  });

  test('equal content gives equal text, whatever built it; other content another one', () => {
    const content = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    fc.assert(
      fc.property(content, content, (one, other) => {
        expect(canonicalJson(turned(one))).toBe(canonicalJson(one));
        expect(JSON.parse(canonicalJson(one))).toEqual(one);
        let equal = true;
        try {
          expect(one).toEqual(other);
        } catch {
          equal = false;
        }
        expect(canonicalJson(one) === canonicalJson(other)).toBe(equal);
      }),
    );
  });
});

test('contentText leaves out what its sender had seen, and nothing else', () => {
  expect(contentText({ visit: 'v', baseRevision: 3, answers: {} })).toBe('{"answers":{},"visit":"v"}');
});
