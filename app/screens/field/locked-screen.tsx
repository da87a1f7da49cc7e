import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import english from '~/i18n/en/phones/locked.json';
import type { FormReply } from '~/i18n/form-reply';
import chinese from '~/i18n/zh-CN/phones/locked.json';
import { onlyCodeMissing } from '~/screens/accounts/code-field';
import { SignInFields } from '~/screens/accounts/sign-in-fields';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { useLateWords } from '~/screens/shared/late-words';
import { Notice } from '~/screens/shared/notice';
import { Mark } from '~/screens/shell/mark';

type Props = {
  /** Records and drafts that only this phone has. */
  waiting: number;
  busy: boolean;
  reply?: FormReply;
  notSent?: 'offline' | 'silent';
  onSignIn: (form: FormData) => void;
};

/** 请输入密码: nothing of the account is shown before, not even whose it is. */
export function LockedScreen({ waiting, busy, reply, notSent, onSignIn }: Props) {
  useLateWords('locked', { 'zh-CN': chinese, en: english });
  const { t } = useTranslation(['locked', 'accounts', 'common']);
  const signIn = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSignIn(new FormData(event.currentTarget));
  };
  return (
    <div className="phone text-body">
      <main className="mx-auto flex min-h-screen max-w-sign flex-col justify-center gap-4 px-6 py-6">
        <p className="flex items-center gap-2 text-lead font-semibold">
          <Mark />
          {t('common:product')}
        </p>
        <h1 className="text-title">{t('title')}</h1>
        <p>{t('what')}</p>
        <p className="text-ink-soft">{waiting > 0 ? t('kept', { count: waiting }) : t('nothing')}</p>
        {notSent && (
          <Notice tone="attention" live>
            <p>{t(notSent)}</p>
          </Notice>
        )}
        {!onlyCodeMissing(reply) && <ErrorSummary reply={reply} />}
        <form method="post" noValidate className="flex flex-col gap-4" onSubmit={signIn}>
          <SignInFields reply={reply} />
          <Button look="main" wide disabled={busy}>
            {t(busy ? 'accounts:signIn.busy' : 'accounts:signIn.submit')}
          </Button>
        </form>
      </main>
    </div>
  );
}
