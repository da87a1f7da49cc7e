import type { Change, DeviceStore, DeviceTables } from '~/offline/store/device-store';
import type { SealedRows } from '~/offline/store/sealed-rows';
import { Households } from './households';
import { seasonSeen, type Village } from './village';

/** The parts of a phone that reading its villages needs. */
type Held = { store: DeviceStore; account: string; rows: SealedRows; villages: Map<string, Village>; app: string };

/** Reads villages and households from the disk again. */
export async function readVillages({ store, account, rows, villages, app }: Held): Promise<void> {
  const [found, parts] = await Promise.all([store.of('villages', account), store.of('blocks', account)]);
  const opened = await Promise.all(
    found.map(async (row) => {
      const { season, cursor, takenAt, change = '' } = row;
      const village = await rows.openVillage(row);
      const seen = seasonSeen(village, takenAt);
      const own = await Promise.all(
        parts
          .filter((part) => part.village === row.village)
          .map(async (part) => ({ row: part, ...(await rows.openBlock(part, app, seen)) })),
      );
      const read: Village = { village, season, cursor, takenAt, change, households: Households.read(own, seen) };
      return { read, own };
    }),
  );
  villages.clear();
  for (const { read } of opened) villages.set(read.village.code, read);
  // Another version of the app computed the list. It is computed again and stored for the next start, unless somebody writes
  // the part meanwhile.
  const anew = await Promise.all(
    opened
      .flatMap(({ own }) => own)
      .filter((part) => part.anew)
      .map(async ({ row, listed }): Promise<Change> => {
        const mark = row.sealed.iv.join();
        return {
          table: 'blocks',
          put: { ...row, list: await rows.blockList(row.id, listed), listedBy: app },
          when: (now) => now.sealed.iv.join() === mark,
        };
      }),
  );
  await store.write(anew).catch(() => undefined);
}

/** Whether another tab has taken a newer package than this one shows, or a receipt that changed it. */
export function isOlder(villages: ReadonlyMap<string, Village>, found: readonly DeviceTables['villages'][]): boolean {
  return (
    villages.size !== found.length ||
    found.some(
      (row) =>
        villages.get(row.village)?.cursor !== row.cursor ||
        villages.get(row.village)?.takenAt !== row.takenAt ||
        villages.get(row.village)?.change !== (row.change ?? ''),
    )
  );
}
