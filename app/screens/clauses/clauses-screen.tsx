import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ClauseKey } from '~/domain/clauses/clauses';
import type { Pace } from '~/domain/clauses/pace';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { type ListKey, unitOf } from '~/domain/indicators/household-lists';
import type { Indicator, IndicatorKey } from '~/domain/indicators/indicators';
import { formatRate } from '~/domain/indicators/rate';
import type { Readiness } from '~/domain/targets/readiness';
import { formatCount } from '~/i18n/formats';
import { listAddress } from '~/screens/coverage/addresses';
import { listName } from '~/screens/coverage/words';
import { findingsAddress } from '~/screens/findings/addresses';
import { Table } from '~/screens/shared/table';
import { clauseAddress, heatSourcesAddress } from './addresses';
import { ClausePageFrame, type ClausePlace } from './clause-page';
import { Behind, Change, PartsBehind, partText } from './figures';

type Part = { numerator: number; denominator: number };
type ClauseFigure = Part & {
  key: IndicatorKey;
  unit: Indicator['unit'];
  before: Part | null;
  missing: { list: ListKey; count: number } | null;
  last: readonly (Part & { code: string; name: string })[];
};
type Standing = {
  key: ClauseKey;
  figures: readonly ClauseFigure[];
  lists: readonly { list: ListKey; count: number }[];
  findings: readonly { rule: RuleCode; count: number }[];
};
type ClausesProps = ClausePlace & {
  clauses: readonly Standing[];
  pace: readonly { days: number; visits: number; pace: Pace }[];
  notVisited: number;
  targets: { set: number; reached: number };
  villages: { within5km: number; relocating: number };
  leftOver: number;
  year: number;
  readiness: Readiness;
  inZones: number;
  heatSources: { all: number; faulty: number; smallCoal: number };
};

/** 对照条款: for each clause of the document its own words and where the division stands. */
export function ClausesScreen({ clauses, ...props }: ClausesProps) {
  const { t } = useTranslation(['targets', 'coverage']);
  const division = props.trail[props.trail.length - 1]!;
  return (
    <ClausePageFrame page="clauses" heading={t('clauses.title', { name: division.name })} {...props}>
      <p className="mb-4 max-w-form text-ink-soft">{t('clauses.source')}</p>
      <nav aria-label={t('page.clauses')} className="no-print mb-4 flex flex-wrap gap-x-3">
        {clauses.map(({ key }) => (
          <a key={key} className="link inline-flex min-h-row items-center" href={`#${key}`}>
            {key}
          </a>
        ))}
      </nav>
      <div className="space-y-4">
        {clauses.map((clause) => (
          <section key={clause.key} id={clause.key} aria-labelledby={`${clause.key}-name`} className="card scroll-mt-4 p-4">
            <h2 id={`${clause.key}-name`} className="text-lead">
              {clause.key}　{t(`clause.${clause.key}.name`)}
            </h2>
            <blockquote className="mb-3 mt-1 border-l-2 border-line-strong pl-3 text-ink-soft">
              {t(`clause.${clause.key}.quote`)}
            </blockquote>
            <Figures clause={clause} code={division.code} season={props.season} />
            <Facts clause={clause} code={division.code} {...props} />
            <Findings findings={clause.findings} code={division.code} season={props.season} />
          </section>
        ))}
      </div>
    </ClausePageFrame>
  );
}

function Figures({ clause: { key, figures }, code, season }: { clause: Standing; code: string; season: string }) {
  const { t } = useTranslation('targets');
  if (figures.length === 0) return null;
  return (
    <Table
      caption={t('clauses.caption', { clause: key })}
      rows={figures}
      rowKey={(row) => row.key}
      columns={[
        { key: 'indicator', heading: t('clauses.indicator'), cell: (row) => t(`indicator.${row.key}`) },
        { key: 'rate', heading: t('clauses.rate'), number: true, cell: (row) => formatRate(row.numerator, row.denominator) },
        {
          key: 'parts',
          heading: t('clauses.parts'),
          number: true,
          cell: ({ key: indicator, unit, numerator, denominator }) => (
            <PartsBehind {...{ code, season, indicator, unit, numerator, denominator }} />
          ),
        },
        {
          key: 'missing',
          heading: t('clauses.missing'),
          number: true,
          cell: ({ missing }) =>
            missing === null ? (
              t('clauses.noLast')
            ) : (
              <Behind code={code} season={season} list={missing.list} value={missing.count}>
                {partText(unitOf(missing.list), missing.count)}
                {unitOf(missing.list) !== 'households' && ` ${t(`unit.${unitOf(missing.list)}`)}`}
              </Behind>
            ),
        },
        { key: 'change', heading: t('clauses.change'), cell: (row) => <Change now={row} before={row.before} /> },
        {
          key: 'last',
          heading: t('clauses.last'),
          cell: ({ last }) =>
            last.length === 0
              ? t('clauses.noLast')
              : last.map((place) => (
                  <span key={place.code} className="mr-3 inline-block whitespace-nowrap">
                    <Link className="link" to={`${clauseAddress(place.code, season)}#${key}`}>
                      {place.name}
                    </Link>{' '}
                    {formatRate(place.numerator, place.denominator)}
                  </span>
                )),
        },
      ]}
    />
  );
}

type FactsProps = Omit<ClausesProps, 'clauses'> & { clause: Standing; code: string };

