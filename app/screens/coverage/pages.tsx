import { Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import { changed, pageAddress } from './addresses';

/** The previous and the next page, each given by the key of the first or last household of this one. */
export function Pages({
  households,
  hasEarlier,
  hasLater,
}: {
  households: readonly HouseholdBehindFigure[];
  hasEarlier: boolean;
  hasLater: boolean;
}) {
  const { t } = useTranslation('coverage');
  const [parameters] = useSearchParams();
  const [first, last] = [households[0], households[households.length - 1]];
  if (!hasEarlier && !hasLater) return null;
  return (
    <nav aria-label={t('page.label')} className="no-print mt-2 flex flex-wrap gap-4">
      {hasEarlier && (
        <Link className="link" to={changed(parameters, { after: null, before: null })}>
          {t('page.first')}
        </Link>
      )}
      {hasEarlier && first && (
        <Link className="link" to={pageAddress(parameters, 'before', first)}>
          {t('page.earlier')}
        </Link>
      )}
      {hasLater && last && (
        <Link className="link" to={pageAddress(parameters, 'after', last)}>
          {t('page.later')}
        </Link>
      )}
    </nav>
  );
}
