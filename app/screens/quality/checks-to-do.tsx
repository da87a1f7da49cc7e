import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FieldCheck } from '~/domain/sync/protocol';
import { Icon } from '~/screens/shared/icon';

/** 要我抽查的户: the door, the head's name and the village, and nothing of what was answered there. */
export function ChecksToDo({ checks }: { checks: readonly FieldCheck[] }) {
  const { t } = useTranslation('quality');
  if (checks.length === 0) return null;
  return (
    <section className="mb-6">
      <h2 className="mb-1 flex items-center gap-2 text-lead">
        <Icon name="check" className="text-ink-soft" />
        {t('todo.title', { count: checks.length })}
      </h2>
      <p className="mb-2 text-small text-ink-soft">{t('todo.how')}</p>
      <ul className="space-y-2">
        {checks.map((check) => (
          <li key={check.id}>
            <Link to={`/checks/${check.id}`} className="card block min-h-target px-3 py-2 text-ink no-underline hover:border-action-line">
              <span className="block font-semibold">
                {check.address ?? check.number}
                <span className="ml-2 font-normal">{check.head}</span>
              </span>
              <span className="block text-small text-ink-soft">{[check.township, check.village].filter(Boolean).join(' ')}</span>
              <span className="block text-small text-ink-soft">{t('todo.assigned', { day: check.assignedOn, number: check.number })}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
