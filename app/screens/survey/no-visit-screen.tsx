import { useTranslation } from 'react-i18next';
import { enumWord } from '~/i18n/enum-word';
import { WorkPage } from '~/screens/households/work-page';
import { ButtonLink } from '~/screens/shared/button';
import { Notice } from '~/screens/shared/notice';

export type NoVisitScreenProps = {
  why: 'not-yours' | 'no-season' | 'out-of-scope' | 'approved';
  household: { number: string; head: string; status: string };
  season: string | null;
};

/** Says why this household cannot be visited now, and what to do. */
export function NoVisitScreen({ why, household, season }: NoVisitScreenProps) {
  const { t } = useTranslation(['survey', 'households', 'enums']);
  const back = `/households/${encodeURIComponent(household.number)}`;
  return (
    <WorkPage heading={household.head} back={back} crumbs={[{ name: household.head, to: back }]}>
      {why === 'approved' && (
        <Notice tone="ok" title={t('locked.title')}>
          <p>{t('locked.what', { season })}</p>
          <p>{t('locked.now')}</p>
        </Notice>
      )}
      {why === 'not-yours' && (
        <Notice title={t('notYours.title')}>
          <p>{t('notYours.now')}</p>
        </Notice>
      )}
      {why === 'no-season' && (
        <Notice title={t('households:noSeason.title')}>
          <p>{t('households:noSeason.now')}</p>
        </Notice>
      )}
      {why === 'out-of-scope' && (
        <Notice title={t('outOfScope.title')}>
          <p>{t('outOfScope.now', { status: enumWord(t, 'householdStatus', household.status) })}</p>
        </Notice>
      )}
      <ButtonLink to={back} icon="left">
        {t('closure.back')}
      </ButtonLink>
    </WorkPage>
  );
}
