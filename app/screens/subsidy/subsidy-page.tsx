import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { AsOf } from '~/screens/coverage/as-of';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { PageTabs } from '~/screens/shell/page-tabs';
import { SUBSIDY_PAGES, type SubsidyPage, subsidyAddress } from './addresses';

/** The place of a page about subsidies, which every such page gets. */
export type SubsidyPlace = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  asOf: string;
  closed: boolean;
};

type Props = SubsidyPlace & {
  page: SubsidyPage;
  heading: ReactNode;
  actions?: ReactNode;
  /** For a page below the named one: it has no season switch, and its tab leads back. */
  below?: boolean;
  /** Where a page lets its reader choose the day, instead of the day alone; and the past day it shows. */
  chooseDay?: ReactNode;
  on?: string | null;
  children: ReactNode;
};

/** The frame of all pages about subsidies: division, season, and links to the other pages of the same division and season. */
export function SubsidyPageFrame(props: Props) {
  const { page, heading, actions, below = false, chooseDay, on = null, trail, seasons, season, asOf, closed, children } = props;
  const { t } = useTranslation('subsidy');
  const division = trail[trail.length - 1]!;
  return (
    <DeskPage
      heading={heading}
      actions={actions}
      breadcrumb={trail.map((step, at) => ({
        name: step.name,
        to: at < trail.length - 1 ? subsidyAddress(step.code, season, page, on === null ? {} : { asOf: on }) : undefined,
      }))}
      season={
        below ? <span className="text-ink-soft">{t('season', { season })}</span> : <SeasonSwitch seasons={seasons} current={season} />
      }
      asOf={chooseDay ?? <AsOf season={season} day={asOf} closed={closed} />}
      printWide
    >
      <PageTabs
        label={t('pages')}
        pages={SUBSIDY_PAGES.map((key) => ({ key, name: t(`page.${key}`), to: subsidyAddress(division.code, season, key) }))}
        chosen={page}
        below={below}
      />
      {children}
    </DeskPage>
  );
}
