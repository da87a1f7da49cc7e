/**
 * 接着走哪几户: the households still to be visited, nearest first. Numbers run along the lanes, so the nearest is the next number
 * after the last door. After the end of the village it starts again at the beginning, and the other villages follow. Without a
 * last door it starts at the first number.
 */
export function nextDoors<T extends { number: string; village: string }>(
  left: readonly T[],
  from: { number: string; village: string } | null,
  most: number,
): T[] {
  const distance = (door: T): number => (from === null ? 0 : door.village !== from.village ? 2 : door.number > from.number ? 0 : 1);
  return [...left].sort((a, b) => distance(a) - distance(b) || (a.number < b.number ? -1 : a.number > b.number ? 1 : 0)).slice(0, most);
}
