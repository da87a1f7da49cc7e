import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router-dom';
import { Notice } from '~/screens/shared/notice';
import { SIGN_IN_HERE } from '../begin';
import type { Refused } from './send-form';

/** On top of a form that did not reach the server: what stands in it is still there. */
export function NotSent({ reply }: { reply: Refused | undefined }) {
  const { t } = useTranslation(['phone', 'field']);
  const { pathname } = useLocation();
  if (!reply?.notSent) return null;
  return (
    <Notice tone="attention" live>
      <p>{t(`form.${reply.notSent}`)}</p>
      {reply.notSent === 'sign-in' && (
        <p>
          <a className="link inline-flex min-h-target items-center font-medium" href={`${SIGN_IN_HERE}?to=${encodeURIComponent(pathname)}`}>
            {t('phone:signIn.again')}
          </a>
        </p>
      )}
    </Notice>
  );
}
