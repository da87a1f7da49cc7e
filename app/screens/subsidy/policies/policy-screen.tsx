import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatYuan } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { Notice } from '~/screens/shared/notice';
import { subsidyAddress, subsidyPartAddress } from '~/screens/subsidy/addresses';
import { SubsidyPageFrame, type SubsidyPlace } from '~/screens/subsidy/subsidy-page';
import type { ListedPolicy } from './policies-screen';
import { type ConfirmationOfPolicy, PolicyConfirmation } from './policy-confirmation';
import { PolicyExample } from './policy-example';
import { groupWord, rateText, shareText } from './policy-words';

type Props = SubsidyPlace & {
  listed: ListedPolicy;
  confirmation: ConfirmationOfPolicy;
  may: { change: boolean; supersede: boolean; confirm: boolean; confirmLevel: boolean };
  reply?: FormReply;
};

/** 一项政策: the full terms of the document, with an example. Once it has entitlements it can only be superseded. */
export function PolicyScreen({ listed, confirmation, may, reply, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const { season } = place;
  const { policy } = listed;
  const division = place.trail[place.trail.length - 1]!;
  const here = subsidyPartAddress(division.code, season, 'policies', policy.policy);
  const to = (number: string): ReactNode => (
    <Link className="link" to={subsidyPartAddress(division.code, season, 'policies', number)}>
      {number}
    </Link>
  );
  const lines: [string, ReactNode][] = [
    [t('field.document'), policy.document],
    [t('field.issuer'), policy.issuer],
    [t('field.division'), listed.divisionName],
    [t('field.kind'), t(`enums:policyKind.${policy.kind}`)],
    [
      t('field.modes'),
      policy.modes.length === 0 ? t('policies.allModes') : policy.modes.map((mode) => t(`enums:mode.${mode}`)).join(t('trace.comma')),
    ],
    [
      t('field.target'),
      policy.target.length === 0 ? t('policy.everybody') : policy.target.map((group) => groupWord(t, group)).join(t('trace.comma')),
    ],
    [t(policy.tiers ? 'field.tiers' : 'field.rate'), rateText(t, policy)],
    [t('field.cap'), policy.cap === null ? t('policy.noCap') : `${formatYuan(policy.cap)} ${t('yuanUnit')}`],
    [t('field.shares'), shareText(t, policy.shares)],
    [t('field.basis'), t(`basis.${policy.basis}`)],
    [t('field.exclusiveGroup'), policy.exclusiveGroup],
    [
      t('policy.valid'),
      policy.validFrom || policy.validTo ? `${policy.validFrom ?? '…'} – ${policy.validTo ?? '…'}` : t('policy.wholeSeason'),
    ],
    [t('field.dueOn'), policy.dueOn],
    [t('field.supersedes'), policy.supersedes && to(policy.supersedes)],
  ];
  return (
    <SubsidyPageFrame
      page="policies"
      below
      heading={t('policy.title', { policy: policy.policy })}
      actions={
        <>
          {may.change && (
            <ButtonLink to={here.replace('?', '?edit=1&')} icon="edit">
              {t('policy.edit')}
            </ButtonLink>
          )}
          {may.supersede && (
            <ButtonLink
              to={subsidyAddress(division.code, season, 'policies', { supersedes: policy.policy }).replace('policies?', 'policies/new?')}
              icon="plus"
            >
              {t('policy.supersede')}
            </ButtonLink>
          )}
          <ButtonLink look="quiet" to={subsidyAddress(division.code, season, 'policies')}>
            {t('policy.all')}
          </ButtonLink>
        </>
      }
      {...place}
    >
      <PolicyConfirmation {...{ confirmation, may, reply }} />
      {listed.supersededBy && (
        <Notice tone="attention">
          {t('policy.isSuperseded')} {to(listed.supersededBy)}
        </Notice>
      )}
      {listed.supersededIn.length > 0 && (
        <Notice tone="attention" title={t('policy.isSupersededIn')}>
          <ul>
            {listed.supersededIn.map(({ policy: by, divisionName }) => (
              <li key={by}>
                {t('policies.notIn', { name: divisionName })} {to(by)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {listed.entitlements > 0 && (
        <Notice title={t('policy.used', { households: formatCount(listed.entitlements), amount: formatYuan(listed.due) })}>
          {may.supersede && <p>{t('policy.usedNow')}</p>}
        </Notice>
      )}
      <div className="grid grid-cols-1 items-start gap-6 wide:grid-cols-[minmax(0,1fr)_22rem]">
        <dl className="card grid min-w-0 grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 p-4">
          {lines.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-soft">{name}</dt>
              <dd className="min-w-0">{value || '—'}</dd>
            </div>
          ))}
        </dl>
        <PolicyExample policy={policy} />
      </div>
    </SubsidyPageFrame>
  );
}
