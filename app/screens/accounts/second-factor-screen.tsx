import { Form, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Notice } from '~/screens/shared/notice';
import { PasswordField, useShownPasswords } from '~/screens/shared/password-field';
import { PersonPage } from '~/screens/shell/person-page';
import { Csrf } from '~/screens/shell/viewer';
import { CodeField } from './code-field';
import { RecoveryCodes } from './recovery-codes';

type ShownOffer = { secret: string; offer: string; rows: string[] };
type Props = {
  username: string;
  back: string;
  /** The role must have one, so it cannot be turned off. */
  required: boolean;
  /** The page stands between the person and everything else. */
  first: boolean;
  present: { since: string; recoveryLeft: number } | null;
  offer: ShownOffer | null;
  codes: readonly string[] | null;
  turnedOff: boolean;
  reply?: FormReply;
};

/** 两步验证 of the own account: set up, new recovery codes, turned off. */
export function SecondFactorScreen({ username, back, required, first, present, offer, codes, turnedOff, reply }: Props) {
  const { t } = useTranslation(['second-factor', 'accounts', 'common']);
  return (
    <PersonPage heading={t('title')} back={first ? undefined : { to: '/me', name: t('accounts:me.title') }}>
      <ErrorSummary reply={reply} />
      {codes ? (
        <RecoveryCodes codes={codes} username={username} next={back} />
      ) : (
        <>
          {turnedOff && <Notice tone="ok" title={t('turnedOff')} live />}
          {first && !reply && <Notice tone="attention">{t('first')}</Notice>}
          {present && <Present present={present} required={required} reply={reply} />}
          {offer && <SetUp offer={offer} username={username} reply={reply} />}
        </>
      )}
      {first && (
        <Form method="post" action="/sign-out" reloadDocument className="mt-4">
          <Csrf />
          <button type="submit" className="link min-h-target">
            {t('common:shell.signOut')}
          </button>
        </Form>
      )}
    </PersonPage>
  );
}

function SetUp({ offer, username, reply }: { offer: ShownOffer; username: string; reply?: FormReply }) {
  const { t } = useTranslation('second-factor');
  const busy = useNavigation().state !== 'idle';
  const { shown, toggle } = useShownPasswords();
  return (
    <Form method="post" noValidate className="card flex flex-col gap-5 p-4">
      <Csrf />
      <input type="hidden" name="intent" value="set-up" />
      <input type="hidden" name="offer" value={offer.offer} />
      <p>{t('setUp.what')}</p>
      <Step number={1} title={t('setUp.app')}>
        <p className="text-ink-soft">{t('setUp.appHint')}</p>
      </Step>
      <Step number={2} title={t('setUp.scan')}>
        <QrCode rows={offer.rows} label={t('setUp.qr')} />
        <p className="mt-2 text-ink-soft">{t('setUp.typed', { username })}</p>
        <p className="mt-1 break-words text-lead">
          <code>{offer.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </p>
      </Step>
      <Step number={3} title={t('setUp.prove')}>
        <div className="flex flex-col gap-3">
          <CodeField reply={reply} appOnly />
          {/* Lets the browser's password store know whose password this is. */}
          <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
          <PasswordField name="password" label={t('setUp.password')} shown={shown} reply={reply} autoComplete="current-password" />
          {toggle}
        </div>
      </Step>
      <Button look="main" disabled={busy}>
        {t('setUp.submit')}
      </Button>
    </Form>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <section className="flex gap-3">
      <span
        aria-hidden="true"
        className="flex h-7 w-7 shrink-0 items-center justify-center rounded-full bg-action-wash font-semibold text-action"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="mb-1 font-semibold">{title}</h2>
        {children}
      </div>
    </section>
  );
}

/** Dark squares on white, whatever the colours of the screen are: phones do not read it the other way round. */
function QrCode({ rows, label }: { rows: readonly string[]; label: string }) {
  const quiet = 4;
  const side = rows.length + 2 * quiet;
  const dark = rows.flatMap((row, y) => [...row].flatMap((square, x) => (square === '1' ? `M${x + quiet} ${y + quiet}h1v1h-1z` : [])));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${side} ${side}`}
      width={220}
      height={220}
      shapeRendering="crispEdges"
      className="max-w-full"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  );
}

function Present({ present, required, reply }: { present: NonNullable<Props['present']>; required: boolean; reply?: FormReply }) {
  const { t } = useTranslation('second-factor');
  return (
    <>
      <section className="card mb-4 p-4">
        <h2 className="font-semibold text-ok">{t('present.on')}</h2>
        <p className="text-ink-soft">{t('present.since', { at: formatInstant(present.since) })}</p>
        <p className={present.recoveryLeft < 3 ? 'font-semibold text-attention' : 'text-ink-soft'}>
          {t('present.left', { count: present.recoveryLeft })}
        </p>
      </section>
      <Proven intent="codes" title={t('renew.title')} what={t('renew.what')} submit={t('renew.submit')} reply={reply} />
      {required ? (
        <p className="text-ink-soft">{t('turnOff.required')}</p>
      ) : (
        <Proven intent="turn-off" title={t('turnOff.title')} what={t('turnOff.what')} submit={t('turnOff.submit')} danger reply={reply} />
      )}
    </>
  );
}

type ProvenProps = { intent: string; title: string; what: string; submit: string; danger?: boolean; reply?: FormReply };

/** A change that takes a code. Two of them stand on the page: the refusal belongs to the one that was sent. */
function Proven({ intent, title, what, submit, danger, reply }: ProvenProps) {
  const busy = useNavigation().state !== 'idle';
  const own = reply?.typed.intent === intent ? reply : undefined;
  return (
    <details className="card mb-4 p-4" open={own !== undefined}>
      <summary className="min-h-target cursor-pointer content-center font-semibold">{title}</summary>
      <Form method="post" noValidate className="mt-2 flex flex-col gap-3">
        <Csrf />
        <input type="hidden" name="intent" value={intent} />
        <p className="text-ink-soft">{what}</p>
        <CodeField id={`code-${intent}`} reply={own} />
        <Button look={danger ? 'danger' : 'plain'} disabled={busy}>
          {submit}
        </Button>
      </Form>
    </details>
  );
}
