import { describe, expect, test } from 'vitest';
import type { Draft } from '~/domain/survey/draft';
import type { FieldHousehold, FieldSession } from '~/domain/sync/protocol';
import { draftOf, type OpenedOnPhone, openVisit } from '~/field/open-visit';
import { submitVisit } from '~/field/submit-visit';
import { Phone } from '~/offline/phone';
import { takeReceipts } from '~/offline/sending/take-receipts';
import { memoryStore } from '~/offline/store/memory-store';
import { keepVillage } from '~/offline/villages/keep-village';

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
const household: FieldHousehold = {
  number: 'H1',
  head: '王建国',
  initials: 'wjg',
  address: '1号',
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
  revision: 4,
  rooms: null,
  roomsOfThisSeason: false,
  lastAnswers: null,
  lastDay: null,
  visits: [],
  draft: null,
};
const at = '2021-01-10T10:00:00Z';
const about = { head: '王建国', address: '1号', village: '甲村' };

async function phoneOf(change: Partial<FieldHousehold> = {}) {
  const store = memoryStore();
  const phone = await Phone.signIn(store, session);
  await keepVillage(
    phone,
    {
      village,
      season: '2020-2021',
      cursor: 'c1',
      full: true,
      households: [{ ...household, ...change }],
      removed: [],
      drafts: change.draft ? ['H1'] : [],
    },
    at,
  );
  return { phone, store };
}

function open(phone: Phone): OpenedOnPhone {
  const found = phone.household('H1')!;
  const opened = openVisit(phone, found.household, found.village, at);
  if (opened.blocked !== null) throw new Error(opened.blocked);
  return opened;
}

const saved = (phone: Phone, { visitId, base, knew }: OpenedOnPhone, draft: Draft) =>
  phone.saveDraft({ household: 'H1', season: '2020-2021', visitId, draft, base, knew, savedAt: at });

/** Does 没能入户 as its page does. */
async function call(phone: Phone, outcome: 'nobody' | 'refused'): Promise<string> {
  const opened = open(phone);
  const visit = {
    visit: opened.call.id,
    household: 'H1',
    season: '2020-2021',
    visitedAt: at,
    visitor: session.name,
    kind: 'survey',
    outcome,
    answers: { note: '门锁着' },
  };
  await phone.queueVisit(visit, opened.call.base, opened.call.baseRevision, about, at, draftOf(phone, opened));
  return visit.visit;
}

async function received(phone: Phone, id: string, revision: number): Promise<void> {
  const { record } = phone.outbox.get(id)!;
  await takeReceipts(
    phone,
    [record],
    [{ sequence: record.sequence, id, contentHash: record.contentHash, status: 'received', revision }],
    at,
  );
}

describe('没能入户 at a household whose visit was begun', () => {
  test.each(['nobody', 'refused'] as const)(
    '%s leaves what was typed and photographed where it is, and what is submitted of it later knows of the call',
    async (outcome) => {
      const { phone, store } = await phoneOf();
      const opened = open(phone);
      const sha256 = await phone.keepPhoto(opened.visitId, new TextEncoder().encode('stove').buffer as ArrayBuffer, 'image/jpeg');
      await saved(phone, opened, { typed: { note: ['老两口在东屋住'] }, evidence: { photos: [{ sha256, about: 'stove', takenAt: at }] } });
      const id = await call(phone, outcome);
      expect(id).not.toBe(opened.visitId);
      const before = (await Phone.reopen(store))!;
      expect(open(before)).toMatchObject({ visitId: opened.visitId, typed: { note: ['老两口在东屋住'] } });
      expect(before.photos.get(sha256)).toMatchObject({ state: 'draft' });
      await received(phone, id, 5);
      const again = open((await Phone.reopen(store))!);
      expect(again).toMatchObject({ visitId: opened.visitId, typed: { note: ['老两口在东屋住'] }, base: { visits: [{ id, outcome }] } });
      expect(await submitVisit(phone, again, { typed: { note: ['老两口在东屋住'] } }, at)).toMatchObject({ status: 'received' });
      expect(phone.outbox.get(opened.visitId)?.record.base?.visits.map((visit) => visit.id)).toEqual([id]);
      expect(phone.drafts.size).toBe(0);
    },
  );

  test('so does what was begun on the web', async () => {
    const { phone } = await phoneOf({
      draft: { visitId: 'web', typed: { note: ['在网页上写的'] }, card: 'coal', baseRevision: 4, openedAt: at, updatedAt: at },
    });
    await received(phone, await call(phone, 'nobody'), 5);
    expect(open(phone)).toMatchObject({ visitId: 'web', typed: { note: ['在网页上写的'] }, card: 'coal' });
  });

  test('without anything begun nothing is left', async () => {
    const { phone } = await phoneOf();
    await call(phone, 'nobody');
    expect(phone.drafts.size).toBe(0);
  });
});

describe('a second tab with an old form', () => {
  const given: Draft = { typed: { note: ['第一个标签页'] } };
  const older: Draft = { typed: { note: ['早先打开的'] } };

  test.each([
    ['a new visit', {}],
    [
      'a visit that is corrected',
      {
        visits: [
          {
            id: 'v1',
            kind: 'survey',
            outcome: 'done',
            status: 'submitted',
            visitedAt: at,
            day: '2021-01-10',
            visitor: session.name,
            revision: 1,
            contentHash: 'h1',
            answers: { note: '原来' },
            evidence: null,
            remarks: [],
          },
        ],
      } satisfies Partial<FieldHousehold>,
    ],
  ] as const)('does not take back what the first one gave: %s', async (_what, change) => {
    const { phone: first, store } = await phoneOf(change as Partial<FieldHousehold>);
    const second = (await Phone.reopen(store))!;
    const [form, oldForm] = [open(first), open(second)];
    expect(await submitVisit(first, form, given, at)).toMatchObject({ status: 'received' });
    await received(first, form.visitId, 5);
    expect(await submitVisit(second, oldForm, older, at)).toMatchObject({
      status: 'changed',
      changes: [{ by: session.name, action: 'visit.submit' }],
    });
    expect(second.outbox.size).toBe(0);
    expect(second.household('H1')!.household.visits[0]!.answers.note).toBe('第一个标签页');
    // After being told, the person may decide that the older form is right.
    expect(await submitVisit(second, oldForm, older, at)).toMatchObject({ status: 'received' });
  });

  test('nor when it was saved, killed and opened again', async () => {
    const { phone: first, store } = await phoneOf();
    const second = (await Phone.reopen(store))!;
    const [form, oldForm] = [open(first), open(second)];
    await submitVisit(first, form, given, at);
    await saved(second, oldForm, older);
    const third = (await Phone.reopen(store))!;
    expect(await submitVisit(third, open(third), older, at)).toMatchObject({ status: 'changed' });
  });

  test('what this form gave itself, sent or not, is no change', async () => {
    const { phone } = await phoneOf();
    const form = open(phone);
    await submitVisit(phone, form, given, at);
    expect(await submitVisit(phone, open(phone), older, at)).toMatchObject({ status: 'received' });
    const waiting = open(phone);
    await received(phone, form.visitId, 5);
    expect(await submitVisit(phone, waiting, given, at)).toMatchObject({ status: 'received' });
  });
});
