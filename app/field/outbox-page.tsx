import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemKind } from '~/domain/findings/problem-report';
import { answerSentence } from '~/i18n/answer-sentence';
import { rightNow } from '~/offline/device/keep-clock';
import { askAgain } from '~/offline/sending/ask-again';
import { type ExportPlan, exportPart, planExport } from '~/offline/sending/export-unsent';
import { discardRefused, putBack } from '~/offline/store/bin';
import { type OtherAccount, otherAccounts } from '~/offline/store/other-accounts';
import type { OutboxRecord, Submission } from '~/offline/store/sealed-rows';
import { discardSubmission } from '~/offline/submissions/report-problem';
import { OutboxScreen, type OutboxScreenProps, type WaitingRow } from '~/screens/field/outbox-screen';
import { SIGN_IN_HERE } from './begin';
import { useField, useFieldState, usePhone } from './field-context';
import { loadWords } from './later/later-words';
import { putRightAt } from './put-right';
import { APP_VERSION } from './version';

export async function outboxRoute() {
  await loadWords('phone', 'findings', 'added');
  return { Component: Outbox };
}

function Outbox() {
  const phone = usePhone();
  const state = useFieldState();
  const { send } = useField();
  const { t } = useTranslation(['survey', 'enums', 'findings', 'added']);
  const [others, setOthers] = useState<OtherAccount[]>([]);
  useEffect(() => {
    void otherAccounts(phone).then(setOthers, () => undefined);
  }, [phone]);
  const all = [...phone.outbox.values()];
  const what = (one: Submission) => (one.kind === 'household' ? t('added:heading') : t(`findings:kind.${one.content.kind as ProblemKind}`));
  const { photos, drafts } = phone.unsent();

  async function begin(): Promise<void> {
    const mark = phone.unsentMark();
    const plan = await planExport(phone, rightNow(phone));
    // A browser saves one file for one tap, so each of several files has its own button.
    if (plan.parts.length > 1) state.set({ exporting: { plan, mark, saved: [] }, exportedAt: null });
    else await savePart(plan, 1, mark, []);
  }

  async function savePart(plan: ExportPlan, nth: number, mark: string, before: readonly number[]): Promise<void> {
    const { name, content } = await exportPart(phone, plan, nth, APP_VERSION);
    save(name, content);
    const saved = [...new Set([...before, nth])];
    const all = saved.length === plan.parts.length;
    state.set({ exporting: plan.parts.length > 1 ? { plan, mark, saved } : null, ...(all && { exportedAt: plan.at, exportedMark: mark }) });
  }

  return (
    <OutboxScreen
      waiting={[
        ...phone.submitted('waiting').map((one) => ({ ...rowOf(one), what: what(one) })),
        ...all.filter((one) => one.state === 'waiting').map(rowOf),
      ]}
      refused={[
        ...phone.submitted('refused').map((one) => ({ ...rowOf(one), what: what(one) })),
        ...all
          .filter((one) => one.state === 'refused')
          .map((one) => ({
            ...rowOf(one),
            problems: (one.problems ?? []).map((problem) => answerSentence(t, problem)),
            putRightAt: putRightAt(one),
          })),
      ]}
      bin={[...phone.bin.values()].map(rowOf)}
      onDiscard={(id) => void (phone.submissions.has(id) ? discardSubmission(phone, id) : discardRefused(phone, id))}
      onPutBack={(id) => void putBack(phone, id)}
      name={phone.session.name}
      others={others}
      photos={photos}
      drafts={drafts}
      sending={state.sending}
      lastTry={phone.sending.lastTry}
      nextTry={phone.sending.nextTry}
      why={phone.sending.why as OutboxScreenProps['why']}
      signInAddress={`${SIGN_IN_HERE}?to=%2Foutbox`}
      storage={state.storage}
      exportedAt={state.exportedAt}
      update={state.updateReady ? state.takeOver : null}
      onSend={() => void send(true)}
      onAgain={(id) => void askAgain(phone, id).then(() => send())}
      parts={state.exporting?.plan.parts.map((_part, i) => ({ nth: i + 1, saved: state.exporting!.saved.includes(i + 1) })) ?? null}
      onExport={() => void begin()}
      onSavePart={(nth) => {
        const { plan, mark, saved } = state.exporting!;
        void savePart(plan, nth, mark, saved);
      }}
    />
  );
}

function rowOf({ id, household, head, address, village, queuedAt, sentence }: OutboxRecord | Submission): WaitingRow {
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
