import { plainPhone } from '~/domain/household/household-changes';
import { canonicalIdNumber } from '~/domain/household/id-number';
import { maskId, maskPhone } from '~/domain/household/mask';
import type { NewHousehold } from '~/domain/household/new-household';
import { mightBeSame, phoneNumberOf, runningOf } from '~/domain/household/received-household';
import type { FieldHousehold } from '~/domain/sync/protocol';
import { trueInstant } from '~/domain/time/phone-clock';
import { newId, nextSequence } from '~/offline/device/device-id';
import type { Phone } from '~/offline/phone';
import { tellOtherTabs } from '~/offline/sending/other-tabs';
import type { Submission } from '~/offline/store/sealed-rows';
import type { Village } from '~/offline/villages/village';

/** The household of the village's list that has a head of this name; the phone's own added ones too. */
export function namesakeOf(phone: Phone, village: Village, head: string): { number: string; address: string | null } | null {
  const added = { head, address: '', sameHead: false };
  const there = [...village.households.list(), ...phone.addedIn(village)];
  return there.find((one) => mightBeSame(added, { head: one.head, address: one.address, sameIdNumber: false })) ?? null;
}

/** 补录一户, on the phone: it gets the phone's next number, waits to be sent, and can be surveyed at once. Answers the number. */
export async function addOnPhone(phone: Phone, village: Village, said: NewHousehold, shownClock: string): Promise<string> {
  const running = Math.max(0, ...[...phone.submissions.keys()].map((id) => runningOf(id) ?? 0)) + 1;
  const id = phoneNumberOf(running, newId());
  const { code: villageCode, name } = village.village;
  const phoneNumber = said.phone === '' ? null : plainPhone(said.phone);
  const shown: FieldHousehold = {
    number: id,
    head: said.head,
    // Pinyin is the server's: a phone has no dictionary.
    initials: '',
    address: said.address,
    phoneMasked: phoneNumber && maskPhone(phoneNumber),
    phoneTail: phoneNumber?.slice(-4) ?? null,
    idNumberMasked: said.idNumber === '' ? null : maskId(canonicalIdNumber(said.idNumber)),
    residence: said.residence,
    houseUse: null,
    status: 'normal',
    people: null,
    elderly: null,
    heatedArea: null,
    note: said.reason,
    source: 'field',
    mode: null,
    revision: 1,
    rooms: null,
    roomsOfThisSeason: false,
    lastAnswers: null,
    lastDay: null,
    visits: [],
    draft: null,
  };
  const submission: Submission = {
    id,
    kind: 'household',
    household: id,
    head: said.head,
    address: said.address,
    village: name,
    villageCode,
    sequence: await nextSequence(phone.store),
    state: 'waiting',
    content: { id, village: villageCode, ...said },
    opening: { said: shownClock, reading: phone.clock },
    queuedAt: trueInstant(phone.clock, shownClock),
    shown,
  };
  await phone.write([{ table: 'submissions', put: await phone.rows.submission(submission) }], () => phone.submissions.set(id, submission));
  tellOtherTabs();
  return id;
}
