import type { FieldSession } from '~/domain/sync/protocol';
import type { Phone } from '~/offline/phone';
import { open } from './seal';

/** Somebody else whose work lies on this phone, and how much of it the server does not have. */
export type OtherAccount = { id: string; name: string; visits: number; photos: number; drafts: number };

/** 这部手机上的别人: of their rows only how many there are is read, and the name of the account. */
export async function otherAccounts({ store, account }: Phone): Promise<OtherAccount[]> {
  const others = (await store.accounts()).filter(({ id, session }) => id !== account && session !== null);
  return Promise.all(
    others.map(async ({ id, key, session }) => {
      const [{ name }, outbox, submissions, photos, drafts] = await Promise.all([
        open<Pick<FieldSession, 'name'>>(key, id, session!),
        store.of('outbox', id),
        store.of('submissions', id),
        store.of('photos', id),
        store.of('drafts', id),
      ]);
      return {
        id,
        name,
        visits:
          outbox.filter(({ state }) => state !== 'discarded').length +
          submissions.filter(({ state }) => state === 'waiting' || state === 'refused').length,
        photos: photos.filter(({ state }) => state === 'waiting').length,
        drafts: drafts.length + submissions.filter(({ state }) => state === 'draft').length,
      };
    }),
  );
}
