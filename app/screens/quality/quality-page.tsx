import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { AsOf } from '~/screens/coverage/as-of';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { PageTabs } from '~/screens/shell/page-tabs';

/** The place of a page about data quality. */
export type QualityPlace = { trail: readonly DivisionStep[]; seasons: readonly string[]; season: string; asOf: string; closed: boolean };

const PAGES = ['reasons', 'checks'] as const;
type QualityPage = (typeof PAGES)[number];

export function qualityAddress(code: string, season: string, page: QualityPage): string {
  return `/quality/${code}${page === 'checks' ? '/checks' : ''}?${new URLSearchParams({ season }).toString()}`;
}

/** The frame of the pages about data quality: division, season, and the other page of the same place. */
export function QualityPageFrame({
  page,
  heading,
  children,
  ...place
}: QualityPlace & { page: QualityPage; heading: string; children: ReactNode }) {
  const { t } = useTranslation('quality');
  const { trail, seasons, season, asOf, closed } = place;
  const division = trail[trail.length - 1]!;
  return (
    <DeskPage
      heading={heading}
      breadcrumb={trail.map((step, at) => ({
        name: step.name,
        to: at < trail.length - 1 ? qualityAddress(step.code, season, page) : undefined,
      }))}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      asOf={<AsOf season={season} day={asOf} closed={closed} />}
      printWide
    >
      <PageTabs
        label={t('pages')}
        pages={PAGES.map((key) => ({ key, name: t(`page.${key}`), to: qualityAddress(division.code, season, key) }))}
        chosen={page}
      />
      {children}
    </DeskPage>
  );
}
