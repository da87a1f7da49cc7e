import { lazy, Suspense } from 'react';
import { aheadNow } from '~/offline/device/keep-clock';
import { type SyncState, SyncStrip } from '~/screens/field/sync-strip';
import { useFieldState, usePhone } from './field-context';

function useSyncState(): SyncState {
  const phone = usePhone();
  const state = useFieldState();
  const { visits, photos } = phone.unsent();
  const refused = [...phone.outbox.values()].filter((one) => one.state === 'refused').length;
  return {
    // The result of the last sending is hidden while the next one runs.
    online: state.online && (state.sending || phone.sending.why !== 'offline'),
    noAnswer: !state.sending && /^(no-answer|timeout|server)$/.test(phone.sending.why ?? ''),
    sending: state.sending,
    waiting: visits + photos - refused,
    refused,
    needsSignIn: phone.sending.why === 'sign-in' && !state.sending,
    allSentAt: phone.sending.allSentAt,
    taking: state.taking,
  };
}

export function Strip({ small }: { small?: boolean }) {
  return <SyncStrip state={useSyncState()} small={small} />;
}

const WrongClock = lazy(() => import('~/screens/field/wrong-clock'));

/** 手机时间快了 30 天: a warning at the top of every page, before anything is typed. */
export function ClockWarning() {
  const ahead = aheadNow(usePhone());
  return ahead === 0 ? null : (
    <Suspense>
      <WrongClock aheadSeconds={ahead} />
    </Suspense>
  );
}
