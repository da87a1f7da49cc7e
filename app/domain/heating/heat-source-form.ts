import { z } from 'zod';
import { type HeatSourceKind, keysOf } from '../contract/enumerations';
import { scaled, unscaled } from '../subsidy/exact-decimal';

/** 环保绩效评级 of the contract. */
export const RATINGS = ['A', 'B', 'C', 'D'] as const;

const PLACES = 2;

/** 蒸吨 as typed, as plain decimal text; null for none. */
const tonnes = z
  .string()
  .default('')
  .transform((text, context): string | null => {
    const typed = text.normalize('NFKC').trim();
    if (typed === '') return null;
    const value = scaled(typed, PLACES);
    if (value !== undefined && value <= 999_999_999) return unscaled(value, PLACES);
    context.addIssue({ code: 'custom', message: 'heat-source.tonnes-malformed' });
    return z.NEVER;
  });

const values = {
  name: z.string({ error: 'heat-source.name-missing' }).trim().min(1, 'heat-source.name-missing').max(100, 'heat-source.name-too-long'),
  kind: z.enum(keysOf('heatSourceKind') as [HeatSourceKind, ...HeatSourceKind[]], { error: 'heat-source.kind-missing' }),
  division: z.string({ error: 'division.unknown' }).trim(),
  tonnes,
  rating: z
    .enum(['', ...RATINGS])
    .default('')
    .transform((text) => text || null),
  closing: z
    .enum(['yes', 'no'])
    .default('no')
    .transform((text) => text === 'yes'),
  reason: z.string({ error: 'reason.missing' }).trim().min(1, 'reason.missing').max(200, 'reason.too-long'),
};

/** 改热源: `seen` is what the form showed, so that a change in between is noticed. Messages are problem codes. */
export const heatSourceForm = z.object({ ...values, seen: z.string().default('') });
export type HeatSourceInput = z.output<typeof heatSourceForm>;

export const newHeatSourceForm = z.object({
  ...values,
  number: z
    .string({ error: 'heat-source.number-missing' })
    .transform((text) => text.normalize('NFKC').replace(/\s/g, ''))
    .pipe(z.string().min(1, 'heat-source.number-missing').max(64, 'heat-source.number-too-long')),
});
export type NewHeatSource = z.output<typeof newHeatSourceForm>;
