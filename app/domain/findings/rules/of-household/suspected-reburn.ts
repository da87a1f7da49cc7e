import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R08 疑似复烧 (docs/definitions.md#rule-r08): Q, that is installed and resident, metered this season with usage 0, and not known to burn
 * coal (docs/definitions.md#flag-q). A visit that finds no coal leaves it open: the meter still says that nothing was used.
 */
export const suspectedReburn: HouseholdRule = (home) =>
  home.sums.Q === 0
    ? []
    : [
        opened('R08', home.household, home.thresholds, {
          cause: { mode: home.conversion?.mode ?? 'none', visitedOn: home.visit?.day ?? null },
        }),
      ];
