import { Form, Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatYuan } from '~/i18n/formats';
import { type HeatSourceListed, verdictOf } from '~/reports/tables/heat-source-list';
import { Button } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Chip, Notice } from '~/screens/shared/notice';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { HeatSourceFields, type SourcePlace } from './heat-source-fields';
import { onSource } from './on-source';

type Village = { code: string; place: string; households: number };
type Props = {
  division: DivisionStep;
  seasons: readonly string[];
  season: string;
  source: HeatSourceListed & { own: boolean };
  villages: readonly Village[];
  /** Where it may lie; null for who may not change it. */
  places: readonly SourcePlace[] | null;
  seen: string;
  changed: boolean;
  reply?: FormReply;
  busy: boolean;
};

/** One heat source: what is recorded, whether it is allowed (docs/definitions.md#rule-r15), the villages and households on it. */
export function HeatSourceScreen({ division, seasons, season, source, villages, places, seen, changed, reply, busy }: Props) {
  const { t } = useTranslation(['targets', 'enums']);
  const facts: [string, ReactNode][] = [
    [t('heat.number'), source.number],
    [t('heat.kind'), enumWord(t, 'heatSourceKind', source.kind)],
    [t('heat.place'), source.place],
    [t('heat.tonnes'), source.tonnes === null ? '—' : formatYuan(Math.round(source.tonnes * 100))],
    [t('heat.rating'), source.rating ?? t('heat.ratingNone')],
    [t('heat.closing'), t(source.closing ? 'heat.yes' : 'heat.no')],
    [
      t('heat.households'),
      source.households === 0 ? (
        '0'
      ) : (
        <Link key="households" className="link" to={onSource(division.code, season, source.number)}>
          {formatCount(source.households)}
        </Link>
      ),
    ],
    [
      t('heat.verdict'),
      <Chip
        key="verdict"
        tone={source.faults.length > 0 ? 'danger' : source.used ? 'ok' : 'neutral'}
        icon={source.faults.length > 0 ? 'alert' : undefined}
      >
        {verdictOf(t as never, source)}
      </Chip>,
    ],
  ];
  return (
    <DeskPage
      heading={t('heat.one', { name: source.name })}
      breadcrumb={[{ name: t('heat.back'), to: `/heat-sources?season=${season}` }, { name: source.name }]}
      season={<SeasonSwitch seasons={seasons} current={season} />}
    >
      {changed && !reply && (
        <Notice tone="ok" live>
          {t('heat.changed')}
        </Notice>
      )}
      <ErrorSummary reply={reply} />
      <div className={`grid grid-cols-1 items-start gap-6 ${places ? 'wide:grid-cols-[minmax(0,1fr)_24rem]' : ''}`}>
        <div className="min-w-0 space-y-6">
          <section className="card p-4">
            <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-2">
              {facts.map(([name, value]) => (
                <div key={name} className="contents">
                  <dt className="text-ink-soft">{name}</dt>
                  <dd className="break-words">{value}</dd>
                </div>
              ))}
            </dl>
            <p className="mt-3 text-small text-ink-faint">{t('heat.clauseText')}</p>
            {!source.own && <p className="mt-1 text-small text-ink-faint">{t('heat.notOwn')}</p>}
          </section>
          <section aria-labelledby="villages">
            <h2 id="villages" className="mb-2 text-lead">
              {t('heat.supplied')}
            </h2>
            <Table
              caption={t('heat.supplied')}
              rows={villages}
              rowKey={(row) => row.code}
              maxHeight="32rem"
              empty={
                <EmptyState title={t('heat.suppliedNone')}>
                  <span />
                </EmptyState>
              }
              columns={[
                { key: 'place', heading: t('readiness.village'), cell: (row) => row.place },
                {
                  key: 'households',
                  heading: t('heat.households'),
                  number: true,
                  cell: (row) => (
                    <Link className="link" to={onSource(row.code, season, source.number)}>
                      {formatCount(row.households)}
                    </Link>
                  ),
                },
              ]}
            />
          </section>
        </div>
        {places && (
          <section aria-labelledby="change" className="card no-print p-4">
            <h2 id="change" className="mb-3 text-lead">
              {t('heat.change')}
            </h2>
            <Form key={seen} method="post" className="space-y-4" noValidate>
              <Csrf />
              <input type="hidden" name="seen" value={seen} />
              <HeatSourceFields stored={source} places={places} reply={reply} />
              <Button look="main" icon="check" disabled={busy}>
                {t('heat.save')}
              </Button>
            </Form>
          </section>
        )}
      </div>
    </DeskPage>
  );
}
