/** Policies for tests, in the words of the contract. */
import { type Policy, policySchema, type TypedPolicy } from '~/domain/subsidy/policy';

export const TYPED: TypedPolicy = {
  policy: '示例-01',
  document: '示例〔2020〕1号',
  division: '140602',
  season: '2020-2021',
  kind: '运行',
  unit: '元/kWh',
  rate: '0.20',
  dueOn: '2021-06-30',
};

export function policy(change: TypedPolicy = {}): Policy {
  return policySchema.parse({ ...TYPED, ...change });
}

/** The problem codes by field. */
export function faults(change: TypedPolicy): Record<string, string> {
  const parsed = policySchema.safeParse({ ...TYPED, ...change });
  return Object.fromEntries(parsed.error?.issues.map((issue) => [issue.path.join('.'), issue.message]) ?? []);
}

/** 元 as whole 分. */
export const yuan = (amount: number): number => Math.round(amount * 100);
/** Units as 1/1,000. */
export const units = (quantity: number): number => Math.round(quantity * 1_000);

export const TAIYUAN_GAS = { unit: '元/m³', rate: '', tiers: '0-1500:1.36;1500-2250:1.10', cap: '2865' } as const;
