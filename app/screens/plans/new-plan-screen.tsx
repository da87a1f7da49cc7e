import { Form } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import type { Trigger } from '~/domain/plans/village-trigger';
import type { FormReply } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { plansAddress } from './addresses';
import { HeadFields } from './head-fields';

type Props = {
  trail: readonly DivisionStep[];
  season: string;
  villages: readonly { code: string; name: string; place: string; triggers: readonly Trigger[] }[];
  chosen: readonly string[];
  reply?: FormReply;
  busy: boolean;
};

/** 新建方案: which flagged villages, what it is called, who answers for it. */
export function NewPlanScreen({ trail, season, villages, chosen, reply, busy }: Props) {
  const { t } = useTranslation('plans');
  const division = trail[trail.length - 1]!;
  const named = villages.filter(({ code }) => chosen.includes(code));
  const suggested = named.length === 1 ? `${named[0]!.place}${named[0]!.name}` : division.name;
  return (
    <DeskPage
      heading={t('new.title')}
      narrow
      breadcrumb={[...trail.map((step) => ({ name: step.name, to: plansAddress(step.code, season) })), { name: t('new.title') }]}
    >
      <ErrorSummary reply={reply} />
      {villages.length === 0 ? (
        <EmptyState title={t('new.none')}>
          <p>{t('list.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Form method="post" noValidate className="card flex flex-col gap-4 p-4">
          <Csrf />
          <Choices
            name="village"
            label={t('new.villages')}
            hint={t('new.villagesHint')}
            many
            columns={2}
            reply={reply}
            chosen={[...chosen]}
            options={villages.map(({ code, name, place, triggers }) => ({
              value: code,
              label: `${place} ${name}`.trim(),
              hint: triggers.map((one) => t(`trigger.${one}`)).join(t('comma')),
            }))}
          />
          <HeadFields
            reply={reply}
            stored={{ name: t('one.suggested', { place: suggested.replace(/ /g, '') }), unit: '', person: '', dueOn: '', budget: '' }}
          />
          <div>
            <Button look="main" disabled={busy}>
              {t('new.create')}
            </Button>
          </div>
        </Form>
      )}
    </DeskPage>
  );
}
