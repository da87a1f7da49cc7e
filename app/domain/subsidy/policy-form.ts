import { type FundingLevel, keysOf, labelOf } from '../contract/enumerations';
import { QUANTITY_PLACES, RATE_PLACES, SHARE_PLACES, unscaled } from './exact-decimal';
import type { Policy, TypedPolicy } from './policy';

/** Rows a form has for tiers; a document with more is entered by sheet. */
export const TIER_ROWS = [1, 2, 3, 4, 5] as const;

type Typed = Record<string, string | string[] | undefined>;

const one = (typed: Typed, name: string): string => {
  const value = typed[name];
  return (Array.isArray(value) ? (value[0] ?? '') : (value ?? '')).normalize('NFKC').trim();
};

/**
 * 政策表单: the fields of the form in the terms of the sheet 补贴政策, where tiers and shares are one text each. A tier begins where
 * the one before ends, so only its end and its rate are asked; shares are asked as percent. What cannot be read is left in
 * the text, so that the schema's own sentence says what is wrong with it.
 */
export function policyOfForm(typed: Typed): TypedPolicy {
  const plain = Object.fromEntries(
    [
      'policy',
      'document',
      'issuer',
      'division',
      'season',
      'kind',
      'unit',
      'cap',
      'exclusiveGroup',
      'basis',
      'validFrom',
      'validTo',
      'dueOn',
      'supersedes',
    ].map((name) => [name, one(typed, name)]),
  );
  const tiered = one(typed, 'pricing') === 'tiers';
  return {
    ...plain,
    modes: many(typed, 'modes'),
    target: many(typed, 'target'),
    rate: tiered ? '' : one(typed, 'rate'),
    tiers: tiered ? tiersText(typed) : '',
    shares: sharesText(typed),
  } as TypedPolicy;
}

function many(typed: Typed, name: string): string[] {
  const value = typed[name];
  return value === undefined ? [] : [value].flat();
}

function tiersText(typed: Typed): string {
  let from = '0';
  const parts: string[] = [];
  for (const row of TIER_ROWS) {
    const [to, rate] = [one(typed, `tierTo${row}`), one(typed, `tierRate${row}`)];
    if (to === '' && rate === '') continue;
    parts.push(`${from}-${to}:${rate}`);
    from = to;
  }
  return parts.join(';');
}

function sharesText(typed: Typed): string {
  return keysOf('level')
    .flatMap((level) => {
      const [share, cap] = [one(typed, `share_${level}`), one(typed, `shareCap_${level}`)];
      return share === '' && cap === '' ? [] : [`${labelOf('level', level)}:${share}%${cap === '' ? '' : `<=${cap}`}`];
    })
    .join(';');
}

/** The form fields of an existing policy; policyOfForm turns them back into the policy. */
export function formOfPolicy(policy: Policy): Record<string, string | string[]> {
  const money = (fen: number | null) => (fen === null ? '' : unscaled(fen, 2));
  const form: Record<string, string | string[]> = {
    policy: policy.policy,
    document: policy.document,
    issuer: policy.issuer ?? '',
    kind: policy.kind,
    unit: policy.unit,
    modes: [...policy.modes],
    target: [...policy.target],
    pricing: policy.tiers ? 'tiers' : 'rate',
    rate: policy.rate === null ? '' : unscaled(policy.rate, RATE_PLACES),
    cap: money(policy.cap),
    exclusiveGroup: policy.exclusiveGroup ?? '',
    basis: policy.basis,
    validFrom: policy.validFrom ?? '',
    validTo: policy.validTo ?? '',
    dueOn: policy.dueOn,
    supersedes: policy.supersedes ?? '',
  };
  for (const [index, tier] of (policy.tiers ?? []).entries()) {
    form[`tierTo${index + 1}`] = tier.to === null ? '' : unscaled(tier.to, QUANTITY_PLACES);
    form[`tierRate${index + 1}`] = unscaled(tier.rate, RATE_PLACES);
  }
  for (const share of policy.shares) {
    form[shareField(share.level)] = unscaled(share.share, SHARE_PLACES - 2);
    form[shareCapField(share.level)] = money(share.cap);
  }
  return form;
}

export const shareField = (level: FundingLevel): string => `share_${level}`;
export const shareCapField = (level: FundingLevel): string => `shareCap_${level}`;

/** True when the form has a row for every tier. A policy with more tiers is shown, not edited, because saving would lose some. */
export function fitsForm(policy: Policy): boolean {
  return (policy.tiers?.length ?? 0) <= TIER_ROWS.length;
}
