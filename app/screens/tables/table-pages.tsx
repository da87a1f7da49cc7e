import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { type TableAt, tableAddress } from './table-address';

/** The addresses of the pages before and after this one; null where there is none. */
export type PageLinks = { first: string | null; earlier: string | null; later: string | null };

/** 翻页. */
export function TablePages({ first, earlier, later, rows = ROWS_A_PAGE }: PageLinks & { rows?: number }) {
  const { t } = useTranslation('tables');
  if (!first && !earlier && !later) return null;
  return (
    <nav aria-label={t('page.label')} className="no-print mt-2 flex flex-wrap gap-4">
      {first && (
        <Link className="link" to={first}>
          {t('page.first')}
        </Link>
      )}
      {earlier && (
        <Link className="link" to={earlier}>
          {t('page.earlier', { count: rows })}
        </Link>
      )}
      {later && (
        <Link className="link" to={later}>
          {t('page.later', { count: rows })}
        </Link>
      )}
    </nav>
  );
}

/** The pages of a list with numbered ones. */
export function numberedPages(at: TableAt, page: number, more: boolean): PageLinks {
  return {
    first: page > 1 ? tableAddress(at) : null,
    earlier: page > 1 ? tableAddress(at, page === 2 ? {} : { page: String(page - 1) }) : null,
    later: more ? tableAddress(at, { page: String(page + 1) }) : null,
  };
}
