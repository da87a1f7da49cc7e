import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { FieldHousehold, FieldSession } from '~/domain/sync/protocol';
import { todoPage } from '~/field/todo-page';
import { villagePage, villageRows } from '~/field/views';
import { Phone } from '~/offline/phone';
import { takeReceipts } from '~/offline/sending/take-receipts';
import type { DeviceStore } from '~/offline/store/device-store';
import { memoryStore } from '~/offline/store/memory-store';
import { keepVillage, PARTS } from '~/offline/villages/keep-village';
import { useDrawnSoon } from '~/screens/shared/drawn-soon';

/**
 * The cost of a step on the phone: pieces decrypted and encrypted, rows read from the disk. It must not grow with the stored
 * data.
 */
const cost = { opened: 0, sealed: 0, read: 0 };

function counting(store: DeviceStore): DeviceStore {
  return {
    ...store,
    get: async (table, id) => {
      const row = await store.get(table, id);
      if (row) cost.read += 1;
      return row;
    },
    of: async (table, account) => {
      const rows = await store.of(table, account);
      cost.read += rows.length;
      return rows;
    },
  };
}

async function costOf(work: () => Promise<unknown>): Promise<typeof cost> {
  const before = { ...cost };
  await work();
  return { opened: cost.opened - before.opened, sealed: cost.sealed - before.sealed, read: cost.read - before.read };
}

beforeEach(() => {
  const { decrypt, encrypt } = crypto.subtle;
  vi.spyOn(crypto.subtle, 'decrypt').mockImplementation((...given) => {
    cost.opened += 1;
    return decrypt.apply(crypto.subtle, given);
  });
  vi.spyOn(crypto.subtle, 'encrypt').mockImplementation((...given) => {
    cost.sealed += 1;
    return encrypt.apply(crypto.subtle, given);
  });
  return () => void vi.restoreAllMocks();
});

const village = { code: '140602101201', name: '甲村', township: '乙乡', county: '丙县' };
const session: FieldSession = {
  protocol: 1,
  ruleVersion: '1',
  accountId: 'account-1',
  username: 'cun',
  name: '张村支',
  role: 'cadre',
  language: 'zh-CN',
  csrfToken: '',
  season: '2020-2021',
  serverTime: '2021-01-10T00:00:00Z',
  villages: [village],
  exportKey: { id: '', spki: '' },
};
const householdOf = (number: string): FieldHousehold => ({
  number,
  head: `户主${number}`,
  initials: 'hz',
  address: null,
  phoneMasked: null,
  phoneTail: null,
  idNumberMasked: null,
  residence: 'resident',
  houseUse: null,
  status: 'normal',
  people: 2,
  elderly: 0,
  heatedArea: null,
  note: null,
  source: 'register',
  mode: 'gas',
  revision: 1,
  rooms: null,
  roomsOfThisSeason: false,
  lastAnswers: null,
  lastDay: null,
  visits: [],
  draft: null,
});
const at = '2021-01-10T10:00:00Z';
const about = { head: '户主', address: null, village: '甲村' };
const visitOf = (number: string, note = '') => ({
  visit: `visit-of-${number}`,
  household: number,
  visitedAt: at,
  visitor: '张村支',
  kind: 'survey',
  outcome: 'done',
  answers: { note },
});
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, nth) => `H${from + nth}`);

async function phoneWith(households: number): Promise<{ phone: Phone; store: DeviceStore }> {
  const store = counting(memoryStore());
  const phone = await Phone.signIn(store, session);
  await keepVillage(
    phone,
    {
      village,
      season: '2020-2021',
      cursor: 'c1',
      full: true,
      households: numbers(1, households).map(householdOf),
      removed: [],
      drafts: [],
    },
    at,
  );
  return { phone, store };
}
const submit = (phone: Phone, number: string, note = '') => phone.queueVisit(visitOf(number, note), null, 1, about, at);

