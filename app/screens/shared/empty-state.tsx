import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Says why there is nothing, and the next step. */
export function EmptyState({ title, children }: { title?: string; children?: ReactNode }) {
  const { t } = useTranslation('common');
  return (
    <div className="card px-4 py-8 text-center text-ink-soft">
      <p className="font-medium text-ink">{title ?? t('empty.title')}</p>
      {children ?? <p>{t('empty.next')}</p>}
    </div>
  );
}
