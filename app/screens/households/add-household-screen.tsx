import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, TextField } from '~/screens/shared/field';
import { PhonePage } from '~/screens/shell/phone-page';
import { Csrf } from '~/screens/shell/viewer';

export type AddHouseholdProps = {
  village: { code: string; name: string };
  reply?: FormReply;
  sameHead: boolean;
  /** On the phone, where it works without a network. */
  onPhone?: boolean;
};

/** 补录一户: a household the roster missed. */
export function AddHouseholdScreen({ village, reply, sameHead, onPhone }: AddHouseholdProps) {
  const { t } = useTranslation(['added', 'households', 'survey', 'enums']);
  const busy = useNavigation().state !== 'idle';
  const back = `/villages/${village.code}`;
  return (
    <PhonePage heading={t('heading')} back={back}>
      <p className="mb-4 text-ink-soft">{t('intro', { village: village.name })}</p>
      {onPhone && <p className="mb-4 text-ink-soft">{t('offline')}</p>}
      <ErrorSummary reply={reply} />
      <Form method="post" noValidate className="space-y-5">
        <Csrf />
        {sameHead && (
          <Choices
            name="sameHead"
            label={t('sameHead')}
            many
            options={[{ value: 'yes', label: t('sameHeadYes') }]}
            columns={1}
            reply={reply}
          />
        )}
        <Field name="head" label={t('head')} reply={reply} autoComplete="off" />
        <Field name="address" label={t('survey:question.address')} hint={t('addressHint')} reply={reply} autoComplete="off" />
        <Choices
          name="residence"
          label={t('survey:question.residence')}
          options={keysOf('residence').map((value) => ({ value, label: enumWord(t, 'residence', value) }))}
          reply={reply}
        />
        <Field
          name="phone"
          label={t('survey:question.phone')}
          optional={t('survey:optional')}
          inputMode="tel"
          reply={reply}
          autoComplete="off"
        />
        <Field
          name="idNumber"
          label={t('idNumber')}
          optional={t('survey:optional')}
          hint={t('idNumberHint')}
          reply={reply}
          autoComplete="off"
          maxLength={24}
        />
        <TextField name="reason" label={t('reason')} hint={t('reasonHint')} rows={3} reply={reply} />
        <div className="grid grid-cols-2 gap-2">
          <ButtonLink to={back}>{t('households:cancel')}</ButtonLink>
          <Button look="main" disabled={busy}>
            {t('submit')}
          </Button>
        </div>
      </Form>
    </PhonePage>
  );
}
