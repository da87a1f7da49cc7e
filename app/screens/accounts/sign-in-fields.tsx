import { useTranslation } from 'react-i18next';
import { type FormReply, sentenceAt } from '~/i18n/form-reply';
import { Field } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { PasswordField, useShownPasswords } from '~/screens/shared/password-field';
import { CodeField, onlyCodeMissing } from './code-field';

/**
 * Who, and the password; for an account with a second factor its code, once the password is right. Which of the two is wrong is not said,
 * and it is most often the password: that is selected.
 */
export function SignInFields({ username, reply }: { username?: string; reply?: FormReply }) {
  const { t } = useTranslation('accounts');
  const { shown, toggle } = useShownPasswords();
  const asksForCode = sentenceAt(reply, 'code') !== undefined;
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
        wrong={reply !== undefined && !asksForCode && sentenceAt(reply, 'username') === undefined}
        autoComplete="current-password"
      />
      {toggle}
      {asksForCode && onlyCodeMissing(reply) && <Notice tone="info">{sentenceAt(reply, 'code')}</Notice>}
      {asksForCode && <CodeField reply={reply} autoFocus quiet={onlyCodeMissing(reply)} />}
    </>
  );
}
