/**
 * Decimals of the subsidy ledger as whole numbers, so that no binary fraction enters an amount: money in 分 (1/100 元), rates
 * in 1/10,000 元 per unit (or 1/10,000 of the cost), quantities in 1/1,000 unit (kWh, m³, m², t, 户; 元 where a share of the
 * cost is paid), shares of the levels in 1/1,000,000.
 */
export type Fen = number;
export type UnitRate = number;
export type Quantity = number;

export const RATE_PLACES = 4;
export const QUANTITY_PLACES = 3;
export const SHARE_PLACES = 6;

/** '1.36' with four places → 13600, read digit by digit. Undefined for a text that is not a plain number or has more places. */
export function scaled(text: string, places: number): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d*))?$/.exec(text.trim());
  if (!match) return undefined;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > places) return undefined;
  const value = Number(match[1]! + fraction.padEnd(places, '0'));
  return Number.isSafeInteger(value) ? value : undefined;
}

/** 13600 with four places → '1.36'. At least `least` places are written: '1.10'. */
export function unscaled(value: number, places: number, least = 0): string {
  const digits = String(Math.abs(value)).padStart(places + 1, '0');
  const fraction = digits
    .slice(digits.length - places)
    .replace(/0+$/, '')
    .padEnd(least, '0');
  const size = digits.slice(0, digits.length - places) + (fraction === '' ? '' : `.${fraction}`);
  return value < 0 ? `-${size}` : size;
}

/** Half up to whole units of `by`, for amounts that are not negative. */
export function halfUp(value: number, by: number): number {
  const rest = value % by;
  return (value - rest) / by + (rest * 2 >= by ? 1 : 0);
}
