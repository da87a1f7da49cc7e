import { type ReactNode, useEffect, useState } from 'react';
import type { Language } from '~/domain/access/language';
import type { SignedIn } from '~/domain/sync/protocol';
import { loadFieldTranslator } from '~/i18n/field-words.browser';
import type { Server } from '~/offline/sending/talk';
import type { DeviceStore } from '~/offline/store/device-store';
import { notePasswordGiven, waitingUnopened } from '~/offline/store/last-heard';
import { LockedScreen } from '~/screens/field/locked-screen';
import { type Refused, sendForm } from '../account/send-form';
import { loadWords } from './later-words';

type Shown = (language: Language, page: Promise<ReactNode>) => Promise<void>;

/** Whose it is, and in which language they read, is sealed: the browser's language is taken. */
export function showLocked(
  { store, account, server }: { store: DeviceStore; account: string; server: Server },
  show: Shown,
): Promise<void> {
  const language = navigator.language.startsWith('en') ? 'en' : 'zh-CN';
  const page = async () => {
    await loadFieldTranslator(language);
    await loadWords('accounts', 'second-factor');
    return <Locked store={store} waiting={await waitingUnopened(store, account)} server={server} />;
  };
  return show(language, page());
}

/**
 * The password is checked by the server and not by the phone: what could check it there could be guessed there, by whoever found the phone,
 * and a phone that was retired meanwhile is told so on the way.
 */
function Locked({ store, waiting, server }: { store: DeviceStore; waiting: number; server: Server }) {
  const [reply, setReply] = useState<Refused>();
  const [busy, setBusy] = useState(false);
  // Without a network the page can be opened, and goes on by itself when a retired phone hears of it.
  useEffect(() => {
    void server.ask('/field-data/session');
  }, [server]);
  async function signIn(form: FormData) {
    setBusy(true);
    const sent = await sendForm<SignedIn>(server, '/field-data/sign-in', form, '/field-data/sign-in');
    if (!('done' in sent)) {
      setBusy(false);
      return setReply(sent);
    }
    const { accountId, mustChangePassword } = sent.done;
    await notePasswordGiven(store, accountId, new Date().toISOString());
    location.assign(mustChangePassword ? '/password?to=%2Ffield%2F' : `/field/?as=${accountId}`);
  }
  const notSent = reply?.notSent && (reply.notSent === 'offline' ? 'offline' : 'silent');
  return <LockedScreen waiting={waiting} busy={busy} reply={reply} notSent={notSent} onSignIn={(form) => void signIn(form)} />;
}
