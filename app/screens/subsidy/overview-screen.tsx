import { Link } from '@remix-run/react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { FundingLevel, PolicyKind } from '~/domain/contract/enumerations';
import type { DivisionSums } from '~/domain/coverage/division';
import { LISTS_BEHIND } from '~/domain/indicators/household-lists';
import { indicator } from '~/domain/indicators/indicators';
import type { Measure, Sums } from '~/domain/indicators/measures';
import { formatRate } from '~/domain/indicators/rate';
import { seasonBefore } from '~/domain/time/heating-season';
import { formatCount, formatWanYuan } from '~/i18n/formats';
import { DayChoice, PastDay, type ShownDay } from '~/screens/coverage/as-of/day-choice';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Figure } from '~/screens/shared/figure';
import { type Column, Table } from '~/screens/shared/table';
import { documentsBehind, entitlementsBehind, householdsBehind, subsidyAddress } from './addresses';
import { CONTINUITIES, ContinuityChip } from './continuity-chip';
import { Heading } from './heading';
import { MoneyCard } from './money';
import { MoneyWords } from './money-words';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

/** What one level owes and has paid for one kind of subsidy. */
type KindAndLevel = {
  kind: PolicyKind;
  level: FundingLevel;
  due: number;
  paid: number;
  owed: number;
  overpaid: number;
  households: number;
  paidHouseholds: number;
};
/** What one level sent to a division, and how much of it was paid out. */
export type FundOfLevel = { level: FundingLevel; allotted: number; received: number; paid: number };

type Props = SubsidyPlace & {
  day: ShownDay;
  own: Sums;
  before: Sums | null;
  /** Money paid beyond what is due; no other figure includes it. Null on a past day, like what stands by kind and by fund. */
  overpaid: number | null;
  /** Households in arrears of any kind of subsidy. */
  inArrears: number;
  kinds: readonly KindAndLevel[] | null;
  funds: readonly FundOfLevel[] | null;
  divisionsBelow: readonly DivisionSums[];
  may: { policies: boolean; compute: boolean };
};

const RATES = ['paidRateAmount', 'paidRateHouseholds', 'continuityRate'] as const;

function figureOf(key: (typeof RATES)[number], sums: Sums): { numerator: number; denominator: number } {
  const { numerator, denominator } = indicator(key);
  return { numerator: numerator(sums), denominator: denominator(sums) };
}

