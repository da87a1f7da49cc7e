import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { AsOf } from '~/screens/coverage/as-of';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { CLAUSE_PAGES, type ClausePage, clauseAddress } from './addresses';

export type ClausePlace = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  asOf: string;
  closed: boolean;
};

/** The frame of 条款, 目标 and 采暖前准备: division, season, and links to the others. */
export function ClausePageFrame({
  page,
  heading,
  trail,
  seasons,
  season,
  asOf,
  closed,
  children,
}: ClausePlace & { page: ClausePage; heading: string; children: ReactNode }) {
  const { t } = useTranslation('targets');
  const division = trail[trail.length - 1]!;
  return (
    <DeskPage
      heading={heading}
      breadcrumb={trail.map((step, at) => ({
        name: step.name,
        to: at < trail.length - 1 ? clauseAddress(step.code, season, page) : undefined,
      }))}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      asOf={<AsOf season={season} day={asOf} closed={closed} />}
      printWide
    >
      <nav aria-label={t('pages')} className="no-print -mx-4 -mt-2 mb-4 overflow-x-auto border-b border-line px-4 desk:-mx-6 desk:px-6">
        <ul className="flex gap-1">
          {CLAUSE_PAGES.map((key) => (
            <li key={key} className="shrink-0">
              <Link
                to={clauseAddress(division.code, season, key)}
                aria-current={key === page ? 'page' : undefined}
                className={`flex min-h-target items-center whitespace-nowrap border-b-2 px-2.5 no-underline
                  ${key === page ? 'border-action font-semibold text-action-dark' : 'border-transparent text-ink hover:text-action'}`}
              >
                {t(`page.${key}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </DeskPage>
  );
}
