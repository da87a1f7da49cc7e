import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router-dom';
import { EmptyState } from '~/screens/shared/empty-state';
import { PhonePage, StripContext } from '~/screens/shell/phone-page';

/** A household that is not on the phone, a page that is not there, or a chunk that did not come. */
export function Unknown() {
  const { t } = useTranslation('field');
  useRouteError();
  return (
    <StripContext.Provider value={null}>
      <PhonePage heading={t('title')} back="/villages">
        <EmptyState title={t('household.unknown')}>{t('household.unknownNow')}</EmptyState>
      </PhonePage>
    </StripContext.Provider>
  );
}
