import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router-dom';
import { EmptyState } from '~/screens/shared/empty-state';
import { PhonePage, StripContext } from '~/screens/shell/phone-page';

/** Shown for a household that is not on the phone, an unknown page, or a script that could not be loaded. */
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
