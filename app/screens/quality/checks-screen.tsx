import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatInstant } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, Select } from '~/screens/shared/field';
import { Chip, Notice, type Tone } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';
import { AgreementTables, type ShownAgreement } from './agreement-tables';
import { QualityPageFrame, type QualityPlace, qualityAddress } from './quality-page';

type Checker = { accountId: string; name: string; role: 'cadre' | 'township'; places: string; open: number };
export type ListedCheck = {
  id: string;
  household: string;
  head: string;
  address: string | null;
  village: string;
  part: 'random' | 'weighted';
  nth: number;
  state: 'drawn' | 'assigned' | 'done' | 'withdrawn';
  firstVisitor: string;
  firstDay: string;
  checker: string | null;
  doneOn: string | null;
  withdrawnReason: string | null;
  differs: number | null;
};
type Draw = {
  id: string;
  nth: number;
  seed: string;
  shareBps: number;
  weightedBps: number;
  households: number;
  drawn: number;
  drawnAt: string;
  by: string;
};
type Below = { code: string; name: string; drawn: number; assigned: number; done: number; withdrawn: number };

type ChecksProps = QualityPlace & {
  mayDraw: boolean;
  township: null | { draws: readonly Draw[]; left: number; next: number; checkers: readonly Checker[] };
  below: readonly Below[];
  checks: readonly ListedCheck[];
  page: number;
  more: boolean;
  agreement: ShownAgreement;
  done: { what: 'drawn' | 'assigned'; count: number } | null;
  reply?: FormReply;
};

const TONE: Record<ListedCheck['state'], Tone> = { drawn: 'attention', assigned: 'info', done: 'ok', withdrawn: 'neutral' };

/** 抽查: who was drawn, who checks whom, and how far the answers agree. It compares answers, never people. */
export function ChecksScreen(props: ChecksProps) {
  const { t } = useTranslation(['quality', 'enums']);
  const { township, mayDraw, season } = props;
  const division = props.trail[props.trail.length - 1]!;
  const here = qualityAddress(division.code, season, 'checks');
  return (
    <QualityPageFrame {...props} page="checks" heading={t('checks.title', { name: division.name })}>
      <ErrorSummary reply={props.reply} />
      {props.done && <Notice tone="ok" title={t(`checks.${props.done.what}Done`, { count: props.done.count })} live />}
      <p className="mb-4 max-w-form text-ink-soft">{t('checks.lead')}</p>
      {!township && props.below.length > 0 && (
        <section className="mb-6">
          <Table
            caption={t('checks.below')}
            rows={props.below}
            rowKey={(row) => row.code}
            columns={[
              {
                key: 'name',
                heading: t('checks.place'),
                cell: (row) => (
                  <Link className="link" to={qualityAddress(row.code, season, 'checks')}>
                    {row.name}
                  </Link>
                ),
              },
              ...(['drawn', 'assigned', 'done', 'withdrawn'] as const).map((key) => ({
                key,
                heading: t(`checks.count.${key}`),
                number: true,
                cell: (row: Below) => formatCount(row[key]),
              })),
            ]}
          />
        </section>
      )}
      {township && mayDraw && <DrawForm township={township} reply={props.reply} />}
      {township && township.draws.length > 0 && <Draws draws={township.draws} />}
      <section aria-labelledby="checks" className="mb-6">
        <h2 id="checks" className="mb-2 text-lead">
          {t('checks.list')}
        </h2>
        {props.checks.length === 0 ? (
          <EmptyState title={t('checks.none')}>
            <p>{t(township ? 'checks.noneNext' : 'checks.noneBelow')}</p>
          </EmptyState>
        ) : (
          // Begins anew once what was ticked is given to somebody.
          <Form method="post" key={props.checks.map(({ state, checker }) => `${state}${checker}`).join()}>
            <Csrf />
            <Table
              caption={t('checks.list')}
              rows={props.checks}
              rowKey={(row) => row.id}
              columns={[
                ...(township && mayDraw
                  ? [
                      {
                        key: 'tick',
                        heading: <span className="sr-only">{t('checks.tick')}</span>,
                        cell: (row: ListedCheck) => <Tick check={row} />,
                      },
                    ]
                  : []),
                {
                  key: 'household',
                  heading: t('checks.household'),
                  cell: (row) => (
                    <Link className="link" to={`/quality/${division.code}/checks/${row.id}`}>
                      {row.address ?? row.household} {row.head}
                    </Link>
                  ),
                },
                { key: 'village', heading: t('checks.village'), cell: (row) => row.village },
                { key: 'part', heading: t('checks.part'), cell: (row) => t(`checks.parts.${row.part}`) },
                {
                  key: 'state',
                  heading: t('checks.state'),
                  cell: (row) => <Chip tone={TONE[row.state]}>{t(`checks.states.${row.state}`)}</Chip>,
                },
                { key: 'first', heading: t('checks.first'), cell: (row) => `${row.firstDay} ${row.firstVisitor}` },
                { key: 'checker', heading: t('checks.checker'), cell: (row) => row.checker ?? '—' },
                { key: 'done', heading: t('checks.doneOn'), cell: (row) => row.doneOn ?? '—' },
                {
                  key: 'differs',
                  heading: t('checks.differs'),
                  number: true,
                  cell: (row) => (row.differs === null ? '—' : formatCount(row.differs)),
                },
              ]}
            />
            {township && mayDraw && township.checkers.length > 0 && (
              <div className="no-print mt-3 flex max-w-form flex-wrap items-end gap-3">
                <Select
                  name="checker"
                  label={t('checks.who')}
                  hint={t('checks.whoHint')}
                  reply={props.reply}
                  options={[
                    { value: '', label: t('checks.choose') },
                    ...township.checkers.map(({ accountId, name, role, places, open }) => ({
                      value: accountId,
                      label: t('checks.option', { name, role: t(`enums:role.${role}`), places, open }),
                    })),
                  ]}
                />
                <Button name="do" value="assign" look="main">
                  {t('checks.assign')}
                </Button>
              </div>
            )}
          </Form>
        )}
        {(props.page > 1 || props.more) && (
          <p className="no-print mt-3 flex gap-2">
            {props.page > 1 && <ButtonLink to={`${here}&page=${props.page - 1}`}>{t('checks.earlier')}</ButtonLink>}
            {props.more && <ButtonLink to={`${here}&page=${props.page + 1}`}>{t('checks.later')}</ButtonLink>}
          </p>
        )}
      </section>
      <AgreementTables agreement={props.agreement} />
    </QualityPageFrame>
  );
}

