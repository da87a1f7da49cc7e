import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router-dom';
import type { Language } from '~/domain/access/language';
import { isVisitBegun } from '~/domain/survey/draft';
import type { FieldSession } from '~/domain/sync/protocol';
import { type OtherAccount, otherAccounts } from '~/offline/store/other-accounts';
import { signOut } from '~/offline/store/sign-out';
import { FieldMeScreen } from '~/screens/field/field-me-screen';
import { sendForm } from './account/send-form';
import { useField, useFieldState, usePhone } from './field-context';
import { isLargeText, showText } from './large-text';
import { loadWords } from './later/later-words';
import { APP_VERSION } from './version';

export async function meRoute() {
  await loadWords('phone');
  return { Component: Me };
}

function Me() {
  const phone = usePhone();
  const state = useFieldState();
  const { send, server } = useField();
  const { i18n } = useTranslation();
  const [parameters] = useSearchParams();
  const [others, setOthers] = useState<OtherAccount[]>([]);
  const [large, setLarge] = useState(isLargeText);
  const [problem, setProblem] = useState<'offline' | 'silent' | 'language' | null>(null);
  const unsent = phone.unsent();
  // The exported file does not hold them: they are finished or given up before one signs out.
  const begunReports = phone.submitted('draft');

  useEffect(() => {
    void otherAccounts(phone).then(setOthers, () => undefined);
  }, [phone]);

  /** Of the account, on the server: here it is what the server last said. */
  async function speak(language: Language) {
    const form = new FormData();
    form.set('language', language);
    const sent = await sendForm<null>(server, '/field-data/language', form);
    if (!('done' in sent)) return setProblem('language');
    await phone.keepSession({ ...phone.session, language });
    location.reload();
  }

  /**
   * Signs out on the server first. If only that succeeds nothing is lost; if only the phone were signed out, somebody else
   * could go on as this person.
   */
  async function leave() {
    const told = await server.ask<FieldSession>('/field-data/session');
    // When the first password has not been changed the server answers nothing else, and its own page leads out.
    const first = !told.ok && told.code === 'api.password-first';
    if (!told.ok && told.why !== 'sign-in' && !first) return setProblem(told.why === 'offline' ? 'offline' : 'silent');
    await signOut(phone);
    if (first) return location.assign('/password?to=%2Ffield%2F');
    if (!told.ok || told.value.accountId !== phone.account) return location.assign('/sign-in?to=%2Ffield%2F');
    const form = document.createElement('form');
    form.method = 'post';
    form.action = '/sign-out';
    const token = document.createElement('input');
    token.name = 'csrf';
    token.value = told.value.csrfToken;
    form.append(token);
    document.body.append(form);
    form.submit();
  }

  return (
    <FieldMeScreen
      name={phone.session.name}
      username={phone.session.username}
      villages={[...phone.villages.values()].map(({ village, households, takenAt }) => ({
        code: village.code,
        name: village.name,
        households: households.size,
        takenAt,
      }))}
      largeText={large}
      unsent={unsent}
      drafts={[
        ...[...phone.drafts.values()].map(({ household: number, visitId, draft }) => ({
          head: phone.household(number)?.household.head ?? phone.session.checks?.find(({ id }) => id === visitId)?.head ?? number,
          // Of a household that is none of this account's only a spot check can have been begun.
          to: phone.household(number)
            ? `/households/${encodeURIComponent(number)}/visit${isVisitBegun(draft) ? '' : '/closure'}`
            : `/checks/${visitId}`,
        })),
        ...begunReports.map(({ head, household }) => ({ head, to: `/households/${encodeURIComponent(household)}/report` })),
      ]}
      others={others}
      passwordDone={parameters.get('done') === 'password'}
      bin={phone.bin.size}
      exported={begunReports.length === 0 && state.exportedAt !== null && state.exportedMark === phone.unsentMark()}
      problem={problem}
      version={APP_VERSION}
      busy={state.sending}
      onText={(next) => {
        showText(next);
        setLarge(next);
      }}
      onLanguage={() => void speak(i18n.language === 'en' ? 'zh-CN' : 'en')}
      onRefresh={() => void send(true)}
      onSignOut={() => void leave()}
    />
  );
}
