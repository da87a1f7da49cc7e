import { useLocation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { fieldId } from './field';
import { Icon } from './icon';

/** The summary above a refused form: every sentence links to its field. It takes the focus when it appears. */
export function ErrorSummary({ reply, problems = reply?.problems }: { reply?: FormReply; problems?: FormReply['problems'] }) {
  const { t } = useTranslation('common');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problems && problems.length > 0) box.current?.focus();
  }, [problems]);
  if (!problems || problems.length === 0) return null;
  const [only] = problems.length === 1 ? problems : [];
  return (
    <div ref={box} role="alert" tabIndex={-1} className="mb-4 rounded border-2 border-danger bg-danger-wash p-3">
      <h2 className="flex items-start gap-1.5 font-semibold text-danger">
        <Icon name="alert" className="mt-0.5" />
        {only ? <Sentence problem={only} /> : t('form.problems', { count: problems.length })}
      </h2>
      {reply?.signIn && <SignInAgain />}
      {!only && (
        <ul className="mt-1 space-y-1 pl-6">
          {problems.map((problem, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
            <li key={at} className="list-disc">
              <Sentence problem={problem} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** In this tab: what was typed comes back afterwards (unsent-form.tsx). */
function SignInAgain() {
  const { t } = useTranslation('common');
  const { pathname, search } = useLocation();
  return (
    <a className="link inline-flex min-h-target items-center" href={`/sign-in?to=${encodeURIComponent(`${pathname}${search}`)}`}>
      {t('form.signInAgain')}
    </a>
  );
}

function Sentence({ problem }: { problem: FormReply['problems'][number] }) {
  if (!problem.field) return <span>{problem.sentence}</span>;
  return (
    <a className="text-danger underline" href={`#${fieldId(problem.field)}`} onClick={focusField}>
      {problem.sentence}
    </a>
  );
}

function focusField(event: React.MouseEvent<HTMLAnchorElement>) {
  const field = document.getElementById(event.currentTarget.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
}
