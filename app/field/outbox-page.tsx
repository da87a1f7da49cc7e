import { exportUnsent } from '~/offline/export-unsent';
import type { Waiting } from '~/offline/sealed-rows';
import { OutboxScreen, type OutboxScreenProps, type WaitingRow } from '~/screens/field/outbox-screen';
import { SIGN_IN } from './begin';
import { useField, useFieldState, usePhone } from './field-context';
import { APP_VERSION } from './version';

export function Component() {
  const phone = usePhone();
  const state = useFieldState();
  const { send } = useField();
  const all = [...phone.outbox.values()];
  const { photos, drafts } = phone.unsent();
  return (
    <OutboxScreen
      waiting={all.filter((one) => one.state === 'waiting').map(rowOf)}
      refused={all.filter((one) => one.state === 'refused').map(rowOf)}
      photos={photos}
      drafts={drafts}
      sending={state.sending}
      lastTry={phone.sending.lastTry}
      nextTry={phone.sending.nextTry}
      why={phone.sending.why as OutboxScreenProps['why']}
      signInAddress={SIGN_IN}
      storage={state.storage}
      exportedAt={state.exportedAt}
      update={state.updateReady ? state.takeOver : null}
      onSend={() => void send(true)}
      onAgain={(id) => void phone.askAgain(id).then(() => send())}
      onExport={() => {
        const exportedMark = phone.unsentMark();
        const at = new Date().toISOString();
        void exportUnsent(phone, at, APP_VERSION).then(({ name, content }) => {
          save(name, content);
          state.set({ exportedAt: at, exportedMark });
        });
      }}
    />
  );
}

function rowOf({ id, household, head, address, village, queuedAt, sentence }: Waiting): WaitingRow {
  return { id, household, head, address, village, queuedAt, sentence: sentence ?? null };
}

function save(name: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/json' }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
