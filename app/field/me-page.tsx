import { useState } from 'react';
import type { FieldSession } from '~/domain/sync/protocol';
import { signOut } from '~/offline/store/sign-out';
import { FieldMeScreen } from '~/screens/field/field-me-screen';
import { useField, useFieldState, usePhone } from './field-context';
import { isLargeText, showText } from './large-text';
import { loadWords } from './later/later-words';
import { APP_VERSION } from './version';

export async function mePage() {
  await loadWords('device');
  return { Component: MePage };
}

function MePage() {
  const phone = usePhone();
  const state = useFieldState();
  const { send, server } = useField();
  const [large, setLarge] = useState(isLargeText);
  const [problem, setProblem] = useState<'offline' | null>(null);
  const unsent = phone.unsent();

  /**
   * Signs out on the server first. If only that succeeds nothing is lost; if only the phone were signed out, somebody else
   * could go on as this person.
   */
  async function leave() {
    const told = await server.ask<FieldSession>('/field-data/session');
    // When the first password has not been changed the server answers nothing else, and its own page leads out.
    const first = !told.ok && told.code === 'api.password-first';
    if (!told.ok && told.why !== 'sign-in' && !first) return setProblem('offline');
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
      bin={phone.bin.size}
      exported={state.exportedAt !== null && state.exportedMark === phone.unsentMark()}
      problem={problem}
      version={APP_VERSION}
      busy={state.sending}
      onText={(next) => {
        showText(next);
        setLarge(next);
      }}
      onRefresh={() => void send(true)}
      onSignOut={() => void leave()}
    />
  );
}
