import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { INDICATOR_KEYS } from '~/domain/indicators/indicators';
import { formatRate } from '~/domain/indicators/rate';
import type { TargetRow } from '~/domain/report/report-rows';
import { TARGET_ZONES, type TargetZone, targetText } from '~/domain/targets/target';
import { seenTarget } from '~/domain/targets/target-form';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, Select, TextField } from '~/screens/shared/field';
import { Chip, Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';
import { clauseAddress, clauseExport } from './addresses';
import { ClausePageFrame, type ClausePlace } from './clause-page';
import { PartsBehind, partText } from './figures';

type Props = ClausePlace & {
  targets: readonly TargetRow[];
  mayManage: boolean;
  /** The target of this division that the form changes; null sets another one. */
  editing: TargetRow | null;
  done: 'saved' | 'removed' | null;
  reply?: FormReply;
  busy: boolean;
};

/** 目标: what shall be reached, what is, and how many households lie between. */
export function TargetsScreen({ targets, mayManage, editing, done, reply, busy, ...place }: Props) {
  const { t } = useTranslation(['targets', 'enums', 'common']);
  const division = place.trail[place.trail.length - 1]!;
  const zoneName = (zone: TargetZone): string => (zone === 'all' ? t('zone.all') : enumWord(t, 'zoneType', zone));
  return (
    <ClausePageFrame page="targets" heading={t('targets.title', { name: division.name })} {...place}>
      {done && !reply && (
        <Notice tone="ok" live>
          {t(done === 'saved' ? 'targets.done' : 'targets.removed')}
        </Notice>
      )}
      <ErrorSummary reply={reply} />
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 text-ink-soft">
        <p className="flex-1 basis-80">{t('targets.lead')}</p>
        {mayManage && (
          <a className="link no-print min-[100em]:hidden" href="#set">
            {t('targets.set')}
          </a>
        )}
        {targets.length > 0 && (
          <ButtonLink to={clauseExport(division.code, 'targets', { season: place.season })} icon="download" download className="no-print">
            {t('sheet.export')}
          </ButtonLink>
        )}
      </div>
      <div className={`grid grid-cols-1 items-start gap-6 ${mayManage ? 'min-[100em]:grid-cols-[minmax(0,1fr)_22rem]' : ''}`}>
        <div className="min-w-0">
          <Table
            caption={t('targets.title', { name: division.name })}
            rows={targets}
            rowKey={(row) => `${row.division} ${row.zoneType} ${row.indicator}`}
            empty={
              <EmptyState title={t('targets.none')}>
                <p>{t(mayManage ? 'targets.noneNow' : 'targets.noneShort')}</p>
              </EmptyState>
            }
            columns={[
              {
                key: 'division',
                heading: t('targets.division'),
                cell: (row) =>
                  row.division === division.code ? (
                    <span className="whitespace-nowrap">{row.name}</span>
                  ) : (
                    <Link className="link whitespace-nowrap" to={clauseAddress(row.division, place.season, 'targets')}>
                      {row.name}
                    </Link>
                  ),
              },
              { key: 'zone', heading: t('targets.zone'), cell: (row) => zoneName(row.zoneType) },
              {
                key: 'indicator',
                heading: t('targets.indicator'),
                cell: (row) => <span className="whitespace-nowrap">{t(`indicator.${row.indicator}`)}</span>,
              },
              { key: 'target', heading: t('targets.target'), number: true, cell: (row) => `${targetText(row.target)} %` },
              {
                key: 'actual',
                heading: t('targets.actual'),
                number: true,
                cell: ({ gap, indicator, zoneType, division: code }) => (
                  <>
                    {formatRate(gap.numerator, gap.denominator)}{' '}
                    <span className="block text-small">
                      <PartsBehind code={code} season={place.season} indicator={indicator} {...gap} listed={zoneType === 'all'} />
                    </span>
                  </>
                ),
              },
              {
                key: 'difference',
                heading: t('targets.difference'),
                number: true,
                cell: ({ gap: { difference } }) =>
                  difference === null
                    ? '—'
                    : t('targets.points', { points: `${difference > 0 ? '+' : ''}${(difference / 100).toFixed(2)}` }),
              },
              {
                key: 'gap',
                heading: t('targets.gap'),
                number: true,
                cell: ({ gap: { gap, unit } }) => (gap === null ? '—' : `${partText(unit, gap)} ${t(`unit.${unit}`)}`),
              },
              { key: 'reached', heading: t('targets.reached'), cell: ({ gap: { reached } }) => <Reached reached={reached} /> },
              {
                key: 'basis',
                heading: t('targets.basis'),
                cell: (row) => <span className="block min-w-[10rem]">{row.basis ?? '—'}</span>,
              },
              ...(mayManage
                ? [
                    {
                      key: 'edit',
                      heading: t('targets.edit'),
                      cell: (row: TargetRow) => (
                        <Link className="link" to={`${clauseAddress(row.division, place.season, 'targets', keyOf(row))}#set`}>
                          {t('targets.edit')}
                        </Link>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </div>
        {mayManage && (
          <section id="set" aria-labelledby="set-name" className="card no-print max-w-form scroll-mt-4 p-4">
            <h2 id="set-name" className="mb-1 text-lead">
              {t(editing ? 'targets.change' : 'targets.set')}
            </h2>
            <p className="mb-3 text-small text-ink-faint">{t('targets.setHint', { name: division.name })}</p>
            <Form key={editing ? `${editing.zoneType} ${editing.indicator}` : 'new'} method="post" className="space-y-4" noValidate>
              <Csrf />
              <input type="hidden" name="seen" value={seenTarget(editing)} />
              {editing ? (
                <>
                  <input type="hidden" name="zoneType" value={editing.zoneType} />
                  <input type="hidden" name="indicator" value={editing.indicator} />
                  <p>
                    {zoneName(editing.zoneType)} · {t(`indicator.${editing.indicator}`)}
                  </p>
                </>
              ) : (
                <>
                  <Select
                    name="zoneType"
                    label={t('targets.zone')}
                    reply={reply}
                    stored="all"
                    options={TARGET_ZONES.map((value) => ({ value, label: zoneName(value) }))}
                  />
                  <Select
                    name="indicator"
                    label={t('targets.indicator')}
                    reply={reply}
                    stored="coverage"
                    options={INDICATOR_KEYS.map((value) => ({ value, label: t(`indicator.${value}`) }))}
                  />
                </>
              )}
              <Field
                name="target"
                inputMode="decimal"
                label={t('targets.percent')}
                hint={t('targets.percentHint')}
                reply={reply}
                stored={editing ? targetText(editing.target) : ''}
              />
              <Field
                name="basis"
                label={t('targets.basis')}
                hint={t('targets.basisHint')}
                optional={t('common:form.optional')}
                reply={reply}
                stored={editing?.basis ?? ''}
              />
              <TextField name="reason" rows={2} label={t('targets.reason')} reply={reply} />
              <div className="flex flex-wrap gap-2">
                <Button look="main" icon="check" name="do" value="set" disabled={busy}>
                  {t('targets.save')}
                </Button>
                {editing && (
                  <Button look="danger" name="do" value="remove" disabled={busy}>
                    {t('targets.remove')}
                  </Button>
                )}
              </div>
              {editing && (
                <p className="text-small text-ink-faint">
                  {t('targets.removeHint')}{' '}
                  <Link className="link" to={clauseAddress(division.code, place.season, 'targets')}>
                    {t('targets.another')}
                  </Link>
                </p>
              )}
            </Form>
          </section>
        )}
      </div>
    </ClausePageFrame>
  );
}

/** The target that the form opens with. */
const keyOf = ({ zoneType, indicator }: TargetRow) => ({ zone: zoneType, indicator });

function Reached({ reached }: { reached: boolean | null }) {
  const { t } = useTranslation('targets');
  if (reached === null) return <Chip>{t('targets.unknown')}</Chip>;
  return reached ? (
    <Chip tone="ok" icon="ok">
      {t('targets.yes')}
    </Chip>
  ) : (
    <Chip tone="attention" icon="alert">
      {t('targets.no')}
    </Chip>
  );
}
