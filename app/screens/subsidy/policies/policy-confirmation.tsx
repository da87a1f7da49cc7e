import { Form } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ConfirmationStep } from '~/domain/subsidy/policy-confirmation';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Csrf } from '~/screens/shell/viewer';

export type ConfirmationOfPolicy = {
  toConfirm: readonly ConfirmationStep[];
  confirmations: readonly { step: ConfirmationStep; document: string | null; confirmedAt: string; confirmedBy: string }[];
  /** Whether the viewer entered it: then somebody else confirms. */
  own: boolean;
};
type Props = { confirmation: ConfirmationOfPolicy; may: { confirm: boolean; confirmLevel: boolean }; reply?: FormReply };

/** 政策确认: who has confirmed a policy, what is missing until it is in force, and the step of who may take it. */
export function PolicyConfirmation({ confirmation, may, reply }: Props) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const { toConfirm, confirmations, own } = confirmation;
  if (toConfirm.length === 0 && confirmations.length === 0) return null;
  const nameOf = (step: ConfirmationStep) => (step === 'second' ? t('confirmation.second') : t(`enums:level.${step}`));
  return (
    <section aria-labelledby="confirmation" className={`card mb-4 p-4 ${toConfirm.length > 0 ? 'border-action-line bg-action-wash' : ''}`}>
      <h2 id="confirmation" className="text-lead">
        {t(toConfirm.length > 0 ? 'confirmation.waits' : 'confirmation.inForce')}
      </h2>
      <ErrorSummary reply={reply} />
      {toConfirm.length > 0 && <p className="mb-2 text-ink-soft">{t('confirmation.waitsWhat')}</p>}
      <ul className="space-y-2">
        {confirmations.map(({ step, document, confirmedAt, confirmedBy }) => (
          <li key={step}>
            {t(step === 'second' ? 'confirmation.bySecond' : 'confirmation.byLevel', {
              level: nameOf(step),
              who: confirmedBy,
              when: formatInstant(confirmedAt),
              document,
            })}
          </li>
        ))}
        {toConfirm.map((step) => {
          const mayStep = (step === 'second' ? may.confirm : may.confirmLevel) && !own;
          const mine = reply?.typed.step === step ? reply : undefined;
          return (
            <li key={step}>
              <span className="font-medium">
                {t(step === 'second' ? 'confirmation.needsSecond' : 'confirmation.needsLevel', { level: nameOf(step) })}
              </span>
              {mayStep ? (
                <Form method="post" className="mt-1 flex flex-wrap items-start gap-3">
                  <Csrf />
                  <input type="hidden" name="step" value={step} />
                  {step !== 'second' && (
                    <Field
                      name="confirmDocument"
                      id={`document-${step}`}
                      label={t('confirmation.document')}
                      reply={mine}
                      className="tablet:w-80"
                    />
                  )}
                  <Button className={step === 'second' ? '' : 'tablet:mt-[26px]'} look="main" icon="check" name="do" value="confirm">
                    {t(step === 'second' ? 'confirmation.confirm' : 'confirmation.confirmLevel', { level: nameOf(step) })}
                  </Button>
                </Form>
              ) : (
                <span className="ml-2 text-ink-soft">{t(own ? 'confirmation.own' : 'confirmation.others')}</span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
