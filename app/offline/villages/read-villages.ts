import type { Change, DeviceStore, DeviceTables } from '~/offline/store/device-store';
import type { SealedRows } from '~/offline/store/sealed-rows';
import { Households } from './households';
import type { Village } from './village';

/** The parts of a phone that reading its villages needs. */
type Held = { store: DeviceStore; account: string; rows: SealedRows; villages: Map<string, Village>; app: string };

/** Reads villages and households from the disk again. */
export async function readVillages({ store, account, rows, villages, app }: Held): Promise<void> {
  const [found, parts] = await Promise.all([store.of('villages', account), store.of('blocks', account)]);
  const opened = await Promise.all(parts.map(async (row) => ({ row, ...(await rows.openBlock(row, app)) })));
  const read = await Promise.all(
    found.map(async (row): Promise<Village> => {
      const { season, cursor, takenAt, change = '' } = row;
      return {
        village: await rows.openVillage(row),
        season,
        cursor,
        takenAt,
        change,
        households: Households.read(opened.filter((part) => part.row.village === row.village)),
      };
    }),
  );
  villages.clear();
  for (const village of read) villages.set(village.village.code, village);
  // Another version of the app computed the list. It is computed again and stored for the next start, unless somebody writes
  // the part meanwhile.
  const anew = await Promise.all(
    opened
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
