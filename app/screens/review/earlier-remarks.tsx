import { useTranslation } from 'react-i18next';
import type { Remark } from '~/domain/review/reviewed-visit';
import { formatInstant } from '~/i18n/formats';

/** Earlier remarks on a question, and whether each has been resolved. */
export function EarlierRemarks({ remarks, question }: { remarks: readonly Remark[]; question: string }) {
  const { t } = useTranslation('review');
  const here = remarks.filter((remark) => remark.question === question);
  if (here.length === 0) return null;
  return (
    <ul className="mt-1 space-y-1 text-small">
      {here.map((remark, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
        <li key={at} className="border-l-2 border-attention-line pl-2 text-ink">
          {t('remark.earlier', { at: formatInstant(remark.at), by: remark.actorName, text: remark.text })}
          {remark.resolved && <span className="ml-1 text-ok">{t('remark.resolved')}</span>}
        </li>
      ))}
    </ul>
  );
}
