import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Table } from '~/screens/shared/table';
import { subsidyAddress } from './addresses';
import { Counted } from './overview-screen';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type Figures = { H: number; I: number; B: number };
export type Zone = Figures & {
  zone: string;
  name: string;
  document: string;
  validFrom: string;
  validTo: string | null;
  villages: number;
  coal: number;
};
export type ZoneVillage = Figures & {
  zone: string;
  document: string;
  code: string;
  place: string;
  validFrom: string;
  validTo: string | null;
  coal: readonly { number: string; head: string }[];
};

/** 禁煤区: every document about a zone, and below it its villages. Each number links to its households. */
export function ZonesScreen({ zones, villages, ...place }: SubsidyPlace & { zones: readonly Zone[]; villages: readonly ZoneVillage[] }) {
  const { t } = useTranslation('subsidy');
  const division = place.trail[place.trail.length - 1]!;
  return (
    <SubsidyPageFrame
      page="claims"
      below
      heading={t('zones.title', { name: division.name })}
      actions={
        <ButtonLink look="quiet" to={subsidyAddress(division.code, place.season, 'claims')}>
          {t('zones.back')}
        </ButtonLink>
      }
      {...place}
    >
      {zones.length === 0 ? (
        <EmptyState title={t('zones.none')}>
          <p>{t('zones.noneNow')}</p>
        </EmptyState>
      ) : (
        <>
          <p className="mb-3 max-w-form text-ink-soft">{t('zones.lead')}</p>
          <Table
            caption={t('zones.title', { name: division.name })}
            rows={zones}
            rowKey={idOf}
            columns={[
              {
                key: 'zone',
                heading: t('zones.zone'),
                cell: (row) => (
                  <a className="link whitespace-nowrap" href={`#${encodeURIComponent(idOf(row))}`}>
                    {row.zone}
                  </a>
                ),
              },
              { key: 'name', heading: t('zones.name'), cell: (row) => row.name },
              { key: 'document', heading: t('zones.document'), cell: (row) => row.document },
              ...daysOf(t),
              { key: 'villages', heading: t('zones.villages'), number: true, cell: (row) => formatCount(row.villages) },
              ...(['H', 'I', 'B', 'coal'] as const).map((key) => ({
                key,
                heading: t(`zones.${key}`),
                number: true,
                cell: (row: Zone) =>
                  row[key] === 0 ? (
                    '0'
                  ) : (
                    <a className="link" href={`#${encodeURIComponent(idOf(row))}`}>
                      {formatCount(row[key])}
                    </a>
                  ),
              })),
            ]}
          />
          <p className="mt-2 text-small text-ink-faint">{t('zones.basis')}</p>
          {zones.map((zone) => (
            <Villages
              key={idOf(zone)}
              zone={zone}
              villages={villages.filter((village) => idOf(village) === idOf(zone))}
              season={place.season}
            />
          ))}
        </>
      )}
    </SubsidyPageFrame>
  );
}

const idOf = ({ zone, document }: { zone: string; document: string }): string => `${zone} ${document}`;

function daysOf(t: ReturnType<typeof useTranslation<'subsidy'>>['t']) {
  return [
    {
      key: 'from',
      heading: t('zones.from'),
      cell: (row: { validFrom: string }) => <span className="whitespace-nowrap">{row.validFrom}</span>,
    },
    {
      key: 'to',
      heading: t('zones.to'),
      cell: (row: { validTo: string | null }) => <span className="whitespace-nowrap">{row.validTo ?? t('zones.open')}</span>,
    },
  ];
}

function Villages({ zone, villages, season }: { zone: Zone; villages: readonly ZoneVillage[]; season: string }) {
  const { t } = useTranslation('subsidy');
  return (
    <section id={encodeURIComponent(idOf(zone))} className="mt-6 scroll-mt-4">
      <h2 className="mb-2 text-lead">{t('zones.villagesOf', { name: zone.name, document: zone.document })}</h2>
      <Table
        caption={t('zones.villagesOf', { name: zone.name, document: zone.document })}
        rows={villages}
        rowKey={(row) => row.code}
        maxHeight="24rem"
        columns={[
          { key: 'village', heading: t('zones.village'), cell: (row) => <span className="block min-w-[8rem]">{row.place}</span> },
          ...daysOf(t),
          ...(['H', 'I', 'B'] as const).map((key) => ({
            key,
            heading: t(`zones.${key}`),
            number: true,
            cell: (row: ZoneVillage) => <Counted code={row.code} season={season} flag={key} count={row[key]} />,
          })),
          {
            key: 'coal',
            heading: t('zones.coalOf'),
            cell: (row) =>
              row.coal.length === 0
                ? '0'
                : row.coal.map(({ number, head }) => (
                    <Link key={number} className="link mr-3 inline-block" to={`/households/${encodeURIComponent(number)}`}>
                      {head}
                    </Link>
                  )),
          },
        ]}
      />
    </section>
  );
}
