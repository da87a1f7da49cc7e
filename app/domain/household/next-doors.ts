import { hasWords, type ListChip, type ListWord } from './list-words';
import { type Door, inWalkingOrder, placeOfDoor } from './walking-order';

type DoorOfVillage = Door & { village: string };

/**
 * 接着走哪几户: the households still to be visited, nearest first. The nearest is the next door after the last one in walking order.
 * After the end of the village it starts again at the beginning, and the other villages follow. Without a last door it starts at the
 * first one.
 */
export function nextDoors<T extends DoorOfVillage>(left: readonly T[], from: DoorOfVillage | null, most: number): T[] {
  const start = from && placeOfDoor(from);
  return left
    .map((door) => {
      const place = placeOfDoor(door);
      const distance = start === null ? 0 : door.village !== from!.village ? 2 : inWalkingOrder(place, start) > 0 ? 0 : 1;
      return { door, place, distance };
    })
    .sort((a, b) => a.distance - b.distance || inWalkingOrder(a.place, b.place))
    .slice(0, most)
    .map(({ door }) => door);
}

/**
 * 下一户: the next door after `from` on the same list. On the lists of returned visits and of drafts it is the next of them, on every
 * other list the next household not visited yet. A household where nobody was at home today is passed over. Null: none is left.
 */
export function nextDoor<T extends Door & { words: readonly ListWord[]; state: { nobodyDays: number } }>(
  listed: readonly T[],
  from: Door,
  chips: readonly ListChip[],
  calledToday: (household: T) => boolean,
): T | null {
  const asked: readonly ListWord[] = chips.includes('returned') || chips.includes('draft') ? chips : ['not_visited', ...chips];
  const left = listed.filter(
    (one) => one.number !== from.number && hasWords(one, asked) && !(one.state.nobodyDays > 0 && calledToday(one)),
  );
  const [next] = nextDoors(
    left.map((one) => ({ ...one, village: '' })),
    { ...from, village: '' },
    1,
  );
  return left.find(({ number }) => number === next?.number) ?? null;
}
