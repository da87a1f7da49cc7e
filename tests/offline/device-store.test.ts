import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { underLease } from '~/offline/sending/one-tab';
import { type DeviceStore, type DeviceTables, StorageFull } from '~/offline/store/device-store';
import { indexedDbStore } from '~/offline/store/indexed-db-store';
import { memoryStore } from '~/offline/store/memory-store';
import { newKey, open, seal } from '~/offline/store/seal';

const STORES: [string, () => Promise<DeviceStore>][] = [
  ['memory', async () => memoryStore()],
  ['IndexedDB', () => indexedDbStore(randomUUID())],
];

const draft = (account: string, household: string, schema = 2): DeviceTables['drafts'] => ({
  id: `${account}/${household}`,
  account,
  household,
  season: '2020-2021',
  schema,
  sealed: { iv: new Uint8Array([1, 2]), data: new Uint8Array([3, household.length]).buffer },
});

describe.each(STORES)('the phone’s store in %s', (_name, openStore) => {
  test('keeps rows by id, and lists an account’s own in order', async () => {
    const store = await openStore();
    await store.write([
      { table: 'drafts', put: draft('a', '2') },
      { table: 'drafts', put: draft('b', '1') },
      { table: 'drafts', put: draft('a', '1') },
    ]);
    expect((await store.of('drafts', 'a')).map((row) => row.household)).toEqual(['1', '2']);
    expect(await store.get('drafts', 'b/1')).toEqual(draft('b', '1'));
    expect(await store.get('drafts', 'b/2')).toBeUndefined();
    store.close();
  });

  test('writes all or nothing', async () => {
    const store = await openStore();
    await store.write([{ table: 'drafts', put: draft('a', '1') }]);
    const cannotBeKept = { id: 'x', value: () => 1 };
    await expect(
      store.write([
        { table: 'drafts', remove: 'a/1' },
        { table: 'meta', put: cannotBeKept },
      ]),
    ).rejects.toThrow();
    expect(await store.get('drafts', 'a/1')).toBeDefined();
    store.close();
  });

  test('removes or replaces only the row that is still the one meant', async () => {
    const store = await openStore();
    await store.write([{ table: 'drafts', put: draft('a', '1', 2) }]);
    await store.write([
      { table: 'drafts', remove: 'a/1', when: (row) => row.schema === 1 },
      { table: 'drafts', remove: 'a/9', when: () => true },
    ]);
    expect(await store.get('drafts', 'a/1')).toBeDefined();
    await store.write([{ table: 'drafts', remove: 'a/1', when: (row) => row.schema === 2 }]);
    expect(await store.get('drafts', 'a/1')).toBeUndefined();
    await store.write([{ table: 'drafts', put: draft('a', '1'), when: () => true }]);
    expect(await store.get('drafts', 'a/1')).toBeUndefined();
    store.close();
  });

  test('counts without a gap or a double, however many count at once', async () => {
    const store = await openStore();
    const next = () => store.change('meta', 'n', (row) => ({ id: 'n', value: ((row?.value as number | undefined) ?? 0) + 1 }));
    const counted = await Promise.all(Array.from({ length: 20 }, next));
    expect(counted.map((row) => row.value as number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    store.close();
  });

  test('gives rows out as copies', async () => {
    const store = await openStore();
    const row = { id: 'x', value: { n: 1 } };
    await store.write([{ table: 'meta', put: row }]);
    row.value.n = 2;
    const read = await store.get('meta', 'x');
    (read!.value as { n: number }).n = 3;
    expect((await store.get('meta', 'x'))!.value).toEqual({ n: 1 });
    store.close();
  });

  test('keeps a key that can be used and not read', async () => {
    const store = await openStore();
    await store.write([{ table: 'accounts', put: { id: 'a', key: await newKey(), session: null } }]);
    const { key } = (await store.get('accounts', 'a'))!;
    const sealed = await seal(key, 'row-1', { head: '张三' });
    expect(await open(key, 'row-1', sealed)).toEqual({ head: '张三' });
    await expect(open(key, 'row-2', sealed)).rejects.toThrow();
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
    store.close();
  });

  test('lets one tab send at a time; a lease runs out, also when the clock was set back', async () => {
    const store = await openStore();
    let clock = 1_000_000;
    const inside: string[] = [];
    const first = underLease(
      store,
      'first',
      () => clock,
      async () => {
        inside.push('first');
        expect(
          await underLease(
            store,
            'second',
            () => clock,
            async () => void inside.push('second'),
          ),
        ).toBe(false);
        // The first tab dies, but its lease remains.
        clock += 200_000;
        expect(
          await underLease(
            store,
            'third',
            () => clock,
            async () => void inside.push('third'),
          ),
        ).toBe(true);
      },
    );
    expect(await first).toBe(true);
    await store.write([{ table: 'meta', put: { id: 'lease', value: { holder: 'dead', until: clock + 90_000 } } }]);
    clock -= 10_000_000;
    expect(
      await underLease(
        store,
        'fourth',
        () => clock,
        async () => void inside.push('fourth'),
      ),
    ).toBe(true);
    expect(inside).toEqual(['first', 'third', 'fourth']);
    store.close();
  });
});

describe('the phone’s database', () => {
  test('opens what an older app left, with everything that was in it', async () => {
    const name = randomUUID();
    const old = await indexedDbStore(name, 1);
    await old.write([{ table: 'drafts', put: draft('a', '1', 1) }]);
    const store = await indexedDbStore(name);
    expect(await store.get('drafts', 'a/1')).toEqual(draft('a', '1', 1));
    await store.write([{ table: 'notices', put: { id: 'a/1', account: 'a', household: '1', sealed: draft('a', '1').sealed } }]);
    expect(await store.of('notices', 'a')).toHaveLength(1);
    store.close();
  });

  test('puts the bytes of photos apart that an older app kept in their rows', async () => {
    const name = randomUUID();
    const { sealed } = draft('a', '1');
    const photo: DeviceTables['photos'] = { id: 'a/f', account: 'a', sha256: 'f', visit: 'v', state: 'waiting', bytes: 9 };
    const old = await indexedDbStore(name, 2);
    await old.write([{ table: 'photos', put: { ...photo, sealed } as DeviceTables['photos'] }]);
    const store = await indexedDbStore(name);
    expect(await store.of('photos', 'a')).toEqual([photo]);
    expect(await store.get('photoBytes', 'a/f')).toEqual({ id: 'a/f', account: 'a', sealed });
    store.close();
  });

  test('says that there is no room, and loses nothing', async () => {
    const store = await indexedDbStore(randomUUID());
    await store.write([{ table: 'meta', put: { id: 'kept', value: 1 } }]);
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    await expect(store.write([{ table: 'meta', put: { id: 'kept', value: 2 } }])).rejects.toBeInstanceOf(StorageFull);
    IDBObjectStore.prototype.put = put;
    expect((await store.get('meta', 'kept'))!.value).toBe(1);
    store.close();
  });
});
