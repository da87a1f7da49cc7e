import { useTranslation } from 'react-i18next';
import { EmptyState } from '~/screens/shared/empty-state';
import { WorkPage } from './work-page';

/** Shown before the first season exists, when there is nothing to survey. */
export function NoSeasonScreen() {
  const { t } = useTranslation('households');
  return (
    <WorkPage heading={t('villages.heading')}>
      <EmptyState title={t('noSeason.title')}>{t('noSeason.now')}</EmptyState>
    </WorkPage>
  );
}
