import { Form, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '~/domain/contract/enumerations';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { AccountFields } from './account-form';
import { type AccountState, AccountStateChip } from './accounts-screen';
import type { ChosenDivision } from './division-chooser';
import { InitialPassword } from './initial-password';

type AccountDetails = {
  id: string;
  username: string;
  name: string;
  role: Role;
  state: AccountState;
  divisions: ChosenDivision[];
  phoneMasked: string | null;
  lockedUntil: string | null;
  failedSignIns: number;
  sessions: number;
  createdAt: string;
  secondFactorSince: string | null;
};
export type AccountDone = 'saved' | 'disabled' | 'enabled' | 'unlocked' | 'sessions-ended' | 'second-factor-reset';

type Props = {
  account: AccountDetails;
  own: boolean;
  roles: readonly Role[];
  reply?: FormReply;
  typedDivisions: ChosenDivision[];
  done: AccountDone | null;
  password: string | null;
  resetsSecondFactor: boolean;
};

export function AccountScreen({ account, own, roles, reply, typedDivisions, done, password, resetsSecondFactor }: Props) {
  const { t } = useTranslation(['accounts', 'common', 'enums']);
  const busy = useNavigation().state !== 'idle';
  return (
    <DeskPage
      heading={
        <span className="flex flex-wrap items-center gap-3">
          {account.name}
          <AccountStateChip state={account.state} />
        </span>
      }
      breadcrumb={[{ name: t('list.title'), to: '/settings/accounts' }, { name: account.username }]}
    >
      <ErrorSummary reply={reply} />
      {done && <Notice tone="ok" title={t(`done.${done}`)} live />}
      {password && <InitialPassword username={account.username} password={password} />}
      {own && <Notice tone="info">{t('account.own')}</Notice>}
      <div className="grid gap-4 wide:grid-cols-[minmax(0,640px)_minmax(0,1fr)]">
        <Form
          method="post"
          noValidate
          className="card flex flex-col gap-5 self-start p-4"
          key={`${account.role}/${account.divisions.map((division) => division.code).join()}`}
        >
          <Csrf />
          <input type="hidden" name="intent" value="save" />
          <Facts account={account} />
          <fieldset disabled={own} className="space-y-5">
            <AccountFields
              reply={reply?.typed.intent === 'save' ? reply : undefined}
              roles={roles}
              stored={account}
              typedDivisions={typedDivisions}
            />
            <p className="text-small text-ink-faint">{t('account.signedOut')}</p>
            <Button look="main" disabled={busy || own}>
              {t('common:form.save')}
            </Button>
          </fieldset>
        </Form>
        {!own && <Measures account={account} busy={busy} resetsSecondFactor={resetsSecondFactor} reply={reply} />}
      </div>
    </DeskPage>
  );
}

function Facts({ account }: { account: AccountDetails }) {
  const { t } = useTranslation('accounts');
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      <dt className="text-ink-soft">{t('form.username')}</dt>
      <dd>{account.username}</dd>
      {account.phoneMasked && (
        <>
          <dt className="text-ink-soft">{t('account.phone')}</dt>
          <dd>{account.phoneMasked}</dd>
        </>
      )}
      <dt className="text-ink-soft">{t('account.created')}</dt>
      <dd>{formatInstant(account.createdAt)}</dd>
      <dt className="text-ink-soft">{t('account.sessions')}</dt>
      <dd>{t('account.sessionCount', { count: account.sessions })}</dd>
      {account.secondFactorSince && (
        <>
          <dt className="text-ink-soft">{t('me.secondFactor')}</dt>
          <dd>{t('account.secondFactorSince', { at: formatInstant(account.secondFactorSince) })}</dd>
        </>
      )}
    </dl>
  );
}

type MeasuresProps = { account: AccountDetails; busy: boolean; resetsSecondFactor: boolean; reply?: FormReply };

function Measures({ account, busy, resetsSecondFactor, reply }: MeasuresProps) {
  const { t } = useTranslation('accounts');
  const disabled = account.state === 'disabled';
  return (
    <div className="space-y-3 self-start">
      {account.state === 'locked' && account.lockedUntil && (
        <Measure intent="unlock" label={t('measure.unlock')} busy={busy}>
          {t('measure.unlockWhy', { until: formatInstant(account.lockedUntil), count: account.failedSignIns })}
        </Measure>
      )}
      <Measure intent="password" label={t('measure.password')} busy={busy}>
        {t('measure.passwordWhy')}
      </Measure>
      {account.sessions > 0 && (
        <Measure intent="sessions" label={t('measure.sessions')} busy={busy}>
          {t('measure.sessionsWhy', { count: account.sessions })}
        </Measure>
      )}
      {account.secondFactorSince && resetsSecondFactor && <ResetSecondFactor busy={busy} reply={reply} />}
      {disabled ? (
        <Measure intent="enable" label={t('measure.enable')} busy={busy}>
          {t('measure.enableWhy')}
        </Measure>
      ) : (
        <Measure intent="disable" label={t('measure.disable')} busy={busy} danger>
          {t('measure.disableWhy')}
        </Measure>
      )}
    </div>
  );
}

/** The phone with the app is lost: the reason stands in the history. */
function ResetSecondFactor({ busy, reply }: { busy: boolean; reply?: FormReply }) {
  const { t } = useTranslation('accounts');
  return (
    <Form method="post" noValidate className="card flex flex-col gap-3 p-3">
      <Csrf />
      <input type="hidden" name="intent" value="second-factor" />
      <p className="text-ink-soft">{t('measure.secondFactorWhy')}</p>
      <Field
        name="reason"
        label={t('measure.secondFactorReason')}
        reply={reply?.typed.intent === 'second-factor' ? reply : undefined}
        maxLength={200}
      />
      <Button look="danger" disabled={busy}>
        {t('measure.secondFactor')}
      </Button>
    </Form>
  );
}

function Measure({
  intent,
  label,
  busy,
  danger,
  children,
}: {
  intent: string;
  label: string;
  busy: boolean;
  danger?: boolean;
  children: ReactNode;
}) {
  return (
    <Form method="post" className="card flex flex-wrap items-center justify-between gap-3 p-3">
      <Csrf />
      <input type="hidden" name="intent" value={intent} />
      <p className="min-w-0 flex-1 basis-52 text-ink-soft">{children}</p>
      <Button look={danger ? 'danger' : 'plain'} disabled={busy}>
        {label}
      </Button>
    </Form>
  );
}
