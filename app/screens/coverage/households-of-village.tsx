import { useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Mode } from '~/domain/contract/enumerations';
import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import { EmptyState } from '~/screens/shared/empty-state';
import { changed } from './addresses';
import { HouseholdFilters } from './household-filters';
import { HouseholdTable } from './household-table';
import { Pages } from './pages';

export type VillageHouseholds = {
  households: readonly HouseholdBehindFigure[];
  hasEarlier: boolean;
  hasLater: boolean;
  search: string;
  mode: Mode | null;
};

/** The last step down: a village and its households. */
export function HouseholdsOfVillage({
  name,
  code,
  season,
  households,
  hasEarlier,
  hasLater,
  search,
  mode,
}: VillageHouseholds & { name: string; code: string; season: string }) {
  const { t } = useTranslation('coverage');
  const [parameters] = useSearchParams();
  return (
    <section aria-labelledby="households" className="mt-4">
      <h2 id="households" className="mb-2 text-lead">
        {t('households.title')}
      </h2>
      <HouseholdFilters search={search} mode={mode} exportTo={`/lists/${code}/export${changed(parameters, { season, flag: 'H' })}`} />
      <HouseholdTable
        caption={t('households.caption', { name, season })}
        list="H"
        households={households}
        withPlace={false}
        empty={
          <EmptyState title={t('lists.empty')}>
            <p>{t('lists.emptyNow')}</p>
          </EmptyState>
        }
      />
      <Pages households={households} hasEarlier={hasEarlier} hasLater={hasLater} />
    </section>
  );
}