describe('what a step costs on the phone', () => {
  test('submitting costs the same after a whole day as in the morning', async () => {
    const { phone } = await phoneWith(100);
    const first = await costOf(() => submit(phone, 'H1'));
    for (const number of numbers(2, 80)) await submit(phone, number);
    expect(await costOf(() => submit(phone, 'H90'))).toEqual(first);
    expect(first).toEqual({ opened: 0, sealed: 1, read: 0 });
    expect([...phone.outbox.keys()]).toEqual([...numbers(1, 81), 'H90'].map((number) => `visit-of-${number}`));
  });

  test('so does saving a draft, taking a photo and throwing a draft away', async () => {
    const { phone } = await phoneWith(10);
    const round = async (number: string) => {
      const saved = await costOf(() =>
        phone.saveDraft({
          household: number,
          season: '2020-2021',
          visitId: `visit-of-${number}`,
          draft: { typed: {} },
          base: null,
          savedAt: at,
        }),
      );
      const photo = await costOf(() =>
        phone.keepPhoto(`visit-of-${number}`, new TextEncoder().encode(`photo of ${number}`).buffer as ArrayBuffer, 'image/jpeg'),
      );
      return { saved, photo };
    };
    const first = await round('H1');
    for (const number of numbers(2, 8)) await round(number);
    expect(await round('H10')).toEqual(first);
    expect(first).toEqual({ saved: { opened: 0, sealed: 1, read: 0 }, photo: { opened: 0, sealed: 1, read: 0 } });
    expect(await costOf(() => phone.discardDraft('H1'))).toEqual({ opened: 0, sealed: 0, read: 0 });
    expect(phone.photos.size).toBe(9);
  });

  test('reading anew opens what another tab wrote, and nothing else', async () => {
    const { phone, store } = await phoneWith(100);
    for (const number of numbers(1, 20)) await submit(phone, number);
    expect((await costOf(() => phone.reread())).opened).toBe(0);
    const otherTab = (await Phone.reopen(store))!;
    await submit(otherTab, 'H50');
    await submit(otherTab, 'H3', 'corrected');
    expect((await costOf(() => phone.reread())).opened).toBe(2);
    expect(phone.outbox.size).toBe(21);
    expect(phone.outbox.get('visit-of-H3')?.record.visit).toMatchObject({ answers: { note: 'corrected' } });
  });

  test('a receipt opens nothing and seals one part of the village, its list and who it is', async () => {
    const { phone } = await phoneWith(300);
    for (const number of numbers(1, 20)) await submit(phone, number);
    const { record } = phone.outbox.get('visit-of-H7')!;
    const taken = await costOf(() =>
      takeReceipts(
        phone,
        [record],
        [{ sequence: record.sequence, id: record.id, contentHash: record.contentHash, status: 'received', revision: 2 }],
        at,
      ),
    );
    expect(taken).toMatchObject({ opened: 0, sealed: 3 });
    expect(phone.outbox.size).toBe(19);
    expect(phone.household('H7')!.household).toMatchObject({ revision: 2, visits: [{ id: 'visit-of-H7', status: 'submitted' }] });
  });

  test('opening decrypts each part of a village and its list once', async () => {
    const { phone, store } = await phoneWith(300);
    await submit(phone, 'H1');
    // The session, the village, its parts with their lists, and the outbox.
    expect((await costOf(() => Phone.reopen(store))).opened).toBe(1 + 1 + 2 * PARTS + 1);
  });
});

describe('what a list costs on the phone', () => {
  const asked = { search: '', chips: [], rows: 0, submitted: null };
  const opened = async () => {
    const { store } = await phoneWith(300);
    const phone = (await Phone.reopen(store))!;
    return { phone, here: phone.villages.get(village.code)!, store };
  };

  test('no household is read for it, and one for its page', async () => {
    const { phone, here } = await opened();
    const parse = vi.spyOn(JSON, 'parse');
    expect(villagePage(phone, here, asked, at)).toMatchObject({ found: 300, progress: { done: 0, total: 300 } });
    expect(villagePage(phone, here, { ...asked, search: 'h299' }, at).rows).toMatchObject([{ number: 'H299', head: '户主H299' }]);
    villageRows(phone, at);
    todoPage(phone, at);
    expect(parse).not.toHaveBeenCalled();
    expect(phone.household('H299')!.household).toMatchObject({ number: 'H299', people: 2 });
    expect(phone.household('H299')).not.toBeNull();
    expect(parse).toHaveBeenCalledTimes(1);
  });

  test('no household is made searchable while somebody types: that was done when it was kept', async () => {
    const { phone, here } = await opened();
    const lowered = vi.spyOn(String.prototype, 'toLowerCase');
    const costOfTyping = (search: string) => {
      lowered.mockClear();
      const page = villagePage(phone, here, { ...asked, search }, at);
      return { page, lowered: lowered.mock.calls.length };
    };
    const first = costOfTyping('户');
    expect(first.page.found).toBe(300);
    // The word that was typed, as it stands and as a name.
    expect(first.lowered).toBe(2);
    expect(costOfTyping('户主').lowered).toBe(2);
    await submit(phone, 'H7');
    const later = costOfTyping('h7');
    expect(later.page.rows.find(({ number }) => number === 'H7')).toMatchObject({ state: { state: 'submitted' }, unsent: true });
    // Beside it number, door and head of the household that has something of its own now.
    expect(later.lowered).toBe(2 + 3);
  });

  test('a phone as an older version of the app left it is read, and its lists are worked out once', async () => {
    const { phone, store } = await phoneWith(300);
    await store.write(
      (await store.of('blocks', phone.account)).map(({ list: _list, listedBy: _by, ...row }) => ({ table: 'blocks', put: row }) as const),
    );
    const updated = await costOf(() => Phone.reopen(store, 'new'));
    expect(updated).toMatchObject({ opened: 1 + 1 + PARTS, sealed: PARTS });
    expect(await costOf(() => Phone.reopen(store, 'new'))).toMatchObject({ opened: 1 + 1 + 2 * PARTS, sealed: 0 });
    const again = (await Phone.reopen(store, 'newer'))!;
    expect(villagePage(again, again.villages.get(village.code)!, asked, at).found).toBe(300);
    expect(again.household('H123')!.household).toMatchObject({ number: 'H123', head: '户主H123' });
  });

  test('first a screen full of rows is drawn, then the others', () => {
    const rows = Array.from({ length: 40 }, (_, nth) => nth);
    const seen: { drawn: number; missing: number }[] = [];
    const List = ({ atOnce }: { atOnce?: number }) => {
      const { drawn, missing } = useDrawnSoon(rows, 'all', atOnce);
      seen.push({ drawn: drawn.length, missing });
      return null;
    };
    renderToString(createElement(List, { atOnce: 12 }));
    renderToString(createElement(List));
    expect(seen).toEqual([
      { drawn: 12, missing: 28 },
      { drawn: 40, missing: 0 },
    ]);
  });
});

