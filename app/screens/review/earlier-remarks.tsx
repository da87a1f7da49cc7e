import { useTranslation } from 'react-i18next';
import type { Remark } from '~/domain/review/reviewed-visit';
import { formatInstant } from '~/i18n/formats';

/** What was said of a question before, and whether it has been corrected since. */
export function EarlierRemarks({ remarks, question }: { remarks: readonly Remark[]; question: string }) {
  const { t } = useTranslation('review');
  const here = remarks.filter((remark) => remark.question === question);
  if (here.length === 0) return null;
  return (
    <ul className="mt-1 space-y-1 text-small">
      {here.map((remark, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: these have no name of their own, and a row keeps nothing.
        <li key={at} className="border-l-2 border-attention-line pl-2 text-ink">
          {t('remark.earlier', { at: formatInstant(remark.at), by: remark.actorName, text: remark.text })}
          {remark.resolved && <span className="ml-1 text-ok">{t('remark.resolved')}</span>}
        </li>
      ))}
    </ul>
  );
}