function Tick({ check }: { check: ListedCheck }) {
  const { t } = useTranslation('quality');
  if (check.state === 'done' || check.state === 'withdrawn') return null;
  return (
    <label className="flex min-h-row min-w-row items-center justify-center">
      <input
        type="checkbox"
        name="check"
        value={check.id}
        className="h-5 w-5"
        aria-label={t('checks.tickOne', { household: check.household })}
      />
    </label>
  );
}

/** A draw is never made anew without being asked for: a second one adds to the first. */
function DrawForm({ township, reply }: { township: NonNullable<ChecksProps['township']>; reply?: FormReply }) {
  const { t } = useTranslation('quality');
  const again = township.draws.length > 0;
  return (
    <Form method="post" className="no-print card mb-6 max-w-form space-y-3 p-3">
      <Csrf />
      <h2 className="text-lead">{t(again ? 'draw.again' : 'draw.title')}</h2>
      <p className="text-ink-soft">{t(township.left === 0 ? 'draw.nothing' : 'draw.lead', { left: township.left, next: township.next })}</p>
      {again && <p className="text-ink-soft">{t('draw.adds')}</p>}
      {township.left > 0 && (
        <div className="flex flex-wrap items-end gap-3">
          <Field name="share" label={t('draw.share')} stored="5" inputMode="numeric" reply={reply} className="w-24" />
          <Button name="do" value="draw" look={again ? 'plain' : 'main'}>
            {t(again ? 'draw.more' : 'draw.do')}
          </Button>
        </div>
      )}
    </Form>
  );
}

function Draws({ draws }: { draws: readonly Draw[] }) {
  const { t } = useTranslation('quality');
  return (
    <details className="mb-6">
      <summary className="link min-h-target cursor-pointer">{t('draw.made', { count: draws.length })}</summary>
      <ul className="mt-2 space-y-2">
        {draws.map((draw) => (
          <li key={draw.id} className="card p-3">
            <p>
              {t('draw.line', {
                nth: draw.nth,
                at: formatInstant(draw.drawnAt),
                by: draw.by,
                households: draw.households,
                drawn: draw.drawn,
                share: draw.shareBps / 100,
                weighted: draw.weightedBps / 100,
              })}
            </p>
            <p className="break-all text-small text-ink-faint">{t('draw.seed', { seed: draw.seed })}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}