/** 补贴总览: what is due, paid and owed in a division and season, its continuity, and the divisions below. */
export function SubsidyOverviewScreen({ day, own, before, overpaid, inArrears, kinds, funds, divisionsBelow, may, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums', 'as-of']);
  const { trail, season } = place;
  const division = trail[trail.length - 1]!;
  const asOf = day.past ? day.asOf : null;
  return (
    <SubsidyPageFrame
      page="overview"
      heading={t('overview.title', { name: division.name })}
      {...place}
      chooseDay={<DayChoice season={season} day={day} />}
      on={asOf}
    >
      <PastDay day={day}>{t('as-of:past.noMoney')}</PastDay>
      {own.due === 0 && own.entitled === 0 && (
        <div className="mb-4">
          <EmptyState title={t('overview.none', { season })}>
            <p>{t('overview.noneNow')}</p>
            <p className="mt-3 flex flex-wrap justify-center gap-2">
              <ButtonLink to={subsidyAddress(division.code, season, 'policies')}>
                {t(may.policies ? 'overview.toPolicies' : 'overview.seePolicies')}
              </ButtonLink>
              {may.compute && (
                <ButtonLink to={subsidyAddress(division.code, season, 'entitlements')}>{t('overview.toEntitlements')}</ButtonLink>
              )}
            </p>
          </EmptyState>
        </div>
      )}
      <section aria-label={t('overview.figures')} className="mb-6">
        <div className="grid grid-cols-2 gap-2 tablet:grid-cols-4 wide:grid-cols-7">
          <MoneyCard
            name={t('money.due')}
            fen={own.due}
            note={<Households code={division.code} season={season} asOf={asOf} flag="entitled" count={own.entitled} />}
          />
          <MoneyCard
            name={t('money.paid')}
            fen={own.paid}
            note={<Households code={division.code} season={season} asOf={asOf} flag="paidInFull" count={own.paidInFull} words="inFull" />}
          />
          <MoneyCard
            name={t('money.arrears')}
            fen={own.arrears}
            tone="danger"
            note={
              own.arrears > 0 ? (
                <Link
                  className="link"
                  to={
                    asOf === null
                      ? subsidyAddress(division.code, season, 'arrears')
                      : householdsBehind(division.code, season, 'arrears', 'arrears', asOf)
                  }
                >
                  {t('overview.inArrears', { households: formatCount(inArrears) })}
                </Link>
              ) : undefined
            }
          />
          {overpaid !== null && (
            <MoneyCard
              name={t('money.overpaid')}
              fen={overpaid}
              tone="danger"
              note={
                overpaid > 0 ? (
                  <Link className="link" to={entitlementsBehind(division.code, season, 'overpaid')}>
                    {t('overview.toOverpaid')}
                  </Link>
                ) : undefined
              }
            />
          )}
          {RATES.map((key) => {
            const now = figureOf(key, own);
            const last = before && figureOf(key, before);
            const money = key === 'paidRateAmount';
            return (
              <Figure
                key={key}
                name={t(`rate.${key}`)}
                numerator={money ? now.numerator / 100 : now.numerator}
                denominator={money ? now.denominator / 100 : now.denominator}
                unit={money ? ` ${t('yuanUnit')}` : undefined}
                before={last ? { ...last, season: seasonBefore(season) } : undefined}
                better="more"
                to={householdsBehind(
                  division.code,
                  season,
                  key === 'paidRateAmount' ? 'paid' : key === 'paidRateHouseholds' ? 'paidInFull' : 'continuity.continuous',
                  undefined,
                  asOf,
                )}
                definition={<p>{t(`rateDefinition.${key}`)}</p>}
              />
            );
          })}
        </div>
      </section>
      <MoneyWords />
      <section aria-labelledby="continuity" className="mb-6">
        <h2 id="continuity" className="text-lead">
          {t('overview.continuity')}
        </h2>
        <p className="mb-2 text-small text-ink-soft">{t('overview.continuityBasis')}</p>
        <ul className="card flex flex-wrap gap-x-6 gap-y-2 p-3">
          {CONTINUITIES.map((key) => (
            <li key={key} className="flex items-center gap-2">
              <ContinuityChip continuity={key} />
              <Counted code={division.code} season={season} asOf={asOf} flag={`continuity.${key}`} count={own[`continuity.${key}`]} />
            </li>
          ))}
        </ul>
      </section>
      {kinds !== null && funds !== null && (
        <div className="mb-6 grid grid-cols-1 items-start gap-4 wide:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <Kinds kinds={kinds} code={division.code} season={season} />
          <Funds funds={funds} code={division.code} season={season} />
        </div>
      )}
      <Children rows={divisionsBelow} season={season} asOf={asOf} code={division.code} own={own} name={division.name} />
    </SubsidyPageFrame>
  );
}

function Households({
  code,
  season,
  asOf,
  flag,
  count,
  words = 'entitled',
}: {
  code: string;
  season: string;
  asOf: string | null;
  flag: Measure;
  count: number;
  words?: 'entitled' | 'inFull';
}) {
  const { t } = useTranslation('subsidy');
  return count > 0 ? (
    <Link className="link" to={householdsBehind(code, season, flag, undefined, asOf)}>
      {t(`overview.${words}`, { households: formatCount(count) })}
    </Link>
  ) : (
    t(`overview.${words}`, { households: '0' })
  );
}

/** A number of households that links to them. */
export function Counted({
  code,
  season,
  asOf,
  flag,
  also,
  count,
}: {
  code: string;
  season: string;
  asOf?: string | null;
  flag: string;
  also?: string;
  count: number;
}) {
  if (count === 0) return <span className="tabular-nums text-ink-faint">0</span>;
  return (
    <Link className="link tabular-nums" to={householdsBehind(code, season, flag, also, asOf)}>
      {formatCount(count)}
    </Link>
  );
}

/** An amount that links to its entitlements. */
export function AmountBehind({ fen, to }: { fen: number; to: string }) {
  return fen === 0 ? (
    <span className="text-ink-faint">0</span>
  ) : (
    <Link className="link" to={to}>
      {formatWanYuan(fen)}
    </Link>
  );
}

function Kinds({ kinds, code, season }: { kinds: readonly KindAndLevel[]; code: string; season: string }) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const money = (key: 'due' | 'paid' | 'owed' | 'overpaid'): Column<KindAndLevel> => ({
    key,
    heading: t(`money.${key}`),
    number: true,
    cell: (row) => <AmountBehind fen={row[key]} to={entitlementsBehind(code, season, key, { kind: row.kind, level: row.level })} />,
  });
  return (
    <section aria-labelledby="kinds">
      <h2 id="kinds" className="mb-2 text-lead">
        {t('overview.kinds')} <span className="text-small font-normal text-ink-faint">{t('wanYuan')}</span>
      </h2>
      <Table
        caption={t('overview.kinds')}
        rows={kinds}
        rowKey={(row) => `${row.kind} ${row.level}`}
        empty={
          <EmptyState title={t('overview.kindsNone')}>
            <p>{t('overview.kindsNoneNow')}</p>
          </EmptyState>
        }
        columns={[
          { key: 'kind', heading: t('field.kind'), cell: (row) => t(`enums:policyKind.${row.kind}`) },
          { key: 'level', heading: t('field.level'), cell: (row) => t(`enums:level.${row.level}`) },
          {
            key: 'households',
            heading: t('money.households'),
            number: true,
            cell: (row) => (
              <Link className="link" to={entitlementsBehind(code, season, 'any', { kind: row.kind, level: row.level })}>
                {formatCount(row.households)}
              </Link>
            ),
          },
          {
            key: 'paidHouseholds',
            heading: t('money.paidHouseholds'),
            number: true,
            cell: (row) =>
              row.paidHouseholds === 0 ? (
                <span className="text-ink-faint">0</span>
              ) : (
                <Link className="link" to={entitlementsBehind(code, season, 'paid', { kind: row.kind, level: row.level })}>
                  {formatCount(row.paidHouseholds)}
                </Link>
              ),
          },
          money('due'),
          money('paid'),
          money('owed'),
          money('overpaid'),
          {
            key: 'rate',
            heading: <Heading>{t('rate.paidRateAmount')}</Heading>,
            number: true,
            cell: (row) => formatRate(row.paid, row.due),
          },
        ]}
      />
    </section>
  );
}

