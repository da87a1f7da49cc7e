import { useTranslation } from 'react-i18next';
import { type FormReply, sentenceAt } from '~/i18n/form-reply';
import { PasswordField, useShownPasswords } from '~/screens/shared/password-field';

/** The present password and twice the new one. */
export function PasswordFields({ first, username, reply }: { first: boolean; username: string; reply?: FormReply }) {
  const { t } = useTranslation('accounts');
  const { shown, toggle } = useShownPasswords();
  const field = (name: string) => ({ name, shown, reply, wrong: sentenceAt(reply, name) !== undefined });
  return (
    <>
      {/* Lets the browser's password store know whose password this is. */}
      <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
      <PasswordField
        {...field('currentPassword')}
        label={t(first ? 'password.currentFirst' : 'password.current')}
        autoComplete="current-password"
      />
      <PasswordField {...field('newPassword')} label={t('password.next')} hint={t('password.rule')} autoComplete="new-password" />
      <PasswordField {...field('repeatedPassword')} label={t('password.repeated')} autoComplete="new-password" />
      {toggle}
    </>
  );
}
