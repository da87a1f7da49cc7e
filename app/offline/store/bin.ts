import type { Evidence } from '~/domain/survey/evidence';
import { filesOfEvidence } from '~/domain/survey/evidence-files';
import type { Phone } from '~/offline/phone';
import { tellOtherTabs } from '~/offline/sending/other-tabs';
import type { Change } from './device-store';
import type { OutboxRecord } from './sealed-rows';

/**
 * 回收箱: moves a refused record that somebody discards out of the outbox. It stays on the phone until the end of its season,
 * sealed as it was, with its photos. It is part of every export and can be put back.
 */
export async function discardRefused(phone: Phone, id: string): Promise<void> {
  const one = phone.outbox.get(id);
  if (one?.state === 'refused') await move(phone, one, 'discarded');
}

/** Puts a record back as it was: refused, with the server's answer. */
export async function putBack(phone: Phone, id: string): Promise<void> {
  const one = phone.bin.get(id);
  if (one) await move(phone, one, 'refused');
}

async function move(phone: Phone, one: OutboxRecord, state: 'refused' | 'discarded'): Promise<void> {
  const elsewhere = new Set(
    [...phone.outbox.values()]
      .filter(({ id }) => id !== one.id)
      .flatMap(({ record }) => filesOfEvidence(record.visit.evidence as Evidence | undefined)),
  );
  const photos = filesOfEvidence(one.record.visit.evidence as Evidence | undefined).flatMap((sha256) => {
    const photo = elsewhere.has(sha256) ? undefined : phone.photos.get(sha256);
    return photo ? [{ ...photo, state: state === 'discarded' ? ('discarded' as const) : ('waiting' as const) }] : [];
  });
  await phone.write(
    [
      {
        table: 'outbox',
        put: await phone.rows.waiting({ ...one, state }),
        when: (row) => row.contentHash === one.contentHash && row.state === one.state,
      },
      ...photos.map(
        (photo): Change => ({
          table: 'photos',
          put: { id: phone.rows.id(photo.sha256), account: phone.account, ...photo },
          when: () => true,
        }),
      ),
    ],
    () => undefined,
  );
  await phone.reread();
  tellOtherTabs();
}

/** Deletes records that were discarded in a season that is over. */
export async function emptyOldBin(phone: Phone): Promise<void> {
  const { season } = phone.session;
  const old = [...phone.bin.values()].filter(({ record }) => season !== null && record.visit.season !== season);
  const photos = old.flatMap(({ id }) => [...phone.photos.values()].filter(({ visit, state }) => visit === id && state === 'discarded'));
  if (old.length === 0) return;
  await phone.write(
    [
      ...old.map(
        ({ id, contentHash }): Change => ({ table: 'outbox', remove: phone.rows.id(id), when: (row) => row.contentHash === contentHash }),
      ),
      ...photos.flatMap(({ sha256 }): Change[] => [
        { table: 'photos', remove: phone.rows.id(sha256) },
        { table: 'photoBytes', remove: phone.rows.id(sha256) },
      ]),
    ],
    () => undefined,
  );
  await phone.reread();
}
