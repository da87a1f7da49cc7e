import { Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type ClaimList, METER_LISTS, type MeterList, RULE_OF_CLAIM_LIST } from '~/domain/findings/claim-lists';
import type { FindingState } from '~/domain/findings/life';
import { formatCount, formatYuan } from '~/i18n/formats';
import { type ReadingTrace, readingText } from '~/reports/tables/claims-list';
import { changed } from '~/screens/coverage/addresses';
import { findingAddress, findingsAddress } from '~/screens/findings/addresses';
import { StateChip } from '~/screens/findings/finding-chips';
import { EmptyState } from '~/screens/shared/empty-state';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type Household = { number: string; head: string; place: string; readings: readonly ReadingTrace[] };
type Group = {
  finding: string;
  state: FindingState;
  shared: string | null;
  elsewhere: number;
  amount: number | null;
  why: 'completed' | 'no-coal-zone' | null;
  households: readonly Household[];
};
type Props = SubsidyPlace & { lists: readonly { key: ClaimList; count: number; findings: readonly Group[] }[] };

/** 重复与异常: the findings of claims that cannot all be right, list by list. Each number is the length of its list. */
export function ClaimsScreen({ lists, ...place }: Props) {
  const { t } = useTranslation('subsidy');
  const division = place.trail[place.trail.length - 1]!;
  return (
    <SubsidyPageFrame
      page="claims"
      heading={t('claims.title', { name: division.name })}
      actions={
        <>
          <Link className="link inline-flex items-center" to={findingsAddress(division.code, place.season)}>
            {t('claims.desk')}
          </Link>
          <Link
            className="link inline-flex items-center"
            to={`/subsidy/${division.code}/zones?${new URLSearchParams({ season: place.season }).toString()}`}
          >
            {t('claims.zones')}
          </Link>
        </>
      }
      {...place}
    >
      <p className="mb-3 max-w-form text-ink-soft">{t('claims.lead')}</p>
      {lists.every(({ count }) => count === 0) && (
        <div className="mb-4">
          <EmptyState title={t('claims.none')}>
            <p>{t('claims.noneNow')}</p>
          </EmptyState>
        </div>
      )}
      <div className="space-y-2">
        {lists.map(({ key, count, findings }) => (
          <Entry key={key} list={key} count={count}>
            <ul className="divide-y divide-line">
              {findings.map((group) => (
                <Finding key={group.finding} list={key} group={group} />
              ))}
            </ul>
            <Rest list={key} count={count} shown={findings.length} />
          </Entry>
        ))}
      </div>
      <h2 className="mt-6 mb-1 text-lead">{t('claims.meters')}</h2>
      <p className="mb-2 max-w-form text-ink-soft">{t('claims.metersLead')}</p>
      <Meters />
    </SubsidyPageFrame>
  );
}

function Finding({ list, group }: { list: ClaimList; group: Group }) {
  const { t } = useTranslation('subsidy');
  const { finding, state, shared, elsewhere, amount, why, households } = group;
  const hasAmount = amount !== null && list !== 'zeroUse';
  return (
    <li className="py-2">
      <div className="flex flex-wrap items-center gap-x-3">
        <Link className="link inline-flex min-h-target items-center font-mono" to={findingAddress(finding)}>
          {finding}
        </Link>
        <StateChip state={state} />
        {shared !== null && <span className="font-medium">{shared}</span>}
        {why !== null && <span>{t(why === 'no-coal-zone' ? 'claims.inZone' : 'claims.completed')}</span>}
        {hasAmount && <span className="ml-auto tabular-nums">{t('claims.amount', { amount: formatYuan(amount) })}</span>}
      </div>
      <ul className="flex flex-wrap gap-x-4">
        {households.map((household) => (
          <li key={household.number}>
            <Link className="link inline-flex min-h-target items-center" to={`/households/${encodeURIComponent(household.number)}`}>
              {household.head}
            </Link>{' '}
            <span className="text-small text-ink-soft">{household.place}</span>
            {household.readings.map((one) => (
              <span key={one.energy} className="block text-small">
                {readingText(t as never, one)}
              </span>
            ))}
          </li>
        ))}
        {elsewhere > 0 && (
          <li className="inline-flex min-h-target items-center text-small text-danger">
            {t('claims.elsewhere', { households: formatCount(elsewhere) })}
          </li>
        )}
      </ul>
    </li>
  );
}

/** The link to the list as a table: filtered, sorted, page by page, as a file. */
function Rest({ list, count, shown }: { list: ClaimList; count: number; shown: number }) {
  const { t } = useTranslation('subsidy');
  const [parameters] = useSearchParams();
  return (
    <p className="mt-1">
      <Link className="link inline-flex min-h-target items-center" to={changed(parameters, { list })}>
        {count > shown ? t('claims.rest', { shown, count: formatCount(count) }) : t('claims.asTable')}
      </Link>
    </p>
  );
}

/** The lists of signs in the readings, each computed when it is opened. */
function Meters() {
  const { t } = useTranslation('subsidy');
  const [parameters] = useSearchParams();
  return (
    <ul className="space-y-2">
      {(Object.keys(METER_LISTS) as MeterList[]).map((list) => (
        <li key={list} className="card px-3">
          <Link className="link flex min-h-target items-center" to={changed(parameters, { list })}>
            {t(`claims.list.${list}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Entry({ list, count, children }: { list: ClaimList; count: number; children: React.ReactNode }) {
  const { t } = useTranslation('subsidy');
  const name = (
    <span className="min-w-0 flex-1">
      {t(`claims.list.${list}`)} <span className="text-small text-ink-faint">{RULE_OF_CLAIM_LIST[list]}</span>
    </span>
  );
  const said = t('claims.findings', { findings: formatCount(count) });
  if (count === 0)
    return (
      <p className="card flex min-h-target flex-wrap items-center gap-x-3 px-3 text-ink-soft">
        {name}
        {said}
      </p>
    );
  return (
    <details className="card px-3">
      <summary className="flex min-h-target cursor-pointer flex-wrap items-center gap-x-3">
        {name}
        <strong className="text-danger">{said}</strong>
      </summary>
      <div className="pb-3">{children}</div>
    </details>
  );
}
