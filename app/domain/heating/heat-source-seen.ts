import { scaled, unscaled } from '../subsidy/exact-decimal';

type Values = {
  name: string;
  kind: string;
  division_code: string;
  tonnes_per_hour: string | number | null;
  rating: string | null;
  closing: boolean;
};

/** What a form hands back of the heat source it showed, so that a change in between is noticed. 35 and 35.00 are the same size. */
export function seenHeatSource({ name, kind, division_code, tonnes_per_hour, rating, closing }: Values): string {
  const tonnes = tonnes_per_hour === null ? null : unscaled(scaled(String(tonnes_per_hour), 2) ?? -1, 2);
  return JSON.stringify([name, kind, division_code, tonnes, rating, closing]);
}
