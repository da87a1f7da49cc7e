import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Role } from '~/domain/contract/enumerations';
import type { FormReply } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { AccountFields } from './account-form';
import type { ChosenDivision } from './division-chooser';
import { InitialPassword } from './initial-password';

type Props = {
  reply?: FormReply;
  roles: readonly Role[];
  typedDivisions: ChosenDivision[];
  created: { username: string; password: string } | null;
};

export function NewAccountScreen({ reply, roles, typedDivisions, created }: Props) {
  const { t } = useTranslation(['accounts', 'common']);
  const busy = useNavigation().state !== 'idle';
  const crumbs = [{ name: t('list.title'), to: '/settings/accounts' }, { name: t('new.title') }];
  if (created) {
    return (
      <DeskPage heading={t('new.done')} breadcrumb={crumbs} narrow>
        <InitialPassword {...created} />
        <div className="flex flex-wrap gap-2">
          <ButtonLink look="main" to="/settings/accounts/new">
            {t('new.another')}
          </ButtonLink>
          <ButtonLink to="/settings/accounts">{t('new.back')}</ButtonLink>
        </div>
      </DeskPage>
    );
  }
  return (
    <DeskPage heading={t('new.title')} breadcrumb={crumbs} narrow>
      <ErrorSummary reply={reply} />
      <Form method="post" noValidate className="card flex flex-col gap-5 p-4">
        <Csrf />
        <Field
          name="username"
          label={t('form.username')}
          hint={t('form.usernameHint')}
          reply={reply}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <AccountFields reply={reply} roles={roles} typedDivisions={typedDivisions} />
        <div className="flex gap-2">
          <Button look="main" disabled={busy}>
            {t('new.submit')}
          </Button>
          <ButtonLink look="quiet" to="/settings/accounts">
            {t('common:form.cancel')}
          </ButtonLink>
        </div>
      </Form>
    </DeskPage>
  );
}
