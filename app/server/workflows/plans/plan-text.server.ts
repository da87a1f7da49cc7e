import { createHash } from 'node:crypto';
import type { Scope } from '~/database/scope.server';
import { PLAN_PARTS, type PlanPart, partFigures } from '~/domain/plans/parts/parts';
import type { PlanContent } from '~/domain/plans/plan-content';
import type { PartFigures, PlanDuties, PlanFigures } from '~/domain/plans/plan-figures';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { withoutGaps } from '~/domain/text/without-gaps';
import { partText } from '~/i18n/plan-words';
import { words } from '~/i18n/words.server';

/**
 * A plan is read as a whole by whoever sees one of its villages: its figures are sums of all of them, and hold nothing of a person.
 */
export const scopeOfPlan = (plan: { villages: readonly string[] }): Scope => ({ roots: plan.villages });

/** What a plan says on paper is Chinese, whatever language the person reads. */
export const paperText = (figures: PartFigures): string => withoutGaps(partText(words('zh-CN') as never, figures));

/** Equal for equal figures: a form names the ones it showed, and takes over nothing else. */
export function fingerprint(figures: PartFigures): string {
  return createHash('sha256').update(canonicalJson(figures)).digest('hex').slice(0, 16);
}

export function figuresOfParts(figures: PlanFigures): Record<PlanPart, PartFigures> {
  return Object.fromEntries(PLAN_PARTS.map((part) => [part, partFigures(part, figures)])) as Record<PlanPart, PartFigures>;
}

/** A new plan: every part filled in with what the records say of it. */
export function firstContent(head: PlanDuties & { name: string }, figures: PlanFigures): PlanContent {
  const parts = figuresOfParts(figures);
  return {
    name: head.name,
    unit: head.unit,
    person: head.person,
    dueOn: head.dueOn,
    budget: head.budget,
    villages: figures.villages,
    asOf: figures.asOf,
    parts: Object.fromEntries(
      PLAN_PARTS.map((part) => [part, { text: paperText(parts[part]), figures: parts[part] }]),
    ) as PlanContent['parts'],
  };
}
