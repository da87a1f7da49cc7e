import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { Field } from '~/screens/shared/field';

/** Name, office, person, deadline and budget of a plan. */
export function HeadFields({
  reply,
  stored,
}: {
  reply?: FormReply;
  stored: Record<'name' | 'unit' | 'person' | 'dueOn' | 'budget', string>;
}) {
  const { t } = useTranslation('plans');
  return (
    <div className="grid gap-4 tablet:grid-cols-2">
      <div className="tablet:col-span-2">
        <Field name="name" label={t('field.name')} reply={reply} stored={stored.name} maxLength={100} />
      </div>
      <Field name="unit" label={t('field.unit')} reply={reply} stored={stored.unit} maxLength={100} />
      <Field name="person" label={t('field.person')} reply={reply} stored={stored.person} maxLength={50} />
      <Field name="dueOn" type="date" label={t('field.dueOn')} reply={reply} stored={stored.dueOn} />
      <Field
        name="budget"
        inputMode="decimal"
        label={t('field.budget')}
        optional={t('field.budgetHint')}
        reply={reply}
        stored={stored.budget}
      />
    </div>
  );
}
