import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatMinute } from '~/i18n/formats';
import { Icon } from '~/screens/shared/icon';

export type SyncState = {
  online: boolean;
  /** The phone is online, and the server said nothing at the last try. */
  noAnswer: boolean;
  sending: boolean;
  waiting: number;
  refused: number;
  needsSignIn: boolean;
  /** The instant at which the server had everything. */
  allSentAt: string | null;
  taking: { village: string; done: number; total: number } | null;
};

/** 数据在哪儿: saved here, waiting, all sent or offline. Pressing it opens what waits. `small` fits beside the strip of a form. */
export function SyncStrip({ state, small = false }: { state: SyncState; small?: boolean }) {
  const { t } = useTranslation('field');
  const count = state.waiting;
  const alarm = state.refused > 0 || state.needsSignIn;
  const word = state.needsSignIn
    ? t('strip.signIn', { count })
    : state.taking
      ? t('strip.taking', state.taking)
      : state.refused > 0
        ? t('strip.refused', { count: state.refused })
        : !state.online || state.noAnswer
          ? [t(state.online ? 'strip.noAnswer' : 'strip.offline'), count > 0 && t('strip.waiting', { count })].filter(Boolean).join(' · ')
          : count > 0
            ? t(state.sending ? 'strip.sending' : 'strip.waiting', { count })
            : state.allSentAt
              ? t('strip.allSent', { time: formatMinute(state.allSentAt) })
              : t('strip.saved');
  const colours = alarm || count > 0 ? 'bg-attention-wash text-attention' : 'bg-page text-ink-soft';
  return (
    <Link
      to="/outbox"
      title={t('strip.open')}
      className={`flex items-center gap-1 text-small no-underline ${small ? 'shrink-0 underline' : `min-h-[32px] px-4 py-1 ${colours}`}
        ${alarm ? 'text-attention' : ''}`}
    >
      {!small && <Icon name={alarm || !state.online || state.noAnswer ? 'alert' : 'cloud'} size={16} />}
      <span role={small ? undefined : 'status'} className="flex-1">
        {word}
      </span>
      {!small && <Icon name="right" size={16} />}
    </Link>
  );
}
