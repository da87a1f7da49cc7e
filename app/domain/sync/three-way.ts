import { canonicalJson } from './canonical-json';
import type { Fields } from './visit-fields';

export type ThreeWay = {
  /** The merged fields. A competing field holds theirs until somebody decides. */
  merged: Fields;
  /** Fields that both sides changed to different values. */
  competing: string[];
  /** True when the result equals mine. */
  isMine: boolean;
  /** True when the result equals theirs. */
  isTheirs: boolean;
};

/**
 * 三方比较: `before` is what the sender saw, `mine` what they say, `theirs` what is stored now. Field by field: equal values stay;
 * where only one side changed a field, its value is taken; where both did, the field competes. Nothing of a locked (approved)
 * record changes without a decision. Photos of both sides are kept: no picture replaces another one.
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

/**
 * Fields in which the two differ and which the sender changed. All of them go to the desk when the merged visit contradicts
 * itself.
 */
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
