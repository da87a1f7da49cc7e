import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Remark, type RemarkState, remarkState } from '~/domain/survey/remark-answered';
import type { Given } from '~/domain/survey/undo';
import { Icon } from '~/screens/shared/icon';
import { useVisit } from './visit-state';

export type RemarkToAnswer = { remark: Remark; label: string; replyStart: string; state: RemarkState };

/** Each remark with the words for its question and whether it was answered. */
export function remarksToAnswer(
  t: TFunction<['survey', 'enums']>,
  remarks: readonly Remark[],
  returned: Given,
  now: Given,
): readonly RemarkToAnswer[] {
  return remarks.map((remark) => {
    const label = remark.question === 'visit' ? t('wholeVisit') : t(`question.${remark.question}` as 'question.rooms');
    const replyStart = t('returned.replyStart', { label });
    return { remark, label, replyStart, state: remarkState(remark, returned, now, replyStart) };
  });
}

/** The reviewer's remarks, shown at their question. */
export function RemarksAt({ question }: { question: string }) {
  const { t } = useTranslation('survey');
  const { remarks } = useVisit();
  const here = remarks.filter((remark) => remark.question === question);
  if (here.length === 0) return null;
  return (
    <ul className="space-y-1 rounded border border-attention-line bg-attention-wash p-2">
      {here.map((remark, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
        <li key={at} className="flex items-start gap-1.5">
          <Icon name="alert" size={18} className="mt-1 text-attention" />
          <span>{t('remarkBy', { by: remark.by, text: remark.text })}</span>
        </li>
      ))}
    </ul>
  );
}
