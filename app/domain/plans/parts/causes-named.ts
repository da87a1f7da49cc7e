import type { PlanFigures, Said } from '../plan-figures';

/**
 * How often visits named some of the causes (docs/definitions.md#operation-plan), each with its own number, because a household that named
 * two of them would count twice in a sum. Null when none was named: then the records say nothing.
 */
export function causesNamed({ causes }: Pick<PlanFigures, 'causes'>, wanted: readonly string[]): Said {
  const named = wanted.flatMap((label) => causes.filter((cause) => cause.label === label));
  return named.length === 0 ? null : { causes: named };
}
