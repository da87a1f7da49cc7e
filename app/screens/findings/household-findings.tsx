import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { findingCause, findingKind } from '~/i18n/finding-sentence';
import { ruleTodo } from '~/i18n/finding-words';
import type { FindingLine } from '~/reports/tables/findings-list';
import { ButtonLink } from '~/screens/shared/button';
import { useViewer } from '~/screens/shell/viewer';
import { findingAddress, openFindingAddress } from './addresses';
import { OverdueChip, StateChip, UrgentChip } from './finding-chips';

type Props = {
  household: string;
  division: string;
  season: string | null;
  findings: readonly FindingLine[];
  /** Whether this person has the page of a finding. */
  linked: boolean;
  mayOpen: boolean;
};

/** 问题整改 of one household: what waits first; what was closed is folded. */
export function HouseholdFindings({ household, division, season, findings, linked, mayOpen }: Props) {
  const { t } = useTranslation(['findings-desk', 'findings']);
  const left = findings.filter(({ state }) => state !== 'closed');
  const closed = findings.filter(({ state }) => state === 'closed');
  return (
    <section className="card p-3" aria-labelledby="household-findings">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 id="household-findings" className="text-lead">
          {t('findings-desk:household.title')}
        </h2>
        {mayOpen && season !== null && (
          <ButtonLink to={openFindingAddress({ division, season, household })} icon="plus">
            {t('findings-desk:new')}
          </ButtonLink>
        )}
      </div>
      {findings.length === 0 && <p className="text-ink-soft">{t('findings-desk:household.none')}</p>}
      <List findings={left} linked={linked} />
      {closed.length > 0 && (
        <details className="mt-2">
          <summary className="link inline-flex min-h-target cursor-pointer items-center">
            {t('findings-desk:household.closed', { count: closed.length })}
          </summary>
          <List findings={closed} linked={linked} />
        </details>
      )}
    </section>
  );
}

function List({ findings, linked }: Pick<Props, 'findings' | 'linked'>) {
  const { t } = useTranslation(['findings-desk', 'findings']);
  const { language } = useViewer();
  return (
    <ul className="divide-y divide-line">
      {findings.map((finding) => (
        <li key={finding.number} className="py-2">
          <p className="flex flex-wrap items-center gap-1">
            <StateChip state={finding.state} />
            {finding.urgent && finding.state !== 'closed' && <UrgentChip hours={finding.hours} />}
            {finding.overdue && <OverdueChip />}
            {linked ? (
              <Link className="link font-medium" to={findingAddress(finding.number)}>
                {findingKind(t as never, finding)}
              </Link>
            ) : (
              <span className="font-medium">{findingKind(t as never, finding)}</span>
            )}
          </p>
          <p className="whitespace-pre-wrap break-words">{findingCause(t as never, finding, language)}</p>
          {finding.rule && finding.state !== 'closed' && (
            <p className="text-ink-soft">
              {t('findings-desk:one.todo')}：{ruleTodo(t as never, finding.rule)}
            </p>
          )}
          {finding.measures && (
            <p>
              {t('findings-desk:one.measures')}：{finding.measures}
            </p>
          )}
          <p className="text-small text-ink-faint">
            {[finding.unit, finding.person].filter(Boolean).join(' ') || t('findings-desk:one.noOwner')} · {t('findings-desk:one.due')}{' '}
            {finding.dueOn}
          </p>
        </li>
      ))}
    </ul>
  );
}
