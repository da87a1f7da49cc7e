import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { HAND_SOURCES } from '~/domain/findings/desk/finding';
import type { FormReply } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, TextField } from '~/screens/shared/field';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { findingsAddress } from './addresses';
import { EvidenceField } from './evidence-field';

type Props = {
  trail: readonly DivisionStep[];
  season: string;
  household: { number: string; head: string; address: string | null } | null;
  list: { address: string; count: number | null } | null;
  due: string;
  /** Of this filling in. */
  sheet: string;
  reply?: FormReply;
};

/** 手工立案: what an inspection, an audit, the hotline or the office itself found. */
export function NewFindingScreen({ trail, season, household, list, due, sheet, reply }: Props) {
  const { t } = useTranslation('findings-desk');
  const busy = useNavigation().state !== 'idle';
  const division = trail[trail.length - 1]!;
  return (
    <DeskPage
      heading={t('form.title')}
      narrow
      breadcrumb={[...trail.map((step) => ({ name: step.name, to: findingsAddress(step.code, season) })), { name: t('form.title') }]}
    >
      <ErrorSummary reply={reply} />
      <Form method="post" encType="multipart/form-data" noValidate className="card flex flex-col gap-4 p-4">
        <Csrf />
        <input type="hidden" name="division" value={division.code} />
        <input type="hidden" name="season" value={season} />
        <input type="hidden" name="sheet" value={sheet} />
        <p className="font-medium">{t('form.about', { name: division.name, season })}</p>
        {list ? (
          <p>
            <input type="hidden" name="list" value={list.address} />
            {t('form.list')}{' '}
            <a className="link" href={list.address} target="_blank" rel="noopener">
              {t('form.listShort')}
            </a>
            {list.count !== null && t('form.listOf', { count: list.count })}
          </p>
        ) : (
          <Field
            name="household"
            label={t('form.household')}
            hint={household ? [household.head, household.address].filter(Boolean).join(' ') : t('form.householdHint')}
            optional={t('act.optional')}
            maxLength={64}
            reply={reply}
            stored={household?.number}
          />
        )}
        <Choices
          name="source"
          label={t('form.source')}
          columns={3}
          reply={reply}
          options={HAND_SOURCES.map((source) => ({ value: source, label: t(`source.${source}`) }))}
        />
        <Field name="kind" label={t('form.kind')} hint={t('form.kindHint')} maxLength={60} reply={reply} />
        <TextField name="text" label={t('form.text')} hint={t('act.privacy')} maxLength={1000} rows={4} reply={reply} />
        <div className="grid gap-4 tablet:grid-cols-2">
          <Field name="amount" label={t('form.amount')} optional={t('act.optional')} inputMode="decimal" reply={reply} />
          <Field name="due" type="date" label={t('form.due')} reply={reply} stored={due} />
        </div>
        <EvidenceField reply={reply} />
        <div className="flex flex-wrap gap-2">
          <Button look="main" disabled={busy}>
            {t('form.save')}
          </Button>
          <ButtonLink to={findingsAddress(division.code, season)} look="quiet">
            {t('form.cancel')}
          </ButtonLink>
        </div>
      </Form>
    </DeskPage>
  );
}
