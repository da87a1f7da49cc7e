import { type Evidence, MOST_PHOTOS } from './evidence';
import { isTypedOn, roomField, roomRows, type Typed, withCard } from './typed';

/** What was given on a form so far: its fields; photos, place and signature. */
export type Given = { typed: Typed; evidence: Evidence };
/** One fill or deletion: what was given before it and after it. */
export type Step = { before: Given; after: Given };

/**
 * 撤销: reverts what the step changed and keeps what was given since. A field typed into since the step is left alone, and so are
 * rooms that were filled and then changed. Returns `now` itself when nothing is left to revert.
 */
export function undone(now: Given, { before, after }: Step): Given {
  const typed = undoneRooms(undoneFields(now.typed, before.typed, after.typed), before.typed, after.typed);
  const evidence = undoneEvidence(now.evidence, before.evidence, after.evidence);
  return typed === now.typed && evidence === now.evidence ? now : { typed, evidence };
}

const isRoomField = (name: string): boolean => name === 'rooms' || name.startsWith('rooms.');
const sameValues = (a: readonly string[] = [], b: readonly string[] = []): boolean => JSON.stringify(a) === JSON.stringify(b);
const roomsOf = (typed: Typed) =>
  Object.entries(typed)
    .filter(([name]) => isRoomField(name))
    .sort();
const sameRooms = (a: Typed, b: Typed): boolean => JSON.stringify(roomsOf(a)) === JSON.stringify(roomsOf(b));

function undoneFields(now: Typed, before: Typed, after: Typed): Typed {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isRoomField(name) && !sameValues(before[name], after[name]) && sameValues(now[name], after[name]),
  );
  if (names.length === 0) return now;
  return Object.fromEntries([
    ...Object.entries(now).filter(([name]) => !names.includes(name)),
    ...names.flatMap((name) => (before[name] === undefined ? [] : [[name, before[name]] as const])),
  ]);
}

function undoneRooms(now: Typed, before: Typed, after: Typed): Typed {
  if (sameRooms(before, after)) return now;
  if (sameRooms(now, after)) return withCard(now, 'rooms', before);
  const left = roomRows(after) ?? [];
  const gone = isTypedOn(before, 'rooms') ? (roomRows(before) ?? []).filter((row) => !left.includes(row)) : [];
  return gone.reduce((typed, row) => withRoomBack(typed, row, before), now);
}

/**
 * Puts the deleted room back in its place with its number, which connects it with last season. A room added since may have got
 * that number; it moves to a free one.
 */
function withRoomBack(now: Typed, row: string, before: Typed): Typed {
  const rows = roomRows(now) ?? [];
  if (rows.includes(row) && sameRow(now, before, row)) return now;
  const free = rows.includes(row) ? String(Math.max(0, ...[...rows, row].map(Number).filter(Number.isFinite)) + 1) : row;
  const others = Object.entries(now).map(([name, values]): [string, readonly string[]] => {
    if (free === row || !name.startsWith(`rooms.${row}.`)) return [name, values];
    return [name.replace(`rooms.${row}.`, `rooms.${free}.`), name === roomField(row, 'room') ? [free] : values];
  });
  const moved = rows.map((one) => (one === row ? free : one));
  return {
    ...Object.fromEntries(others),
    ...Object.fromEntries(Object.entries(before).filter(([name]) => name.startsWith(`rooms.${row}.`))),
    rooms: inPlace(moved, row, roomRows(before) ?? [], (one) => one),
  };
}

/** Inserts `one` into the list behind the element that preceded it in `before`. */
function inPlace<T>(list: readonly T[], one: T, before: readonly T[], key: (one: T) => string): T[] {
  const keys = before.map(key);
  const inFront = keys.slice(0, keys.indexOf(key(one)));
  const at = Math.max(-1, ...inFront.map((other) => list.map(key).indexOf(other))) + 1;
  return [...list.slice(0, at), one, ...list.slice(at)];
}

function sameRow(a: Typed, b: Typed, row: string): boolean {
  const of = (typed: Typed) => roomsOf(typed).filter(([name]) => name.startsWith(`rooms.${row}.`));
  return JSON.stringify(of(a)) === JSON.stringify(of(b));
}

function undoneEvidence(now: Evidence, before: Evidence, after: Evidence): Evidence {
  const has = (evidence: Evidence, sha256: string) => (evidence.photos ?? []).some((photo) => photo.sha256 === sha256);
  const gone = (before.photos ?? []).filter(({ sha256 }) => !has(after, sha256) && !has(now, sha256));
  const photos = gone.slice(0, Math.max(0, MOST_PHOTOS - (now.photos?.length ?? 0)));
  const signature = !after.signature && !now.signature && before.signature;
  if (photos.length === 0 && !signature) return now;
  const back = photos.reduce((kept, photo) => inPlace(kept, photo, before.photos ?? [], ({ sha256 }) => sha256), now.photos ?? []);
  return { ...now, ...(photos.length > 0 && { photos: back }), ...(signature && { signature }) };
}
