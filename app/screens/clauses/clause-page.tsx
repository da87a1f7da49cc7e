import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { AsOf } from '~/screens/coverage/as-of';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { PageTabs } from '~/screens/shell/page-tabs';
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
      <PageTabs
        label={t('pages')}
        pages={CLAUSE_PAGES.map((key) => ({ key, name: t(`page.${key}`), to: clauseAddress(division.code, season, key) }))}
        chosen={page}
      />
      {children}
    </DeskPage>
  );
}
