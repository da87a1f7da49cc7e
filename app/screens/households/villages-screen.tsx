import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Icon } from '~/screens/shared/icon';
import { Chip } from '~/screens/shared/notice';
import { Progress } from '~/screens/shared/progress';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { useViewer } from '~/screens/shell/viewer';
import { useCardColumns, WorkPage } from './work-page';

export type VillageProgress = {
  code: string;
  name: string;
  township: string;
  households: number;
  visited: number;
  closed: number;
  waiting: number;
  returned: number;
  drafts: number;
};

export type VillagesScreenProps = { season: string; seasons: string[]; villages: VillageProgress[]; search: string; next: string | null };

/** My villages with their progress. */
export function VillagesScreen({ season, seasons, villages, search, next }: VillagesScreenProps) {
  const { t } = useTranslation('households');
  const { person } = useViewer();
  const columns = useCardColumns();
  const query = new URLSearchParams({ ...(search && { q: search }), season, ...(next && { after: next }) });
  return (
    <WorkPage
      heading={t('villages.heading')}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      sticky={(person?.role !== 'cadre' || villages.length > 8 || search !== '') && <VillageSearch search={search} season={season} />}
    >
      <p className="mb-3 text-ink-soft">{t('villages.season', { season })}</p>
      {villages.length === 0 && (
        <EmptyState title={t(search ? 'villages.noneFound' : 'villages.none')}>
          {t(search ? 'villages.noneFoundNow' : 'villages.noneNow')}
        </EmptyState>
      )}
      <ul className={columns}>
        {villages.map((village) => (
          <li key={village.code}>
            <VillageCard village={village} season={season} />
          </li>
        ))}
      </ul>
      {next && (
        <p className="mt-4">
          <ButtonLink to={`/villages?${query}`} wide>
            {t('villages.more')}
          </ButtonLink>
        </p>
      )}
    </WorkPage>
  );
}

function VillageSearch({ search, season }: { search: string; season: string }) {
  const { t } = useTranslation('households');
  return (
    <Form method="get" role="search" className="flex gap-2">
      <input type="hidden" name="season" value={season} />
      <input
        type="search"
        name="q"
        defaultValue={search}
        aria-label={t('villages.search')}
        placeholder={t('villages.search')}
        className="field-box min-w-0 flex-1"
      />
      <Button icon="search">{t('search.go')}</Button>
    </Form>
  );
}

function VillageCard({ village, season }: { village: VillageProgress; season: string }) {
  const { t } = useTranslation('households');
  const left = Math.max(0, village.households - village.visited - village.closed);
  return (
    <Link to={`/villages/${village.code}?season=${season}`} className="card village-card">
      <div>
        <h2>{village.name}</h2>
        <span>{village.township}</span>
        <Icon name="right" />
      </div>
      {village.households === 0 ? (
        <p className="text-ink-soft">{t('villages.empty')}</p>
      ) : (
        <>
          <Progress label={t('progress')} done={village.visited + village.closed} total={village.households} />
          <p className="chips">
            <Chip>{`${t('state.not_visited')} ${left}`}</Chip>
            {village.drafts > 0 && (
              <Chip tone="info" icon="edit">
                {`${t('state.draft')} ${village.drafts}`}
              </Chip>
            )}
            {village.waiting > 0 && (
              <Chip tone="info" icon="clock">
                {`${t('state.submitted')} ${village.waiting}`}
              </Chip>
            )}
            {village.returned > 0 && (
              <Chip tone="danger" icon="back">
                {`${t('state.returned')} ${village.returned}`}
              </Chip>
            )}
            {village.closed > 0 && <Chip icon="stop">{`${t('state.closed')} ${village.closed}`}</Chip>}
          </p>
        </>
      )}
    </Link>
  );
}
