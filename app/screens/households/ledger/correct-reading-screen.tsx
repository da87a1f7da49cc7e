import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import { enumWord } from '~/i18n/enum-word';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, Select, TextField } from '~/screens/shared/field';
import { Csrf } from '~/screens/shell/viewer';
import { type LedgerFormHousehold, LedgerFormPage } from './ledger-form-page';
import type { LedgerReading } from './ledger-heating';

export type CorrectReadingProps = {
  household: LedgerFormHousehold;
  /** The open seasons, the latest first. */
  seasons: readonly string[];
  /** The reading to correct; null for one that is missing. */
  reading: LedgerReading | null;
  reply?: FormReply;
};

/** 更正一条读数, or 补一条. */
export function CorrectReadingScreen({ household, seasons, reading, reply }: CorrectReadingProps) {
  const { t } = useTranslation(['ledger', 'enums', 'households']);
  const busy = useNavigation().state !== 'idle';
  const number = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));
  return (
    <LedgerFormPage heading={t('toCorrect', { part: t('part.readings') })} household={household}>
      <p className="mb-4 text-ink-soft">{t('readings.intro')}</p>
      <ErrorSummary reply={reply} />
      <Form method="post" noValidate className="max-w-form space-y-5" autoComplete="off">
        <Csrf />
        <input type="hidden" name="revision" value={typedAt(reply, 'revision', String(household.revision))} />
        {reading ? (
          <>
            <p className="font-medium">
              {reading.season} {enumWord(t, 'energy', reading.energy)}
            </p>
            <input type="hidden" name="season" value={reading.season} />
            <input type="hidden" name="energy" value={reading.energy} />
          </>
        ) : (
          <>
            <Select
              name="season"
              label={t('readings.season')}
              reply={reply}
              stored={seasons[0]}
              options={seasons.map((value) => ({ value, label: value }))}
            />
            <Choices
              name="energy"
              label={t('readings.energy')}
              options={keysOf('energy').map((value) => ({ value, label: enumWord(t, 'energy', value) }))}
              reply={reply}
            />
          </>
        )}
        <Field name="start" label={t('readings.start')} reply={reply} stored={number(reading?.start)} inputMode="decimal" />
        <Field name="end" label={t('readings.end')} reply={reply} stored={number(reading?.end)} inputMode="decimal" />
        <Field
          name="usage"
          label={t('readings.usage')}
          hint={t('readings.usageHint')}
          reply={reply}
          stored={number(reading?.usage)}
          inputMode="decimal"
        />
        <Field name="source" label={t('readings.source')} hint={t('readings.sourceHint')} reply={reply} stored={reading?.source ?? ''} />
        <TextField name="reason" label={t('correct.reason')} rows={3} reply={reply} />
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
