import { trueInstant } from '~/domain/time/phone-clock';
import { newId, nextSequence } from '~/offline/device/device-id';
import type { Phone, PhonePhoto } from '~/offline/phone';
import { tellOtherTabs } from '~/offline/sending/other-tabs';
import type { Change } from '~/offline/store/device-store';
import type { Submission } from '~/offline/store/sealed-rows';

/** What stands on the form of a report. */
export type Written = { kind: string; text: string; photos: string[] };
type Of = { number: string; head: string; address: string | null; village: string };

/** The report of a household that was begun and not submitted; null: none. */
export function begunReport(phone: Phone, household: string): Submission | null {
  return phone.submitted('draft').find((one) => one.kind === 'problem' && one.household === household) ?? null;
}

export const newReportId = newId;

/** What is written is kept as it is written, as a visit is. */
export async function keepReport(phone: Phone, id: string, of: Of, written: Written, shown: string): Promise<void> {
  await put(phone, id, of, written, shown, 'draft');
}

/** 上报: from now on it waits to be sent, with its photos. Photos that were taken out again go. */
export async function submitReport(phone: Phone, id: string, of: Of, written: Written, shown: string): Promise<void> {
  await put(phone, id, of, written, shown, 'waiting');
  tellOtherTabs();
}

/** One after the other: what was typed last must not be kept over what was submitted after it. */
const queues = new WeakMap<Phone, Promise<void>>();

function put(phone: Phone, ...what: [id: string, of: Of, written: Written, shown: string, state: 'draft' | 'waiting']): Promise<void> {
  const next = (queues.get(phone) ?? Promise.resolve()).catch(() => undefined).then(() => putNow(phone, ...what));
  queues.set(phone, next);
  return next;
}

async function putNow(phone: Phone, id: string, of: Of, written: Written, shown: string, state: 'draft' | 'waiting'): Promise<void> {
  const before = phone.submissions.get(id);
  // Submitted in another tab meanwhile: there is nothing more to keep of the form.
  if (before && before.state !== 'draft') return;
  const { number: household, ...about } = of;
  const submission: Submission = {
    id,
    kind: 'problem',
    household,
    ...about,
    sequence: before?.sequence || (state === 'waiting' ? await nextSequence(phone.store) : 0),
    state,
    content: { id, household, ...written },
    opening: { said: shown, reading: phone.clock },
    queuedAt: trueInstant(phone.clock, shown),
  };
  const photos = state === 'waiting' ? photosOf(phone, id) : [];
  const kept = photos.filter(({ sha256 }) => written.photos.includes(sha256)).map((photo): PhonePhoto => ({ ...photo, state: 'waiting' }));
  const dropped = photos.filter(({ sha256 }) => !written.photos.includes(sha256));
  await phone.write(
    [
      { table: 'submissions', put: await phone.rows.submission(submission) },
      ...kept.map(
        (photo): Change => ({
          table: 'photos',
          put: { id: phone.rows.id(photo.sha256), account: phone.account, ...photo },
          when: () => true,
        }),
      ),
      ...dropped.flatMap(({ sha256 }) => withoutPhoto(phone, sha256)),
    ],
    () => {
      phone.submissions.set(id, submission);
      for (const photo of kept) phone.photos.set(photo.sha256, photo);
      for (const { sha256 } of dropped) phone.photos.delete(sha256);
    },
  );
}

/** 不报了、不要了: what was begun goes, or what the server refused, with its photos; of a household the draft of its visit too. */
export async function discardSubmission(phone: Phone, id: string): Promise<void> {
  if (phone.drafts.has(id)) await phone.discardDraft(id);
  const photos = photosOf(phone, id);
  await phone.write(
    [{ table: 'submissions', remove: phone.rows.id(id) }, ...photos.flatMap(({ sha256 }) => withoutPhoto(phone, sha256))],
    () => {
      phone.submissions.delete(id);
      for (const { sha256 } of photos) phone.photos.delete(sha256);
    },
  );
}

function photosOf(phone: Phone, id: string): PhonePhoto[] {
  return [...phone.photos.values()].filter(({ visit }) => visit === id);
}

function withoutPhoto(phone: Phone, sha256: string): Change[] {
  const id = phone.rows.id(sha256);
  return [
    { table: 'photos', remove: id },
    { table: 'photoBytes', remove: id },
  ];
}
