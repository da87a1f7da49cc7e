import { Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { changed } from '~/screens/coverage/addresses';

/** 上一页、下一页 of a list with numbered pages. */
export function ListPages({ page, more }: { page: number; more: boolean }) {
  const { t } = useTranslation('subsidy');
  const [parameters] = useSearchParams();
  if (page === 1 && !more) return null;
  return (
    <nav aria-label={t('pagesOfList')} className="no-print mt-1 flex justify-end gap-4">
      {page > 1 && (
        <Link
          className="link inline-flex min-h-target items-center"
          to={changed(parameters, { page: page === 2 ? null : String(page - 1) })}
        >
          {t('before')}
        </Link>
      )}
      {more && (
        <Link className="link inline-flex min-h-target items-center" to={changed(parameters, { page: String(page + 1) })}>
          {t('next')}
        </Link>
      )}
    </nav>
  );
}
