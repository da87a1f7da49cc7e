import { useTranslation } from 'react-i18next';

const WORDS = ['due', 'paid', 'owed', 'arrears', 'arrearsOperating', 'toSend', 'overpaid'] as const;

/** 用词: what each word about money means here, as docs/glossary.md has it, folded away until it is asked for. */
export function MoneyWords() {
  const { t } = useTranslation('subsidy');
  return (
    <details className="no-print mb-4 max-w-form">
      <summary className="link inline-flex min-h-row cursor-pointer items-center">{t('words.title')}</summary>
      <dl className="card space-y-2 p-3">
        {WORDS.map((word) => (
          <div key={word}>
            <dt className="font-medium">{t(`words.${word}.name`)}</dt>
            <dd className="text-ink-soft">{t(`words.${word}.means`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
