import { useTranslation } from 'react-i18next';
import { LONGEST_REMARK, remarkName } from '~/domain/review/remarks';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import { fieldId } from '~/screens/shared/field';

/** A remark on a question, folded until somebody wants to write one. It opens without scripts. */
export function RemarkField({
  question,
  label,
  word,
  reply,
  isFirst,
}: {
  question: string;
  label: string;
  word?: string;
  reply?: FormReply;
  isFirst?: boolean;
}) {
  const { t } = useTranslation('review');
  const name = remarkName(question);
  const typed = typedAt(reply, name);
  const id = fieldId(name);
  return (
    <details
      open={typed !== ''}
      onToggle={(event) => event.currentTarget.open && event.currentTarget.querySelector('textarea')?.focus()}
      className="no-print"
    >
      <summary
        id={isFirst ? 'review-remark' : undefined}
        className="inline-flex min-h-[28px] cursor-pointer list-none items-center rounded px-1 text-small text-action hover:bg-action-wash"
      >
        {word ?? t('remark.open')}
      </summary>
      <label htmlFor={id} className="sr-only">
        {t('remark.label', { question: label })}
      </label>
      <textarea
        id={id}
        name={name}
        rows={2}
        maxLength={LONGEST_REMARK}
        defaultValue={typed}
        placeholder={t('remark.placeholder')}
        className="field-box tablet:min-w-[12rem]"
      />
    </details>
  );
}
