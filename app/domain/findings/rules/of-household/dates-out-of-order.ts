import type { CalendarDay } from '../../../time/calendar-day';
import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

type Dates = {
  installedOn: CalendarDay | null;
  connectedOn: CalendarDay | null;
  townAcceptedOn: CalendarDay | null;
  countyAcceptedOn: CalendarDay | null;
};

/** What must not come before what. 安装 and 县级验收 are compared themselves, for where the 乡镇验收 between them has no date. */
const ORDERS: readonly { order: string; first: keyof Dates; second: keyof Dates }[] = [
  { order: 'installed-town', first: 'installedOn', second: 'townAcceptedOn' },
  { order: 'town-county', first: 'townAcceptedOn', second: 'countyAcceptedOn' },
  { order: 'installed-county', first: 'installedOn', second: 'countyAcceptedOn' },
  { order: 'installed-connected', first: 'installedOn', second: 'connectedOn' },
];

/**
 * R20 日期倒挂 (docs/definitions.md#rule-r20): of a household in H, 安装 ≤ 乡镇验收 ≤ 县级验收 or 安装 ≤ 接通 is out of order, or a payment of
 * the season is dated before the public notice of its batch ended. Equal dates are in order, the last day of the notice too. A missing
 * date breaks no order: the dates that are known are compared. The amount is that of the payments dated too early, null without one.
 */
export const datesOutOfOrder: HouseholdRule = (home) => {
  if (home.sums.H === 0) return [];
  const { installedOn = null, connectedOn = null, townAcceptedOn = null, countyAcceptedOn = null } = home.conversion ?? {};
  const dates: Dates = { installedOn, connectedOn, townAcceptedOn, countyAcceptedOn };
  const orders = ORDERS.filter(({ first, second }) => isBefore(dates[second], dates[first])).map(({ order }) => order);
  const early = home.payments.filter(({ paidOn, noticeTo }) => isBefore(paidOn, noticeTo));
  if (orders.length === 0 && early.length === 0) return [];
  const amount = early.length === 0 ? null : early.reduce((sum, payment) => sum + payment.amount, 0);
  const cause = { orders, ...(orders.length > 0 ? dates : {}), paidEarly: early.length, amount };
  return [opened('R20', home.household, home.thresholds, { cause, amount })];
};

function isBefore(day: CalendarDay | null, other: CalendarDay | null): boolean {
  return day !== null && other !== null && day < other;
}
