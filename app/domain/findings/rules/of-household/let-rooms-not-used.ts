import { isLetRoom } from '../../../indicators/flags-of';
import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R19 出租房未用好 (docs/definitions.md#rule-r19, docs/definitions.md#clause-c5): a let 南房 or 厢房 block (`isLetRoom`) of a household in H
 * that is not connected, or that is 出租有人 and not 正常使用. 出租空置 need not be used. One finding a household; a block that is neither
 * connected nor used counts under both.
 */
export const letRoomsNotUsed: HouseholdRule = (home) => {
  if (home.sums.H === 0) return [];
  const letRooms = home.rooms.filter(isLetRoom);
  const notConnected = letRooms.filter((room) => !room.connected).length;
  const notUsed = letRooms.filter((room) => room.letting === 'let' && room.use !== 'normal').length;
  if (notConnected === 0 && notUsed === 0) return [];
  return [opened('R19', home.household, home.thresholds, { cause: { let: letRooms.length, notConnected, notUsed } })];
};
