import { Form, Link, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { mayHaveSecondFactor } from '~/domain/access/second-factor';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { Icon, type IconName } from '~/screens/shared/icon';
import { Notice } from '~/screens/shared/notice';
import { LanguageSwitch } from '~/screens/shell/language-switch';
import { PersonPage } from '~/screens/shell/person-page';
import { Csrf, useViewer } from '~/screens/shell/viewer';
import { deviceOf } from './device-of';
import { leaveThroughThePhone } from './leave-through-the-phone';

export type OwnSession = { id: string; createdAt: string; lastSeenAt: string; userAgent: string | null; present: boolean };
export type MeDone = 'password' | 'session' | 'sessions';

export function MeScreen({ sessions, done, secondFactor }: { sessions: OwnSession[]; done: MeDone | null; secondFactor: boolean }) {
  const { t } = useTranslation(['accounts', 'common', 'enums']);
  const { person, largeText } = useViewer();
  const busy = useNavigation().state !== 'idle';
  if (!person) return null;
  const phone = person.role === 'cadre';
  return (
    <PersonPage heading={t('me.title')}>
      {done && <Notice tone="ok" title={t(`me.done.${done}`)} live />}
      <section className="card mb-4 p-4">
        <h2 className="text-lead">{person.name}</h2>
        <p className="text-ink-soft">
          {t(`enums:role.${person.role}`)} · {person.username}
        </p>
        {person.divisions.length > 0 && <p className="mt-1">{person.divisions.map((division) => division.name).join('、')}</p>}
      </section>
      <section className="card mb-4">
        {phone && (
          <Row icon="text" title={t('me.largeText')} hint={t('me.largeTextHint')}>
            <Form method="post" reloadDocument>
              <Csrf />
              <input type="hidden" name="intent" value="text" />
              <input type="hidden" name="size" value={largeText ? 'normal' : 'large'} />
              <Button disabled={busy} aria-pressed={largeText}>
                {t(largeText ? 'me.textNormal' : 'me.textLarge')}
              </Button>
            </Form>
          </Row>
        )}
        <Row icon="globe" title={t('common:language.label')}>
          <LanguageSwitch />
        </Row>
        <LinkRow icon="lock" to="/password?to=%2Fme%3Fdone%3Dpassword" title={t('me.password')} />
        {mayHaveSecondFactor(person.role) && (
          <LinkRow
            icon="lock"
            to="/second-factor"
            title={t('me.secondFactor')}
            note={t(secondFactor ? 'me.secondFactorOn' : 'me.secondFactorOff')}
          />
        )}
        <LinkRow icon="info" to="/feedback" title={t('feedback.title')} />
      </section>
      <section className="card mb-4 p-4">
        <h2 className="mb-1 font-semibold">{t('me.sessions')}</h2>
        <p className="mb-2 text-small text-ink-faint">{t('me.sessionsHint')}</p>
        <ul>
          {sessions.map((session) => (
            <li key={session.id} className="flex flex-wrap items-center justify-between gap-2 border-t border-line py-2">
              <div>
                <p>
                  {deviceOf(session.userAgent) ?? t('me.unknownDevice')}
                  {session.present && <span className="text-ok"> · {t('me.thisDevice')}</span>}
                </p>
                <p className="text-small text-ink-faint">{t('me.since', { at: formatInstant(session.createdAt) })}</p>
              </div>
              {!session.present && (
                <Form method="post">
                  <Csrf />
                  <input type="hidden" name="intent" value="end" />
                  <input type="hidden" name="session" value={session.id} />
                  <Button look="danger" disabled={busy}>
                    {t('me.end')}
                  </Button>
                </Form>
              )}
            </li>
          ))}
        </ul>
        {sessions.length > 2 && (
          <Form method="post" className="mt-2">
            <Csrf />
            <input type="hidden" name="intent" value="end-others" />
            <Button look="danger" disabled={busy}>
              {t('me.endOthers')}
            </Button>
          </Form>
        )}
      </section>
      <Form method="post" action="/sign-out" reloadDocument onSubmit={phone ? leaveThroughThePhone : undefined}>
        <Csrf />
        <Button wide={phone}>{t('common:shell.signOut')}</Button>
      </Form>
    </PersonPage>
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

function LinkRow({ icon, to, title, note }: { icon: IconName; to: string; title: string; note?: string }) {
  return (
    <Link to={to} className={`${ROW} text-ink no-underline hover:bg-page`}>
      <Icon name={icon} className="text-ink-faint" />
      <span className="flex-1">{title}</span>
      {note && <span className="text-ink-faint">{note}</span>}
      <Icon name="right" className="text-ink-faint" />
    </Link>
  );
}
