import { useTranslation } from 'react-i18next';
import type { PlanPart } from '~/domain/plans/parts/parts';

export type ComparedVersions = {
  before: number;
  after: number;
  head: boolean;
  parts: readonly { part: PlanPart; before: string; after: string; onlyData: boolean }[];
};

/** Two versions, part by part where they differ. */
export function Comparison({ compared }: { compared: ComparedVersions }) {
  const { t } = useTranslation('plans');
  const { before, after, head, parts } = compared;
  return (
    <section aria-labelledby="compared" className="card mb-4 p-4">
      <h2 id="compared" className="mb-2 text-lead">
        {t('one.compareTitle', { before, after })}
      </h2>
      {head && <p className="mb-2">{t('one.compareHead')}</p>}
      {!head && parts.length === 0 && <p>{t('one.compareNone')}</p>}
      {parts.map((part) => (
        <div key={part.part} className="mb-3">
          <h3 className="mb-1 font-semibold">{t(`numbered.${part.part}`)}</h3>
          {part.onlyData ? (
            <p className="text-ink-soft">{t('one.compareData')}</p>
          ) : (
            <div className="grid grid-cols-1 gap-3 tablet:grid-cols-2">
              {(
                [
                  [before, part.before, 'border-line'],
                  [after, part.after, 'border-action'],
                ] as const
              ).map(([version, text, edge]) => (
                <div key={version} className={`min-w-0 border-l-4 pl-3 ${edge}`}>
                  <p className="text-small text-ink-soft">{t('one.compareBefore', { version })}</p>
                  <p className="whitespace-pre-wrap">{text}</p>
                </div>
              ))}
            </div>
          )}
        </div>
      ))}
    </section>
  );
}
