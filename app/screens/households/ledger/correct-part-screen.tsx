import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOfPart, type LedgerPart, type LedgerValues } from '~/domain/household/ledger/ledger-fields';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { Csrf } from '~/screens/shell/viewer';
import { LedgerFieldInput } from './field-input';
import { type LedgerFormHousehold, LedgerFormPage } from './ledger-form-page';

export type CorrectPartProps = {
  part: LedgerPart;
  household: LedgerFormHousehold;
  /** What the register holds, personal values masked. */
  fields: LedgerValues;
  /** Whether it has a conversion that another mode could take the place of. */
  converted: boolean;
  reply?: FormReply;
};

/** 更正一部分: every field of one part of the ledger page, with the reason. */
export function CorrectPartScreen({ part, household, fields, converted, reply }: CorrectPartProps) {
  const { t } = useTranslation(['ledger', 'households']);
  const busy = useNavigation().state !== 'idle';
  const [mode, setMode] = useState(typedAt(reply, 'mode', String(fields.mode ?? '')));
  const otherMode = converted && mode !== '' && mode !== fields.mode;
  return (
    <LedgerFormPage heading={t('toCorrect', { part: t(`part.${part}`) })} household={household}>
      <p className="mb-4 text-ink-soft">{t('correct.intro')}</p>
      <ErrorSummary reply={reply} />
      <Form method="post" noValidate className="max-w-form space-y-5" autoComplete="off">
        <Csrf />
        <input type="hidden" name="revision" value={typedAt(reply, 'revision', String(household.revision))} />
        {fieldsOfPart(part).map((field) => (
          <div key={field} className="space-y-5">
            <LedgerFieldInput field={field} stored={fields[field]} reply={reply} onChange={field === 'mode' ? setMode : undefined} />
            {field === 'mode' && otherMode && (
              <Choices
                name="modeChange"
                label={t('correct.modeChange')}
                hint={t('correct.modeChangeHint')}
                options={[
                  { value: 'mistake', label: t('correct.mistake') },
                  { value: 'replaced', label: t('correct.replaced') },
                ]}
                reply={reply}
              />
            )}
          </div>
        ))}
        <TextField name="reason" label={t('correct.reason')} hint={t('correct.reasonHint')} rows={3} reply={reply} />
        <div className="grid grid-cols-2 gap-2">
          <ButtonLink to={`/households/${encodeURIComponent(household.number)}`}>{t('households:cancel')}</ButtonLink>
          <Button look="main" disabled={busy}>
            {t('correct.submit')}
          </Button>
        </div>
      </Form>
    </LedgerFormPage>
  );
}
