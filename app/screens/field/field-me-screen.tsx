import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Icon, type IconName } from '~/screens/shared/icon';
import { Notice } from '~/screens/shared/notice';
import { PhonePage } from '~/screens/shell/phone-page';

export type FieldMeScreenProps = {
  name: string;
  username: string;
  villages: { code: string; name: string; households: number; takenAt: string }[];
  largeText: boolean;
  unsent: { visits: number; photos: number; drafts: number };
  /** Refused records that were discarded: signing out removes them. */
  bin: number;
  exported: boolean;
  problem: 'offline' | null;
  version: string;
  busy: boolean;
  onText: (large: boolean) => void;
  onRefresh: () => void;
  onSignOut: () => void;
};

/**
 * 我的, on the phone: the account, the stored data, the text size, and signing out, which is blocked while anything is stored
 * only here.
 */
export function FieldMeScreen(props: FieldMeScreenProps) {
  const { t } = useTranslation('device');
  const { unsent } = props;
  const blocked = unsent.visits + unsent.photos + unsent.drafts > 0;
  return (
    <PhonePage heading={t('me.title')}>
      <section className="card mb-4 p-4">
        <h2 className="text-lead">{props.name}</h2>
        <p className="text-ink-soft">{props.username}</p>
      </section>
      <section className="card mb-4 p-4">
        <h2 className="mb-1 font-semibold">{t('me.villages')}</h2>
        <ul>
          {props.villages.map((village) => (
            <li key={village.code} className="flex flex-wrap justify-between gap-x-3 py-1">
              <span>
                {village.name} {village.households}
              </span>
              <span className="text-small text-ink-soft">{t('me.taken', { at: formatInstant(village.takenAt) })}</span>
            </li>
          ))}
        </ul>
        <p className="mt-2">
          <Button type="button" disabled={props.busy} onClick={props.onRefresh}>
            {t('me.refresh')}
          </Button>
        </p>
      </section>
      <section className="card mb-4">
        <Row icon="text" title={t('me.largeText')} hint={t('me.largeTextHint')}>
          <Button type="button" aria-pressed={props.largeText} onClick={() => props.onText(!props.largeText)}>
            {t(props.largeText ? 'me.normal' : 'me.large')}
          </Button>
        </Row>
        <Row icon="cloud" title={t('me.outbox')}>
          <ButtonLink to="/outbox">{t('me.outbox')}</ButtonLink>
        </Row>
        <a href="/me" className={`${ROW} text-ink no-underline hover:bg-page`}>
          <Icon name="globe" className="text-ink-faint" />
          <span className="min-w-0 flex-1">
            {t('me.ordinary')}
            <span className="block text-small text-ink-faint">{t('me.ordinaryHint')}</span>
          </span>
          <Icon name="right" className="text-ink-faint" />
        </a>
      </section>
      {props.problem === 'offline' && (
        <Notice tone="danger" live>
          {t('me.offline')}
        </Notice>
      )}
      {blocked ? (
        <Notice tone="attention" title={t('me.blocked')}>
          <p>{t('me.blockedWhat', unsent)}</p>
          <p className="mt-2">
            <ButtonLink to="/outbox" look="main">
              {t('me.blockedGo')}
            </ButtonLink>
          </p>
          {props.exported && (
            <p className="mt-2">
              <Button type="button" look="danger" onClick={props.onSignOut}>
                {t('me.exportedLeave')}
              </Button>
            </p>
          )}
        </Notice>
      ) : (
        <>
          <p className="mb-2 text-small text-ink-soft">{t('me.signOutWhat')}</p>
          {props.bin > 0 && (
            <Notice tone="attention">
              <p>{t('me.bin', { count: props.bin })}</p>
              <p className="mt-2">
                <ButtonLink to="/outbox">{t('me.binGo')}</ButtonLink>
              </p>
            </Notice>
          )}
          <Button type="button" wide onClick={props.onSignOut}>
            {t('me.signOut')}
          </Button>
        </>
      )}
      <p className="mt-4 text-small text-ink-faint">{t('me.version', { version: props.version })}</p>
    </PhonePage>
  );
}

const ROW = 'flex min-h-target items-center gap-3 border-b border-line px-4 py-2 last:border-b-0';

function Row({ icon, title, hint, children }: { icon: IconName; title: string; hint?: string; children: ReactNode }) {
  return (
    <div className={ROW}>
      <Icon name={icon} className="text-ink-faint" />
      <div className="min-w-0 flex-1">
        <p>{title}</p>
        {hint && <p className="text-small text-ink-faint">{hint}</p>}
      </div>
      {children}
    </div>
  );
}
