import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitOutcome } from '~/domain/contract/enumerations';
import { closesAtOnce, NOBODY_DAYS_TO_CLOSE } from '~/domain/household/closure';
import { VISITED_AT } from '~/domain/survey/typed';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { typedAt } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, TextField } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { PhonePage } from '~/screens/shell/phone-page';
import { Csrf } from '~/screens/shell/viewer';

export const CLOSURES = ['nobody', 'refused', 'vacant', 'demolished'] as const satisfies readonly VisitOutcome[];

export type ClosureFormProps = {
  household: { number: string; head: string; address: string | null };
  season: string;
  visitId: string;
  baseRevision: number;
  openedAt: string;
  /** Days with nobody at home so far, and whether today is one of them. */
  nobody: { days: number; today: boolean };
  note: string;
  reply?: FormReply;
  /** Whether the time is asked for, because it was refused. Otherwise it is the time when the form was opened. */
  asksTime?: boolean;
};

/** 没能入户: nobody at home (counted by days), refused, vacant or demolished, with a sentence why. */
export function ClosureForm({ household, season, visitId, baseRevision, openedAt, nobody, note, reply, asksTime }: ClosureFormProps) {
  const { t } = useTranslation(['survey', 'enums']);
  const [outcome, setOutcome] = useState(typedAt(reply, 'outcome'));
  const busy = useNavigation().state !== 'idle';
  const day = nobody.days + 1;
  return (
    <PhonePage heading={t('closure.title', { head: household.head })} back={`/households/${encodeURIComponent(household.number)}`}>
      <ErrorSummary reply={reply} />
      <Form method="post" noValidate className="space-y-5">
        <Csrf />
        <input type="hidden" name="visit" value={visitId} />
        <input type="hidden" name="season" value={season} />
        <input type="hidden" name="baseRevision" value={baseRevision} />
        <input type="hidden" name="openedAt" value={openedAt} />
        <Choices
          name="outcome"
          label={t('closure.which')}
          options={CLOSURES.map((value) => ({
            value,
            label: enumWord(t, 'visitOutcome', value),
            hint: t(`closure.${value}Hint`),
            disabled: value === 'nobody' && nobody.today,
          }))}
          reply={reply}
          chosen={outcome === '' ? [] : [outcome]}
          onChange={(chosen) => setOutcome(chosen[0] ?? '')}
        />
        {nobody.today && <Notice tone="attention">{t('closure.nobodyToday')}</Notice>}
        {outcome === 'nobody' && (
          <Notice tone={day >= NOBODY_DAYS_TO_CLOSE ? 'attention' : 'info'} title={t('closure.nobodyDay', { day })} live>
            <p>
              {day >= NOBODY_DAYS_TO_CLOSE ? t('closure.nobodyCloses') : t('closure.nobodyLeft', { count: NOBODY_DAYS_TO_CLOSE - day })}
            </p>
          </Notice>
        )}
        <TextField
          name="note"
          label={t('closure.note')}
          optional={outcome === '' || closesAtOnce(outcome as VisitOutcome) ? undefined : t('optional')}
          hint={t('closure.noteHint')}
          rows={3}
          reply={reply}
          stored={note}
        />
        {asksTime && (
          <Field name={VISITED_AT} type="datetime-local" label={t('question.visitedAt')} hint={t('closure.timeHint')} reply={reply} />
        )}
        <Button look="main" wide disabled={busy}>
          {t(busy ? 'submitting' : 'closure.submit')}
        </Button>
      </Form>
    </PhonePage>
  );
}
