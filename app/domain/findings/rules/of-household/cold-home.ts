import { isColdHome } from '../../../heating/cold';
import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R25 受冻 (docs/definitions.md#rule-r25, docs/definitions.md#clause-c12): the visit used says that people are cold at home: a room below
 * the season's threshold, or the heating 不能运行 and the main heat 不取暖 (`isColdHome`). Urgent.
 *
 * The flag cold that is counted (docs/definitions.md#flag-cold) is the same with 16 ℃, which is fixed: a figure means the same in every
 * season. With the default threshold flag and finding are the same households. A city that sets another threshold looks after more or
 * fewer of them, and the count of cold homes does not move.
 */
export const coldHome: HouseholdRule = (home) => {
  const { visit } = home;
  const { coldBelow } = home.thresholds;
  if (home.sums.V === 0 || visit === null || !isColdHome(visit.answers, coldBelow)) return [];
  const cause = {
    celsius: visit.answers.roomTemperature ?? null,
    coldBelow,
    unable: visit.answers.stability === 'unable',
    visit: visit.id,
    visitedOn: visit.day,
  };
  return [opened('R25', home.household, home.thresholds, { cause })];
};
