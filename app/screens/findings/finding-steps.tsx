import { useTranslation } from 'react-i18next';
import type { EvidenceFile } from '~/domain/findings/desk/finding';
import { type FindingStep, RULES_PROPOSE } from '~/domain/findings/life';
import { formatCount, formatInstant } from '~/i18n/formats';
import { Icon } from '~/screens/shared/icon';

export type ShownStep = {
  id: string;
  at: string;
  by: string;
  kind: FindingStep;
  text: string | null;
  detail: Record<string, unknown>;
  files: readonly EvidenceFile[];
};

/** 进展: everything that was done, the latest first. */
export function FindingSteps({ number, steps }: { number: string; steps: readonly ShownStep[] }) {
  const { t } = useTranslation('findings-desk');
  return (
    <section aria-labelledby="steps" className="card min-w-0 p-4">
      <h2 id="steps" className="mb-2 text-lead">
        {t('one.steps')}
      </h2>
      {steps.length === 0 && <p className="text-ink-soft">{t('one.noSteps')}</p>}
      <ol className="space-y-3">
        {[...steps].reverse().map((step) => (
          <li key={step.id} className="border-l-4 border-line pl-3">
            <p className="font-medium">{t(`step.${step.detail.asked === true ? 'asked' : step.kind}`)}</p>
            {step.kind === 'assigned' && (
              <p>
                {t('step.assignedTo', {
                  who: [step.detail.unit, step.detail.person].filter(Boolean).join(' '),
                  due: String(step.detail.due ?? ''),
                })}
              </p>
            )}
            {step.text && <p className="whitespace-pre-wrap break-words">{step.text}</p>}
            <Files number={number} files={step.files} />
            <p className="text-small text-ink-faint">
              {t('step.by', { by: step.by === RULES_PROPOSE ? t('source.rule') : step.by, at: formatInstant(step.at) })}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Photos are shown small and open large; a PDF is saved. */
function Files({ number, files }: { number: string; files: readonly EvidenceFile[] }) {
  const { t } = useTranslation('findings-desk');
  if (files.length === 0) return null;
  const at = (sha256: string): string => `/findings/${encodeURIComponent(number)}/files/${sha256}`;
  return (
    <ul className="my-1 flex flex-wrap gap-2">
      {files.map(({ sha256, type, bytes }, place) => (
        <li key={sha256}>
          {type === 'application/pdf' ? (
            <a className="link inline-flex min-h-target items-center gap-1" href={at(sha256)} download>
              <Icon name="download" size={16} />
              {t('one.pdf', { number: place + 1, kb: formatCount(Math.ceil(bytes / 1000)) })}
            </a>
          ) : (
            <a href={at(sha256)} target="_blank" rel="noopener" className="inline-block">
              <img
                src={at(sha256)}
                alt={t('one.evidence', { number: place + 1 })}
                loading="lazy"
                className="h-24 w-24 rounded border border-line object-cover"
              />
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
