import { useTranslation } from 'react-i18next';
import { Icon } from '~/screens/shared/icon';
import { useVisit } from './visit-state';

/** What the reviewer said, at the question it was said of. */
export function RemarksAt({ question }: { question: string }) {
  const { t } = useTranslation('survey');
  const { remarks } = useVisit();
  const here = remarks.filter((remark) => remark.question === question);
  if (here.length === 0) return null;
  return (
    <ul className="space-y-1 rounded border border-attention-line bg-attention-wash p-2">
      {here.map((remark, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: these have no name of their own, and a row keeps nothing.
        <li key={at} className="flex items-start gap-1.5">
          <Icon name="alert" size={18} className="mt-1 text-attention" />
          <span>{t('remarkBy', { by: remark.by, text: remark.text })}</span>
        </li>
      ))}
    </ul>
  );
}
