import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Policy } from '~/domain/subsidy/policy';
import type { ConfirmationStep } from '~/domain/subsidy/policy-confirmation';
import type { PolicyTask } from '~/domain/subsidy/subsidy-tasks';
import { formatCount, formatYuan } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Chip, Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { subsidyAddress, subsidyPartAddress } from '~/screens/subsidy/addresses';
import { Heading } from '~/screens/subsidy/heading';
import { SubsidyPageFrame, type SubsidyPlace } from '~/screens/subsidy/subsidy-page';
import { rateText, shareText } from './policy-words';

/** A policy of a list: its division, what superseded it here or in some of the divisions below, and its entitlements. */
export type ListedPolicy = {
  policy: Policy;
  divisionName: string;
  supersededBy: string | null;
  supersededIn: readonly { policy: string; divisionName: string }[];
  toConfirm: readonly ConfirmationStep[];
  entitlements: number;
  due: number;
};

type Props = SubsidyPlace & {
  policies: readonly ListedPolicy[];
  /** A task of 待办: only the policies that wait for it are shown. */
  task: PolicyTask | null;
  mayManage: boolean;
  done: string | null;
};

/** 补贴政策: the documents that apply to a division in a season, in force and superseded. */
export function PoliciesScreen({ policies, task, mayManage, done, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const { trail, season } = place;
  const division = trail[trail.length - 1]!;
  const add = mayManage && (
    <ButtonLink to={subsidyAddress(division.code, season, 'policies').replace('?', '/new?')} look="main" icon="plus">
      {t('policies.add')}
    </ButtonLink>
  );
  return (
    <SubsidyPageFrame page="policies" heading={t('policies.title', { name: division.name })} actions={add} {...place}>
      {done !== null && (
        <Notice tone="ok" live>
          {t('policies.done', { policy: done })}
        </Notice>
      )}
      {task ? (
        <p className="mb-3 flex flex-wrap items-baseline gap-x-4 text-lead">
          {t('todo.only', { what: t(`todo.${task}`) })}
          <Link className="link text-body" to={subsidyAddress(division.code, season, 'policies')}>
            {t('todo.allPolicies')}
          </Link>
        </p>
      ) : (
        <p className="mb-3 max-w-form text-ink-soft">{t('policies.lead')}</p>
      )}
      <Table
        caption={t('policies.title', { name: division.name })}
        rows={policies}
        rowKey={(row) => row.policy.policy}
        empty={
          <EmptyState title={t(task ? 'todo.none' : 'policies.none', { season })}>
            <p>{t(task ? 'todo.noneNow' : mayManage ? 'policies.noneNow' : 'policies.noneRead')}</p>
          </EmptyState>
        }
        columns={[
          {
            key: 'policy',
            heading: t('field.policy'),
            cell: (row) => (
              <span className="block min-w-[7rem] max-w-[13rem]">
                <Link className="link" to={subsidyPartAddress(division.code, season, 'policies', row.policy.policy)}>
                  {row.policy.policy}
                </Link>
                <span className="line-clamp-3 text-small text-ink-soft" title={row.policy.document}>
                  {row.policy.document}
                </span>
                <span className="block text-small text-ink-faint">{row.divisionName}</span>
              </span>
            ),
          },
          { key: 'state', heading: t('field.state'), cell: (row) => <PolicyState listed={row} code={division.code} season={season} /> },
          {
            key: 'kind',
            heading: t('field.kind'),
            cell: (row) => <span className="whitespace-nowrap">{t(`enums:policyKind.${row.policy.kind}`)}</span>,
          },
          {
            key: 'modes',
            heading: t('field.modes'),
            cell: (row) => (
              <span className="block min-w-[8rem]">
                {row.policy.modes.length === 0
                  ? t('policies.allModes')
                  : row.policy.modes.map((mode) => t(`enums:mode.${mode}`)).join(t('trace.comma'))}
              </span>
            ),
          },
          { key: 'rate', heading: t('field.rate'), cell: (row) => <span className="block min-w-[9rem]">{rateText(t, row.policy)}</span> },
          {
            key: 'cap',
            heading: <Heading>{t('field.cap')}</Heading>,
            number: true,
            cell: (row) => (row.policy.cap === null ? '—' : formatYuan(row.policy.cap)),
          },
          {
            key: 'shares',
            heading: t('field.shares'),
            cell: (row) => <span className="block min-w-[7rem]">{shareText(t, row.policy.shares)}</span>,
          },
          {
            key: 'dueOn',
            heading: <Heading>{t('field.dueOn')}</Heading>,
            cell: (row) => <span className="whitespace-nowrap">{row.policy.dueOn}</span>,
          },
          { key: 'entitlements', heading: t('households'), number: true, cell: (row) => formatCount(row.entitlements) },
          { key: 'due', heading: t('money.dueYuan'), number: true, cell: (row) => formatYuan(row.due) },
        ]}
      />
    </SubsidyPageFrame>
  );
}

/** 执行中, or the policy that replaced it. A county's own policy replaces the city's only in that county. */
function PolicyState({ listed, code, season }: { listed: ListedPolicy; code: string; season: string }) {
  const { t } = useTranslation('subsidy');
  const to = (policy: string) => (
    <Link className="link whitespace-nowrap" to={subsidyPartAddress(code, season, 'policies', policy)}>
      {policy}
    </Link>
  );
  if (listed.supersededBy !== null)
    return (
      <span className="block">
        <Chip>{t('policies.superseded')}</Chip>
        <span className="block text-small text-ink-soft">
          {t('policies.by')} {to(listed.supersededBy)}
        </span>
      </span>
    );
  if (listed.toConfirm.length > 0)
    return (
      <Chip tone="attention" icon="clock">
        {t(listed.toConfirm.includes('second') ? 'policies.toConfirm' : 'policies.toConfirmLevel')}
      </Chip>
    );
  return (
    <span className="block">
      <Chip tone="ok" icon="check">
        {t('policies.inForce')}
      </Chip>
      {listed.supersededIn.map(({ policy, divisionName }) => (
        <span key={policy} className="block text-small text-ink-soft">
          {t('policies.notIn', { name: divisionName })} {to(policy)}
        </span>
      ))}
    </span>
  );
}
