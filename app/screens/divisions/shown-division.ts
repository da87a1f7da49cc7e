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
  /** The top of one's own tree: it is neither closed nor merged by oneself. */
  top: boolean;
};
