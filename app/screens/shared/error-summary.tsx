import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { fieldId } from './field';
import { Icon } from './icon';

/** On top of a refused form: every sentence, each a link to its field. Gets the focus when it appears. */
export function ErrorSummary({ reply, problems = reply?.problems }: { reply?: FormReply; problems?: FormReply['problems'] }) {
  const { t } = useTranslation('common');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problems && problems.length > 0) box.current?.focus();
  }, [problems]);
  if (!problems || problems.length === 0) return null;
  return (
    <div ref={box} role="alert" tabIndex={-1} className="mb-4 rounded border-2 border-danger bg-danger-wash p-3">
      <h2 className="mb-1 flex items-center gap-1.5 font-semibold text-danger">
        <Icon name="alert" />
        {t('form.problems', { count: problems.length })}
      </h2>
      <ul className="space-y-1 pl-6">
        {problems.map((problem, at) => (
          <li key={at} className="list-disc">
            {problem.field ? <a className="text-danger underline" href={`#${fieldId(problem.field)}`} onClick={focusField}>{problem.sentence}</a> : problem.sentence}
          </li>
        ))}
      </ul>
    </div>
  );
}

function focusField(event: React.MouseEvent<HTMLAnchorElement>) {
  const field = document.getElementById(event.currentTarget.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
}
