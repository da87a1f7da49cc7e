import type { Language } from '~/domain/access/language';
import type { FieldSession } from '~/domain/sync/protocol';
import type { ClockReading } from '~/domain/time/phone-clock';
import { Phone } from '~/offline/phone';
import { passesByItself, SESSION, type Server, serverOver, type Told, type Trouble } from '~/offline/sending/talk';
import type { DeviceStore } from '~/offline/store/device-store';
import { indexedDbStore } from '~/offline/store/indexed-db-store';
import { type TakingProgress, takePackages } from '~/offline/villages/work-package';
import type { StartScreenProps } from '~/screens/field/start-screen';
import { APP_VERSION } from './version';

export type Begun =
  | { at: 'ready'; phone: Phone; server: Server }
  | { at: 'locked'; store: DeviceStore; account: string; server: Server }
  | Exclude<StartScreenProps, { at: 'taking' | 'unfit' }>;

/** Where nobody works on this phone yet there are no pages of the app: the server's own. */
const SIGN_IN = '/sign-in?to=%2Ffield%2F';
export const SIGN_IN_HERE = '/field/sign-in';
/** How long the app waits for the server to say who is signed in, before it shows the data of the last account. */
const ASK_FOR_MS = 1_200;

/** The data on this phone. It is read while the browser is still being tested, because reading it takes most of the start. */
export type OnThisPhone = {
  store: DeviceStore;
  /** The account whose password has to be given before anything of it is opened. */
  locked: string | null;
  last: Promise<Phone | null> | null;
  guard: typeof import('./later/guard');
};

export async function readThisPhone(): Promise<OnThisPhone> {
  const [store, guard] = await Promise.all([indexedDbStore(), import('./later/guard')]);
  const locked = await guard.lockedAccount(store);
  const last = locked === null ? Phone.reopen(store, APP_VERSION) : null;
  last?.catch(() => undefined);
  return { store, locked, last, guard };
}

/**
 * 这部手机现在是谁的: the signed-in account when the server can be asked, else the account that worked here last. `as` comes from
 * signing in: when it names another account than the last one, none of the last one's data is shown, with or without a network.
 */
export async function findWhoWorksHere(
  reading: Promise<OnThisPhone>,
  as: string | null,
  taking: (at: TakingProgress | null, language: Language) => void,
): Promise<Begun> {
  let heard: ClockReading | null = null;
  let learn = (reading: ClockReading): void => {
    heard = reading;
  };
  let working: Phone | null = null;
  const fetching = reading.then(({ store, guard }) => guard.fetchOf(store, () => working));
  const server = serverOver(async (path, init) => (await fetching)(path, init), { learn: (reading) => learn(reading) });
  const ready = (phone: Phone): Begun => {
    working = phone;
    learn = (reading) => void phone.keepClock(reading).catch(() => undefined);
    if (heard) learn(heard);
    return { at: 'ready', phone, server };
  };
  const asking: Promise<Told<FieldSession>> = server.ask<FieldSession>(SESSION);
  const asked = within(asking, ASK_FOR_MS);
  const { store, locked, last: opening } = await reading;
  if (locked !== null && (as ?? locked) === locked) return { at: 'locked', store, account: locked, server };
  const last = await opening;
  if (last && last.villages.size > 0 && (as === null || as === last.account)) {
    const told = navigator.onLine ? await asked : null;
    if (told?.ok && told.value.accountId !== last.account) return begin(told.value);
    if (told?.ok) await last.keepSession(told.value);
    return ready(last);
  }
  const told = await asking;
  if (told.ok && told.value.accountId === locked) return { at: 'locked', store, account: locked, server };
  if (told.ok) return begin(told.value);
  if (told.why === 'sign-in') return { at: 'sign-in', address: SIGN_IN };
  if (told.why === 'refused' && told.code === 'api.password-first') return { at: 'sign-in', address: '/password?to=%2Ffield%2F' };
  if (told.why === 'refused' && told.code === 'second-factor.set-up-first')
    return { at: 'sign-in', address: '/second-factor?to=%2Ffield%2F' };
  if (told.why === 'refused') return { at: 'not-cadre' };
  return { at: 'first', why: whyOf(told) };

  async function begin(session: FieldSession): Promise<Begun> {
    if (session.villages.length === 0) return { at: 'no-villages' };
    const phone = await Phone.signIn(store, session, APP_VERSION);
    if (phone.villages.size > 0) return ready(phone);
    taking(null, session.language);
    try {
      const trouble = await takePackages(
        phone,
        server,
        session,
        () => new Date().toISOString(),
        (at) => taking(at, session.language),
      );
      if (trouble && phone.villages.size === 0) return { at: 'first', why: whyOf(trouble) };
    } catch (error) {
      if ((error as Error).name === 'StorageFull') return { at: 'first', why: 'full' };
      throw error;
    }
    return ready(phone);
  }
}

type FirstWhy = Extract<Begun, { at: 'first' }>['why'];
const whyOf = (trouble: Trouble): FirstWhy => (passesByItself(trouble) ? (trouble.why as FirstWhy) : 'offline');

function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  return Promise.race([work, new Promise<null>((resolve) => setTimeout(() => resolve(null), ms))]);
}
