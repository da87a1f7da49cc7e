import type { FieldSession } from '~/domain/sync/protocol';
import type { Language } from '~/domain/access/language';
import { indexedDbStore } from '~/offline/indexed-db-store';
import { Phone } from '~/offline/phone';
import { serverOver, type Server, type Told } from '~/offline/talk';
import { takePackages, type TakingProgress } from '~/offline/work-package';
import type { StartScreenProps } from '~/screens/field/start-screen';

export type Begun = { at: 'ready'; phone: Phone; server: Server } | Exclude<StartScreenProps, { at: 'opening' | 'taking' | 'unfit' }>;

export const SIGN_IN = '/sign-in?to=%2Ffield%2F';
/** With a network the server is asked who is signed in before anything is shown; without an answer by then, who worked here last. */
const ASK_FOR_MS = 1_200;

/**
 * 这部手机现在是谁的: the account that is signed in, if the server can be asked; else the one that worked here last. `as` comes
 * from signing in: with another account than the last one, nothing of the last one is shown, network or not.
 */
export async function findWhoWorksHere(as: string | null, taking: (at: TakingProgress | null, language: Language) => void): Promise<Begun> {
  const server = serverOver((path, init) => fetch(path, init));
  const store = await indexedDbStore();
  const asking: Promise<Told<FieldSession>> = server.ask<FieldSession>('/field-data/session');
  const last = await Phone.reopen(store);
  if (last && last.villages.size > 0 && (as === null || as === last.account)) {
    const told = navigator.onLine ? await within(asking, ASK_FOR_MS) : null;
    if (told?.ok && told.value.accountId !== last.account) return begin(told.value);
    if (told?.ok) last.session = told.value;
    return { at: 'ready', phone: last, server };
  }
  const told = await asking;
  if (told.ok) return begin(told.value);
  if (told.why === 'sign-in') return { at: 'sign-in', address: SIGN_IN };
  if (told.why === 'refused' && told.code === 'api.password-first') return { at: 'sign-in', address: '/password?to=%2Ffield%2F' };
  if (told.why === 'refused') return { at: 'not-cadre' };
  return { at: 'first', why: told.why === 'not-ours' || told.why === 'server' || told.why === 'timeout' ? told.why : 'offline' };

  async function begin(session: FieldSession): Promise<Begun> {
    if (session.villages.length === 0) return { at: 'no-villages' };
    const phone = await Phone.signIn(store, session);
    if (phone.villages.size > 0) return { at: 'ready', phone, server };
    taking(null, session.language);
    try {
      const trouble = await takePackages(phone, server, session, () => new Date().toISOString(), (at) => taking(at, session.language));
      if (trouble && phone.villages.size === 0) return { at: 'first', why: trouble.why === 'not-ours' || trouble.why === 'server' || trouble.why === 'timeout' ? trouble.why : 'offline' };
    } catch (error) {
      if ((error as Error).name === 'StorageFull') return { at: 'first', why: 'full' };
      throw error;
    }
    return { at: 'ready', phone, server };
  }
}

function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  return Promise.race([work, new Promise<null>((resolve) => setTimeout(() => resolve(null), ms))]);
}
