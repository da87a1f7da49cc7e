import { useTranslation } from 'react-i18next';
import { formatInstant } from '~/i18n/formats';
import { Notice } from '~/screens/shared/notice';

export type ReopenedSeason = { season: string; at: string; by: string; why: string };

/** 待办: a closed season is open again, so its figures move; what was sent stays as it was. */
export function ReopenedSeasons({ seasons }: { seasons: readonly ReopenedSeason[] }) {
  const { t } = useTranslation('sign-off');
  return seasons.map(({ season, at, by, why }) => (
    <Notice key={season} title={t('todo.reopened', { season, by, at: formatInstant(at) })}>
      <p>{t('todo.reopenedWhy', { why })}</p>
    </Notice>
  ));
}
