import type { SurveyRoom } from './room';
import { NO_ROOMS, roomField, roomRows, type Typed, typedRooms } from './typed';

/**
 * Adds one empty block. When no rooms were typed yet, the recorded ones are put first, so that adding one does not drop the
 * others. Its number is above every number on the screen, so that a number never means another room.
 */
export function withRoomAdded(typed: Typed, recorded: readonly SurveyRoom[]): Typed {
  const base = roomRows(typed) === null && recorded.length > 0 ? { ...typed, ...typedRooms(recorded) } : typed;
  const rows = roomRows(base) ?? [];
  const taken = rows.map((row) => Number(base[roomField(row, 'room')]?.[0] ?? row)).filter(Number.isFinite);
  const row = String(Math.max(0, ...taken) + 1);
  return { ...base, rooms: [...rows, row], [roomField(row, 'room')]: [row] };
}

/** Removes the block with all its fields. When none is left, the form states that there are no rooms. */
export function withRoomRemoved(typed: Typed, row: string): Typed {
  const left = (roomRows(typed) ?? []).filter((one) => one !== row);
  const others = Object.fromEntries(Object.entries(typed).filter(([name]) => !name.startsWith(`rooms.${row}.`)));
  return { ...others, rooms: left.length > 0 ? left : [NO_ROOMS] };
}

/** Puts the recorded blocks on the screen for editing. */
export function withRecordedRooms(typed: Typed, recorded: readonly SurveyRoom[]): Typed {
  return { ...typed, ...typedRooms(recorded) };
}
