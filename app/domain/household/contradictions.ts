import { CLEAN_MODES, type Heat, type RoomUse } from '../contract/enumerations';
import type { CalendarDay } from '../time/calendar-day';

/**
 * 自相矛盾 (docs/definitions.md#contradictions): what is recorded of a household in a season and cannot all be right. The form, the import and
 * the review say it; a warning never keeps a record out, because the odd one is true and the cadre confirms it.
 *
 * - `rooms-connected`: 接通 否, but a room of this season is connected.
 * - `heats-clean`: 接通 否, but the main heat is a clean one.
 * - `connected-first`: the current conversion was connected before it was installed. Equal days are in order.
 * - `received-unpaid`: 已领补贴, but no payment of this season or the one before has arrived: a season's money comes after its winter.
 * - `used-unmetered`: metered this season with usage 0 (as in Q), but a room is 正常使用.
 *
 * Of a visit only a completed one is asked. What is not known contradicts nothing.
 */
export const CONTRADICTIONS = ['rooms-connected', 'heats-clean', 'connected-first', 'received-unpaid', 'used-unmetered'] as const;
export type Contradiction = (typeof CONTRADICTIONS)[number];

export type Contradictable = {
  answers: { connected?: boolean; mainHeat?: Heat | string; subsidyReceived?: boolean };
  rooms: readonly { connected: boolean; use: RoomUse }[];
  /** What arrived in this season and the one before, in 分; null: not known here. */
  paid: number | null;
  /** As `isMeteredZero` says; null: not known here. */
  meteredZero: boolean | null;
  installedOn: CalendarDay | null;
  connectedOn: CalendarDay | null;
};

export function contradictions({ answers, rooms, paid, meteredZero, installedOn, connectedOn }: Contradictable): Contradiction[] {
  const holds: Record<Contradiction, boolean> = {
    'rooms-connected': answers.connected === false && rooms.some(({ connected }) => connected),
    'heats-clean': answers.connected === false && answers.mainHeat !== undefined && CLEAN_MODES.has(answers.mainHeat),
    'connected-first': installedOn !== null && connectedOn !== null && connectedOn < installedOn,
    'received-unpaid': answers.subsidyReceived === true && paid === 0,
    'used-unmetered': meteredZero === true && rooms.some(({ use }) => use === 'normal'),
  };
  return CONTRADICTIONS.filter((one) => holds[one]);
}
