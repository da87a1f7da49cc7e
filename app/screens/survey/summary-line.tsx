import { useTranslation } from 'react-i18next';
import type { SummaryParam, SummarySentence } from '~/domain/survey/sentence';
import { enumWord } from '~/i18n/enum-word';
import { Icon } from '~/screens/shared/icon';

/** One sentence of a summary in words, marked when a reviewer will look for it. */
export function SummaryLine({ sentence }: { sentence: SummarySentence }) {
  const { t } = useTranslation(['survey', 'enums']);
  const say = t as unknown as (key: string, values: Record<string, unknown>) => string;
  const word = (value: SummaryParam): string | number =>
    typeof value === 'object' ? value.keys.map((key) => enumWord(t, value.list as 'heat', key)).join(t('listSeparator')) : value;
  const values = Object.fromEntries(Object.entries(sentence.params ?? {}).map(([name, value]) => [name, word(value)]));
  const text = say(`survey:summary.${sentence.key}`, values);
  if (!sentence.attention) return <p>{text}</p>;
  return (
    <p className="flex items-start gap-1.5 font-medium text-attention">
      <Icon name="alert" size={18} className="mt-1" />
      <span>{text}</span>
    </p>
  );
}
