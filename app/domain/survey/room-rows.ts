import type { SurveyRoom } from './room';
import { NO_ROOMS, roomField, roomRows, type Typed, typedRooms } from './typed';

/**
 * One empty block more. When nothing was said of the rooms yet, those recorded come first: adding one must not drop the
 * others. Its number is above every number on the screen, so that a number never means another room.
 */
export function withRoomAdded(typed: Typed, recorded: readonly SurveyRoom[]): Typed {
  const base = roomRows(typed) === null && recorded.length > 0 ? { ...typed, ...typedRooms(recorded) } : typed;
  const rows = roomRows(base) ?? [];
  const taken = rows.map((row) => Number(base[roomField(row, 'room')]?.[0] ?? row)).filter(Number.isFinite);
  const row = String(Math.max(0, ...taken) + 1);
  return { ...base, rooms: [...rows, row], [roomField(row, 'room')]: [row] };
}

/** The block gone with all its fields. Without any left the statement is: there are none. */
export function withRoomRemoved(typed: Typed, row: string): Typed {
  const left = (roomRows(typed) ?? []).filter((one) => one !== row);
  const others = Object.fromEntries(Object.entries(typed).filter(([name]) => !name.startsWith(`rooms.${row}.`)));
  return { ...others, rooms: left.length > 0 ? left : [NO_ROOMS] };
}

/** The recorded blocks on the screen for editing. */
export function withRecordedRooms(typed: Typed, recorded: readonly SurveyRoom[]): Typed {
  return { ...typed, ...typedRooms(recorded) };
}
