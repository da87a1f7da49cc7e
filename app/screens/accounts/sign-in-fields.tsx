import { useTranslation } from 'react-i18next';
import { type FormReply, sentenceAt } from '~/i18n/form-reply';
import { Field } from '~/screens/shared/field';
import { PasswordField, useShownPasswords } from '~/screens/shared/password-field';

/** Who, and the password. Which of the two is wrong is not said, and it is most often the password: that is selected. */
export function SignInFields({ username, reply }: { username?: string; reply?: FormReply }) {
  const { t } = useTranslation('accounts');
  const { shown, toggle } = useShownPasswords();
  return (
    <>
      <Field
        name="username"
        label={t('signIn.username')}
        reply={reply}
        stored={username}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <PasswordField
        name="password"
        label={t('signIn.password')}
        shown={shown}
        reply={reply}
        wrong={reply !== undefined && sentenceAt(reply, 'username') === undefined}
        autoComplete="current-password"
      />
      {toggle}
    </>
  );
}
