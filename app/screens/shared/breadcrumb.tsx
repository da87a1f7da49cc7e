import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon';

/** A step of the breadcrumb. The last has no `to`, because it is the current page. */
export type Crumb = { name: string; to?: string };

export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  const { t } = useTranslation('common');
  return (
    <nav aria-label={t('shell.breadcrumb')}>
      <ol className="flex flex-wrap items-center gap-x-1">
        {crumbs.map((crumb, at) => (
          <li key={`${crumb.to} ${crumb.name}`} className="flex items-center gap-1">
            {at > 0 && <Icon name="right" size={14} className="text-ink-faint" />}
            {crumb.to ? (
              <Link className="link inline-flex min-h-row items-center" to={crumb.to}>
                {crumb.name}
              </Link>
            ) : (
              <span aria-current="page" className="font-semibold">
                {crumb.name}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
