import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatRate } from '~/domain/indicators/rate';
import { CONVERSION_STEPS } from '~/domain/targets/conversion-steps';
import { mostMissingFirst, type Readiness } from '~/domain/targets/readiness';
import { formatCount } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Chip } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { clauseAddress, clauseExport } from './addresses';
import { ClausePageFrame, type ClausePlace } from './clause-page';
import { Hand } from './clauses-screen';
import { Behind } from './figures';

type Place = Readiness & { code: string; name: string };
type MarkedVillage = {
  code: string;
  place: string;
  within5km: boolean;
  relocating: boolean;
  H: number;
  R: number;
  I: number;
  C: number;
  districtHeat: number;
};
type Props = ClausePlace & {
  year: number;
  years: readonly number[];
  own: Readiness;
  below: readonly Place[];
  marked: readonly MarkedVillage[];
  leftOver: number;
};

/** 采暖前准备: plan and progress of a year by place, who is behind; the villages of docs/definitions.md#clause-c6. */
export function ReadinessScreen({ year, years, own, below, marked, leftOver, ...place }: Props) {
  const { t } = useTranslation('targets');
  const division = place.trail[place.trail.length - 1]!;
  const isVillage = division.level === 'village';
  const rows = isVillage ? [] : mostMissingFirst(below);
  const count = (key: keyof Place & ('planned' | 'listed' | 'wanted' | 'missing' | (typeof CONVERSION_STEPS)[number])) => ({
    key,
    heading: t(`readiness.${key}`),
    number: true,
    cell: (row: Place) => formatCount(row[key]),
  });
  return (
    <ClausePageFrame page="readiness" heading={t('readiness.title', { name: division.name })} {...place}>
      <Form method="get" className="no-print mb-3 flex flex-wrap items-center gap-2">
        <input type="hidden" name="season" value={place.season} />
        <label className="flex items-center gap-2">
          <span className="text-ink-soft">{t('readiness.year')}</span>
          <select name="year" defaultValue={year} key={year} className="field-box w-auto pr-8">
            {years.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <Button>{t('readiness.show')}</Button>
        {own.planned + own.listed > 0 && (
          <ButtonLink
            to={clauseExport(division.code, 'readiness', { season: place.season, year: String(year) })}
            icon="download"
            download
            className="ml-auto"
          >
            {t('sheet.export')}
          </ButtonLink>
        )}
      </Form>
      {own.planned + own.listed === 0 ? (
        <EmptyState title={t('readiness.none', { year })}>
          <p>{t('readiness.noneNow')}</p>
        </EmptyState>
      ) : (
        <>
          <Table
            caption={t('readiness.title', { name: division.name })}
            rows={rows}
            rowKey={(row) => row.code}
            total={{ ...own, code: division.code, name: division.name }}
            columns={[
              {
                key: 'name',
                heading: t('readiness.division'),
                cell: (row) =>
                  row.code === division.code ? (
                    row.name
                  ) : (
                    <Link className="link" to={clauseAddress(row.code, place.season, 'readiness', { year: String(year) })}>
                      {row.name}
                    </Link>
                  ),
              },
              count('wanted'),
              ...CONVERSION_STEPS.map(count),
              count('missing'),
              { key: 'start', heading: t('readiness.start'), cell: (row) => row.startsOn ?? t('readiness.noDate') },
              { key: 'daysLeft', heading: t('readiness.daysLeft'), number: true, cell: (row) => <DaysLeft {...row} /> },
              {
                key: 'needed',
                heading: t('readiness.needed'),
                number: true,
                cell: (row) => (row.neededADay === null ? '—' : formatCount(row.neededADay)),
              },
              count('planned'),
              count('listed'),
            ]}
          />
          {!isVillage && <p className="mt-2 text-small text-ink-faint">{t('readiness.behind')}</p>}
          <p className="mt-1 max-w-form text-small text-ink-faint">{t('readiness.basis')}</p>
        </>
      )}
      <Villages
        id="near"
        title={t('readiness.near')}
        none={t('readiness.nearNone')}
        villages={marked.filter(({ within5km }) => within5km)}
        season={place.season}
      />
      <Villages
        id="moving"
        title={t('readiness.moving')}
        none={t('readiness.movingNone')}
        villages={marked.filter(({ relocating }) => relocating)}
        season={place.season}
      />
      <section aria-labelledby="left-over" className="mt-6">
        <h2 id="left-over" className="mb-1 text-lead">
          {t('readiness.leftOver')}
        </h2>
        <p>
          {t('readiness.leftOverCount')} <Hand code={division.code} season={place.season} count={leftOver} />
        </p>
      </section>
    </ClausePageFrame>
  );
}

/** The season has started: a mark where somebody is still not connected. */
function DaysLeft({ daysLeft, startsOn, late }: Pick<Readiness, 'daysLeft' | 'startsOn' | 'late'>) {
  const { t } = useTranslation('targets');
  if (daysLeft === null || startsOn === null) return <>—</>;
  if (late)
    return (
      <Chip tone="attention" icon="alert">
        {t('readiness.late')}
      </Chip>
    );
  return <>{daysLeft === 0 ? t('readiness.late') : formatCount(daysLeft)}</>;
}

function Villages({
  id,
  title,
  none,
  villages,
  season,
}: {
  id: string;
  title: string;
  none: string;
  villages: readonly MarkedVillage[];
  season: string;
}) {
  const { t } = useTranslation('targets');
  const numbers = ['H', 'R', 'I', 'C'] as const;
  return (
    <section id={id} aria-labelledby={`${id}-name`} className="mt-6 scroll-mt-4">
      <h2 id={`${id}-name`} className="mb-2 text-lead">
        {title}
      </h2>
      <Table
        caption={title}
        rows={villages}
        rowKey={(row) => row.code}
        maxHeight="24rem"
        empty={
          <EmptyState title={none}>
            <p>{t('readiness.marksNow')}</p>
          </EmptyState>
        }
        columns={[
          { key: 'village', heading: t('readiness.village'), cell: (row) => <span className="block min-w-[8rem]">{row.place}</span> },
          ...numbers.map((key) => ({
            key,
            heading: t(`readiness.${key}`),
            number: true,
            cell: (row: MarkedVillage) => (
              <Behind code={row.code} season={season} list={key} value={row[key]}>
                {formatCount(row[key])}
              </Behind>
            ),
          })),
          {
            key: 'districtHeat',
            heading: t('readiness.districtHeat'),
            number: true,
            cell: (row) => (
              <Behind code={row.code} season={season} list="I.district_heat" value={row.districtHeat}>
                {formatCount(row.districtHeat)}
              </Behind>
            ),
          },
          { key: 'share', heading: t('readiness.share'), number: true, cell: (row) => formatRate(row.districtHeat, row.H) },
        ]}
      />
    </section>
  );
}