/** What a clause says besides rates. */
function Facts({ clause, code, ...page }: FactsProps) {
  const { t } = useTranslation(['targets', 'coverage']);
  const { season } = page;
  const facts: string[] = [];
  let open: { label: string; count: number } | null = null;
  let to: { address: string; label: string } | null = null;
  switch (clause.key) {
    case 'C3':
      facts.push(page.targets.set === 0 ? t('clauses.noTargets') : t('clauses.targets', page.targets));
      to = { address: clauseAddress(code, season, 'targets'), label: t('clauses.toTargets') };
      break;
    case 'C4':
      facts.push(...paceSentences(t as never, page));
      break;
    case 'C6':
      facts.push(t('clauses.villages', { near: page.villages.within5km, moving: page.villages.relocating }));
      open = { label: t('readiness.leftOver'), count: page.leftOver };
      to = { address: `${clauseAddress(code, season, 'readiness')}#near`, label: t('clauses.toVillages') };
      break;
    case 'C7':
      facts.push(...readinessSentences(t as never, page.year, page.readiness));
      to = { address: clauseAddress(code, season, 'readiness'), label: t('clauses.toReadiness') };
      break;
    case 'C8':
      facts.push(t('clauses.zones', { count: page.inZones }));
      to = { address: `/subsidy/${code}/zones?${new URLSearchParams({ season }).toString()}`, label: t('clauses.toZones') };
      break;
    case 'C10':
      facts.push(t('clauses.sources', page.heatSources));
      to = { address: heatSourcesAddress(code, season), label: t('clauses.toSources') };
      break;
    case 'C13':
      facts.push(t('clauses.small', { count: page.heatSources.smallCoal }));
      to = { address: heatSourcesAddress(code, season, 'small'), label: t('clauses.toSmall') };
      break;
    case 'C14':
      facts.push(t('clauses.history'));
      break;
    default:
  }
  if (facts.length === 0 && clause.lists.length === 0) return null;
  return (
    <div className="mt-2 space-y-1">
      {clause.lists.map(({ list, count }) => (
        <p key={list}>
          {listName(t as never, list)}{' '}
          {count === 0 ? (
            '0'
          ) : (
            <Link className="link" to={listAddress(code, season, list)}>
              {partText(unitOf(list), count)}
            </Link>
          )}{' '}
          {t(`unit.${unitOf(list)}`)}
        </p>
      ))}
      {facts.map((fact) => (
        <p key={fact}>{fact}</p>
      ))}
      {open && (
        <p>
          {open.label} <Hand code={code} season={season} count={open.count} />
        </p>
      )}
      {to && (
        <p>
          <Link className="link" to={to.address}>
            {to.label}
          </Link>
        </p>
      )}
    </div>
  );
}

/** Findings by hand that are not closed, with their list. */
export function Hand({ code, season, count }: { code: string; season: string; count: number }) {
  if (count === 0) return <>0</>;
  return (
    <Link className="link" to={findingsAddress(code, season, { kind: 'hand' })}>
      {formatCount(count)}
    </Link>
  );
}

type Words = (key: string, values?: Record<string, unknown>) => string;

function paceSentences(t: Words, { pace, notVisited }: Pick<ClausesProps, 'pace' | 'notVisited'>): string[] {
  const said = pace.map(({ days, visits, pace: { tenthsADay } }) =>
    visits === 0
      ? t('clauses.paceNone', { days })
      : t('clauses.pace', { days, visits: formatCount(visits), perDay: (tenthsADay / 10).toFixed(1) }),
  );
  if (notVisited === 0) return [...said, t('clauses.paceDone')];
  const known = pace.find(({ pace: { daysLeft } }) => daysLeft !== null);
  return known ? [...said, t('clauses.paceLeft', { remaining: formatCount(notVisited), count: known.pace.daysLeft })] : said;
}

function readinessSentences(t: Words, year: number, readiness: Readiness): string[] {
  if (readiness.wanted === 0) return [t('clauses.readinessNone', { year })];
  const { daysLeft, neededADay, late } = readiness;
  const counts = Object.fromEntries(
    (['wanted', 'started', 'accepted', 'connected', 'missing'] as const).map((key) => [key, formatCount(readiness[key])]),
  );
  return [
    t('clauses.readiness', { year, ...counts }),
    ...(daysLeft === null
      ? []
      : [
          neededADay !== null
            ? t('clauses.daysLeft', { count: daysLeft, needed: formatCount(neededADay) })
            : late || daysLeft === 0
              ? t('clauses.late')
              : t('clauses.daysLeftOnly', { count: daysLeft }),
        ]),
  ];
}

function Findings({ findings, code, season }: { findings: Standing['findings']; code: string; season: string }) {
  const { t } = useTranslation('targets');
  if (findings.length === 0) return null;
  const open = findings.filter(({ count }) => count > 0);
  return (
    <p className="mt-2">
      {open.length === 0 ? (
        <span className="text-ink-faint">{t('clauses.noFindings', { rules: findings.map(({ rule }) => rule).join('、') })}</span>
      ) : (
        open.map(({ rule, count }) => (
          <span key={rule} className="mr-4 inline-block">
            {t('clauses.rule', { rule, name: t(`rule.${rule}`) })}{' '}
            <Link className="link" to={findingsAddress(code, season, { kind: rule })}>
              {formatCount(count)}
            </Link>
          </span>
        ))
      )}
    </p>
  );
}
