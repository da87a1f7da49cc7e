import { useLocation, useNavigation } from '@remix-run/react';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FormReply, isFormReply, type Typed, typedOf } from '~/i18n/form-reply';

/**
 * 填的还在: a form that did not arrive, because the session had expired or the server could not be reached, comes back filled when the
 * same person opens the same page again. Kept in this tab alone, from the press of the button until it has arrived; no passwords.
 */
type UnsentForm = { path: string; username: string; typed: Typed; back: boolean; waits?: boolean };
const KEY = 'unsent-form';
/** On the way to a page that was asked for, not a page to come back to. */
const SIGNING_IN = /^\/(sign-in|password)$/;

function kept(): UnsentForm | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as UnsentForm | null;
  } catch {
    return null;
  }
}

function keep(form: UnsentForm | null): void {
  try {
    if (form) sessionStorage.setItem(KEY, JSON.stringify(form));
    else sessionStorage.removeItem(KEY);
  } catch {
    // No room, or storage is forbidden: then it is as without this.
  }
}

/** It did not arrive. */
export function formDidNotArrive(): void {
  const form = kept();
  if (form) keep({ ...form, back: true, waits: false });
}

const ReplyContext = createContext<FormReply | undefined>(undefined);

/** What the page's form is to show: the server's answer, or a form that did not arrive. */
export function useFormReply(answer: unknown): FormReply | undefined {
  const unsent = useContext(ReplyContext);
  const signIn = isFormReply(answer) && answer.signIn === true;
  useEffect(() => {
    const form = signIn ? kept() : null;
    if (form) keep({ ...form, waits: true });
  }, [signIn]);
  if (isFormReply(answer)) return answer;
  return answer === undefined ? unsent : undefined;
}

/** Around all pages: remembers what is sent, and brings it back. */
export function UnsentForms({ username, children }: { username: string | null; children: (key: string) => ReactNode }) {
  const { t } = useTranslation('common');
  const { pathname, search } = useLocation();
  const { state } = useNavigation();
  const path = `${pathname}${search}`;
  const [unsent, setUnsent] = useState<UnsentForm | null>(null);
  const sending = useRef(false);

  useEffect(() => {
    const remember = (event: SubmitEvent) => {
      const form = event.target as HTMLFormElement;
      if (!username || form.method !== 'post' || SIGNING_IN.test(location.pathname) || !isFilledIn(form)) return;
      const typed = typedOf(new FormData(form, event.submitter));
      keep({ path: `${location.pathname}${location.search}`, username, typed, back: false });
    };
    document.addEventListener('submit', remember, { capture: true });
    return () => document.removeEventListener('submit', remember, { capture: true });
  }, [username]);

  useEffect(() => {
    if (state !== 'idle') {
      sending.current = true;
      return;
    }
    if (SIGNING_IN.test(pathname)) return formDidNotArrive();
    const form = kept();
    if (form?.back && form.path === path && form.username === username) setUnsent(form);
    else setUnsent((now) => (now?.path === path && !sending.current ? now : null));
    // What is not brought back here, and does not wait for somebody to sign in, has arrived, or is not this person's.
    const stays = form && form.username === username && (form.back ? form.path !== path : form.waits === true && form.path === path);
    keep(stays ? form : null);
    sending.current = false;
  }, [state, pathname, path, username]);

  const reply = unsent ? { typed: unsent.typed, problems: [{ sentence: t('unreached.stillHere') }] } : undefined;
  return <ReplyContext.Provider value={reply}>{children(unsent ? 'filled' : 'page')}</ReplyContext.Provider>;
}

/** Something of it was typed or chosen by a person. */
function isFilledIn(form: HTMLFormElement): boolean {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) return field.value !== '';
    if (!(field instanceof HTMLInputElement) || /^(hidden|password|file|submit|button)$/.test(field.type)) return false;
    return /^(checkbox|radio)$/.test(field.type) ? field.checked : field.value !== '';
  });
}