test('what the server says of the account holds without a network, and is sealed anew only when it changed', async () => {
  const { phone, store } = await phoneWith(3);
  const told: FieldSession = { ...session, csrfToken: 'secret', serverTime: '2021-02-01T00:00:00Z' };
  expect((await costOf(() => phone.keepSession(told))).sealed).toBe(0);
  expect((await costOf(() => phone.keepSession({ ...told, language: 'en', season: '2021-2022' }))).sealed).toBe(1);
  expect((await Phone.reopen(store))!.session).toMatchObject({ language: 'en', season: '2021-2022', csrfToken: '' });
});

describe('two tabs of one phone', () => {
  test('a tab sees the package another one took', async () => {
    const { phone, store } = await phoneWith(3);
    const otherTab = (await Phone.reopen(store))!;
    await keepVillage(
      otherTab,
      {
        village,
        season: '2020-2021',
        cursor: 'c2',
        full: false,
        households: [{ ...householdOf('H2'), head: '新户主' }],
        removed: ['H3'],
        drafts: [],
      },
      at,
    );
    await phone.reread();
    expect(
      phone.villages
        .get(village.code)!
        .households.list()
        .map(({ head }) => head),
    ).toEqual(['户主H1', '新户主']);
  });

  test('what is written while everything is read anew is not lost from sight', async () => {
    const disk = memoryStore();
    let wait: Promise<void> | undefined;
    const slowToAnswer: DeviceStore = {
      ...disk,
      of: async (table, account) => {
        const rows = await disk.of(table, account);
        await wait;
        return rows;
      },
    };
    const phone = await Phone.signIn(slowToAnswer, session);
    let answer = () => {};
    wait = new Promise((resolve) => (answer = resolve));
    const reading = phone.reread();
    await submit(phone, 'H1');
    answer();
    await reading;
    expect([...phone.outbox.keys()]).toEqual(['visit-of-H1']);
  });

  test('a receipt of an older text does not touch what another tab has corrected meanwhile', async () => {
    const { phone, store } = await phoneWith(3);
    await submit(phone, 'H1', 'first');
    const { record } = phone.outbox.get('visit-of-H1')!;
    await submit((await Phone.reopen(store))!, 'H1', 'corrected');
    for (const status of ['received', 'refused'] as const) {
      await takeReceipts(
        phone,
        [record],
        [
          {
            sequence: 1,
            id: record.id,
            contentHash: record.contentHash,
            status,
            ...(status === 'received' && { revision: 2 }),
            sentence: '请改',
          },
        ],
        at,
      );
      expect(phone.outbox.get('visit-of-H1')).toMatchObject({ state: 'waiting', record: { visit: { answers: { note: 'corrected' } } } });
    }
  });

  test('a photo named by two visits stays until both are sent', async () => {
    const { phone } = await phoneWith(3);
    const bytes = new TextEncoder().encode('one stove').buffer as ArrayBuffer;
    const draft = (number: string, sha256: string) =>
      phone.saveDraft({
        household: number,
        season: '2020-2021',
        visitId: `visit-of-${number}`,
        draft: { typed: {}, evidence: { photos: [{ sha256, about: 'stove', takenAt: at }] } },
        base: null,
        savedAt: at,
      });
    const sha256 = await phone.keepPhoto('visit-of-H1', bytes, 'image/jpeg');
    expect(await phone.keepPhoto('visit-of-H2', bytes, 'image/jpeg')).toBe(sha256);
    await draft('H1', sha256);
    await draft('H2', sha256);
    await phone.discardDraft('H1');
    await phone.queueVisit({ ...visitOf('H2'), evidence: { photos: [{ sha256, about: 'stove', takenAt: at }] } }, null, 1, about, at);
    expect(phone.photos.get(sha256)).toMatchObject({ state: 'waiting' });
    expect(await (await phone.photo(sha256))!.text()).toBe('one stove');
  });
});
