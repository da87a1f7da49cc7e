import { canonicalJson } from '../sync/canonical-json';
import { PLAN_PARTS, type PlanPart } from './parts/parts';
import type { PlanContent } from './plan-content';
import type { PlanDuties } from './plan-figures';

type Head = keyof PlanDuties | 'name';
const HEAD = ['name', 'unit', 'person', 'dueOn', 'budget'] as const satisfies readonly Head[];

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/** What differs between two versions: fields of the head, and parts by text or figures. */
export function changedIn(before: PlanContent, after: PlanContent): { head: Head[]; parts: PlanPart[] } {
  return {
    head: HEAD.filter((key) => before[key] !== after[key]),
    parts: PLAN_PARTS.filter((part) => !same(before.parts[part], after.parts[part])),
  };
}

/**
 * 两人同时写: what becomes of a plan when a person saves `typed`, begun from `base`, while `now` is stored. Field by field and part by part:
 * what only one of them changed is taken from that one; what both changed differently is a conflict, and nothing is stored. Villages and
 * their day follow the first part.
 */
export function mergeContent(
  base: PlanContent,
  now: PlanContent,
  typed: PlanContent,
): { content: PlanContent; conflicts: (Head | PlanPart)[] } {
  const conflicts: (Head | PlanPart)[] = [];
  const pick = <T>(key: Head | PlanPart, from: T, stored: T, mine: T): T => {
    if (same(mine, from) || same(mine, stored)) return stored;
    if (!same(stored, from)) conflicts.push(key);
    return mine;
  };
  const head = Object.fromEntries(HEAD.map((key) => [key, pick(key, base[key], now[key], typed[key])])) as Pick<PlanContent, Head>;
  const parts = Object.fromEntries(
    PLAN_PARTS.map((part) => [part, pick(part, base.parts[part], now.parts[part], typed.parts[part])]),
  ) as PlanContent['parts'];
  const { villages, asOf } = same(parts.overview.figures, now.parts.overview.figures) ? now : typed;
  return { content: { ...head, villages, asOf, parts }, conflicts };
}
