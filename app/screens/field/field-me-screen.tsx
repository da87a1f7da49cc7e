import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '~/i18n/formats';
import type { OtherAccount } from '~/offline/store/other-accounts';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Icon, type IconName } from '~/screens/shared/icon';
import { Notice } from '~/screens/shared/notice';
import { PhonePage } from '~/screens/shell/phone-page';
import { unsentWords } from './unsent-words';

export type FieldMeScreenProps = {
  name: string;
  username: string;
  villages: { code: string; name: string; households: number; takenAt: string }[];
  largeText: boolean;
  unsent: { visits: number; photos: number; drafts: number };
  /** Drafts of this phone, and the form each opens again. */
  drafts: readonly { head: string; to: string }[];
  /** Who else works on this phone. */
  others: readonly OtherAccount[];
  passwordDone: boolean;
  /** Refused records that were discarded: signing out removes them. */
  bin: number;
  exported: boolean;
  problem: 'offline' | 'silent' | 'language' | null;
  version: string;
  busy: boolean;
  onText: (large: boolean) => void;
  onLanguage: () => void;
  onRefresh: () => void;
  onSignOut: () => void;
};

/** More are found in 待办. */
const DRAFTS = 5;

/**
 * 我的, on the phone: the account, the stored data, the text size, and signing out, which is blocked while anything is stored
 * only here.
 */
export function FieldMeScreen(props: FieldMeScreenProps) {
  const { t, i18n } = useTranslation(['phone', 'common']);
  const { unsent } = props;
  const toSend = unsent.visits + unsent.photos > 0;
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  const blocked = unsent.visits + unsent.photos + unsent.drafts > 0;
  return (
    <PhonePage heading={t('me.title')}>
      {props.passwordDone && <Notice tone="ok" title={t('me.passwordDone')} live />}
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
        <Row icon="globe" title={t('me.language')}>
          <Button type="button" lang={other} onClick={props.onLanguage}>
            {t(`common:language.${other}`)}
          </Button>
        </Row>
        <LinkRow icon="lock" to="/password" title={t('me.password')} />
        <LinkRow icon="info" to="/complaint" title={t('me.complaint')} />
      </section>
      <Accounts name={props.name} others={props.others} />
      {props.problem && (
        <Notice tone="danger" live>
          {t(props.problem === 'language' ? 'me.languageOffline' : `me.${props.problem}`)}
        </Notice>
      )}
      {blocked ? (
        <Notice tone="attention" title={t('me.blocked')}>
          {toSend && <p>{t('me.blockedWhat', { what: unsentWords(t, { ...unsent, drafts: 0 }) })}</p>}
          {unsent.drafts > 0 && <p>{t('me.blockedDrafts', { what: unsentWords(t, { visits: 0, photos: 0, drafts: unsent.drafts }) })}</p>}
          <p className="mt-2 flex flex-wrap gap-2">
            {toSend && (
              <ButtonLink to="/outbox" look="main">
                {t('me.blockedGo')}
              </ButtonLink>
            )}
            {props.drafts.slice(0, DRAFTS).map((draft, at) => (
              <ButtonLink key={draft.to} to={draft.to} look={!toSend && at === 0 ? 'main' : 'plain'}>
                {t('me.toDraft', { head: draft.head })}
              </ButtonLink>
            ))}
            {!toSend && <ButtonLink to="/outbox">{t('outbox.export')}</ButtonLink>}
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
    <div className={`${ROW} flex-wrap`}>
      <Icon name={icon} className="text-ink-faint" />
      <div className="min-w-[6em] flex-1">
        <p>{title}</p>
        {hint && <p className="text-small text-ink-faint">{hint}</p>}
      </div>
      {children}
    </div>
  );
}

function LinkRow({ icon, to, title }: { icon: IconName; to: string; title: string }) {
  return (
    <Link to={to} className={`${ROW} text-ink no-underline hover:bg-page`}>
      <Icon name={icon} className="text-ink-faint" />
      <span className="flex-1">{title}</span>
      <Icon name="right" className="text-ink-faint" />
    </Link>
  );
}

/** 这部手机上的账号: two cadres share a phone; each sees whose work has not reached the server. */
function Accounts({ name, others }: { name: string; others: readonly OtherAccount[] }) {
  const { t } = useTranslation('phone');
  return (
    <section className="card mb-4 p-4">
      <h2 className="mb-1 font-semibold">{t('accounts.title')}</h2>
      <ul>
        <li className="py-1">{t('accounts.now', { name })}</li>
        {others.map((one) => {
          const what = unsentWords(t, one);
          return (
            <li key={one.id} className="py-1">
              {one.name}
              <span className={`block text-small ${what ? 'text-attention' : 'text-ink-soft'}`}>
                {what ? t('accounts.unsent', { what, name: one.name }) : t('accounts.nothing')}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="mt-2">
        <ButtonLink to="/sign-in?other=1">{t('accounts.switch')}</ButtonLink>
      </p>
    </section>
  );
}