/**
 * Whether any fund is registered. Funds are entered for a county, so for a township or village only the payments are known, and
 * no shortage is shown.
 */
export function isRegistered(funds: readonly FundOfLevel[]): boolean {
  return funds.some(({ allotted, received }) => allotted > 0 || received > 0);
}

function Funds({ funds, code, season }: { funds: readonly FundOfLevel[]; code: string; season: string }) {
  const { t } = useTranslation(['subsidy', 'enums']);
  return (
    <section aria-labelledby="funds">
      <h2 id="funds" className="mb-2 flex flex-wrap items-baseline gap-x-2 text-lead">
        {t('overview.funds')} <span className="text-small font-normal text-ink-faint">{t('wanYuan')}</span>
        <Link className="link ml-auto text-body font-normal" to={subsidyAddress(code, season, 'funds')}>
          {t('overview.toFunds')}
        </Link>
      </h2>
      {funds.length > 0 && !isRegistered(funds) && <p className="mb-2 text-small text-ink-soft">{t('funds.notHere')}</p>}
      <Table
        caption={t('overview.funds')}
        rows={funds}
        rowKey={(row) => row.level}
        empty={
          <EmptyState title={t('funds.none')}>
            <p>{t('funds.noneShort')}</p>
          </EmptyState>
        }
        columns={[
          { key: 'level', heading: t('field.level'), cell: (row) => t(`enums:level.${row.level}`) },
          ...(isRegistered(funds)
            ? [
                {
                  key: 'allotted',
                  heading: t('money.allotted'),
                  number: true,
                  cell: (row: FundOfLevel) =>
                    row.allotted > 0 ? (
                      <Link className="link" to={documentsBehind(code, season, row.level, 'allotted')}>
                        {formatWanYuan(row.allotted)}
                      </Link>
                    ) : (
                      formatWanYuan(row.allotted)
                    ),
                },
                {
                  key: 'received',
                  heading: t('money.received'),
                  number: true,
                  cell: (row: FundOfLevel) =>
                    row.received > 0 ? (
                      <Link className="link" to={documentsBehind(code, season, row.level, 'received')}>
                        {formatWanYuan(row.received)}
                      </Link>
                    ) : (
                      formatWanYuan(row.received)
                    ),
                },
              ]
            : []),
          {
            key: 'paid',
            heading: t('money.paid'),
            number: true,
            cell: (row) => <AmountBehind fen={row.paid} to={entitlementsBehind(code, season, 'paid', { level: row.level })} />,
          },
          ...(isRegistered(funds)
            ? [
                {
                  key: 'left',
                  heading: t('money.left'),
                  number: true,
                  cell: (row: FundOfLevel) => (
                    <span className={row.received < row.paid ? 'text-danger' : ''}>{formatWanYuan(row.received - row.paid)}</span>
                  ),
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}

/** Numerator and denominator under a rate, each linking to its households. */
export function CountsBehind({
  code,
  season,
  asOf,
  counts,
  also,
}: {
  code: string;
  season: string;
  asOf?: string | null;
  counts: readonly (readonly [number, string])[];
  also?: string;
}) {
  return (
    <span className="block text-small leading-tight text-ink-soft">
      {counts.map(([count, flag], at) => (
        <Fragment key={flag}>
          {at > 0 && '/'}
          <Counted code={code} season={season} asOf={asOf} flag={also ?? flag} also={also === undefined ? undefined : flag} count={count} />
        </Fragment>
      ))}
    </span>
  );
}

type ChildRow = { code: string; name: string; sums: Sums; total: boolean; ended: boolean };

function Children({
  rows,
  season,
  asOf,
  code,
  own,
  name,
}: {
  rows: readonly DivisionSums[];
  season: string;
  asOf: string | null;
  code: string;
  own: Sums;
  name: string;
}) {
  const { t } = useTranslation('subsidy');
  const shown: ChildRow[] = rows
    .filter((row) => row.endedOn === null || row.sums.some((sums) => sums.H > 0 || sums.due > 0))
    .map((row) => ({ code: row.code, name: row.name, sums: row.sums[0]!, total: false, ended: row.endedOn !== null }));
  if (shown.length === 0) return null;
  const onDay: Record<string, string> = asOf === null ? {} : { asOf };
  const money = (key: 'due' | 'paid' | 'arrears'): Column<ChildRow> => ({
    key,
    heading: t(`money.${key}`),
    number: true,
    cell: (row) =>
      row.sums[key] === 0 ? (
        <span className="text-ink-faint">0</span>
      ) : (
        <Link className={`link ${key === 'arrears' ? 'text-danger' : ''}`} to={householdsBehind(row.code, season, key, undefined, asOf)}>
          {formatWanYuan(row.sums[key])}
        </Link>
      ),
  });
  const rate = (key: (typeof RATES)[number]): Column<ChildRow> => ({
    key,
    heading: <Heading>{t(`rate.${key}`)}</Heading>,
    number: true,
    cell: (row) => {
      const { numerator, denominator } = figureOf(key, row.sums);
      return (
        <span className="block whitespace-nowrap leading-tight">
          <span className="block">{formatRate(numerator, denominator)}</span>
          {key !== 'paidRateAmount' && (
            <CountsBehind
              code={row.code}
              season={season}
              asOf={asOf}
              counts={[
                [numerator, LISTS_BEHIND[key]!.numerator],
                [denominator, LISTS_BEHIND[key]!.denominator],
              ]}
            />
          )}
        </span>
      );
    },
  });
  const state = (key: 'continuous' | 'reduced' | 'arrears' | 'interrupted' | 'never'): Column<ChildRow> => ({
    key,
    heading: <span className="inline-block whitespace-normal leading-tight">{t(`state.${key}`)}</span>,
    number: true,
    cell: (row) => <Counted code={row.code} season={season} asOf={asOf} flag={`continuity.${key}`} count={row.sums[`continuity.${key}`]} />,
  });
  return (
    <section aria-labelledby="below">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 id="below" className="text-lead">
          {t('overview.below')} <span className="text-small font-normal text-ink-faint">{t('overview.belowUnit')}</span>
        </h2>
        <ButtonLink to={`/subsidy/${code}/export?${new URLSearchParams({ season, ...onDay }).toString()}`} icon="download" download>
          {t('export')}
        </ButtonLink>
      </div>
      <Table
        caption={t('overview.below')}
        maxHeight="calc(100vh - 72px)"
        rows={shown}
        rowKey={(row) => row.code}
        total={{ code, name: t('total', { name }), sums: own, total: true, ended: false }}
        columns={[
          {
            key: 'name',
            heading: t('field.division'),
            cell: (row) => (
              <span className="block min-w-[5rem] tablet:min-w-[6rem]">
                {row.total ? (
                  row.name
                ) : (
                  <Link className="link" to={subsidyAddress(row.code, season, 'overview', onDay)}>
                    {row.name}
                  </Link>
                )}
              </span>
            ),
          },
          {
            key: 'entitled',
            heading: <span className="inline-block whitespace-normal leading-tight">{t('money.households')}</span>,
            number: true,
            cell: (row) => <Counted code={row.code} season={season} asOf={asOf} flag="entitled" count={row.sums.entitled} />,
          },
          money('due'),
          money('paid'),
          money('arrears'),
          rate('paidRateAmount'),
          rate('paidRateHouseholds'),
          rate('continuityRate'),
          state('continuous'),
          state('reduced'),
          state('arrears'),
          state('interrupted'),
          state('never'),
        ]}
      />
    </section>
  );
}
