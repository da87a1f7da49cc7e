import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { WorkPage } from '~/screens/households/work-page';

export type LedgerFormHousehold = {
  number: string;
  head: string;
  village: string;
  villageCode: string;
  revision: number;
};

/** A form about one household: its place, its head, and what the form does. */
export function LedgerFormPage({ heading, household, children }: { heading: string; household: LedgerFormHousehold; children: ReactNode }) {
  const { t } = useTranslation('households');
  const back = `/households/${encodeURIComponent(household.number)}`;
  return (
    <WorkPage
      heading={heading}
      back={back}
      crumbs={[
        { name: t('villages.heading'), to: '/villages' },
        { name: household.village, to: `/villages/${household.villageCode}` },
        { name: household.head, to: back },
        { name: heading },
      ]}
    >
      {children}
    </WorkPage>
  );
}
