import { useTranslation } from 'react-i18next';
import type { DutyPhones } from '~/domain/divisions/duty-phone';
import type { FindingOfReport, ProblemKind, ShownReport } from '~/domain/findings/problem-report';
import { formatInstant } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { Chip } from '~/screens/shared/notice';
import { CallButtons } from './call-buttons';

/** Written on this phone and not received yet. */
type ReportOnPhone = { id: string; kind: ProblemKind; text: string; photos: number; at: string };

type Props = {
  number: string;
  mayReport: boolean;
  /** Begun and not sent off. */
  begun?: boolean;
  waiting?: readonly ReportOnPhone[];
  reports: readonly ShownReport[];
  phones: DutyPhones | null;
};

/** 上报与电话: what was reported of a household, with receipt and answer; a new report; whom to call. */
export function ProblemsSection({ number, mayReport, begun, waiting = [], reports, phones }: Props) {
  const { t } = useTranslation('findings');
  return (
    <section className="card p-3" aria-labelledby="problems">
      <h2 id="problems" className="mb-2 text-lead">
        {t('household.title')}
      </h2>
      {mayReport && (
        <p className="mb-3">
          <ButtonLink to={`/households/${encodeURIComponent(number)}/report`} icon="alert" wide>
            {t(begun ? 'household.goOn' : 'household.report')}
          </ButtonLink>
        </p>
      )}
      {waiting.length + reports.length === 0 && !mayReport && <p className="mb-3 text-ink-soft">{t('household.none')}</p>}
      {waiting.length + reports.length > 0 && (
        <ol className="mb-3 space-y-3">
          {waiting.map(({ id, kind, text, photos, at }) => (
            <li key={id} className="border-l-4 border-attention-line pl-2">
              <Said kind={kind} text={text} photos={photos} />
              <p className="text-small text-attention">{t('household.waiting', { at: formatInstant(at) })}</p>
            </li>
          ))}
          {reports.map((report) => (
            <li key={report.id} className="border-l-4 border-line pl-2">
              <Said kind={report.kind} text={report.text} photos={report.photos.length} />
              <p className="text-small text-ink-soft">
                {t('household.receipt', { at: formatInstant(report.receivedAt), number: report.number, by: report.by })}
              </p>
              {report.answer ? (
                <div className="mt-1 border-l-4 border-ok pl-2">
                  <p className="whitespace-pre-wrap">{t('household.answer', { text: report.answer.text })}</p>
                  <p className="text-small text-ink-soft">
                    {report.answer.by} · {formatInstant(report.answer.at)}
                  </p>
                </div>
              ) : (
                <p className="text-small text-ink-soft">{t('household.noAnswer')}</p>
              )}
              {report.finding && <HowFar finding={report.finding} />}
            </li>
          ))}
        </ol>
      )}
      {phones && <CallButtons phones={phones} />}
    </section>
  );
}

/** How far the township is with it: until when, or that it is closed, and with what result. */
function HowFar({ finding: { number, state, dueOn, closed } }: { finding: FindingOfReport }) {
  const { t } = useTranslation('findings-yard');
  return (
    <div className="mt-1">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Chip tone={state === 'closed' ? 'ok' : state === 'open' ? 'neutral' : 'info'} icon={state === 'closed' ? 'ok' : 'clock'}>
          {t(`state.${state}`)}
        </Chip>
        <span className="text-small text-ink-soft">
          {t('number', { number })}
          {state !== 'closed' && ` · ${t('reportDue', { day: dueOn })}`}
        </span>
      </p>
      {closed && (
        <div className="mt-1 border-l-4 border-ok pl-2">
          <p className="whitespace-pre-wrap break-words">{t('result', { text: closed.result })}</p>
          <p className="text-small text-ink-soft">
            {closed.by} · {formatInstant(closed.at)}
          </p>
        </div>
      )}
    </div>
  );
}

function Said({ kind, text, photos }: { kind: ProblemKind; text: string; photos: number }) {
  const { t } = useTranslation('findings');
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <Chip tone={kind === 'cold' ? 'danger' : 'attention'} icon="alert">
          {t(`kind.${kind}`)}
        </Chip>
        {photos > 0 && <span className="text-small text-ink-soft">{t('household.photos', { count: photos })}</span>}
      </p>
      {text && <p className="whitespace-pre-wrap">{text}</p>}
    </>
  );
}
