import { canonicalJson } from './canonical-json';
import type { Fields } from './visit-fields';

export type ThreeWay = {
  /** What is agreed; of a competing field it holds theirs, which stays until somebody decides. */
  merged: Fields;
  /** Fields that both changed, each otherwise. */
  competing: string[];
  /** Nothing of theirs came in beside mine. */
  isMine: boolean;
  /** Nothing of mine came in beside theirs. */
  isTheirs: boolean;
};

/**
 * 三方比较: before is what the sender saw, mine what they say, theirs what is stored now. Field by field: equal is equal; who
 * did not change a field gives way to who did; a field that both changed competes. Of a locked record (approved) nothing
 * changes without a decision. Photos are put together: no picture replaces another one.
 */
export function threeWay(before: Fields, mine: Fields, theirs: Fields, locked = false): ThreeWay {
  const merged: Record<string, unknown> = {};
  const competing: string[] = [];
  let isMine = true;
  let isTheirs = true;
  for (const key of [...new Set([...Object.keys(before), ...Object.keys(mine), ...Object.keys(theirs)])]) {
    const [b, m, t] = [before[key], mine[key], theirs[key]];
    let value: unknown;
    if (same(m, t) || same(m, b)) value = t;
    else if (key === 'evidence.photos') value = together(t, m);
    else if (same(t, b) && !locked) value = m;
    else {
      competing.push(key);
      value = t;
    }
    if (!same(value, m)) isMine = false;
    if (!same(value, t)) isTheirs = false;
    if (value !== undefined) merged[key] = value;
  }
  return { merged, competing, isMine, isTheirs };
}

/** Fields in which the two differ and which the sender changed: all of them go to the desk when what was merged contradicts itself. */
export function changedByBoth(before: Fields, mine: Fields, theirs: Fields): string[] {
  return Object.keys({ ...mine, ...theirs }).filter((key) => !same(mine[key], theirs[key]) && !same(mine[key], before[key]));
}

function same(a: unknown, b: unknown): boolean {
  return a === b || canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

function together(theirs: unknown, mine: unknown): unknown[] {
  const all = [...list(theirs), ...list(mine)];
  return [...new Map(all.map((photo) => [canonicalJson(photo), photo])).values()];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
