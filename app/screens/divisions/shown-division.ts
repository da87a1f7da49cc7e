import type { DivisionLevel } from '~/domain/divisions/division-code';

/** A division as its page shows it. */
export type ShownDivision = {
  code: string;
  name: string;
  level: DivisionLevel;
  zoneType: string | null;
  within5km: boolean;
  relocating: boolean;
  completedOn: string | null;
  validFrom: string | null;
  validTo: string | null;
  source: string;
  mergedInto: { code: string; name: string } | null;
  households: number;
  /** True for the top of the person's own tree, which they can neither close nor merge. */
  top: boolean;
};
